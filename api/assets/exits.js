// The ways to a person, and the words that come with them.

import { button, element, problem } from "./dom.js";
import { blockOf } from "./blocks.js";
import { failureOf, requestPerson } from "./server.js";
import { waitIn } from "./listing.js";
import { words } from "./words.js";

/** @typedef {import("./server.js").Prompt} Prompt */
/** @typedef {import("./session.js").Session} Session */

/**
 * Words, why a person is pointed to, and the ways to one. Nothing of it can be judged: it is a prompt.
 * @param {Prompt} prompt
 * @param {Session} session
 * @returns {Node[]}
 */
export function promptParts({ say, exits, handover }, session) {
  const parts = (say ?? []).map(blockOf);
  if (exits?.length || handover) parts.push(...pointed({ exits, handover }, session));
  return parts;
}

/**
 * @param {Pick<Prompt, "exits" | "handover">} prompt
 * @param {Session} session
 * @returns {Node[]}
 */
export function pointed({ exits, handover }, session) {
  const place = element("div", { class: "prompt" });
  if (handover?.reason) place.append(element("p", {}, handover.reason));
  const told = element("div", { class: "told", role: "status" });
  /** @param {string} exit */
  const press = (exit) => {
    if (exit === "handover") return void askPerson(place, { session, signal: handover?.signal ?? null });
    told.replaceChildren(element("p", {}, words.exitsToCome[exit] ?? ""));
  };
  // Who asked for a person in words has asked; what this page does not know is for those that do.
  const asked = handover?.mode === "intent";
  const known = (exits ?? []).filter((exit) => words.exits[exit] && !(asked && exit === "handover"));
  const items = known.map((exit) => element("li", {}, button(words.exits[exit], "boxed", () => press(exit))));
  if (items.length) place.append(element("ul", { class: "chips", "aria-label": words.exitsLabel }, ...items), told);
  return [place];
}

/**
 * Asks for a person and shows in the place what is said to it.
 * @param {HTMLElement} place
 * @param {{ session: Session, signal: string | null }} asked
 */
export async function askPerson(place, { session, signal }) {
  for (const pressed of place.querySelectorAll("button")) pressed.disabled = true;
  const done = waitIn(place);
  try {
    const standing = await requestPerson(await session.begun(), signal);
    // Why stands there already where somebody was pointed here, and who pressed the button knows it.
    place.replaceWith(...promptParts({ ...standing, handover: null }, session));
  } catch (thrown) {
    const failure = failureOf(thrown);
    session.forget(failure.code);
    const again = button(words.retry, "boxed", () => {
      failed.remove();
      askPerson(place, { session, signal });
    });
    const failed = problem(failure, again);
    place.append(failed);
  } finally {
    done();
  }
}
