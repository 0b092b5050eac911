// What the one list and the one page of matters need to know of a kind.

import type { FileBody, Label, MatterHead, MatterRef } from '#client/types.gen.ts';
import type { Fact } from '#/forms/FactList.vue';
import type { Fault } from '#/forms/rules.ts';
import type { Uploaded } from '#/forms/upload.ts';
import type { Column } from '#/parts/DataTable.vue';
import type { Conditions, Filter, Option, Page } from '#/parts/list.ts';
import type { Step } from '#/parts/TimeLine.vue';

export type Value = string | boolean | string[] | Uploaded[];
export type Filled = Record<string, Value>;

/** A field of what an action needs. */
export type Field = {
  key: string;
  /** What it stands within as it travels. */
  within?: string;
  title: string;
  hint?: string;
  as: 'text' | 'line' | 'agent' | 'center' | 'slot' | 'sure' | 'checks' | 'choice' | 'files';
  options?: Option[];
  /** How many files, where fewer than forms take at most. */
  most?: number;
  /** What is filled in before anybody writes. */
  begins?: string;
  optional?: boolean;
  /** Whether it is asked for at all, by what else is filled in. */
  shown?: (filled: Filled) => boolean;
  check?: (value: string) => Fault;
};

/** Something that staff may do with a matter. */
export type Move<Body> = {
  action: string;
  title: string;
  /** What follows from it, where that is not plain. */
  lead?: string;
  fields?: (body: Body) => Field[];
  primary?: boolean;
  danger?: boolean;
  /** Why it cannot be done now, where people would look for it; else it is not shown then. */
  why?: (body: Body) => string | null;
  /** It begins a talk, which is gone to. */
  talks?: boolean;
  /** Asked about before it is done, although nothing has to be filled in. */
  asks?: boolean;
};

/** A file of a matter; its size is not always told. */
export type MatterFile = Pick<FileBody, 'id' | 'name' | 'href'> & { bytes?: number };

export type Matter<Body> = {
  title: string;
  /** What one of them is called. */
  one: string;
  empty: string;
  filters: Filter[];
  columns: Column<Body>[];
  states: (body: Body) => (Label | null | undefined)[];
  /** Moments from which on something else may be done with it. */
  moments?: (body: Body) => string[];
  list: (conditions: Conditions, page: number) => Promise<Page<Body>>;
  show: (id: string) => Promise<Body>;
  act: (id: string, action: string, filled: Record<string, unknown>) => Promise<Body>;
  facts: (body: Body) => Fact[];
  files: (body: Body) => { title: string; files: MatterFile[] }[];
  steps: (body: Body) => Step[];
  from?: (body: Body) => MatterRef | null | undefined;
  moves: Move<Body>[];
  /** How staff begin one, where they may. */
  create?: {
    title: string;
    fields: Field[];
    post: (filled: Record<string, unknown>, clientId: string) => Promise<MatterHead>;
  };
};

/** A declaration as the frames take it, which know what all matters have and no more. */
export const matter = <Body extends MatterHead>(declared: Matter<Body>): Matter<MatterHead> =>
  declared as unknown as Matter<MatterHead>;

/** Facts that are there, in their order. */
export const factsOf = (rows: [title: string, text: string | null | undefined, wide?: boolean][]): Fact[] =>
  rows.filter(([, text]) => text).map(([title, text, wide]) => ({ title, text, wide }));

/** Moments that have come, in their order. */
export const stepsOf = (
  rows: [at: string | null | undefined, title: string, text?: string | null][],
): Step[] => rows.flatMap(([at, title, text]) => (at ? [{ at, title, text }] : []));

/** The states of a kind as a condition of its list. */
export const choices = (words: Record<string, string>): Option[] =>
  Object.entries(words).map(([value, title]) => ({ value, title }));
