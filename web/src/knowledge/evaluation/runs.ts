// Runs of suites: jobs of two kinds, the newest first.

import { listJobs } from '#client/sdk.gen.ts';
import type { JobBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { kindName } from '#/knowledge/jobs/kinds.ts';
import { jobs } from '#/knowledge/jobs/words.ts';
import { server } from '#/knowledge/who.ts';
import { momentShort } from '#/words/moments.ts';

const KINDS = ['evaluate', 'own_wordings'];
export const isRun = ({ kind }: JobBody): boolean => KINDS.includes(kind);
const SHOWN = 50;

/** @throws {Problem} Why they did not come. */
export async function readRuns(): Promise<JobBody[]> {
  const of = (kind: string) => ask(listJobs({ client: server.client, query: { kind, limit: SHOWN } }));
  const found = await Promise.all(KINDS.map(of));
  return found.flatMap(({ items }) => items).sort((a, b) => b.number - a.number);
}

/** The suite that is asked; the knowledge's own wordings have no name. */
export const suiteOf = ({ params }: JobBody): string => (params as { suite?: string }).suite ?? '';

export const runTitle = (job: JobBody): string =>
  `${jobs.value.numbered(job.number)} ${suiteOf(job) || kindName(job.kind)} ${momentShort(job.created_at)}`;
