// What is said around a talk with a person. Words of the session itself come from the server.

import { useBook } from '#/words/language.ts';

/** Whole minutes, and no wait is none. */
export const minutes = (seconds: number): number => Math.max(1, Math.round(seconds / 60));

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
  // Files
  image: (at: number, of: number) => (of > 1 ? `图片 ${at}/${of}` : '图片'),
  screenshot: '截图',
  openImage: (name: string) => `查看${name}`,
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
  // Beside the text
  tools: '发送其他内容',
  toolNames: { emoji: '表情', images: '图片', files: '文件', screenshot: '截图', voice: '语音' },
  emoji: '选择表情',
  lookFirst: '请确认截图中没有与办税无关的个人信息，再发送。',
  screenMissing: '没有取得屏幕内容，请检查浏览器和系统的屏幕录制权限。',
  uploads: '待发送的文件',
  uploading: (name: string) => `正在上传 ${name}`,
  uploaded: '已上传，点击发送',
  cancelUpload: '取消上传',
  fileKind: (extension: string) => (extension ? `不支持 .${extension} 文件` : '不支持没有扩展名的文件'),
  fileSize: (below: string) => `文件应小于 ${below}，请压缩或拆分后再发送`,
  fileEmpty: '文件是空的',
  voiceMessage: '语音消息',
  microphoneAsked: '请在浏览器的提示中允许使用麦克风。',
  microphoneDenied: '浏览器没有允许使用麦克风。请点击地址栏旁的图标，允许后重试。',
  microphoneMissing: '没有找到可用的麦克风，请接好后重试。',
  recording: '正在录音',
  level: '音量',
  left: (seconds: number) => `还可录 ${seconds} 秒`,
  finish: '完成',
  recordAgain: '重新录音',
  listen: '试听录音',
  // The queue
  queue: '人工排队',
  before: (count: number) => (count > 0 ? `您前面还有 ${count} 位` : '您是下一位，请稍候'),
  estimate: '预计等待',
  estimated: (likely: number, low: number, high: number) =>
    `约 ${minutes(likely)} 分钟（${minutes(low)} 至 ${minutes(high)} 分钟）`,
  waited: '已等候',
  span: (seconds: number) => `${Math.floor(seconds / 60)} 分 ${`${seconds % 60}`.padStart(2, '0')} 秒`,
  meanwhile: '排队期间您可以继续提问，智能应答照常服务。',
  leaveQueue: '取消排队',
  queueLeft: '您已取消排队。需要时可以重新排队。',
  queueAgain: '重新排队',
  longWait: '等候时间较长',
  longWaitDetail: '当前排队人数较多。您可以继续等候，也可以留言或者预约，工作人员会与您联系。',
  keepWaiting: '继续等候',
  note: '留言',
  reserve: '预约',
  logIn: '登录后可以留言和预约。',
  nobody: {
    closed_now: {
      title: '现在不是人工服务时间',
      detail: '人工互动在工作时间提供服务。您可以留言或者预约，也可以继续提问。',
    },
    no_center: {
      title: '暂无可受理运营中心，请联系管理员配置',
      detail: '您可以到个人中心的“我的机关”重新选择，选到地市一级即可。',
    },
  },
  opensAt: (at: string) => `北京时间 ${at} 开始服务。`,
  authority: '选择我的机关',
  // The talk
  person: '人工互动',
  numbered: (number: string) => `工作人员 ${number} 为您服务`,
  end: '结束会话',
  sureToEnd: '确定结束本次人工互动吗？正在进行的通话会同时结束。',
  sureToClose: '关闭窗口会结束本次人工互动。确定关闭吗？',
  closeEndsTransfer: '正在进行的转接会同时取消。',
  connections: {
    connecting: '正在重新连接，已发送的内容不会丢失。',
    offline: '网络已断开。您可以继续输入，恢复后自动发送。',
  },
  states: {
    taxpayer: {
      transferring: '正在为您转接，请稍候。',
      dropped: '坐席的连接中断了，正在等待恢复。',
    } as Record<string, string>,
    agent: {
      waiting: '纳税人正在排队。',
      transferring: '正在转接，对方接受前仍由您服务。',
      dropped: '连接中断过，恢复后会话继续。',
    } as Record<string, string>,
  },
  // The rating
  rate: '请评价本次服务，您的问题解决了吗？',
  verdicts: { solved: '已解决', unsolved: '未解决' },
  submit: '提交',
  rated: '评价成功，感谢您的反馈。',
  transfer: '转接',
};

/** The words of this room; templates read them as `w.send`. */
export const session = useBook({ zh, en: () => import('./words_en.ts') });
