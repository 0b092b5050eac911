// What is said of work that takes long.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '任务',
  number: '编号',
  numbered: (n: number) => `#${n}`,
  kind: '类型',
  kinds: {
    evaluate: '评测',
    own_wordings: '问法自检',
    check: '知识检查',
  } as Record<string, string>,
  asked: '条件',
  params: {
    suite: '评测集',
    kb_version: '版本',
    half: '半份',
    as_of: '规则日期',
    seed: '随机种子',
  } as Record<string, string>,
  by: '提交人',
  at: '提交时间',
  lasted: '用时',
  state: '状态',
  states: {
    queued: '排队中',
    running: '运行中',
    done: '已完成',
    failed: '未完成',
    cancelled: '已取消',
  } as Record<string, string>,
  empty: '还没有任务。评测、检查和发布会在这里留下记录。',
  progress: '进度',
  steps: (done: number, all: number) => `${done} / ${all}`,
  queuedHint: '前面还有任务，轮到后自动开始，可以离开本页。',
  cancel: '取消任务',
  stopping: '正在停止',
  cancelledBy: '取消人',
  outputs: '结果文件',
  openReport: '看评测报告',
  openProblems: '看检查结果',
  placed: (file: string, line: number, field: string) =>
    [file, line && `第 ${line} 行`, field].filter(Boolean).join(' '),
};

/** The words of this room; templates read them as `w.title`. */
export const jobs = useBook({ zh, en: () => import('./words_en.ts') });
