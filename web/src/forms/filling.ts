// A form that is being filled in: what was typed is kept until it is sent, and what is wrong stands at its
// field, whoever found it.

import { nextTick, onMounted, reactive, ref, watch, type Ref } from 'vue';
import { problemOf, type Problem } from '#/api/problem.ts';
import { newClientId, useServer } from '#/api/server.ts';
import { serviceOf } from '#/api/service.ts';
import type { FieldFault } from '#client/types.gen.ts';
import { readDraft, writeDraft } from '#/forms/draft.ts';
import type { Fault } from '#/forms/rules.ts';

export type Filling<F> = {
  /** What it is kept under. */
  name: string;
  blank: () => F;
  /** What is wrong as far as the page can tell. */
  check: (form: F) => Partial<Record<keyof F & string, Fault>>;
  /** What contains the fields. */
  root: Readonly<Ref<HTMLElement | null>>;
  /** Whether what was typed outlasts the tab: what takes hours to write, and is no secret on a device of work. */
  lasts?: boolean;
};

export function useFilling<F extends object>({ name, blank, check, root, lasts }: Filling<F>) {
  const draft = { name, lasts };
  const server = useServer();
  const form = reactive(blank()) as F;
  const faults = ref<Partial<Record<string, string>>>({});
  const restored = ref(false);
  let keeps = false;
  /** What stands there before anybody types; of that there is no draft. */
  let begun = JSON.stringify(form);
  let last = { written: '', clientId: '' };
  // Without its rules the page refuses nothing.
  serviceOf(server).catch(() => {});

  const ready = new Promise<void>((done) => {
    onMounted(async () => {
      const kept = await readDraft<F>(server, draft);
      if (kept) Object.assign(form, kept);
      restored.value = kept !== null;
      await nextTick();
      keeps = true;
      done();
    });
  });
  const dirty = ref(false);
  watch(form, () => {
    dirty.value = JSON.stringify(form) !== begun;
    if (keeps) void writeDraft(server, draft, dirty.value ? form : null);
  });

  /** It stands where it was sent to; of what is typed from now on there is no draft either. */
  async function forget(): Promise<void> {
    keeps = false;
    await writeDraft(server, draft, null);
  }

  /** Puts in what is known without anybody typing it; what was typed before stands above it. */
  async function fill(known: Partial<F>): Promise<void> {
    await ready;
    begun = JSON.stringify({ ...(JSON.parse(begun) as F), ...known });
    if (!restored.value) Object.assign(form, known);
  }

  // What is mended is no longer wrong.
  for (const field of Object.keys(form) as (keyof F & string)[]) {
    watch(
      () => form[field],
      () => delete faults.value[field],
      { deep: true },
    );
  }

  async function show(found: Partial<Record<string, Fault>>): Promise<void> {
    const wrong = Object.entries(found).filter((entry): entry is [string, string] => !!entry[1]);
    faults.value = Object.fromEntries(wrong);
    await nextTick();
    lead();
  }

  /** Leads to the first field that is wrong. A dialog that stood over the form does so when it is closed. */
  function lead(): void {
    root.value?.querySelector<HTMLElement>(FAULTY)?.focus();
  }

  /** Whether everything is right; else the first field that is not gets the focus. */
  function isRight(): boolean {
    const found = check(form);
    void show(found);
    return Object.values(found).every((fault) => !fault);
  }

  /**
   * Sends it; nothing where the server finds faults, which then stand at their fields. The same content
   * sent again has the same id, so it counts once.
   *
   * @throws {Problem} Whatever concerns no field.
   */
  async function send<T>(post: (clientId: string) => Promise<T>): Promise<T | FieldFault[]> {
    const written = JSON.stringify(form);
    if (written !== last.written) last = { written, clientId: newClientId() };
    try {
      const made = await post(last.clientId);
      await forget();
      return made;
    } catch (thrown) {
      const problem = problemOf(thrown);
      const found = faultsOf(problem);
      if (!found.length || found.some(({ field }) => !(field in form))) throw problem;
      void show(Object.fromEntries(found.map(({ field, detail }) => [field, detail])));
      return found;
    }
  }

  /** As it stood before anybody typed. */
  async function startOver(): Promise<void> {
    Object.assign(form, JSON.parse(begun));
    restored.value = false;
    await nextTick();
    faults.value = {};
    keeps = true;
    await writeDraft(server, draft, null);
  }

  return { form, faults, restored, dirty, fill, isRight, lead, send, startOver, forget };
}

/** A control whose content is wrong; of a group its first one says so. */
const FAULTY = ':is(input, select, textarea)[aria-invalid="true"], [data-invalid]';

/** The faults of a refusal by the names of the form's fields. */
function faultsOf(problem: Problem): FieldFault[] {
  const bare = (field: string) => field.replace(/^form\./, '');
  if (problem.faults.length) {
    return problem.faults.map((fault) => ({ ...fault, field: bare(fault.field) }));
  }
  const { field, detail, message, code } = problem;
  return field ? [{ field: bare(field), detail: detail || message, rule: code }] : [];
}
