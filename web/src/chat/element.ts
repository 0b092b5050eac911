// The custom element.
import { createApp } from 'vue';
import App from './App.vue';
customElements.define(
  'wenshui-chat',
  class extends HTMLElement {
    connectedCallback() {
      createApp(App).mount(this.attachShadow({ mode: 'open' }) as unknown as Element);
    }
  },
);
