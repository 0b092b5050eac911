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

createApp(App).provide(SERVER, server).use(router).mount('#app');
void tellReady(router.isReady());
