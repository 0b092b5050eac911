// What the bench's shell says, and the names that all of its pages share.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '知识工作台',
  pageTitle: (place: string) => `${place} · 知识工作台`,
  noRole: '当前账号不能使用知识工作台',
  noRoleHint: '需要知识维护、审核、发布或审计角色。请联系管理员分配，或者换一个账号登录。',
  leaveHint: '没有提交的修改保存在这台设备上，下次登录后可以继续。',
  inService: (entries: number, wordings: number) => `现行 ${entries} 条，${wordings} 个问法`,
  versionNumber: (number: number) => `第 ${number} 版`,
  versionBundled: '随程序版本',

  // Where one can go
  nav: '知识工作台导航',
  entries: '条目',
  sayings: '同义词',
  review: '审核',
  publish: '发布',
  replay: '回放',
  hit: '命中测试',
  evaluation: '评测',
  health: '体检',
  unanswered: '未答问题',
  jobs: '任务',
  audit: '审计',
  notFound: '没有这个页面',
  toEntries: '回到条目',

  shortcutRows: [
    { keys: '/', what: '到查询条件' },
    { keys: 'g e', what: '条目' },
    { keys: 'g r', what: '审核' },
    { keys: 'g p', what: '发布' },
    { keys: 'g h', what: '命中测试' },
    { keys: '?', what: '显示快捷键' },
  ],

  // What pages share
  back: (to: string) => `返回${to}`,
  none: '—',
  nationwide: '全国',
  everybody: '不限',
  by: '操作人',
  at: '时间',
  more: '加载更多',
  allShown: '以上是全部',
  justNow: '刚刚',
  seconds: (s: number) => (s < 60 ? `${s} 秒` : `${Math.floor(s / 60)} 分 ${s % 60} 秒`),
  percent: (share: number, digits = 1) => `${(share * 100).toFixed(digits)}%`,

  /** As the law divides them; the values are those of the knowledge (docs/knowledge.md). */
  taxpayerTypes: ['一般纳税人', '小规模纳税人', '企业', '个体工商户', '自然人'].map((value) => ({
    value,
    title: value,
  })),
  decisions: {
    answer: '答复',
    clarify: '追问',
    suggest: '推荐问题',
    reply: '应答',
    refuse: '不答',
    handover: '转人工',
  } as Record<string, string>,
};

/** The words of this room; templates read them as `w.title`. */
export const knowledge = useBook({ zh, en: () => import('./words_en.ts') });
