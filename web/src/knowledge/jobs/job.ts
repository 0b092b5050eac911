// A job as it goes: read once, then heard by its changes until it has ended.

import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import { cancelJob, showJob } from '#client/sdk.gen.ts';
import type { JobBody, JobSign } from '#client/types.gen.ts';
import { follow, type Followed } from '#/api/follow.ts';
import { problemOf, type Problem } from '#/api/problem.ts';
import { ask, streamAddress } from '#/api/server.ts';
import { renewed, server, who } from '#/knowledge/who.ts';

export const isOver = ({ state }: JobBody): boolean => ['done', 'failed', 'cancelled'].includes(state);

/** Who asked for it may call it off, and operators. */
export const mayCancel = (job: JobBody): boolean =>
  !isOver(job) && !job.cancelled_by && (job.asked_by === who.value?.subject || !!who.value?.operates);

/** How long it ran, in seconds; null where it did not begin. */
export function secondsOf({ started_at, ended_at }: JobBody, nowMs: number): number | null {
  if (!started_at) return null;
  return Math.max(0, Math.round(((ended_at ? Date.parse(ended_at) : nowMs) - Date.parse(started_at)) / 1000));
}

/** @throws {Problem} Why it goes on. */
export const callOff = (id: string): Promise<JobBody> =>
  ask(cancelJob({ client: server.client, path: { id } }));

/** Follows a job until the component that asked is gone. */
export function useJob(id: () => string | null) {
  const job = shallowRef<JobBody | null>(null);
  const problem = shallowRef<Problem | null>(null);
  let followed: Followed | null = null;
  let last = 0;

  function stop(): void {
    followed?.close();
    followed = null;
  }
  function hear(of: string): void {
    stop();
    followed = follow({
      address: async () => {
        const url = await streamAddress(server, `/v1/jobs/${of}/events`, { job_id: of });
        if (last) url.searchParams.set('after', String(last));
        return url;
      },
      kinds: ['job'],
      hear: (_, data) => {
        const sign = data as JobSign;
        last = sign.number;
        if (sign.job.id !== id()) return;
        job.value = sign.job;
        if (isOver(sign.job)) stop();
      },
      refused: (why) => (problem.value = why),
    });
  }
  async function begin(): Promise<void> {
    const of = id();
    stop();
    last = 0;
    job.value = null;
    problem.value = null;
    if (!of) return;
    try {
      const read = await ask(showJob({ client: server.client, path: { id: of } }));
      if (id() !== of) return;
      job.value = read;
      if (!isOver(read)) hear(of);
    } catch (thrown) {
      if (id() === of) problem.value = problemOf(thrown);
    }
  }

  watch([id, renewed], begin, { immediate: true });
  onScopeDispose(stop);
  return {
    job,
    problem,
    again: begin,
    /** How much is done, 0 to 1; null before that is known. */
    part: computed(() => {
      const { done, all } = job.value?.progress ?? { done: 0, all: 0 };
      return all ? done / all : null;
    }),
  };
}
