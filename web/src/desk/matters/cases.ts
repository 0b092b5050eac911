// 跨区通办 as the two places have it: taken in, looked at, confirmed, decided, told and delivered.

import { actOnCase, beginCase, listCases, showCase } from '#client/sdk.gen.ts';
import type { CaseBody, CaseRequest } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { caseMoves } from '#/desk/matters/case_moves.ts';
import { choices, factsOf, matter, stepsOf } from '#/desk/matters/matter.ts';
import { handlerColumn } from '#/desk/matters/shared.ts';
import { matters as words } from '#/desk/matters/words.ts';
import { nameOf } from '#/desk/people.ts';
import { server } from '#/desk/who.ts';
import { textFault } from '#/forms/rules.ts';
import { labelText } from '#/parts/states.ts';
import { parts } from '#/parts/words.ts';
import { moment } from '#/words/moments.ts';

const { client } = server;
const check = (value: string) => textFault(value);

function facts(one: CaseBody) {
  const w = words.value.cases;
  const { slip, supplement, finding } = one;
  return factsOf([
    [w.number, one.number],
    [w.channel, labelText(one.channel)],
    [w.origin, one.origin_center_name],
    [w.handling, one.handling_center_name],
    [words.value.handler, one.handler ? nameOf(one.handler) : words.value.unassigned],
    [words.value.created, moment(one.created_at)],
    [w.due, one.due_at && moment(one.due_at)],
    [w.delivery, labelText(one.delivery)],
    [w.parcel, one.parcel],
    [w.matter, one.matter, true],
    [w.facts, one.facts, true],
    [w.slipMatter, slip?.matter, true],
    [w.slipNotes, slip?.notes, true],
    [w.slipUntil, slip?.until && moment(slip.until)],
    [w.applicant, slip?.applicant],
    [w.mobile, slip?.mobile],
    [w.way, labelText(slip?.way)],
    [w.address, slip?.address, true],
    [
      w.finding,
      finding &&
        (finding.text
          ? parts.value.named(labelText(finding.finding), finding.text)
          : labelText(finding.finding)),
      true,
    ],
    [w.supplement, supplement && w.supplementUntil(supplement.text, moment(supplement.until)), true],
    [w.reason, one.reason, true],
  ]);
}

export const cases = () => {
  const w = words.value.cases;
  return matter<CaseBody>({
    title: w.title,
    one: w.one,
    empty: w.empty,
    filters: [
      { key: 'number', title: w.number, as: 'text' },
      { key: 'state', title: words.value.state, as: 'choice', options: choices(w.states) },
      { key: 'matter', title: w.matter, as: 'text' },
    ],
    columns: [
      { key: 'number', title: w.number, text: ({ number }) => number, plain: true },
      { key: 'matter', title: w.matter, text: ({ matter }) => matter },
      { key: 'channel', title: w.channel, text: ({ channel }) => labelText(channel), plain: true },
      { key: 'origin', title: w.origin, text: ({ origin_center_name }) => origin_center_name },
      { key: 'handling', title: w.handling, text: ({ handling_center_name }) => handling_center_name },
      handlerColumn(),
      { key: 'states', title: words.value.state, plain: true },
    ],
    states: ({ state }) => [state],
    list: (query, page) => ask(listCases({ client, query: { ...query, page } })),
    show: (id) => ask(showCase({ client, path: { id } })),
    act: (id, action, filled) => ask(actOnCase({ client, path: { id }, body: { action, ...filled } })),
    facts,
    files: (one) => [
      { title: w.materials, files: one.material_files },
      ...(one.supplement?.material_files.length
        ? [{ title: w.supplied, files: one.supplement.material_files }]
        : []),
    ],
    steps: ({ created_at, supplement }) =>
      stepsOf([
        [created_at, w.states.accepted],
        [supplement?.told_at, w.supplementDo, supplement?.text],
      ]),
    moves: caseMoves(),
    create: {
      title: w.create,
      fields: [
        { key: 'taxpayer', title: words.value.taxpayer, hint: words.value.taxpayerHint, as: 'line', check },
        { key: 'handling_center', within: 'form', title: w.handling, as: 'center' },
        { key: 'matter', within: 'form', title: w.matter, as: 'text', check },
        { key: 'facts', within: 'form', title: w.facts, as: 'text', check },
      ],
      post: ({ taxpayer, form }, client_id) => {
        const body = { taxpayer, client_id, form: { channel: 'counter', ...(form as object) } };
        return ask(beginCase({ client, body: body as CaseRequest }));
      },
    },
  });
};
