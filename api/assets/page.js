// The page: asks the answer API and shows what it says. This file only puts its parts together; each
// stands in a file of its own.

import { Announcer } from "./announcer.js";
import { Attachments } from "./attach.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Dictation } from "./dictation.js";
import { Favorites } from "./favorites.js";
import { History } from "./history.js";
import { Panel, Topics, listFavorites, showHot } from "./panel.js";
import { Session } from "./session.js";
import { announce, byId } from "./dom.js";
import { greet, guesses, hotWords, showScene, showShared } from "./opening.js";
import { startProfile } from "./profile.js";
import { words } from "./words.js";

/** @typedef {import("./conversation.js").Ask} Ask */

function fillWords() {
  const said = /** @type {Record<string, string>} */ (/** @type {unknown} */ (words));
  for (const place of document.querySelectorAll("[data-words]")) {
    place.textContent = said[place.getAttribute("data-words") ?? ""];
  }
  for (const place of document.querySelectorAll("[data-label]")) {
    place.setAttribute("aria-label", said[place.getAttribute("data-label") ?? ""]);
  }
  for (const place of document.querySelectorAll("[data-placeholder]")) {
    place.setAttribute("placeholder", said[place.getAttribute("data-placeholder") ?? ""]);
  }
}

/** What is scrolled to stops above the composer and below the head, whatever their heights. */
function followHeights() {
  const root = document.documentElement.style;
  for (const id of ["composer", "head"]) {
    const part = byId(id, HTMLElement);
    new ResizeObserver(() => root.setProperty(`--${id}-height`, `${part.offsetHeight}px`)).observe(part);
  }
}

/** Where the keyboard covers the page instead of shrinking it (iOS), the composer is lifted over it. */
function followKeyboard() {
  const seen = window.visualViewport;
  if (!seen) return;
  const lift = () => {
    const zoomed = seen.scale > 1.01;
    const covered = zoomed ? 0 : Math.max(0, Math.round(window.innerHeight - seen.height - seen.offsetTop));
    document.documentElement.style.setProperty("--keyboard-height", `${covered}px`);
  };
  seen.addEventListener("resize", lift);
  seen.addEventListener("scroll", lift);
}

/**
 * Clearing asks first, for it looks like more than it is.
 * @param {() => void} clear
 */
function askBeforeClearing(clear) {
  const asked = byId("clear-dialog", HTMLDialogElement);
  byId("clear", HTMLButtonElement).addEventListener("click", () => {
    asked.returnValue = "";
    asked.showModal();
  });
  asked.addEventListener("close", () => {
    if (asked.returnValue !== "sure") return;
    clear();
    announce(words.cleared);
  });
}

function start() {
  fillWords();
  followHeights();
  followKeyboard();
  const profile = startProfile(() => {
    guessing.reload();
    showHot(session, ask);
  });
  const session = new Session(profile);
  const favorites = new Favorites(session);
  const clear = byId("clear", HTMLButtonElement);
  const offerClearing = () => {
    clear.hidden = conversation.isEmpty && history.isEmpty;
  };
  const changed = () => {
    offerClearing();
    composer.settle();
  };
  const edit = (/** @type {string} */ text) => {
    panel.close();
    // What is still being said would write over it.
    dictation.cancel();
    composer.edit(text);
  };
  // One sound at a time: what is read would be heard by the microphone.
  const announcer = new Announcer(() => dictation.end());
  const asked = () => {
    announcer.stop();
    dictation.cancel();
    dictation.forget();
  };
  const conversation = new Conversation(byId("conversation", HTMLElement), {
    session, favorites, announcer, asked, changed, edit,
  });
  const history = new History(conversation, session, offerClearing);
  const composer = new Composer(conversation.ask);
  const dictation = new Dictation(composer, () => announcer.stop());
  const panel = new Panel();
  /** @type {Ask} */
  const ask = (text, source, option) => {
    panel.close();
    conversation.ask(text, source, option);
  };
  askBeforeClearing(() => {
    announcer.stop();
    history.clear();
    conversation.clear();
  });
  byId("person", HTMLButtonElement).addEventListener("click", conversation.askPerson);
  const attachments = new Attachments(conversation, session);
  const guessing = guesses(session, ask);
  greet(({ attachments: limits, speech }) => {
    attachments.accept(limits);
    dictation.offer(speech);
    announcer.offer(speech);
  });
  showScene(session);
  if (session.shared) showShared(session.shared);
  guessing.reload();
  hotWords(ask).reload();
  showHot(session, ask);
  new Topics(ask);
  listFavorites(favorites, edit);
  composer.settle();
}

start();
