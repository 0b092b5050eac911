// What went wrong, as far as a page can say it: the server's own words where it answered, else a code of
// this file's that the pages have words for.

import type { FieldFault, Problem as ProblemBody } from '#client/types.gen.ts';

/** Codes of what never reached the server, or came back as something else than its answer. */
export type LocalCode = 'offline' | 'timeout' | 'cancelled' | 'unreadable';

/** A refusal or a failure. `code` is the server's stable name of it, or a `LocalCode`. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  /** The field that it is about, if one. */
  readonly field: string | null;
  /** Everything that is wrong with a form. */
  readonly faults: FieldFault[];
  /** After how many seconds another try makes sense. */
  readonly retryAfterS: number | null;
  /** The state that keeps a thing from being done. */
  readonly state: string | null;
  /** The session in which a conversation goes on, of `with_person`. */
  readonly session: string | null;

  constructor(body: Partial<ProblemBody> & { code: string }) {
    super(body.title ?? '');
    this.name = 'Problem';
    this.code = body.code;
    this.status = body.status ?? 0;
    this.detail = body.detail ?? '';
    this.field = body.field ?? null;
    this.faults = body.faults ?? [];
    this.retryAfterS = body.retry_after_s ?? null;
    this.state = body.state ?? null;
    this.session = body.session_id ?? null;
  }

  /** Whether the same may pass by itself later. What somebody wrote is mended by who wrote it. */
  get passes(): boolean {
    return this.status === 0 || this.status >= 500 || [408, 425, 429].includes(this.status);
  }

  /** Whether the token was not believed or is not enough. */
  get isUnknown(): boolean {
    return this.status === 401;
  }
}

/** Whatever was thrown, as a problem. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof DOMException && thrown.name === 'AbortError')
    return new Problem({ code: 'cancelled' });
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError')
    return new Problem({ code: 'timeout' });
  // What `fetch` throws when nothing was reached.
  if (thrown instanceof TypeError) return new Problem({ code: 'offline' });
  return new Problem({ code: 'unreadable' });
}

/** The body of an answer that is no success. */
export function refusal(status: number, body: unknown): Problem {
  if (body && typeof body === 'object' && 'code' in body && typeof body.code === 'string') {
    return new Problem({ ...(body as ProblemBody), status });
  }
  // Something between here and the server answered in its place.
  return new Problem({ code: 'unreadable', status });
}
