// What stands around the server's words in an answer.

import { useBook } from '#/words/language.ts';

export const zh = {
  table: '表格',
  openStep: '打开办理页面',
  openInstead: (title: string) => `${title}（这里显示不了，点此打开）`,
  unknownBlock: '这一部分内容，这个页面还显示不了。',
  date: (year: number, month: number, day: number) => `${year}年${month}月${day}日`,
  basis: '依据',
  basisCount: (count: number) => `依据 ${count} 件`,
  basisTitle: '文件',
  basisNumber: '文号',
  basisArticle: '条款',
  basisIssued: '发布日期',
  basisFrom: '施行日期',
  basisTo: '截止日期',
  basisOpenEnd: '未规定',
  basisSource: '原文',
  inForceSince: (date: string) => `${date}起施行`,
};

export const answer = useBook({ zh, en: () => import('./words_en.ts') });
