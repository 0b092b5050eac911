// What is shown of a case over regions.

import type { CaseBody, SlipBody, SupplementBody } from '#client/types.gen.ts';
import { cases } from '#/centre/words_case.ts';
import type { Fact } from '#/forms/FactList.vue';
import { labelText } from '#/parts/states.ts';
import { moment } from '#/words/moments.ts';

/** Only those that are known. */
const known = (facts: Fact[]): Fact[] => facts.filter(({ text, key }) => text || key);

export function caseFacts(body: CaseBody): Fact[] {
  const t = cases.value;
  return known([
    { title: t.number, text: body.number },
    { title: t.channel, text: labelText(body.channel) },
    { title: t.origin, text: body.origin_center_name },
    { title: t.handling, text: body.handling_center_name },
    { title: t.begun, text: moment(body.created_at) },
    { title: t.updated, text: moment(body.updated_at) },
    { title: t.matter, text: body.matter, wide: true },
    { title: t.facts, text: body.facts, wide: true },
    { title: t.finding, text: labelText(body.finding?.finding) },
    { title: t.reason, text: body.reason ?? body.finding?.text ?? null, wide: true },
    { title: t.delivery, text: labelText(body.delivery) },
    { title: t.parcel, text: body.parcel ?? null },
  ]);
}

export function slipFacts(slip: SlipBody): Fact[] {
  const t = cases.value;
  return known([
    { title: t.slipMatter, text: slip.matter, wide: true },
    { title: t.slipNotes, text: slip.notes, wide: true },
    { title: t.slipUntil, text: slip.until ? moment(slip.until) : null },
    { title: t.applicant, text: slip.applicant ?? null },
    { title: t.mobile, text: slip.mobile ?? null },
    { title: t.way, text: labelText(slip.way) },
    { title: t.address, text: slip.address ?? null },
  ]);
}

export function supplementFacts({ text, told_at, until, material_files }: SupplementBody): Fact[] {
  const t = cases.value;
  return known([
    { title: t.supplementText, text, wide: true },
    { title: t.supplementTold, text: moment(told_at) },
    { title: t.supplementUntil, text: moment(until) },
    ...(material_files.length ? [{ title: t.supplied, key: 'files', wide: true }] : []),
  ]);
}
