// What is said where prepared replies are kept.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '常用语',
  search: '搜索标题或内容',
  scope: '范围',
  own: '我的',
  shared: '本中心',
  empty: '还没有常用语。添加后，在会话中可以一键填入或发送。',
  name: '标题',
  text: '内容',
  updated: '更新时间',
  create: '添加常用语',
  edit: '修改',
  editTitle: '修改常用语',
  remove: '删除',
  removeTitle: '删除常用语',
  removeSure: (title: string) => `删除“${title}”后不能恢复，已发送的内容不受影响。`,
  share: '给本中心的坐席共用',
  sharedNote: '本中心的常用语由主管维护。',
  saved: '已保存',
  removed: '已删除',
  save: '保存',
};

/** The words of this room; templates read them as `w.title`. */
export const replies = useBook({ zh, en: () => import('./words_en.ts') });
