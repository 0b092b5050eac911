// A page of somebody else's, on an origin of its own and with another framework, that has the chat window.
// Its policy allows what docs/embedding.md asks for and nothing else.

import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const FRAMEWORK = readFileSync(fileURLToPath(import.meta.resolve('preact')));

/** What the host does: it renders with its framework, and hears what the window tells. */
const APP = `
import { h, render } from '/preact.js';

const TOLD = ['ready', 'open', 'minimise', 'close', 'answer', 'unread', 'token-needed'];

function App() {
  return h('main', null,
    h('h1', null, '电子发票服务平台'),
    h('button', { type: 'button', onClick: () => window.chat.ask('增值税怎么申报？') }, '问一问'),
    h('wenshui-chat', {
      ref: (chat) => (window.chat = chat),
      scene: '发票开具',
      getToken: () => window.tokenOfHost,
    }),
  );
}

window.told = [];
window.refused = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  window.refused.push(violatedDirective + ' ' + blockedURI));
for (const name of TOLD) {
  document.addEventListener('wenshui-' + name, ({ detail }) => window.told.push({ name, detail }));
}
window.tokenOfHost = new URLSearchParams(location.hash.slice(1)).get('token');
render(h(App), document.getElementById('root'));
`;

export class Foreign {
  readonly #server: Server;
  /** Where the chat's server is; known once it runs. */
  chat = '';

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', ({ url }, reply) => this.#reply(url ?? '/', reply));
  }

  static start(): Promise<Foreign> {
    const server = createServer();
    return new Promise((done) => server.listen(0, '127.0.0.1', () => done(new Foreign(server))));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #policy(): string {
    const { chat } = this;
    return [
      "default-src 'none'",
      `script-src 'self' ${chat}`,
      `connect-src ${chat} ${chat.replace('http', 'ws')}`,
      `img-src ${chat} data: blob:`,
      `media-src ${chat} blob:`,
      `worker-src ${chat}`,
      "style-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ].join('; ');
  }

  #reply(path: string, reply: ServerResponse): void {
    const send = (kind: string, body: string | Buffer) =>
      reply.writeHead(200, { 'content-type': `${kind}; charset=utf-8` }).end(body);
    if (path === '/preact.js') send('text/javascript', FRAMEWORK);
    else if (path === '/app.js') send('text/javascript', APP);
    else if (path === '/') {
      reply.setHeader('content-security-policy', this.#policy());
      send('text/html', this.#page());
    } else reply.writeHead(404).end();
  }

  #page(): string {
    return `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>电子发票服务平台</title>
    <link rel="icon" href="${this.chat}/favicon.svg" />
    <script type="module" src="${this.chat}/wenshui-chat.js"></script>
    <script type="module" src="/app.js"></script>
  </head>
  <body><div id="root"></div></body>
</html>`;
  }
}
