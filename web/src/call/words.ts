// What is said around calls. Names of kinds, states and reasons come from the server.

import { useBook } from '#/words/language.ts';

export const zh = {
  // Beginning
  askAudio: '语音通话',
  askVideo: '视频通话',
  assist: '远程协助',
  inviteAudio: '邀请语音通话',
  inviteVideo: '邀请视频通话',
  gather: '多方通话',
  dial: '拨打电话',
  number: '手机号码',
  numberHint: '11 位手机号码',
  dialNow: '拨打',
  notNow: '坐席接通后才能发起通话',
  notYours: '只有负责本次会话的坐席可以发起通话',
  oneAtATime: '已有通话，结束后才能再次发起',
  // Waiting for an answer
  waits: {
    taxpayer: {
      asked: '已提出申请，请等待坐席发出邀请。',
      invited: '坐席邀请您通话，是否同意？',
      ringing: '呼叫中，请等待坐席接受。',
      choosing: '坐席已接受，请选择要共享的屏幕。',
      dialling: '正在拨打您的电话，请注意接听。',
    } as Record<string, string>,
    agent: {
      asked: '纳税人申请通话，可以发出邀请。',
      invited: '已发出邀请，请等待纳税人同意。',
      ringing: '纳税人请求远程协助。',
      choosing: '请等待纳税人选择要共享的屏幕。',
      dialling: '正在拨打电话。',
    } as Record<string, string>,
  },
  agree: '同意',
  refuse: '拒绝',
  invite: '发出邀请',
  decline: '婉拒',
  accept: '接受',
  withdraw: '取消',
  pickUp: '对方已接听',
  chooseScreen: '选择屏幕',
  muteRing: '铃声静音',
  // Connected
  hangUp: '挂断',
  mute: '静音',
  unmute: '取消静音',
  speak: '开启麦克风',
  cameraOff: '关闭摄像头',
  cameraOn: '开启摄像头',
  shareScreen: '共享屏幕',
  stopScreen: '停止共享',
  you: '我',
  parts: {
    owner: '纳税人',
    handler: '坐席',
    origin: '收件地工作人员',
    receiver: '受邀工作人员',
    colleague: '税务人员',
    supervisor: '班长',
  } as Record<string, string>,
  somebody: '参会人员',
  noPicture: '未开启画面',
  sharing: '正在共享您的屏幕',
  onlyView: '仅可观看，不能操作对方电脑',
  waitOther: '正在等待对方接入',
  lost: '通话连接中断，正在重新接入。',
  cut: '与对方的网络不通，画面和声音可能无法传送。您可以重新接入，或继续用文字沟通。',
  rejoin: '重新接入',
  elsewhere: '您已在其他窗口接入这次通话。',
  here: '在此接入',
  underway: '您有正在进行的通话。',
  comeIn: '接入',
  playSound: '播放声音',
  lasts: (seconds: number) => {
    const two = (value: number) => `${value}`.padStart(2, '0');
    const hours = Math.floor(seconds / 3600);
    const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return hours ? `${hours}:${rest}` : rest;
  },
  phoneWith: (number: string) => `通话号码 ${number}`,
  // A room
  joinRoom: (members: number) => `多方通话进行中，共 ${members} 人。`,
  join: '加入',
  leave: '离开',
  endForAll: '结束通话',
  info: '会议信息',
  members: '成员',
  meetingNumber: '会议编号',
  since: '开始时间',
  // The window
  minimise: '最小化',
  restore: '还原',
  enlarge: '放大',
  shrink: '缩小',
  fullScreen: '全屏',
  move: '移动通话窗口，可用方向键',
  // Over
  over: (kind: string, reason: string) => `${kind}：${reason}`,
  overAfter: (kind: string, lasted: string) => `${kind}已结束，时长 ${lasted}`,
  // Devices
  trouble: {
    microphone: {
      denied: '浏览器没有允许使用麦克风。',
      missing: '没有找到可用的麦克风。',
      busy: '麦克风正被其他程序使用。',
    },
    camera: {
      denied: '浏览器没有允许使用摄像头和麦克风。',
      missing: '没有找到可用的摄像头。',
      busy: '摄像头正被其他程序使用。',
    },
    screen: {
      denied: '没有选择要共享的屏幕，或浏览器没有允许共享。',
      missing: '这个浏览器不能共享屏幕。',
      busy: '没有取得屏幕内容。',
    },
  },
  allow: {
    denied: '请点击地址栏旁的图标，在网站权限中选择“允许”，再重试。',
    missing: '请接好设备后重试，或改用文字沟通。',
    busy: '请关闭占用设备的程序后重试。',
  },
  withoutDevice: '无法授权，结束',
  close: '关闭',
};

/** The words of this room; templates read them as `w.hangUp`. */
export const call = useBook({ zh, en: () => import('./words_en.ts') });
