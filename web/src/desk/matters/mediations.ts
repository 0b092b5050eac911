// 征纳调解 as staff have it: assigned, accepted, talked over, and what came of it.

import { actOnMediation, listMediations, showMediation } from '#client/sdk.gen.ts';
import type { MediationBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { choices, factsOf, matter, stepsOf, type Move } from '#/desk/matters/matter.ts';
import { assignMove, handlerColumn } from '#/desk/matters/shared.ts';
import { matters as words } from '#/desk/matters/words.ts';
import { nameOf } from '#/desk/people.ts';
import { server } from '#/desk/who.ts';
import { textFault } from '#/forms/rules.ts';
import { moment, stretch } from '#/words/moments.ts';

const { client } = server;

function moves(): Move<MediationBody>[] {
  const w = words.value.mediations;
  const text = (key: string, title: string) => () => [
    { key, title, as: 'text' as const, check: (value: string) => textFault(value) },
  ];
  return [
    {
      action: 'accept',
      title: w.accept,
      primary: true,
      why: ({ state, handler }) => (state.name === 'waiting' && !handler ? w.assignFirst : null),
    },
    { action: 'join', title: w.join, primary: true, talks: true },
    { action: 'minute', title: w.minute, fields: text('text', w.minuteText) },
    { action: 'settle', title: w.settle, fields: text('text', w.settleText) },
    { action: 'fail', title: w.fail, danger: true, fields: text('text', w.failText) },
    assignMove(),
    { action: 'reject', title: w.reject, danger: true, fields: text('reason', w.rejectReason) },
  ];
}

export const mediations = () => {
  const w = words.value.mediations;
  const wanted = ({ wanted_at, wanted_until }: MediationBody) =>
    wanted_at && wanted_until ? stretch(wanted_at, wanted_until) : '';
  return matter<MediationBody>({
    title: w.title,
    one: w.one,
    empty: w.empty,
    filters: [
      { key: 'number', title: w.number, as: 'text' },
      { key: 'state', title: w.state, as: 'choice', options: choices(w.states) },
      { key: 'filed_from', title: w.filedFrom, as: 'day', more: true },
      { key: 'filed_until', title: w.filedUntil, as: 'day', more: true },
      { key: 'accepted_from', title: w.acceptedFrom, as: 'day', more: true },
      { key: 'accepted_until', title: w.acceptedUntil, as: 'day', more: true },
    ],
    columns: [
      { key: 'number', title: w.number, text: ({ number }) => number, plain: true },
      {
        key: 'filed',
        title: w.filed,
        text: ({ filed_at }) => (filed_at ? moment(filed_at) : ''),
        plain: true,
      },
      { key: 'wanted', title: w.wanted, text: wanted, plain: true },
      { key: 'reason', title: w.reason, text: ({ reason }) => reason },
      handlerColumn(),
      { key: 'states', title: w.state, plain: true },
    ],
    states: ({ state }) => [state],
    list: (query, page) => ask(listMediations({ client, query: { ...query, page } })),
    show: (id) => ask(showMediation({ client, path: { id } })),
    act: (id, action, filled) => ask(actOnMediation({ client, path: { id }, body: { action, ...filled } })),
    facts: (one) =>
      factsOf([
        [w.number, one.number],
        [w.wanted, wanted(one)],
        [w.contact, one.contact],
        [words.value.handler, one.handler ? nameOf(one.handler) : words.value.unassigned],
        [w.reason, one.reason, true],
        [w.outcome, one.outcome, true],
      ]),
    files: ({ attachments }) => [{ title: words.value.files, files: attachments }],
    steps: ({ filed_at, accepted_at, minutes }) => [
      ...stepsOf([
        [filed_at, w.filed],
        [accepted_at, w.accepted],
      ]),
      ...minutes.map(({ at, text }) => ({ at, title: w.minutes, text })),
    ],
    moves: moves(),
  });
};
