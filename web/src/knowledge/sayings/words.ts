// What is said of sayings and what a change of them would do.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '同义词',
  files: { 'own.tsv': '说法', 'removed.tsv': '停用的说法', 'fillers.tsv': '忽略的词' },
  leads: {
    'own.tsv':
      '纳税人的说法与法规叫法的对应。提问和条目里出现左边的说法，也按右边理解；与随程序词表重复时以这里为准。',
    'removed.tsv': '随程序词表里不成立的对应。列在这里的不再生效；词表里没有的，列出也不起作用。',
    'fillers.tsv': '没有意义的常用词语，读问题和条目时先去掉。',
  },
  empty: {
    'own.tsv': '还没有自己的说法。在上面填写后点“添加”，或者粘贴多行。',
    'removed.tsv': '没有停用的说法。随程序的词表全部有效。',
    'fillers.tsv': '没有自己的忽略词。在上面填写后点“添加”，或者粘贴多行。',
  },
  said: { 'own.tsv': '纳税人的说法', 'removed.tsv': '纳税人的说法', 'fillers.tsv': '词语' },
  law: '法规的叫法',
  saidOf: (n: number) => `第 ${n} 行的说法`,
  lawOf: (n: number) => `第 ${n} 行的法规叫法`,
  addTitle: '添加一行',
  add: '添加',
  pasteHint: '可一次粘贴多行，两栏之间用制表符、“→”或“=”隔开。',
  search: '查找',
  nothingFound: '没有包含这些字的行。',
  new: '新增',
  removeOf: (said: string) => `删除“${said}”`,
  count: (count: number) => `共 ${count} 行`,
  noteHint: '给审核人看，例如：根据未答问题补充',
  faults: {
    missing: '说法和法规的叫法都要填写。',
    short: '说法至少两个字，一个字会误伤其他问题。',
    same: '两边相同，不起作用。',
    double: '这个说法写了两次。',
    chained: '这个说法又是另一行的法规叫法，会被改写两次。',
  },
  differs: '与现行的差异',

  // A trial of it
  impact: '预览影响',
  impactHint: '保存前先试：用评测集和纳税人问过的问题，现行和修改后各问一遍。不影响现行版本。',
  conditions: '预览条件',
  suites: '评测集',
  noSuites: '还没有评测集，只用提问来试。可以在“评测”里上传。',
  gates: '门禁',
  gatesHint: '可不填，例如 hit@1>=0.8，几个之间用空格隔开',
  gateBroken: '未达到',
  tryOut: '预览影响',
  notReady: '添加、修改或删除几行，并改正错误后，可以预览。',
  stale: '预览之后又有修改，以下结果不是最新的。',
  doubtful: '有用例变坏或门禁没有达到，请核对后再提交。',
  fixed: '改好的用例',
  broken: '变坏的用例',
  changed: '有变化的用例',
  turned: '有变化的问题',
  ofQuestions: (count: number) => `共 ${count} 个问题`,
  wordings: '读法改变的问法',
  cases: '评测集用例',
  questions: '纳税人的提问',
  confirmTitle: '仍要提交',
  confirmSure: '预览显示有用例变坏或门禁没有达到。确认要提交审核吗？审核人会看到这项修改。',
};

/** The words of this room; templates read them as `w.title`. */
export const sayings = useBook({ zh, en: () => import('./words_en.ts') });
