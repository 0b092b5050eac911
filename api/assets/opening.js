// What the page shows before anybody asks: the greeting, 猜你想问, 热词, the page of the host, and an
// answer that somebody shared.

import { Batches, waitIn } from "./listing.js";
import { announce, button, byId, dateInWords, element, pressable, problem } from "./dom.js";
import { answerParts } from "./reply.js";
import { failureOf, requestGuesses, requestHotWords, requestService, requestShared } from "./server.js";
import { words } from "./words.js";

/** @typedef {import("./conversation.js").Ask} Ask */
/** @typedef {import("./server.js").Service} Service */
/** @typedef {import("./session.js").Session} Session */

/**
 * Greets, and says under the input how far answers hold.
 * @param {(service: Service) => void} known
 */
export async function greet(known) {
  const place = byId("greeting", HTMLElement);
  const done = waitIn(place);
  try {
    const service = await requestService();
    const { name, greeting, ps, disclaimer, hours } = service;
    const lines = [greeting, ps].filter(Boolean).map((line) => element("p", {}, /** @type {string} */ (line)));
    place.replaceChildren(element("h2", { class: "unseen" }, name), ...lines);
    byId("hours", HTMLElement).textContent = `${hours.answers}${hours.people}`;
    byId("disclaimer", HTMLElement).textContent = disclaimer;
    known(service);
  } catch (thrown) {
    place.replaceChildren(problem(failureOf(thrown), button(words.retry, "boxed", () => greet(known))));
  } finally {
    done();
  }
}

/**
 * @param {Session} session
 * @param {Ask} ask
 */
export function guesses(session, ask) {
  return new Batches(byId("guesses-list", HTMLUListElement), {
    batch: (cursor) => requestGuesses(session, cursor),
    item: ({ question }) => pressable(question, () => ask(question, "guess_open"), ""),
    empty: words.noGuesses,
    another: byId("guesses-another", HTMLButtonElement),
  });
}

/** @param {Ask} ask */
export function hotWords(ask) {
  return new Batches(byId("hot-words-list", HTMLUListElement), {
    batch: async (cursor) => {
      const { words: items, ...rest } = await requestHotWords(cursor);
      return { items, ...rest };
    },
    item: (word) => pressable(word, () => ask(word, "hotword"), "plain"),
    empty: words.noHotWords,
    another: byId("hot-words-another", HTMLButtonElement),
  });
}

/** @param {Session} session */
export function showScene({ scene }) {
  const tag = byId("scene", HTMLElement);
  tag.hidden = scene === "";
  tag.textContent = words.scene(scene);
}

/**
 * An answer by its link: the entry's words, and nothing of who asked.
 * @param {string} token
 */
export async function showShared(token) {
  const place = byId("shared", HTMLElement);
  place.hidden = false;
  const done = waitIn(place);
  try {
    const answer = await requestShared(token);
    place.replaceChildren(
      element("p", { class: "quiet" }, words.sharedTitle),
      element("div", { class: "answer" }, ...answerParts(answer, ""),
        element("p", { class: "quiet" }, words.sharedAt(dateInWords(answer.answered_at)), answer.disclaimer)),
    );
    announce(words.sharedTitle);
  } catch (thrown) {
    const failure = failureOf(thrown);
    const again = failure.remedy === "retry" ? button(words.retry, "boxed", () => showShared(token)) : undefined;
    place.replaceChildren(problem(failure, again));
  } finally {
    done();
  }
}
