// Begins the workbench.

import '#/look/tokens.css';
import '#/look/base.css';
import '#/parts/parts.css';
import '#/staff/shell.css';
import '#/staff/login.css';
import '#/staff/menus.css';
import '#/desk/desk.css';
import '#/look/appearance.ts';
import '#/words/page.ts';
import { createApp } from 'vue';
// Forgets what somebody else left in the tab before anything of it is read.
import { server, staff } from '#/desk/who.ts';
import App from '#/desk/App.vue';
import { router } from '#/desk/routes.ts';
import { SERVER } from '#/api/server.ts';
import { STAFF } from '#/staff/staff.ts';
import { tellReady } from '#/parts/ready.ts';

createApp(App).provide(SERVER, server).provide(STAFF, staff).use(router).mount('#app');
void tellReady(router.isReady());
