// Compresses what was built once, so that the server has only to send it: beside every text of `dist` a
// `.br` and a `.gz`, where that saves something. Run after `npm run build`; `make web` does.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = join(import.meta.dirname, 'dist');
const TEXTS = ['.css', '.html', '.js', '.json', '.svg', '.wasm'];
/** What is smaller travels in one packet anyhow. */
const BYTES_MIN = 1024;

const ways = {
  br: (bytes: Buffer) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  gz: (bytes: Buffer) => gzipSync(bytes, { level: 9 }),
};

for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !TEXTS.includes(extname(entry.name))) continue;
  const file = join(entry.parentPath, entry.name);
  const bytes = readFileSync(file);
  if (bytes.length < BYTES_MIN) continue;
  for (const [extension, compressed] of Object.entries(ways)) {
    const smaller = compressed(bytes);
    if (smaller.length < bytes.length) writeFileSync(`${file}.${extension}`, smaller);
  }
}
