// What speaking and listening say by themselves. What is spoken is Chinese whatever the page's language.

import { useBook } from '#/words/language.ts';

type Told = { title: string; detail: string };

export const zh = {
  voiceLost: { title: '语音连接断了', detail: '已听到的文字还在。请检查网络后重试。' },
  /** By what the browser throws; whatever else it is, it cannot be opened. */
  microphone: {
    NotAllowedError: { title: '没有麦克风权限', detail: '请在浏览器的网站设置中允许使用麦克风。' },
    NotFoundError: { title: '没有找到麦克风', detail: '请接上录音设备。' },
    NotReadableError: { title: '麦克风打不开', detail: '可能正被其他程序使用，请关闭后重试。' },
  } as Record<string, Told>,
  speechBroken: '播报中断了',
  /** Between what stands beside each other in a table, before a value, and before a step. */
  spokenCell: '，',
  spokenValue: '：',
  spokenStep: (number: number) => `${number}. `,
};

export const sound = useBook({ zh, en: () => import('./words_en.ts') });
