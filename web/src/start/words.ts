// What the start page says.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '问税',
  tagline: '有依据的税务答复，说不清时追问，需要时转人工',
  tryTitle: '一分钟走一遍',
  trySteps: [
    '在“工作人员”里选一位坐席，打开工作台（新标签页），在“状态”里选“在线”。',
    '回到本页，在“纳税人”里选一位同一地区的，打开对话，提一个问题。',
    '点“人工”，到工作台接待，两个标签页就可以一起聊、一起通话。',
  ],
  demoNote: '这是演示模式：人员都是虚构的，全天可以转人工。演示模式只在本机开放。',
  taxpayers: '纳税人',
  staff: '工作人员',
  chatHere: '在本页对话',
  chatPage: '整页对话',
  centre: '个人中心',
  desk: '打开工作台',
  plainTitle: '从这里开始',
  chatAbout: '提问、查依据、转人工，7×24 小时。',
  centreAbout: '待办、消息、预约、留言和工单，由门户带身份打开。',
  deskAbout: '坐席登录后接待纳税人，主管查看监控墙。',
  knowledge: '打开知识工作台',
  knowledgeAbout: '写条目、审核、过门禁发布、命中测试和评测。',
  docs: '接口文档',
  docsAbout: 'OpenAPI 3.1，可以直接试用。',
  embedTitle: '嵌入到您的页面',
  embedAbout: '一个脚本，一个标签；样式在影子根里，不影响原页面。',
  opened: (name: string) => `已经以${name}的身份打开对话。`,
};

export const start = useBook({ zh, en: () => import('./words_en.ts') });
