import { defineConfig } from '@hey-api/openapi-ts';

// The client is made of the description alone; nothing below `client/` is written by hand.
export default defineConfig({
  input: '../api/tests/snapshots/openapi.json',
  output: { path: 'client', importFileExtension: '.ts' },
  plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
});
