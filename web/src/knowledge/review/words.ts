// What is said where changes are judged.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '审核',
  state: '状态',
  author: '修改人',
  mine: '只看我的',
  subject: '条目或编号',
  empty: '没有等待审核的修改。',
  what: '修改内容',
  change: '修改',
  creation: '新增',
  removal: '删除',
  at: '更新时间',
  note: '修改说明',
  reviewer: '审核人',
  kinds: {
    entry: '条目',
    concepts: '同义词',
    screen: '内容检查词表',
    settings: '引擎参数',
  } as Record<string, string>,

  approve: '通过',
  reject: '退回',
  takeBack: '收回修改',
  open: '打开条目',
  approved: '已通过，等待发布',
  rejected: '已退回给修改人',
  takenBack: '已收回',
  rejectTitle: '退回修改',
  reason: '退回原因',
  reasonHint: '修改人会看到，请写明要改什么',
  own: '这是您自己的修改，需要由他人审核。',
  notReviewer: '当前角色不能审核。',
  notSubmitted: (state: string) => `当前状态为“${state}”，不需要审核。`,
  problems: '检查结果',
  noProblems: '没有发现问题。',
  differs: '改了什么',
  looks: '修改后的答复',
  conflict: '修改开始后，条目又被别人更新过，发布前需要收回并重新保存。',
  publishedIn: (number: number) => `已随第 ${number} 版发布`,
  attempt: '试问',
};

/** The words of this room; templates read them as `w.title`. */
export const review = useBook({ zh, en: () => import('./words_en.ts') });
