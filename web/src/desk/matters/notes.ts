// 留言 as staff have them: taken or assigned, replied to, made into work orders.

import { actOnNote, listNotes, showNote } from '#client/sdk.gen.ts';
import type { NoteBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { deskRules } from '#/api/service.ts';
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

function moves(): Move<NoteBody>[] {
  const w = words.value.notes;
  const why = ({ state }: NoteBody) => (state?.name === 'open' ? w.takeFirst : null);
  return [
    { action: 'take', title: words.value.take, primary: true },
    {
      action: 'reply',
      title: w.reply,
      primary: true,
      why,
      fields: () => [{ key: 'text', title: w.replyText, hint: w.replyHint, as: 'text', check }],
    },
    { action: 'order', title: w.order, lead: w.orderLead, why, asks: true },
    { action: 'return', title: w.return, lead: w.returnLead, asks: true },
    assignMove(),
  ];
}

export const notes = () => {
  const w = words.value.notes;
  return matter<NoteBody>({
    title: w.title,
    one: w.one,
    empty: w.empty,
    filters: [
      { key: 'number', title: w.number, as: 'number' },
      { key: 'progress', title: w.progress, as: 'choice', options: choices(w.progresses) },
      {
        key: 'note_type',
        title: w.type,
        as: 'choice',
        options: deskRules.value?.note.types.map((title) => ({ value: title, title })),
      },
      { key: 'left_from', title: w.from, as: 'day', more: true },
      { key: 'left_until', title: w.until, as: 'day', more: true },
      { key: 'content', title: w.content, as: 'text', more: true },
    ],
    columns: [
      { key: 'number', title: w.number, text: ({ number }) => number, plain: true },
      { key: 'content', title: w.content, text: ({ content }) => content },
      { key: 'type', title: w.type, text: ({ note_type }) => note_type, plain: true },
      { key: 'left', title: w.left, text: ({ left_at }) => moment(left_at), plain: true },
      handlerColumn(),
      { key: 'states', title: w.progress, plain: true },
    ],
    states: ({ state, progress }) => [state ?? progress],
    list: (query, page) => ask(listNotes({ client, query: { ...query, page } })),
    show: (id) => ask(showNote({ client, path: { id } })),
    act: (id, action, filled) => ask(actOnNote({ client, path: { id }, body: { action, ...filled } })),
    facts: (note) =>
      factsOf([
        [w.number, note.number],
        [w.type, note.note_type],
        [w.left, moment(note.left_at)],
        [words.value.center, centerName(note.center)],
        [words.value.handler, note.handler ? nameOf(note.handler) : words.value.unassigned],
        [w.channel, labelText(note.channel)],
        [w.mobile, note.mobile],
        [w.content, note.content, true],
      ]),
    files: ({ attachments }) => [{ title: words.value.files, files: attachments }],
    steps: ({ left_at, reply }) =>
      stepsOf([
        [left_at, w.title],
        [reply?.at, w.replied, reply?.text],
      ]),
    moves: moves(),
  });
};
