// The emoji that are offered: feelings, gestures and what talks about taxes need. Each travels as itself.

import { useBook } from '#/words/language.ts';

export type Emoji = { emoji: string; name: string };

/** Each with its name, between bars and ends of lines. */
export const named = (offered: string): Emoji[] =>
  offered
    .trim()
    .split(/[|\n]/)
    .map((one) => one.split(' '))
    .map(([emoji = '', ...name]) => ({ emoji, name: name.join(' ') }));

const zh = named(`
😀 微笑|😄 开心|😁 嘿嘿|😂 笑哭|🙂 浅笑|😊 害羞|😉 眨眼|😍 喜欢|😘 飞吻|🤗 拥抱|🤔 思考|😐 平静
😅 尴尬|😓 流汗|😔 失落|😟 担心|😢 流泪|😭 大哭|😤 不满|😡 生气|😱 惊讶|😴 困|🤒 生病|🙏 感谢
👍 赞|👎 不赞同|👌 好的|✌️ 胜利|👏 鼓掌|🙌 庆祝|🤝 握手|💪 加油|👋 你好|👉 请看|☝️ 注意|✅ 完成
❌ 不对|❓ 疑问|❗ 重要|⏰ 时间|📅 日期|📞 电话|📎 附件|📄 文件|🧾 发票|💰 金额|🏠 房屋|🚗 车辆
💻 电脑|📱 手机|🌹 玫瑰|🎉 祝贺|❤️ 心|⭐ 星|☀️ 晴|☕ 咖啡`);

export const emojis = useBook({ zh, en: () => import('./words_emojis_en.ts') });
