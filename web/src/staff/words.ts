// What is said on every page for staff: logging in, how the page looks, keys.

import { useBook } from '#/words/language.ts';

export const zh = {
  skip: '跳到内容',
  logIn: '登录',
  account: '账号',
  password: '密码',
  logInHint: '请使用管理员分配的账号登录。',
  again: '登录已失效，请重新登录',
  againHint: '登录后可以从刚才的地方继续，已填写的内容不会丢失。',
  demo: '演示身份',
  demoHint: '这是演示环境，可以直接选择一位工作人员进入。',
  demoKinds: { agent: '坐席', supervisor: '主管', maintainer: '知识', operator: '运维' } as Record<
    string,
    string
  >,
  otherAccount: '换一个账号',
  logOut: '退出登录',
  settings: '设置',
  theme: '外观',
  themes: { auto: '跟随系统', light: '浅色', dark: '深色' } as Record<string, string>,
  size: '字号',
  sizes: { normal: '标准', large: '大字' } as Record<string, string>,
  language: '语言',
  keys: '单键快捷键',
  shortcuts: '快捷键',
  shortcutHint: '正在输入文字时不起作用，可在设置中关闭。',

  /** By the first two digits of an administrative code (GB/T 2260). */
  provinces: {
    '11': '北京',
    '12': '天津',
    '13': '河北',
    '14': '山西',
    '15': '内蒙古',
    '21': '辽宁',
    '22': '吉林',
    '23': '黑龙江',
    '31': '上海',
    '32': '江苏',
    '33': '浙江',
    '34': '安徽',
    '35': '福建',
    '36': '江西',
    '37': '山东',
    '41': '河南',
    '42': '湖北',
    '43': '湖南',
    '44': '广东',
    '45': '广西',
    '46': '海南',
    '50': '重庆',
    '51': '四川',
    '52': '贵州',
    '53': '云南',
    '54': '西藏',
    '61': '陕西',
    '62': '甘肃',
    '63': '青海',
    '64': '宁夏',
    '65': '新疆',
  } as Record<string, string>,
};

/** The words of this room; templates read them as `w.logIn`. */
export const staff = useBook({ zh, en: () => import('./words_en.ts') });
