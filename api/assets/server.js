// The server: what travels, as far as this page reads it, and one function a request.

import { words } from "./words.js";

export const QUESTION_CHARS_MAX = 300;
const SUGGESTIONS_MAX = 6;
const GUESSES = 3;
const HOT_WORDS = 6;
const PAGE = 10;
/** Samples a second of what is said to the server. */
export const SPEECH_RATE = 16_000;
const LIVE_SPEECH = "/v1/audio/stream";

/**
 * How a question came about.
 * @typedef {"typed" | "suggestion" | "guess_open" | "guess_nomatch" | "hot" | "hotword" | "topic"
 *   | "option" | "followup"} Source
 */
/** @typedef {{ id: string, question: string }} Named An entry by its question. */
/** @typedef {{ title: string, url: string, media_type?: string | null, bytes?: number | null }} Linked */
/** @typedef {{ title: string, markdown?: string | null, link?: string | null }} Step */
/**
 * @typedef {{ type: "text", markdown: string }
 *   | ({ type: "link" | "image" | "video" | "file" } & Linked)
 *   | { type: "guide", steps: Step[] }
 *   | { type: "sum", inputs: { name: string, value: string }[], steps: string[], result: string }} Block
 */
/**
 * @typedef {object} Basis
 * @property {string} title
 * @property {string | null} [number]
 * @property {string | null} [article]
 * @property {string | null} [issued_on]
 * @property {string | null} [effective_from]
 * @property {string | null} [effective_to]
 * @property {string | null} [url]
 */
/**
 * @typedef {object} Answer
 * @property {string} id
 * @property {string} question
 * @property {Block[]} blocks
 * @property {Basis[]} basis
 * @property {Named[]} [related]
 * @property {Named[]} [followups]
 */
/**
 * @typedef {object} Clarification
 * @property {string} facet
 * @property {string} why
 * @property {{ id: string, label: string }[]} options
 * @property {number} round
 * @property {number} rounds_max
 */
/** @typedef {{ mode: string, signal: string | null, reason: string }} Handover Why a person is pointed to. */
/** @typedef {{ say: Block[], exits: string[], handover?: Handover | null }} Prompt Words with ways to a person. */
/**
 * @typedef {object} ReplyOnly
 * @property {string} answer_id
 * @property {string} conversation_id
 * @property {string | null} [conversation_token]
 * @property {string} kb_version
 * @property {keyof typeof words.decisions} decision
 * @property {number} confidence
 * @property {Answer | null} answer
 * @property {string | null} [understood]
 * @property {Clarification | null} clarification
 * @property {Named[]} guesses
 */
/** @typedef {ReplyOnly & Prompt} Reply */
/** @typedef {{ seq: number, question: string, reply: Reply, at: string }} Turn */
/** @typedef {{ id: string, question: string, highlights: [number, number][] }} Suggestion */
/** @typedef {{ items: Named[], next_cursor: string | null, restarted: boolean }} GuessBatch */
/** @typedef {{ words: string[], next_cursor: string | null, restarted: boolean }} HotWordBatch */
/** @typedef {{ title: string, number: string | null, url: string, media_type: string | null }} HotFile */
/** @typedef {{ name: string, category: string, calls: number, questions: Named[] }} Topic */
/** @typedef {{ entry_id: string, question: string | null }} Favorite */
/** @typedef {{ id: string, label: string }} Reason */
/** @typedef {Prompt & { useful: boolean, reasons: Reason[] }} Judged */
/** @typedef {{ reason: string, signal: string | null } & Prompt} HandedOver */
/** @typedef {{ attachment: { name: string, kind: string, bytes: number } } & Prompt} Attached */
/**
 * @typedef {object} Service
 * @property {string} name
 * @property {string} greeting
 * @property {string | null} ps
 * @property {string} disclaimer
 * @property {{ answers: string, people: string }} hours
 * @property {{ bytes_below: number, kinds: Record<string, string[]> }} attachments
 * @property {Speech} speech
 */
/**
 * What can be said and heard.
 * @typedef {object} Speech
 * @property {boolean} in
 * @property {number} seconds_max
 * @property {boolean} out
 * @property {{ id: string, name: string }[]} voices
 * @property {number} input_chars_max
 */
/** A stretch of what is spoken, in characters, and when it is heard. @typedef {{ from: number, to: number, start_ms: number, end_ms: number }} Mark */
/**
 * @typedef {{ type: "speech.audio.marks", sentence: Mark }
 *   | { type: "speech.audio.delta", audio: string }
 *   | { type: "speech.audio.done" }
 *   | { type: "error", code: string, detail: string }} SpeechEvent
 */

/** @typedef {import("./profile.js").Profile} Profile */

/** A failure in words, with what the asker can do about it. */
export class Failure extends Error {
  /**
   * @param {{ title: string, detail: string }} told
   * @param {"retry" | "edit"} remedy
   * @param {string} [code]
   */
  constructor({ title, detail }, remedy, code = "") {
    super(title);
    this.title = title;
    this.detail = detail;
    this.remedy = remedy;
    this.code = code;
  }
}

/**
 * Problem details in words. What the asker wrote is mended by the asker; all else may pass by itself.
 * @param {number} status
 * @param {string} body
 */
export function refusal(status, body) {
  let found = /** @type {{ title?: string, detail?: string, code?: string }} */ ({});
  try {
    found = JSON.parse(body) ?? {};
  } catch {
    // Something between here and the server answered instead of it.
  }
  const passes = status >= 500 || [408, 429].includes(status);
  const told = found.title
    ? { title: found.title, detail: found.detail ?? "" }
    : passes ? words.failed : words.refused;
  return new Failure(told, passes ? "retry" : "edit", found.code);
}

/**
 * @param {unknown} thrown
 * @returns {Failure}
 */
export function failureOf(thrown) {
  if (thrown instanceof Failure) return thrown;
  const name = thrown instanceof DOMException ? thrown.name : "";
  if (name === "AbortError") return new Failure(words.cancelled, "retry");
  if (name === "TimeoutError") return new Failure(words.timeout, "retry");
  console.error(thrown);
  return new Failure(words.unreadable, "retry");
}

/**
 * @param {string} target
 * @param {RequestInit & { json?: unknown }} [given]
 */
async function ask(target, { json, ...init } = {}) {
  const headers = { Accept: "application/json", ...(json === undefined ? {} : { "Content-Type": "application/json" }) };
  const body = json === undefined ? undefined : JSON.stringify(json);
  const response = await fetch(target, { ...init, headers, body }).catch((thrown) => {
    // What `fetch` throws when nothing was reached.
    throw thrown instanceof TypeError ? new Failure(words.offline, "retry") : thrown;
  });
  if (!response.ok) throw refusal(response.status, await response.text().catch(() => ""));
  return response;
}

/**
 * @param {string} target
 * @param {RequestInit & { json?: unknown }} [given]
 */
async function read(target, given) {
  const response = await ask(target, given);
  return response.json();
}

/**
 * An address; what is empty is not sent.
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} [query]
 */
function address(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, `${value}`])).toString();
  return text ? `${path}?${text}` : path;
}

const id = encodeURIComponent;

/** @returns {Promise<Service>} */
export const requestService = () => read("/v1/service");

/**
 * @param {Record<string, unknown>} question
 * @param {AbortSignal} signal
 * @returns {Promise<{ reply: Reply, tookMs: number | null }>}
 */
export async function requestAnswer(question, signal) {
  const response = await ask("/v1/answers", { method: "POST", json: question, signal });
  const timing = response.headers.get("Server-Timing") ?? "";
  const total = /(?:^|,)\s*total\s*;(?:[^,]*;)?\s*dur=([\d.]+)/.exec(timing);
  return { reply: await response.json(), tookMs: total ? Number(total[1]) : null };
}

/**
 * @param {string} text
 * @param {number} seq
 * @returns {Promise<{ seq: number | string, items: Suggestion[] }>}
 */
export const requestSuggestions = (text, seq) => read(address("/v1/suggestions", { q: text, limit: SUGGESTIONS_MAX, seq }));

/**
 * @param {{ profile: Profile, scene: string }} who
 * @param {string | null} cursor
 * @returns {Promise<GuessBatch>}
 */
export const requestGuesses = (who, cursor) => read(address("/v1/guesses", { ...asker(who), limit: GUESSES, cursor }));

/**
 * @param {string | null} cursor
 * @returns {Promise<HotWordBatch>}
 */
export const requestHotWords = (cursor) => read(address("/v1/hotwords", { limit: HOT_WORDS, cursor }));

/**
 * @param {{ profile: Profile, scene: string }} who
 * @returns {Promise<{ questions: Named[], files: HotFile[] }>}
 */
export const requestHot = (who) => read(address("/v1/hot", asker(who)));

/** @param {{ profile: Profile, scene: string }} who */
const asker = ({ profile, scene }) => ({
  region: profile.region,
  taxpayer_type: profile.taxpayerType,
  entry_scene: scene,
});

/**
 * @param {{ q: string, category: string }} wanted
 * @param {string | null} after
 * @returns {Promise<{ items: Topic[], categories: string[], next_after: string | null }>}
 */
export const requestTopics = (wanted, after) => read(address("/v1/topics", { ...wanted, limit: PAGE, after }));

/**
 * @param {string} name
 * @param {string | null} after
 * @returns {Promise<{ items: Named[], next_after: string | null }>}
 */
export const requestTopicQuestions = (name, after) =>
  read(address(`/v1/topics/${id(name)}/questions`, { limit: PAGE, after }));

/**
 * @param {string | null} conversation
 * @param {string | null} after
 * @returns {Promise<{ items: Favorite[], next: string | null }>}
 */
export const requestFavorites = (conversation, after) =>
  read(address("/v1/favorites", { conversation_id: conversation, limit: PAGE, after }));

/**
 * @param {string} entry
 * @param {{ conversation: string, kept: boolean }} wanted
 */
export const keepFavorite = (entry, { conversation, kept }) =>
  ask(address(`/v1/favorites/${id(entry)}`, { conversation_id: conversation }), { method: kept ? "PUT" : "DELETE" });

/**
 * @param {string} answer
 * @param {{ useful: boolean, reason?: string, comment?: string }} judgement
 * @returns {Promise<Judged>}
 */
export const judge = (answer, judgement) => read(`/v1/answers/${id(answer)}/feedback`, { method: "PUT", json: judgement });

/**
 * @param {string} answer
 * @returns {Promise<{ url: string, token: string, expires_at: string }>}
 */
export const share = (answer) => read(`/v1/answers/${id(answer)}/share`, { method: "POST" });

/**
 * @param {string} token
 * @returns {Promise<Answer & { answered_at: string, disclaimer: string }>}
 */
export const requestShared = (token) => read(`/v1/shared/${id(token)}`);

/**
 * @param {{ profile: Profile, scene: string }} who
 * @returns {Promise<{ id: string }>}
 */
export const beginConversation = ({ profile, scene }) => {
  const json = {
    region: profile.region || undefined,
    taxpayer_type: profile.taxpayerType || undefined,
    entry_scene: scene || undefined,
  };
  return read("/v1/conversations", { method: "POST", json });
};

/**
 * @param {string} conversation
 * @param {number | null} before
 * @returns {Promise<{ items: Turn[], next_before: number | null }>}
 */
export const requestTurns = (conversation, before) =>
  read(address(`/v1/conversations/${id(conversation)}/turns`, { limit: PAGE, before }));

/**
 * @param {string} conversation
 * @param {string | null} signal
 * @returns {Promise<HandedOver>}
 */
export const requestPerson = (conversation, signal) =>
  read(`/v1/conversations/${id(conversation)}/handover`, { method: "POST", json: signal ? { signal } : {} });

/**
 * Where a file is sent, by a request that tells how far it is.
 * @param {string} conversation
 * @param {{ name: string, clientId: string }} file
 */
export const attachmentAddress = (conversation, { name, clientId }) =>
  address(`/v1/conversations/${id(conversation)}/attachments`, { name, client_id: clientId });

/** Where speech goes while it is said. */
export function speechAddress() {
  const target = new URL(LIVE_SPEECH, location.href);
  target.protocol = target.protocol.replace("http", "ws");
  return target;
}

/**
 * A browser does not tell why a socket was refused; the same address, asked plainly, does.
 * @returns {Promise<Failure>}
 */
export async function requestWhyDeaf() {
  const failure = await read(LIVE_SPEECH).then(() => null, failureOf);
  // It would take a socket by now.
  return !failure || failure.code === "upgrade_required" ? new Failure(words.voiceLost, "retry") : failure;
}

/**
 * A text as raw sound of 24 kHz and 16 bits, with the moments of its sentences.
 * @param {{ input: string, voice?: string }} wanted
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<SpeechEvent>}
 */
export async function* requestSpeech(wanted, signal) {
  const json = { ...wanted, response_format: "pcm", stream_format: "sse" };
  const response = await ask("/v1/audio/speech", { method: "POST", json, signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let kept = "";
  for (let got = await reader?.read(); got && !got.done; got = await reader?.read()) {
    const events = (kept + got.value).split("\n\n");
    kept = events.pop() ?? "";
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event);
      if (data) yield JSON.parse(data[1]);
    }
  }
}

/** `crypto.randomUUID` is missing where the page is served without TLS to another machine. */
export function newClientId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
