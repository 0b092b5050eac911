// What several kinds of matters have in common.

import type { MatterHead } from '#client/types.gen.ts';
import type { Move } from '#/desk/matters/matter.ts';
import { matters as words } from '#/desk/matters/words.ts';
import { nameOf } from '#/desk/people.ts';
import type { Column } from '#/parts/DataTable.vue';

/** A supervisor gives it to an agent. */
export const assignMove = <Body>(): Move<Body> => ({
  action: 'assign',
  title: words.value.assign,
  fields: () => [{ key: 'handler', title: words.value.assignTo, as: 'agent' }],
});

/** Whose it is inside the house. */
export const handlerColumn = <Body extends MatterHead>(): Column<Body> => ({
  key: 'handler',
  title: words.value.handler,
  text: ({ handler }) => (handler ? nameOf(handler) : words.value.unassigned),
  plain: true,
});
