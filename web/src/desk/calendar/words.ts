// What the calendar says.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '预约',
  views: { week: '周', day: '日', list: '日程' } as Record<string, string>,
  view: '显示方式',
  table: '查询列表',
  previous: { week: '上一周', day: '前一天', list: '上一周' } as Record<string, string>,
  next: { week: '下一周', day: '后一天', list: '下一周' } as Record<string, string>,
  today: '今天',
  goTo: '选择日期',
  period: (from: string, until: string) => (from === until ? from : `${from} 至 ${until}`),
  time: '时间',
  reservation: '预约',
  invitation: '邀请',
  empty: '这段时间没有预约和邀请。',
  unassigned: '未分派',
  more: '这段时间的预约较多，只显示了前 300 条，请在查询列表中查找。',
  legend: '颜色表示状态',
  legends: { open: '待互动、互动中', done: '已办结', wrong: '失约、失败', over: '已取消' },
  now: '现在',
  count: (count: number) => `共 ${count} 项`,
};

/** The words of this room; templates read them as `w.today`. */
export const calendar = useBook({ zh, en: () => import('./words_en.ts') });
