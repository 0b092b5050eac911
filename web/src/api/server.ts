// The server as the pages ask it: the generated client with an address, a token and refusals as problems.

import { inject, type InjectionKey } from 'vue';
import { createClient, createConfig } from '#client/client/index.ts';
import type { Client } from '#client/client/index.ts';
import { ticket } from '#client/sdk.gen.ts';
import type { TicketRequest } from '#client/types.gen.ts';
import { problemOf, refusal } from '#/api/problem.ts';

/** Where a token comes from each time that one is needed; nothing for people without one. */
export type TokenSource = () => string | null | undefined | Promise<string | null | undefined>;

/** Told of a token that was refused; gives another one to go on with, or nothing. */
export type Renewal = (refused: string) => Promise<string | null>;

export type Server = {
  /** Where it is, without a slash at the end. */
  readonly address: string;
  /** Goes with every call of a generated function: `ask(listNotes({ client: server.client }))`. */
  readonly client: Client;
  /** How every request is made: one that was refused for its token is made once more with another. */
  readonly fetch: typeof fetch;
  readonly token: TokenSource;
  readonly renewed: Renewal;
};

/** An empty address is the page's own origin. */
export function createServer(
  address: string,
  token: TokenSource,
  renewed: Renewal = async () => null,
): Server {
  const baseUrl = address || location.origin;
  const fetch = fetchWith(renewed);
  const auth = async () => (await token()) ?? undefined;
  const client = createClient(createConfig({ baseUrl, auth, fetch }));
  return { address: baseUrl, client, fetch, token, renewed };
}

/** The header that says who asks; none for people without a token. */
export const bearer = (token: string | null | undefined): Record<string, string> =>
  token ? { Authorization: `Bearer ${token}` } : {};

function fetchWith(renewed: Renewal): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const sent = request.headers.get('Authorization')?.replace(/^Bearer /, '');
    const again = sent ? request.clone() : null;
    const response = await fetch(request);
    if (response.status !== 401 || !again || !sent) return response;
    const token = await renewed(sent);
    if (!token) return response;
    again.headers.set('Authorization', `Bearer ${token}`);
    return fetch(again);
  };
}

export const SERVER: InjectionKey<Server> = Symbol('server');

/** The server of the app that a component stands in. */
export function useServer(): Server {
  const server = inject(SERVER);
  if (!server) throw new Error('an app provides its server');
  return server;
}

type Outcome = { data?: unknown; error?: unknown; response?: Response };

/**
 * What the server answered.
 *
 * @throws {Problem} Why it did not.
 */
export async function ask<T extends Outcome>(asked: Promise<T>): Promise<NonNullable<T['data']>> {
  const { data, error, response } = await asked.catch((thrown: unknown) => {
    throw problemOf(thrown);
  });
  if (response && !response.ok) throw refusal(response.status, error);
  if (error !== undefined) throw problemOf(error);
  return data as NonNullable<T['data']>;
}

/** The address of a stream or socket: with a ticket where there is a token, since neither can send one. */
export async function streamAddress(server: Server, path: string, of: TicketRequest): Promise<URL> {
  const url = new URL(path, server.address);
  if (await server.token()) {
    const got = await ask(ticket({ client: server.client, body: of }));
    url.searchParams.set('ticket', got.ticket);
  }
  return url;
}

/** An id of the client's own, by which what is sent again counts once. */
export function newClientId(): string {
  // `crypto.randomUUID` is missing where a page is served without TLS to another machine.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
