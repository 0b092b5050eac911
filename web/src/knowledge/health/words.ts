// What is said of what is wrong with the knowledge.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '体检',
  tabs: { meaning: '内容与时效', form: '书写与格式' },
  leads: {
    meaning:
      '检查现行知识的内容和时效：同问不同答、找不到自己、重复、将到期、依据已失效、追问落空、久未核对等。能自动改的，采纳后生成修改，等待审核。',
    form: '检查现行知识的书写：缺依据、已过期、问法重复或只差语气词、文号写法、依据不一致等。',
  },
  begin: { meaning: '开始体检', form: '开始检查' },
  empty: {
    meaning: '还没有体检过。点“开始体检”，会逐个问法试答，约需一两分钟，可以离开本页。',
    form: '还没有检查过。点“开始检查”，约需几秒。',
  },
  emptyForOthers: '还没有体检过。由维护、审核或发布人员开始后，结果会显示在这里。',
  entries: '条目',
  wordings: '问法',
  errors: '错误',
  warnings: '提示',
  severity: '程度',
  severities: { error: '错误', warning: '提示' } as Record<string, string>,
  kind: '类型',
  detail: '问题',
  place: '位置',
  all: (count: number) => `全部 ${count}`,
  nothing: '没有发现问题。',

  // In meaning and time
  weights: { high: '影响答复', medium: '影响质量', low: '有空再看' },
  classes: {
    conflicting_answer: '同问不同答',
    not_found: '找不到自己',
    expired: '已过期',
    basis_expired: '依据已失效',
    duplicate_entry: '重复条目',
    overlapping_wording: '相似问重叠',
    expiring: '即将到期',
    basis_expiring: '依据即将失效',
    dead_link: '死链接',
    dead_followup: '追问落空',
    no_basis: '没有依据',
    no_number: '缺少文号',
    wanted_topic: '问得多、写得少',
    thin_topic: '内容单薄',
    review_overdue: '久未核对',
    cold: '冷门',
  } as Record<string, string>,
  looked: (day: string) => `按 ${day} 的规则检查`,
  ignored: (count: number) => `另有 ${count} 项已决定保持原样，不再列出`,
  fix: '改法',
  test: '命中测试',
  accept: '采纳',
  acceptOf: (fix: string) => `采纳：${fix}`,
  accepted: (count: number) => (count > 1 ? `已生成 ${count} 项修改，等待审核` : '已生成修改，等待审核'),
  mend: '去修改',
  leave: '保持原样',
  leaveTitle: '保持原样，不再提示',
  left: '已记下，以后体检不再列出',
  why: '原因',
  whyHint: '会和决定一起保存，供以后查看',
  coverage: (count: number) => `主题分布（${count} 个主题）`,
  coverageName: '主题分布',
  topic: '主题',
  answering: '现行',
  asked: '提问',
  askedShare: '提问占比',

  // In form
  kinds: {
    double_id: '编号重复',
    double_wording: '问法重复',
    own_double_wording: '条目内问法重复',
    near_wording: '问法只差语气词',
    unknown_followup: '推荐的条目不存在',
    odd_number: '文号写法',
    expired: '已过期',
    no_review: '没有核对日期',
    no_answer: '没有答复',
    no_basis: '没有依据',
    differing_basis: '依据前后不一致',
    few_similar: '相似问法太少',
    no_wording: '问法为空',
  } as Record<string, string>,
};

/** The words of this room; templates read them as `w.title`. */
export const health = useBook({ zh, en: () => import('./words_en.ts') });
