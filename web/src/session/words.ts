// What is said around a talk with a person. Words of the session itself come from the server.

import { useBook } from '#/words/language.ts';

export const zh = {
  // Lines
  lines: '人工互动记录',
  me: '我',
  taxpayer: '纳税人',
  officer: '工作人员',
  supervisor: '班长',
  origin: '收件地工作人员',
  whispered: '仅内部可见',
  older: '历史聊天记录，点击加载',
  noOlder: '以上是本次互动的全部记录',
  none: '还没有消息',
  fresh: '新消息',
  typing: { taxpayer: '纳税人正在输入', agent: '对方正在输入' },
  read: '已读',
  sending: '发送中',
  unsent: '未发出',
  retry: '重试',
  drop: '删除',
  unknownLine: '这条消息的类型暂不支持显示。',
  canned: '常用语',
  basis: '依据',
  leadsTo: (host: string) => `前往 ${host}`,
  newWindow: '在新窗口打开',
  // Files
  image: (at: number, of: number) => (of > 1 ? `图片 ${at}/${of}` : '图片'),
  screenshot: '截图',
  openImage: (name: string) => `查看${name}`,
  unshown: '无法在此显示，请保存后查看',
  file: '文件',
  save: '保存',
  saveNamed: (name: string) => `保存 ${name}`,
  previousImage: '上一张',
  nextImage: '下一张',
  // Recordings
  voice: (seconds: number) => `语音 ${seconds} 秒`,
  play: '播放',
  pause: '暂停',
  heard: '转写',
  hearing: '正在转写',
  unsure: '转写结果不确定，请以录音为准',
  silent: '没有听到有人说话',
  // The composer
  write: '请输入',
  writeReply: '请输入回复',
  writeWhisper: '请输入仅内部可见的内容',
  send: '发送',
  keys: 'Enter 发送，Shift+Enter 换行',
  counter: (count: number, most: number) => `${count}/${most}`,
  tooLong: (over: number) => `超出 ${over} 字，请删减后发送`,
  closed: {
    waiting: '正在排队，坐席接入后可以发送。',
    cancelled: '排队已取消。',
    transferring: '正在转接，接入后可以继续发送。',
    dropped: '坐席的连接中断了，恢复后可以继续发送。',
    ended: '本次人工互动已结束。',
    other: '现在不能发送。',
  } as Record<string, string>,
  whisper: '仅内部可见',
  resting: { canned: '引用常用语', assist: '引用知识助手' } as Record<string, string>,
  removeResting: '取消引用',
};

/** The words of this room; templates read them as `w.send`. */
export const session = useBook({ zh, en: () => import('./words_en.ts') });
