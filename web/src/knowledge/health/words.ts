// What is said of faults in the knowledge.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '体检',
  lead: '检查现行知识里程序能发现的全部问题：缺依据、已过期、问法重复或只差语气词、文号写法、依据不一致等。',
  begin: '开始体检',
  empty: '还没有体检过。点“开始体检”，约需几秒。',
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
