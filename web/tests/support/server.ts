// A real server for tests: the built program on a port of its own, with a data directory that is new.

import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const SECRET = 'a secret of the tests, of more than 32 bytes';
const ROOT = resolve(import.meta.dirname, '../../..');
/** A debug build begins within a few seconds; a busy machine takes longer. */
const READY_MS = 120_000;

/** Lines of the configuration file and flags besides those that every test has. */
export type Setting = {
  config?: string;
  flags?: string[];
  demo?: boolean;
  /** Entries that are served in the place of the bundled knowledge. */
  knowledge?: object[];
  /** Whether the test moves the server's clock (`Served.moveTo`). */
  movable?: boolean;
};

/** What lies between a program and the system's clock (Debian's libfaketime). */
function fakeClock(): string {
  const folders = readdirSync('/usr/lib').map((folder) => join('/usr/lib', folder, 'faketime'));
  const library = folders.map((folder) => join(folder, 'libfaketimeMT.so.1')).find(existsSync);
  if (!library) throw new Error('install libfaketime first: make setup-test');
  return library;
}

export type Claims = Record<string, unknown>;

/** The token of somebody, signed as a host does it. */
export function tokenOf(sub: string, claims: Claims = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub, exp, ...claims })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/** The program as it was built last: that of `WENSHUI_BIN`, else the newer of debug and release. */
export function program(): string {
  const given = process.env.WENSHUI_BIN;
  if (given) return given;
  // Where cargo puts what it builds.
  const target = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
  const built = ['debug', 'release'].map((profile) => join(target, profile, 'wenshui'));
  const newest = built.filter(existsSync).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
  if (!newest) throw new Error('build the program first: cargo build -p wenshui-api');
  return newest;
}

function knowledgeIn(folder: string, entries: object[]): string {
  const file = join(folder, 'knowledge.jsonl');
  writeFileSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  return file;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const listener = createServer();
    listener.once('error', fail);
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as { port: number };
      listener.close(() => done(port));
    });
  });
}

/** A server that runs until it is stopped. */
export class Served {
  readonly address: string;
  readonly folder: string;
  #process: ChildProcess;
  #flags: string[];
  #clock: string | null;
  #log = '';

  private constructor([address, folder]: [string, string], flags: string[], movable: boolean) {
    this.address = address;
    this.folder = folder;
    this.#flags = flags;
    this.#clock = movable ? join(folder, 'clock') : null;
    if (this.#clock) writeFileSync(this.#clock, '+0');
    this.#process = this.#spawn();
  }

  static async start(setting: Setting = {}): Promise<Served> {
    const { config = '', flags = [], demo = true, knowledge, movable = false } = setting;
    const folder = mkdtempSync(join(tmpdir(), 'wenshui-pages-'));
    const file = join(folder, 'wenshui.toml');
    // On a busy machine an agent is not lost for a sign of life that comes late.
    const profile = join(folder, 'profile.toml');
    writeFileSync(profile, '[session]\nagent_lost_s = 600\n');
    writeFileSync(file, `desk_profile = '${profile}'\n${config}`);
    const address = `127.0.0.1:${await freePort()}`;
    const pages = process.env.WENSHUI_PAGES ? ['--pages', process.env.WENSHUI_PAGES] : [];
    const own = ['--listen', address, '--data', join(folder, 'data'), '--config', file];
    const known = knowledge ? ['--kb', knowledgeIn(folder, knowledge)] : [];
    const all = ['serve', ...own, ...pages, ...known, ...flags];
    const asked = demo ? [...all, '--demo'] : all;
    const served = new Served([`http://${address}`, folder], asked, movable);
    await served.ready();
    return served;
  }

  #spawn(): ChildProcess {
    const env = { ...process.env, WENSHUI_TOKEN_SECRET: SECRET, WENSHUI_LOG: 'warn', RUST_BACKTRACE: '0' };
    const moved = this.#clock && {
      LD_PRELOAD: fakeClock(),
      FAKETIME_TIMESTAMP_FILE: this.#clock,
      FAKETIME_NO_CACHE: '1',
      // Waiting goes on as it does; only the time of day is another.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    const child = spawn(program(), this.#flags, {
      env: { ...env, ...moved },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.on('data', (text: Buffer) => (this.#log += text.toString()));
    return child;
  }

  async ready(): Promise<void> {
    const until = Date.now() + READY_MS;
    for (;;) {
      const reply = await fetch(`${this.address}/readyz`).catch(() => null);
      if (reply?.ok) return;
      if (this.#process.exitCode !== null || Date.now() > until) {
        throw new Error(`the server did not start:\n${this.#log}`);
      }
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** Makes it that time for the server; the clock goes on from there. */
  moveTo(time: Date): void {
    if (!this.#clock) throw new Error('the setting of the test has no movable clock');
    writeFileSync(this.#clock, `+${Math.round((time.getTime() - Date.now()) / 1000)}`);
  }

  /** Ends it at once and starts it again with the same data. */
  async restart(): Promise<void> {
    await this.#end('SIGKILL');
    this.#process = this.#spawn();
    await this.ready();
  }

  /** Ends it; what it wrote stays until `remove`. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const over = new Promise((done) => this.#process.once('exit', done));
    this.#process.kill(signal);
    await over;
  }

  /** What somebody asks of the API beside the pages; fails on refusals. */
  async call<T = any>(token: string | null, method: string, target: string, body?: unknown): Promise<T> {
    const reply = await this.send(token, method, target, body);
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${target}: ${reply.status} ${text}`);
    return (text ? JSON.parse(text) : null) as T;
  }

  send(token: string | null, method: string, target: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    const isFile = body instanceof Uint8Array;
    if (body !== undefined && !isFile) headers['content-type'] = 'application/json';
    const sent = body === undefined ? undefined : isFile ? Buffer.from(body) : JSON.stringify(body);
    return fetch(this.address + target, { method, headers, body: sent });
  }
}

/** The folder of what was built for the pages. */
export const DIST = resolve(import.meta.dirname, '../../dist');

/** Every file below a folder, by its path from there. */
export function filesOf(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
