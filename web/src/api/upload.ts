// A file on its way to the server, with how far it is.

import { Problem, problemOf, refusal } from '#/api/problem.ts';
import { bearer, type Server } from '#/api/server.ts';

export type Sending = {
  /** By which the server takes it once, however often it is sent. */
  clientId: string;
  /** Told how much of it is there, from 0 to 1. */
  show: (part: number) => void;
  signal: AbortSignal;
};

/**
 * Sends a file to an address that takes one. Refused for its token it is sent once more with another.
 *
 * @throws {Problem} Why it did not arrive; `cancelled` where the signal ended it.
 */
export async function upload<T>(server: Server, path: string, file: File, sending: Sending): Promise<T> {
  const address = new URL(path, server.address);
  address.search = new URLSearchParams({ name: file.name, client_id: sending.clientId }).toString();
  const token = await server.token();
  try {
    return await post<T>(address, file, token, sending);
  } catch (thrown) {
    const problem = problemOf(thrown);
    const other = token && problem.isUnknown ? await server.renewed(token) : null;
    if (!other) throw problem;
    return post<T>(address, file, other, sending);
  }
}

/** `fetch` does not tell how far a request is. */
function post<T>(
  address: URL,
  file: File,
  token: string | null | undefined,
  { show, signal }: Sending,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancelled = () => reject(new Problem({ code: 'cancelled' }));
    request.open('POST', address);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    for (const [name, value] of Object.entries(bearer(token))) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) => show(total ? loaded / total : 0));
    request.addEventListener('load', () => {
      const body: unknown = parsed(request.responseText);
      if (request.status === 200 && body) resolve(body as T);
      else reject(refusal(request.status, body));
    });
    request.addEventListener('error', () => reject(new Problem({ code: 'offline' })));
    request.addEventListener('abort', cancelled);
    signal.addEventListener('abort', () => request.abort());
    // Ended before it began.
    if (signal.aborted) cancelled();
    else request.send(file);
  });
}

/** Something between here and the server may have answered in words of its own. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
