// What is said of questions that would go otherwise.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '回放',
  lead: '把一段时间里纳税人问过的问题，用现行版本和加入修改后的版本各问一遍，发布前先看会变成什么样。',
  conditions: '回放条件',
  revisions: '要试的修改',
  noRevisions: '没有未发布的修改。在“条目”或“同义词”里保存修改后，可以在这里回放。',
  begin: (count: number) => `回放 ${count} 项修改`,
  empty: '还没有回放过。选好修改和日期后点“回放”，不选日期则用最近三十天的提问。',
  emptyForOthers: '还没有回放过。由维护、审核或发布人员开始后，结果会显示在这里。',
  nothingAsked: '这段时间没有提问。请换一段日期再试。',
  questions: '不同的问题',
  asked: '提问次数',
  turningQuestions: '有变化的问题',
  turned: '受影响的提问',
  nothingTurns: '没有问题的答复会改变。',
  turning: '有变化的问题',
  turn: '变化',
  turns: {
    lost: '不再直接答复',
    gained: '变为直接答复',
    other: '首位条目改变',
    decided: '处理方式改变',
  },
  all: (count: number) => `全部 ${count}`,
  question: '问题',
  times: '次数',
  before: '现行',
  after: '修改后',
  because: '原因',
  causes: {
    entry: '条目增删',
    question: '标准问题',
    wording: '相似问法',
    answer: '答复',
    scope: '适用范围',
    entrywise: '条目内容',
    concept: '同义词',
    lexicon: '词表',
    screen: '检查词表',
    setting: '参数',
    model: '模型',
    words: '用语',
    day: '规则日期',
    unknown: '程序',
  } as Record<string, string>,

  // Cases of suites
  turningCases: '有变化的用例',
  noCaseTurns: '没有用例的结果会改变。',
  case: '用例',
  expected: '应命中',
  flips: { fixed: '改好', broken: '变坏', changed: '有变化' },
};

/** The words of this room; templates read them as `w.title`. */
export const replay = useBook({ zh, en: () => import('./words_en.ts') });
