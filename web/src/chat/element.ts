// `<wenshui-chat>`: the chat window on any page. It lives in a shadow root, brings its own styles, and
// loads the parts that are not always wanted from wherever it was loaded itself. docs/embedding.md tells
// hosts of its attributes, methods and events.

import { createApp, watch, type App as VueApp, type WatchHandle } from 'vue';
import answerCss from '#/answer/answer.css?inline';
import { SERVER } from '#/api/server.ts';
import { adopt } from '#/chat/adopt.ts';
import App from '#/chat/App.vue';
import chatCss from '#/chat/chat.css?inline';
import { CHAT, createChat, type Chat } from '#/chat/chat.ts';
import composerCss from '#/chat/composer/composer.css?inline';
import speakingCss from '#/chat/composer/speaking.css?inline';
import listsCss from '#/chat/lists.css?inline';
import { reflect, REFLECTED_NAMES, takeEarly } from '#/chat/reflected.ts';
import { newSettings, readAddresses, readSetting, SETTING_ATTRIBUTES, type Size } from '#/chat/settings.ts';
import { keptSize, sizeOf } from '#/chat/size.ts';
import talkCss from '#/chat/talk/talk.css?inline';
import { TokenKeeper, type Supplier } from '#/chat/token.ts';
import base from '#/look/base.css?inline';
import tokens from '#/look/tokens.css?inline';
import partsCss from '#/parts/parts.css?inline';
import { chosenLanguage, type Language } from '#/words/kept.ts';
import { speak } from '#/words/language.ts';
import type { TurnSource } from '#client/types.gen.ts';

const SHEETS = [tokens, base, partsCss, answerCss, chatCss, listsCss, talkCss, composerCss, speakingCss];

export class WenshuiChat extends HTMLElement {
  static readonly observedAttributes = [...SETTING_ATTRIBUTES, 'token', 'theme', 'size', 'lang'];

  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #settings = newSettings();
  readonly #keeper = new TokenKeeper(() => this.#emit('wenshui-token-needed'));
  #app: VueApp | null = null;
  #chat: Chat | null = null;
  #showing: WatchHandle | null = null;

  constructor() {
    super();
    for (const css of SHEETS) adopt(this.#root, css);
  }

  connectedCallback(): void {
    takeEarly(this, [...REFLECTED_NAMES, 'token', 'getToken', 'open']);
    readAddresses(this.#settings, this.getAttribute('address'), this.getAttribute('centre'));
    this.#settings.size = keptSize() ?? sizeOf(this.getAttribute('size'));
    this.#chat = createChat({
      root: this.#root,
      settings: this.#settings,
      keeper: this.#keeper,
      emit: (name, detail) => this.#emit(name, detail),
    });
    this.#app = createApp(App);
    this.#app.provide(SERVER, this.#chat.server);
    this.#app.provide(CHAT, this.#chat);
    // Its nodes stand in the root itself, beside nothing.
    this.#app.mount(this.#root as unknown as Element);
    this.#showing = this.#show();
    this.#emit('wenshui-ready');
  }

  disconnectedCallback(): void {
    this.#showing?.();
    this.#chat?.dispose();
    this.#app?.unmount();
    this.#app = this.#chat = this.#showing = null;
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (before === value) return;
    if (name === 'token') this.#keeper.given = value;
    else if (name === 'lang') void speak(languageOf(value)).catch(() => {});
    else if (name === 'theme') this.#data('theme', value === 'light' || value === 'dark' ? value : null);
    else if (name === 'size') this.#settings.size = sizeOf(value);
    else readSetting(this.#settings, name, value);
  }

  /** The token of whoever is logged in at the host. */
  get token(): string | null {
    return this.#keeper.given;
  }

  set token(token: string | null) {
    this.#keeper.given = token;
  }

  /** Gives a token each time that one is needed anew. */
  get getToken(): Supplier | null {
    return this.#keeper.supplier;
  }

  set getToken(supplier: Supplier | null) {
    this.#keeper.supplier = supplier;
  }

  /** A method by its name; frameworks that set a property for every attribute set this one. */
  get open(): () => void {
    return () => void (this.#settings.open = true);
  }

  set open(open: boolean) {
    this.#settings.open = open;
  }

  /** As its button: asks first whether what goes on shall end. */
  close(): void {
    this.#settings.open = true;
    this.#settings.closing = true;
  }

  /** Back to the host; the conversation is kept. */
  minimise(): void {
    this.#settings.open = false;
  }

  maximise(): void {
    this.#settings.maximised = true;
    this.#settings.open = true;
  }

  /** Opens the window and asks. */
  ask(text: string, source: TurnSource = 'typed'): void {
    this.#settings.open = true;
    this.#chat?.ask(text, source);
  }

  /** Empties the view; nothing is deleted. */
  clear(): void {
    this.#chat?.clear();
  }

  /** What the person does is seen by the host, in attributes and events. */
  #show(): WatchHandle {
    const { open, maximised, size } = this.#settings;
    this.#mirror({ open, maximised, size });
    return watch(
      () => ({ ...this.#settings }),
      (now, before) => {
        this.#mirror(now);
        if (now.open === before.open) return;
        if (now.open) this.#emit('wenshui-open');
        else if (!now.closing) this.#emit('wenshui-minimise');
      },
      { flush: 'sync' },
    );
  }

  #mirror({ open, maximised, size }: { open: boolean; maximised: boolean; size: Size }): void {
    this.toggleAttribute('open', open);
    this.toggleAttribute('maximised', maximised);
    this.#data('size', size);
  }

  #data(name: 'theme' | 'size', value: string | null): void {
    if (value === null) delete this.dataset[name];
    else this.dataset[name] = value;
  }

  #emit(name: string, detail: Record<string, unknown> = {}): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}

/** Without a word of the host's the window speaks as the page does, or as was chosen on this device. */
function languageOf(value: string | null): Language {
  if (value === null) return chosenLanguage();
  return value.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

reflect(WenshuiChat.prototype);

if (!customElements.get('wenshui-chat')) customElements.define('wenshui-chat', WenshuiChat);
