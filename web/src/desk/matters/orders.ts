// 工单 as staff have them.

import { actOnWorkOrder, listWorkOrders, openWorkOrder, showWorkOrder } from '#client/sdk.gen.ts';
import type { WorkOrderBody, WorkOrderRequest } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { choices, factsOf, matter, stepsOf, type Move } from '#/desk/matters/matter.ts';
import { assignMove, handlerColumn } from '#/desk/matters/shared.ts';
import { matters as words } from '#/desk/matters/words.ts';
import { centerName, nameOf } from '#/desk/people.ts';
import { server } from '#/desk/who.ts';
import { textFault } from '#/forms/rules.ts';
import { labelText } from '#/parts/states.ts';
import { moment } from '#/words/moments.ts';

const { client } = server;
const check = (value: string) => textFault(value);

function moves(): Move<WorkOrderBody>[] {
  const w = words.value.orders;
  const isOpen = ({ state }: WorkOrderBody) => (state.name === 'open' ? w.takeFirst : null);
  const notBegun = (order: WorkOrderBody) =>
    isOpen(order) ?? (order.state.name === 'assigned' ? w.beginFirst : null);
  return [
    { action: 'take', title: words.value.take, primary: true },
    { action: 'begin', title: w.begin, primary: true, why: isOpen },
    {
      action: 'finish',
      title: w.finish,
      primary: true,
      why: notBegun,
      fields: () => [{ key: 'result', title: w.result, hint: w.resultHint, as: 'text', check }],
    },
    {
      action: 'report',
      title: w.report,
      why: notBegun,
      fields: () => [{ key: 'text', title: w.reportText, as: 'text', check }],
    },
    assignMove(),
    {
      action: 'terminate',
      title: w.terminate,
      danger: true,
      fields: () => [{ key: 'reason', title: w.reason, as: 'text', check }],
    },
  ];
}

export const orders = () => {
  const w = words.value.orders;
  return matter<WorkOrderBody>({
    title: w.title,
    one: w.one,
    empty: w.empty,
    filters: [
      { key: 'number', title: w.number, as: 'number' },
      { key: 'state', title: words.value.state, as: 'choice', options: choices(w.states) },
      { key: 'subject_matter', title: w.subject, as: 'text' },
      { key: 'opened_from', title: w.from, as: 'day', more: true },
      { key: 'opened_until', title: w.until, as: 'day', more: true },
    ],
    columns: [
      { key: 'number', title: w.number, text: ({ number }) => number, plain: true },
      { key: 'subject', title: w.subject, text: ({ subject_matter }) => subject_matter },
      { key: 'source', title: w.source, text: ({ source }) => labelText(source), plain: true },
      { key: 'opened', title: w.opened, text: ({ opened_at }) => moment(opened_at), plain: true },
      handlerColumn(),
      { key: 'states', title: words.value.state, plain: true },
    ],
    states: ({ state }) => [state],
    list: (query, page) => ask(listWorkOrders({ client, query: { ...query, page } })),
    show: (id) => ask(showWorkOrder({ client, path: { id } })),
    act: (id, action, filled) => ask(actOnWorkOrder({ client, path: { id }, body: { action, ...filled } })),
    facts: (order) =>
      factsOf([
        [w.number, order.number],
        [w.source, labelText(order.source)],
        [w.opened, moment(order.opened_at)],
        [words.value.center, centerName(order.center)],
        [words.value.handler, order.handler ? nameOf(order.handler) : words.value.unassigned],
        [w.subject, order.subject_matter, true],
        [w.outcome, order.outcome, true],
        [w.rating, order.rating && `${w.stars(order.rating.stars)} ${order.rating.text}`, true],
      ]),
    files: ({ attachments }) => [{ title: words.value.files, files: attachments }],
    steps: ({ opened_at, progress }) => [
      ...stepsOf([[opened_at, w.one]]),
      ...progress.map(({ at, action, text }) => ({ at, title: labelText(action), text })),
    ],
    from: ({ grown_out_of }) => grown_out_of,
    moves: moves(),
    create: {
      title: w.create,
      fields: [
        { key: 'taxpayer', title: words.value.taxpayer, hint: words.value.taxpayerHint, as: 'line', check },
        { key: 'subject_matter', title: w.subject, as: 'text', check },
        { key: 'attachments', title: words.value.files, as: 'files', optional: true },
      ],
      post: (filled, client_id) =>
        ask(openWorkOrder({ client, body: { ...filled, client_id } as WorkOrderRequest })),
    },
  });
};
