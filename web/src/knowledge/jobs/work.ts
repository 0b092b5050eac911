// Work of one kind whose result is shown in place: the job that the address names, else the last that there
// was; begun again with other parameters, and read when it is done.

import { computed, onMounted, ref, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { askForJob, listJobs } from '#client/sdk.gen.ts';
import { ask } from '#/api/server.ts';
import { isOver, useJob } from '#/knowledge/jobs/job.ts';
import { readOutput } from '#/knowledge/jobs/outputs.ts';
import { server } from '#/knowledge/who.ts';
import { useLoaded, useTask } from '#/parts/task.ts';

/** So many are looked through for the last one. */
const LOOKED_AT = 10;

export type WorkOf = {
  kind: string;
  /** The file that is shown. */
  output: string;
  /** What the address calls the job; each kind of a page has its own. */
  name?: string;
  /** Whether nothing is shown until somebody begins, as what there was answers another question. */
  afresh?: boolean;
};

export type Work<Found> = ReturnType<typeof useWork<Found>>;

export function useWork<Found>({ kind, output, name = 'job', afresh = false }: WorkOf) {
  const route = useRoute();
  const router = useRouter();
  const here = route.path;
  const last = ref<string | null>(null);
  const id = computed(() => {
    if (route.path !== here) return null;
    const named = route.query[name];
    return named ? String(named) : last.value;
  });
  const { job, problem, again } = useJob(() => id.value);
  const {
    value: found,
    problem: unread,
    loading,
    load,
    put,
  } = useLoaded(() => readOutput<Found>(id.value!, output));
  const { busy, problem: refused, run } = useTask();
  const looked = ref(afresh);

  watch(
    () => [job.value?.id, job.value?.state].join(),
    () => {
      // What comes late of another job is not shown as this one's.
      put(null);
      if (job.value?.state === 'done') void load();
    },
    { immediate: true },
  );
  onMounted(() =>
    run(async () => {
      if (!id.value && !afresh) {
        const { items } = await ask(listJobs({ client: server.client, query: { kind, limit: LOOKED_AT } }));
        // What was called off says nothing; what there was before does.
        const shown = items.find(({ state }) => state !== 'cancelled') ?? items[0];
        last.value = shown?.id ?? null;
      }
      looked.value = true;
    }),
  );

  return {
    id,
    job,
    problem,
    again,
    found,
    unread,
    loading,
    load,
    refused,
    looked,
    /** Whether another cannot begin now. */
    held: computed(() => busy.value || (!!job.value && !isOver(job.value))),
    begin: (params: Record<string, unknown> = {}) =>
      run(async () => {
        const made = await ask(askForJob({ client: server.client, body: { kind, params } }));
        await router.push({ query: { ...route.query, [name]: made.id } });
      }),
  };
}
