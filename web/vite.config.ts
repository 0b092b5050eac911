// The pages: start, chat, personal centre and the workbenches, each an entry of its own.

import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What both builds share: no options API and no developer tools in what is served. */
export const shared = {
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  resolve: { alias: { '#': at('./src'), '#client': at('./client') } },
};

export default defineConfig({
  ...shared,
  server: { proxy: { '/v1': { target: process.env.WENSHUI ?? 'http://127.0.0.1:8080', ws: true } } },
  build: {
    target: 'es2023',
    // A policy without `data:` for scripts and styles holds where nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'chat.html', 'centre.html', 'desk.html', 'knowledge.html'].map((page) =>
        at(page),
      ),
      // What nearly every page needs comes in a few files, not in dozens that a browser asks for in turn.
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'kept',
              test: /src[\\/](api[\\/](storage|visitor)|(look|words)[\\/]kept)\.ts/,
              priority: 3,
            },
            { name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router)[\\/]/, priority: 2 },
            { name: 'common', test: /src[\\/](api|look|parts|words)[\\/].*\.(ts|vue)/, priority: 1 },
            { name: 'centre', test: /src[\\/]centre[\\/][^\\/]+\.(ts|vue)/, minShareCount: 2 },
          ],
        },
      },
    },
  },
});
