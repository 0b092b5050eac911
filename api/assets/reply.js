// The parts of a reply, top to bottom.

import { blockOf, facts } from "./blocks.js";
import { characters, dateInWords, element, link, pressable, webAddress } from "./dom.js";
import { actionsOf } from "./actions.js";
import { markdown } from "./markdown.js";
import { pointed } from "./exits.js";
import { words } from "./words.js";

/** @typedef {import("./server.js").Answer} Answer */
/** @typedef {import("./server.js").Basis} Basis */
/** @typedef {import("./server.js").Clarification} Clarification */
/** @typedef {import("./server.js").Named} Named */
/** @typedef {import("./server.js").Reply} Reply */
/** @typedef {import("./server.js").Source} Source */
/** @typedef {import("./conversation.js").Ask} Ask */

/**
 * What a reply needs of the page around it. `past` is a reply that was read back: the server no longer
 * waits for its options.
 * @typedef {object} Around
 * @property {Ask} ask
 * @property {import("./session.js").Session} session
 * @property {import("./favorites.js").Favorites} favorites
 * @property {import("./announcer.js").Announcer} announcer
 * @property {boolean} [past]
 */

/** As much of a long version as people compare by eye; the rest is in the tooltip. */
const VERSION_CHARS_SHOWN = 12;

/**
 * @param {Reply} reply
 * @param {{ asked: string, tookMs: number | null }} turn
 * @param {Around} around
 * @returns {Node[]}
 */
export function replyParts(reply, { asked, tookMs }, around) {
  const { answer, clarification: back, guesses, exits, handover } = reply;
  const parts = [...understood(reply, asked), ...spoken(reply)];
  if (answer) {
    const shown = answerParts(answer, asked);
    parts.push(...shown, actionsOf(reply, { ...around, shown }), ...nextParts(answer, around.ask));
  }
  if (back) parts.push(clarification(back, around));
  if (guesses?.length) parts.push(questions(guesses, { source: "guess_nomatch", ask: around.ask }, "options"));
  if (exits?.length || handover) parts.push(...pointed({ exits, handover }, around.session));
  if (around.session.details) parts.push(measured(reply, tookMs));
  return parts;
}

/**
 * @param {Reply} reply
 * @param {string} asked
 */
function understood({ understood: whole }, asked) {
  return whole && whole !== asked ? [element("p", { class: "understood" }, words.understood(whole))] : [];
}

/**
 * What is said whatever the decision. No reply is left without a word.
 * @param {Reply} reply
 * @returns {Node[]}
 */
function spoken({ say, decision, clarification: asked, handover }) {
  const said = (say ?? []).map(blockOf);
  const why = asked?.why ?? "";
  const saidAlready = (say ?? []).some((block) => block.type === "text" && block.markdown.trim() === why.trim());
  if (why && !saidAlready) return [...said, markdown(why)];
  const fallback = handover?.reason ? "" : words.fallbacks[decision];
  return said.length || !fallback ? said : [markdown(fallback)];
}

/**
 * The heading tells which question is answered; where it is the very one asked, which stands right
 * above, it is only heard.
 * @param {Answer} answer
 * @param {string} asked
 * @returns {Node[]}
 */
export function answerParts(answer, asked) {
  const heading = element("h2", answer.question === asked ? { class: "unseen" } : {}, answer.question);
  const parts = [heading, ...answer.blocks.map(blockOf)];
  if (answer.basis?.length) parts.push(basisOf(answer.basis));
  return parts;
}

/**
 * @param {Answer} answer
 * @param {Ask} ask
 */
function nextParts({ followups, related }, ask) {
  // What is asked next is often near as well; once is enough.
  const near = related?.filter(({ id }) => !followups?.some((followup) => followup.id === id));
  const rows = /** @type {[string, Named[] | undefined][]} */ ([[words.followups, followups], [words.related, near]]);
  return rows.filter(([, entries]) => entries?.length).map(([title, entries]) =>
    element("div", { class: "next" },
      element("h3", {}, title),
      questions(/** @type {Named[]} */ (entries), { source: "followup", ask }, "chips"),
    ));
}

/**
 * Questions that are asked by a press.
 * @param {Named[]} entries
 * @param {{ source: Source, ask: Ask }} pressed
 * @param {string} look
 */
function questions(entries, { source, ask }, look) {
  return element("ul", { class: look }, ...entries.map(({ question }) => pressable(question, () => ask(question, source))));
}

/**
 * Folded to its first document. Where it opens beyond the edge of the screen, the page follows.
 * @param {Basis[]} documents
 */
function basisOf(documents) {
  const [first] = documents;
  const name = documents.length > 1 ? words.basisCount(documents.length) : words.basis;
  const since = first.effective_from ? words.inForceSince(dateInWords(first.effective_from)) : "";
  const folded = element("details", { class: "basis" },
    element("summary", {},
      element("span", { class: "name" }, name),
      documentLine(first),
      element("span", { class: "since" }, since),
      element("span", { class: "chevron", "aria-hidden": "true" }),
    ),
    element("ol", {}, ...documents.map((document) => element("li", {}, basisFacts(document)))),
  );
  folded.addEventListener("toggle", () => {
    if (folded.open) folded.scrollIntoView({ block: folded.offsetHeight < window.innerHeight / 2 ? "nearest" : "start" });
  });
  return folded;
}

/** @param {Basis} document */
function documentLine({ title, number, article }) {
  const line = element("span", { class: "document" });
  // Many numbers begin with the title's words.
  if (!number?.startsWith(title)) line.append(element("span", { class: "title ellipsis" }, title));
  line.append(element("span", { class: "ellipsis" }, [number, article].filter(Boolean).join(" ")));
  return line;
}

/** @param {Basis} document */
function basisFacts({ title, number, article, issued_on, effective_from, effective_to, url }) {
  /** @type {[string, Node | string | null | undefined][]} */
  const pairs = [
    [words.basisTitle, title],
    [words.basisNumber, number],
    [words.basisArticle, article],
    [words.basisIssued, issued_on && dateInWords(issued_on)],
    [words.basisFrom, effective_from && dateInWords(effective_from)],
    [words.basisTo, effective_to ? dateInWords(effective_to) : words.basisOpenEnd],
    [words.basisSource, webAddress(url) && link(url, /** @type {string} */ (url))],
  ];
  return facts(/** @type {[string, Node | string][]} */ (pairs.filter(([, value]) => value)));
}

/**
 * @param {Clarification} asked
 * @param {Around} around
 */
function clarification({ options, round, rounds_max }, { ask, past }) {
  const items = options.map(({ id, label }) => pressable(label, () => ask(label, "option", id)));
  const list = element("ul", { class: "options" }, ...items);
  if (past) for (const pressed of list.querySelectorAll("button")) pressed.disabled = true;
  const hint = past ? [] : [element("p", { class: "round quiet" }, words.round(round, rounds_max))];
  return element("div", { class: "back" }, list, ...hint);
}

/**
 * Figures for developers.
 * @param {Reply} reply
 * @param {number | null} tookMs
 */
function measured({ decision, confidence, kb_version }, tookMs) {
  const shown = [
    element("span", {}, words.decisions[decision] ?? decision),
    element("span", {}, words.confidence(Math.round(confidence * 100))),
  ];
  if (tookMs !== null) shown.push(element("span", {}, words.took(msInWords(tookMs))));
  const version = characters(kb_version).slice(0, VERSION_CHARS_SHOWN).join("");
  shown.push(element("span", { title: kb_version }, words.version(version)));
  return element("p", { class: "measured" }, ...shown);
}

/** @param {number} ms */
function msInWords(ms) {
  if (ms >= 100) return Math.round(ms).toString();
  return ms.toFixed(ms < 10 ? 2 : 1);
}
