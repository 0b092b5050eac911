// The names of the emoji that are offered, in English.

import { named } from './words_emojis.ts';

export default named(`
😀 Smile|😄 Happy|😁 Grin|😂 Tears of joy|🙂 Slight smile|😊 Blush|😉 Wink|😍 Love|😘 Kiss|🤗 Hug|🤔 Thinking|😐 Calm
😅 Embarrassed|😓 Sweat|😔 Down|😟 Worried|😢 Crying|😭 Sobbing|😤 Annoyed|😡 Angry|😱 Shocked|😴 Sleepy|🤒 Ill|🙏 Thanks
👍 Good|👎 Disagree|👌 OK|✌️ Victory|👏 Applause|🙌 Celebrate|🤝 Handshake|💪 Keep going|👋 Hello|👉 Look here|☝️ Note|✅ Done
❌ Wrong|❓ Question|❗ Important|⏰ Time|📅 Date|📞 Telephone|📎 Attachment|📄 File|🧾 Invoice|💰 Amount|🏠 House|🚗 Car
💻 Computer|📱 Mobile|🌹 Rose|🎉 Congratulations|❤️ Heart|⭐ Star|☀️ Sunny|☕ Coffee`);
