// What is decided about findings and suggestions of a job. The server keeps what came of it, not where it was
// decided, so that the list of a job that is looked at again leaves out what was decided on this device.

import { ref, watch, type Ref } from 'vue';
import { decideJobItem } from '#client/sdk.gen.ts';
import type { JobVerdict } from '#client/types.gen.ts';
import { device } from '#/api/storage.ts';
import { ask } from '#/api/server.ts';
import { server } from '#/knowledge/who.ts';

/** Something that was decided, and the revisions that came of it. */
export type Decided = {
  item: string;
  /** What it was about, in words. */
  words: string;
  verdict: JobVerdict;
  revisions: { id: string; subject: string; state: string }[];
};

/** What is to be decided; only what is left as it is needs a reason. */
export type Decision = { item: string; words: string; verdict: JobVerdict; why?: string };

const place = (job: string): string => `wenshui.decided.${job}`;

export type Deciding = {
  decided: Ref<Decided[]>;
  isDecided: (item: string | undefined) => boolean;
  /** @throws {Problem} Why it was not done; nothing is remembered then. */
  decide: (decision: Decision) => Promise<Decided>;
};

export function useDeciding(job: () => string | null): Deciding {
  const decided = ref<Decided[]>([]);
  watch(job, (id) => (decided.value = (id && device.readValue<Decided[]>(place(id))) || []), {
    immediate: true,
  });

  return {
    decided,
    isDecided: (item) => decided.value.some((one) => one.item === item),
    async decide({ item, words, verdict, why }) {
      const id = job()!;
      const body = { item, verdict, why: why ?? null };
      const { revisions } = await ask(decideJobItem({ client: server.client, path: { id }, body }));
      const made = revisions.map(({ id: revision, subject, state }) => ({ id: revision, subject, state }));
      const one = { item, words, verdict, revisions: made };
      decided.value = [one, ...decided.value];
      device.writeValue(place(id), decided.value);
      return one;
    },
  };
}
