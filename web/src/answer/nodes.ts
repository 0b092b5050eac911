// Nodes of Markdown. Whatever the words hold, they become text and never markup.

import { h, type VNode } from 'vue';
import { webAddress } from '#/answer/address.ts';
import type { Inline } from '#/answer/inline.ts';
import type { Item, MarkdownBlock, Side } from '#/answer/markdown.ts';
import { answer as w } from '#/answer/words.ts';

type Nodes = (VNode | string)[];

export const wordNodes = (words: Inline[]): Nodes => words.map(wordNode);

function wordNode(part: Inline): VNode | string {
  if (typeof part === 'string') return part;
  switch (part.kind) {
    case 'code':
      return h('code', part.text);
    case 'bold':
      return h('strong', wordNodes(part.inner));
    case 'link':
      return linkNode(part.url, part.label);
    case 'break':
      return h('br');
  }
}

/** A link that leaves the page standing; only its words where the address is none of the web. */
export function linkNode(url: string | null, label: string): VNode {
  const address = webAddress(url);
  if (!address) return h('span', label);
  return h('a', { href: address.href, target: '_blank', rel: 'noopener noreferrer' }, label);
}

export const blockNodes = (blocks: MarkdownBlock[]): Nodes => blocks.map(blockNode);

function blockNode(block: MarkdownBlock): VNode {
  switch (block.kind) {
    case 'paragraph':
      return h('p', wordNodes(block.words));
    case 'heading':
      return h('h3', wordNodes(block.words));
    case 'code':
      return h('pre', { tabindex: 0 }, h('code', block.text));
    case 'quote':
      return h('blockquote', blockNodes(block.inner));
    case 'list':
      return listNode(block.start, block.items);
    case 'table':
      return tableNode(block);
  }
}

function listNode(start: number | null, items: Item[]): VNode {
  const made = items.map(({ words, below }) => h('li', [...wordNodes(words), ...blockNodes(below)]));
  return start === null ? h('ul', made) : h('ol', { start }, made);
}

function tableNode({ sides, head, rows }: Extract<MarkdownBlock, { kind: 'table' }>): VNode {
  const cell = (tag: 'th' | 'td', words: Inline[], side: Side | undefined) =>
    h(tag, { scope: tag === 'th' ? 'col' : undefined, class: `side-${side}` }, wordNodes(words));
  const table = h('table', [
    h(
      'thead',
      h(
        'tr',
        head.map((words, at) => cell('th', words, sides[at])),
      ),
    ),
    h(
      'tbody',
      rows.map((row) =>
        h(
          'tr',
          row.map((words, at) => cell('td', words, sides[at])),
        ),
      ),
    ),
  ]);
  // The frame scrolls when the table is too wide, so the keyboard must reach it.
  return h('div', { class: 'answer-table', role: 'group', tabindex: 0, 'aria-label': w.value.table }, table);
}
