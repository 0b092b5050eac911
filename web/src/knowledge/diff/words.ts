// What stands around differences.

import { useBook } from '#/words/language.ts';

export const zh = {
  way: '对比方式',
  inOne: '合并显示',
  beside: '左右对照',
  before: '修改前',
  after: '修改后',
  same: '没有差异。',
  nothing: '（无）',
  goneBegins: '删除：',
  cameBegins: '新增：',
  fields: {
    question: '标准问题',
    similar: '相似问法',
    answer: '答复',
    blocks: '内容块',
    basis: '依据',
    topic: '主题',
    tax: '税费种',
    taxpayer_types: '适用纳税人',
    regions: '适用地区',
    valid_from: '生效日期',
    valid_to: '截止日期',
    followups: '追加推荐',
    clarify: '追问要素',
    tags: '标签',
    reviewed_on: '核对日期',
    reviewed_by: '核对人',
    note: '备注',
    text: '内容',
  } as Record<string, string>,
};

/** The words of this room; templates read them as `w.same`. */
export const diff = useBook({ zh, en: () => import('./words_en.ts') });
