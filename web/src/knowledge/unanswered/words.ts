// What is said of questions that were asked in vain.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '未答问题',
  lead: '把一段时间里没有答好的提问归成类：没有找到、分不清、判为无用、转了人工，并给出补救建议。提问中的个人信息已遮盖。',
  conditions: '归类条件',
  size: '至少被问几次',
  begin: '开始归类',
  empty: '还没有归类过。选好日期后点“开始归类”，不选则看最近三十天。',
  emptyForOthers: '还没有归类过。由维护、审核或发布人员开始后，结果会显示在这里。',
  nothing: (size: number) => `没有待处理的未答问题。可以延长日期，或把“至少被问几次”调到 ${size} 以下再试。`,
  all: (count: number) => `全部 ${count}`,
  kind: '建议',
  kinds: {
    similar: '补充问法',
    entry: '新建条目',
    review: '核对答复',
    none: '没有建议',
  } as Record<string, string>,
  askedInVain: '没答好的提问',
  questions: '不同的问题',
  clusters: '归成类',
  toDecide: '待处理建议',
  decidedBefore: (count: number) => `另有 ${count} 项建议以前已处理，不再列出`,
  times: (count: number) => `${count} 次`,
  days: (from: string, to: string) => (from === to ? from : `${from} 至 ${to}`),
  others: (count: number) => `另外 ${count} 个问法`,
  nearest: '相近条目',
  question: '标准问题',
  similar: '相似问法',
  topic: '主题',
  reasons: {
    no_answer: '没有找到',
    low_margin: '分不清',
    useless: '判为无用',
    transfer: '转人工',
    none_of_these: '都不是',
  } as Record<string, string>,
  test: '命中测试',
  accepts: { similar: '补充到条目', entry: '起草条目', review: '列入核对' },
  acceptOf: (accept: string, question: string) => `${accept}：${question}`,
  accepted: {
    submitted: '已生成修改，等待审核',
    draft: '已建好草稿，请补写答复和依据',
    noted: '已记下，请打开条目核对答复',
  },
  reject: '不采纳',
  rejectTitle: '不采纳这项建议',
  rejectSure: (question: string) => `“${question}”这一类的建议不会再出现。`,
  rejected: '已记下，这项建议不会再出现',
};

/** The words of this room; templates read them as `w.title`. */
export const unanswered = useBook({ zh, en: () => import('./words_en.ts') });
