// The page that is nothing but the chat window: what stands in its address goes to the element. `?scene`
// names the page that one came from, `?shared` shows an answer by its link, `?session` opens a session with
// a person, `?details` shows figures for developers.

import '#/look/tokens.css';
import '#/look/base.css';
import { takeToken } from '#/api/visitor.ts';
import { dress, keptAppearance } from '#/look/kept.ts';
import { chosenLanguage, tagOf } from '#/words/kept.ts';

const START = '/';

const query = new URLSearchParams(location.search);
const chat = document.querySelector('wenshui-chat');
const token = takeToken('chat');
const appearance = keptAppearance();

// The document looks and speaks as was chosen on this device.
dress(appearance);
document.documentElement.lang = tagOf(chosenLanguage());

if (chat) {
  for (const name of ['scene', 'shared', 'session', 'details']) {
    const given = query.get(name);
    if (given !== null) chat.setAttribute(name, given);
  }
  // As the other pages look on this device; what is chosen in the window goes before its size.
  chat.setAttribute('theme', appearance.theme);
  if (appearance.large) chat.setAttribute('size', 'large');
  // Taken up by the element whether or not it is there already.
  if (token) Object.assign(chat, { token });
  chat.addEventListener('wenshui-close', () => location.assign(START));
}
