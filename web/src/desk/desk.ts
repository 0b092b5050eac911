// Begins the workbench.

import '#/look/tokens.css';
import '#/look/base.css';
import '#/parts/parts.css';
import '#/desk/desk.css';
import '#/desk/login.css';
import '#/desk/menus.css';
import '#/look/appearance.ts';
import { createApp } from 'vue';
import App from '#/desk/App.vue';
import { router } from '#/desk/routes.ts';
import { server } from '#/desk/who.ts';
import { SERVER } from '#/api/server.ts';
import { serviceOf } from '#/api/service.ts';
import { tellReady } from '#/parts/ready.ts';

// Forms that find it missing ask again.
serviceOf(server).catch(() => {});
createApp(App).provide(SERVER, server).use(router).mount('#app');
void tellReady(router.isReady());
