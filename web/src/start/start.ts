// Begins the page.

import '#/look/tokens.css';
import '#/look/base.css';
import '#/parts/parts.css';
import { createApp } from 'vue';
import { tellReady } from '#/parts/ready.ts';
import './start.css';
import App from './App.vue';

createApp(App).mount('#app');
void tellReady();
