// The custom element: one file with a name that hosts can rely on, and the parts that it loads on first
// use from wherever it was loaded itself.

import { defineConfig } from 'vite';
import { shared } from './vite.config.ts';

export default defineConfig({
  ...shared,
  base: './',
  publicDir: false,
  build: {
    target: 'es2023',
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      input: 'src/chat/element.ts',
      output: {
        entryFileNames: 'wenshui-chat.js',
        chunkFileNames: 'chat/[name]-[hash].js',
        assetFileNames: 'chat/[name]-[hash][extname]',
        // What is needed at once is one file: a host's page knows no more of it to ask for in advance.
        codeSplitting: { groups: [{ name: 'wenshui-chat', tags: ['$initial'] }] },
      },
    },
  },
});
