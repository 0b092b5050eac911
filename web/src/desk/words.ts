// What the desk's shell says: logging in, the bars, what is told of connections.

import { useBook } from '#/words/language.ts';

export const zh = {
  title: '坐席工作台',
  unreadTitle: (count: number) => `(${count}) 坐席工作台`,

  noRole: '当前账号不能使用坐席工作台',
  noRoleHint: '需要坐席、主管或审计角色。请联系管理员分配，或者换一个账号登录。',
  logOutHeld: (count: number) =>
    `您手上还有 ${count} 个会话。退出后请尽快重新登录，否则会话将转为掉线并重新排队。`,
  logOutPlain: '退出后状态为离线，不再接入新的会话。',

  // Where one can go
  nav: '工作台导航',
  sessions: '会话',
  notes: '留言',
  calendar: '预约',
  invitations: '邀请',
  mediations: '调解',
  orders: '工单',
  cases: '跨区通办',
  replies: '常用语',
  mine: '我的数据',
  wall: '监控墙',
  statistics: '统计',
  interceptions: '拦截',
  audit: '审计',
  notFound: '没有这个页面',
  toSessions: '回到会话',

  // Presence
  presence: '状态',
  presences: { online: '在线', busy: '忙碌', away: '小休', offline: '离线' } as Record<string, string>,
  presenceHints: {
    online: '接入新的会话',
    busy: '在岗，暂不接入新的会话',
    away: '暂时离开，不接入新的会话',
    offline: '已下班，不接入新的会话',
  } as Record<string, string>,
  capacity: '同时接待上限',
  capacityHint: '1 到 20 个会话',
  skills: '擅长业务',
  skillsHint: '填写业务代码，用逗号分开；不填表示只接一般业务',
  savePresence: '保存',
  begin: '上线接待',
  beginHint: '请先登记同时接待的会话数，上线后会话按排队次序自动接入。',
  seats: (load: number, capacity: number) => `接待 ${load}/${capacity}`,
  agentNumber: (number: string) => `坐席编号 ${number}`,

  // The connection
  connecting: '正在连接',
  broken: '连接中断',
  brokenHint: (s: number) =>
    s > 0
      ? `正在重新连接。${s} 秒内恢复，会话不受影响；超过后会话将转为掉线。已填写的内容不会丢失。`
      : '正在重新连接。会话可能已转为掉线，恢复连接后自动继续；已填写的内容不会丢失。',
  offlineHint: '网络已断开。请检查网络，恢复后自动连接，已填写的内容不会丢失。',

  // To-dos and transfers
  todos: '待办',
  todosCount: (count: number) => `待办 ${count} 项`,
  noTodos: '没有待办事项',
  noTodosHint: '新的留言、工单、转接会出现在这里。',
  handle: '办理',
  finishTodo: '标为已办',
  moreTodos: (count: number) => `另有 ${count} 项未显示，办结后依次出现。`,
  asked: (number: string) => `会话 ${number} 请您接手`,
  askedTopic: (topic: string) => `咨询：${topic}`,
  askedLeft: (s: number) => `${s} 秒后退回`,
  accept: '接手',
  refuse: '不接手',
  look: '查看',
  arrivedTitle: '新的会话',
  arrivedBody: (topic: string) => topic || '有一位纳税人已接入。',
  askedTitle: '请求接手',
  saidTitle: '新的消息',
  callTitle: '请求通话',
  callBody: (kind: string, topic: string) =>
    topic ? `纳税人请求${kind}，咨询：${topic}` : `纳税人请求${kind}`,
  callGo: '去接听',

  // Settings
  sound: '新会话提示音',
  tryTone: '试听',
  notifications: '桌面通知',
  allowNotifications: '允许桌面通知',
  notificationsOn: '已允许，离开页面时提醒',
  notificationsOff: '浏览器已禁止通知，请在浏览器设置中允许',
  notificationsNone: '当前浏览器不支持通知',
  shortcutRows: [
    { keys: 'j', what: '下一个会话，在列表中也可用 ↓' },
    { keys: 'k', what: '上一个会话，在列表中也可用 ↑' },
    { keys: 'r', what: '到输入框' },
    { keys: 'a', what: '到知识助手' },
    { keys: 'c', what: '到常用语' },
    { keys: 'g s', what: '会话' },
    { keys: 'g n', what: '留言' },
    { keys: 'g c', what: '预约' },
    { keys: 'g w', what: '工单' },
    { keys: '?', what: '显示快捷键' },
  ],

  agentField: '坐席',
  agentFieldHint: '输入姓名、账号或编号查找本中心同事；其他中心的请填账号。',
  agentChoices: '可选的坐席',

  lines: { images: '[图片]', files: '[文件]', screenshot: '[截图]', voice: '[语音]' },
};

/** The words of this room; templates read them as `w.logIn`. */
export const desk = useBook({ zh, en: () => import('./words_en.ts') });
