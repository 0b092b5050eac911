// Begins the page.

import '#/look/tokens.css';
import '#/look/base.css';
import '#/parts/parts.css';
import '#/forms/forms.css';
import './centre.css';
import './lists.css';
import './details.css';
import '#/words/page.ts';
import { createApp } from 'vue';
import { SERVER } from '#/api/server.ts';
// Takes the token out of the address before the router reads it.
import { server } from '#/centre/visitor.ts';
import { router } from '#/centre/router.ts';
import { tellReady } from '#/parts/ready.ts';
import App from './App.vue';

/** How long the frame waits for its first page; drawing both at once is much quicker than one by one. */
const TOGETHER_MS = 100;

const app = createApp(App).provide(SERVER, server).use(router);
const late = new Promise((done) => setTimeout(done, TOGETHER_MS));
// A page that does not come is told by the router; its frame is drawn all the same.
void Promise.race([router.isReady().catch(() => {}), late]).then(() => {
  app.mount('#app');
  return tellReady(router.isReady());
});
