// The page that is nothing but the chat window.

import '#/look/tokens.css';
import '#/look/base.css';
