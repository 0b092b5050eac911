// What the common parts say by themselves.

import type { Language } from '#/words/kept.ts';
import { useBook } from '#/words/language.ts';
import type { Problem } from '#/api/problem.ts';

export const zh = {
  /** Each is named in itself. */
  languages: [
    { language: 'zh', name: '中文' },
    { language: 'en', name: 'English' },
  ] as { language: Language; name: string }[],
  close: '关闭',
  cancel: '取消',
  sure: '确定',
  retry: '重试',
  loading: '正在加载',
  query: '查询',
  reset: '重置',
  fold: '收起',
  unfold: '展开',
  all: '全部',
  required: '必填',
  serial: '序号',
  actions: '操作',
  filters: '查询条件',
  pages: '分页',
  page: (n: number) => `第 ${n} 页`,
  previous: '上一页',
  next: '下一页',
  total: (n: number) => `共 ${n} 项数据`,
  perPage: (n: number) => `${n} 条/页`,
  jumpTo: '跳至',
  jump: '页码',
  nothing: '没有符合条件的内容。请调整条件后再查询。',
  showAll: '显示全部',
  save: '下载',
  saveNamed: (name: string) => `下载 ${name}`,
  noFiles: '没有附件',
  /** In languages that the server does not speak: what they say for its words for names. */
  labels: {} as Record<string, string>,
  /** By code; for codes of the server, in languages that it does not speak. */
  problems: {
    offline: { title: '没有连上服务', detail: '请检查网络，再重试。' },
    timeout: { title: '等了太久没有答复', detail: '服务可能正忙，请稍后重试。' },
    cancelled: { title: '已取消', detail: '需要时请重试。' },
    part_missing: { title: '这一部分没有加载出来', detail: '请重试。如果还是这样，请刷新页面。' },
    unreadable: { title: '收到的内容无法显示', detail: '请重试。如果还是这样，请联系维护人员。' },
  } as Record<string, { title: string; detail: string }>,
  retryAfter: (seconds: number) => `请在 ${seconds} 秒后重试。`,
  /** A name, and what is said of it. */
  named: (name: string, said: string) => `${name}：${said}`,
  listed: (items: string[]) => items.join('，'),
  aside: (said: string) => `（${said}）`,
};

/** The words of this room; templates read them as `w.close`. */
export const parts = useBook({ zh, en: () => import('./words_en.ts') });

/** A problem in two sentences. */
export function told(
  words: typeof zh,
  { code, message, detail, retryAfterS }: Problem,
): { title: string; detail: string } {
  const given = message ? { title: message, detail } : words.problems['unreadable']!;
  const found = words.problems[code] ?? given;
  return retryAfterS ? { title: found.title, detail: words.retryAfter(retryAfterS) } : found;
}

/** The same in one line. */
export function toldInLine(words: typeof zh, problem: Problem): string {
  const { title, detail } = told(words, problem);
  return detail ? words.named(title, detail) : title;
}
