// Knowledge for tests that have to know word for word what is answered.

/** How the question is asked that is spoken and read aloud. */
export const QUESTION = '增值税怎么申报？';

/** What is read of its answer, sentence by sentence. */
export const READ = ['登录电子税务局，进入申报页面。', '核对数据。', '填写3张表。', '提交。'];

/** The question whose answer has every kind of block. */
export const EVERYTHING = '这项优惠怎么办理？';

export const KNOWLEDGE = [
  {
    id: 'declare',
    question: QUESTION,
    answer: '登录电子税务局，进入**申报**页面。核对数据。\n\n1. 填写3张表。\n2. 提交。',
    basis: [{ title: '申报办法' }],
    followups: ['everything'],
  },
  {
    id: 'everything',
    question: EVERYTHING,
    answer: '按下列步骤办理。',
    blocks: [
      { type: 'text', markdown: '**先**看条件。' },
      { type: 'link', title: '办事指南', url: 'https://example.org/guide' },
      { type: 'image', title: '流程图', url: '/favicon.svg', media_type: 'image/svg+xml', bytes: 1024 },
      { type: 'video', title: '操作演示', url: '/demo.mp4', media_type: 'video/mp4', bytes: 2048 },
      { type: 'file', title: '申请表', url: '/files/form.pdf', media_type: 'application/pdf', bytes: 4096 },
      {
        type: 'guide',
        steps: [
          { title: '登录', markdown: '打开页面。', link: 'https://example.org/login' },
          { title: '提交申请' },
        ],
      },
      {
        type: 'sum',
        inputs: [{ name: '销售额', value: '100元' }],
        steps: ['100 × 1% = 1'],
        result: '应纳税额为1元',
      },
    ],
    basis: [
      {
        title: '关于这项优惠的公告',
        number: '测试公告2026年第1号',
        article: '第一条',
        issued_on: '2025-12-15',
        effective_from: '2026-01-01',
        effective_to: '2027-12-31',
        url: 'https://example.org/notice',
      },
      { title: '关于办理的通知' },
    ],
    topic: '优惠',
    tax: '增值税',
  },
];
