// What is said of who did what.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '审计',
  empty: '还没有操作记录。',
  at: '时间',
  actor: '账号',
  action: '操作',
  subject: '对象',
  detail: '详情',
  revision: '查看修改',
  /** As the server names actions. */
  actions: {
    begin: '开始修改',
    change: '保存修改',
    submit: '提交审核',
    take_back: '收回',
    withdraw: '撤销',
    approve: '审核通过',
    reject: '审核退回',
    publish: '发布',
    roll_back: '更换现行版本',
  } as Record<string, string>,
};

/** The words of this room; templates read them as `w.title`. */
export const audit = useBook({ zh, en: () => import('./words_en.ts') });
