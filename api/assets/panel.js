// The panel beside the conversation: 热点推荐, 问答套餐, 我的收藏. Where there is no room beside it, the
// panel opens over it.

import { Listing, waitIn } from "./listing.js";
import { button, byId, element, link, pressable, problem } from "./dom.js";
import { failureOf, requestHot, requestTopicQuestions, requestTopics } from "./server.js";
import { words } from "./words.js";

/** @typedef {import("./conversation.js").Ask} Ask */
/** @typedef {import("./favorites.js").Favorites} Favorites */
/** @typedef {import("./server.js").HotFile} HotFile */
/** @typedef {import("./server.js").Named} Named */
/** @typedef {import("./server.js").Topic} Topic */
/** @typedef {import("./session.js").Session} Session */

const SEARCH_AFTER_MS = 150;

/** The panel itself: which tab shows, and whether it stands beside the conversation or over it. */
export class Panel {
  #panel = byId("panel", HTMLDialogElement);
  #tabs = [...document.querySelectorAll('#panel [role="tab"]')].map((tab) => /** @type {HTMLButtonElement} */ (tab));
  #beside = matchMedia("(min-width: 1024px)");

  constructor() {
    for (const tab of this.#tabs) {
      tab.addEventListener("click", () => this.#choose(tab.id));
      tab.addEventListener("keydown", (event) => this.#key(event, tab));
    }
    for (const opener of document.querySelectorAll("[data-opens]")) {
      opener.addEventListener("click", () => this.#open(opener.getAttribute("data-opens") ?? ""));
    }
    byId("panel-close", HTMLButtonElement).addEventListener("click", () => this.close());
    // A press beside the sheet, on what it darkens.
    this.#panel.addEventListener("click", (event) => {
      if (event.target === this.#panel) this.close();
    });
    this.#beside.addEventListener("change", () => this.#place());
    this.#choose(this.#tabs[0].id);
    this.#place();
  }

  /** Beside the conversation it stays. */
  close() {
    if (!this.#beside.matches) this.#panel.close();
  }

  /** Without `show()`, which would take the focus from the input. */
  #place() {
    if (this.#panel.open) this.#panel.close();
    if (this.#beside.matches) this.#panel.setAttribute("open", "");
    if (this.#beside.matches) this.#panel.setAttribute("role", "complementary");
    else this.#panel.removeAttribute("role");
  }

  /** @param {string} tab */
  #open(tab) {
    this.#choose(tab);
    if (!this.#panel.open) this.#panel.showModal();
  }

  /** @param {string} chosen The id of a tab. */
  #choose(chosen) {
    for (const tab of this.#tabs) {
      const selected = tab.id === chosen;
      tab.setAttribute("aria-selected", `${selected}`);
      tab.tabIndex = selected ? 0 : -1;
      byId(tab.getAttribute("aria-controls") ?? "", HTMLElement).hidden = !selected;
    }
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLButtonElement} tab
   */
  #key(event, tab) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = this.#tabs[(this.#tabs.indexOf(tab) + step + this.#tabs.length) % this.#tabs.length];
    this.#choose(next.id);
    next.focus();
  }
}

/**
 * What people like the asker ask most, with the files to it.
 * @param {Session} session
 * @param {Ask} ask
 */
export async function showHot(session, ask) {
  const place = byId("hot", HTMLElement);
  place.replaceChildren();
  const done = waitIn(place);
  try {
    const { questions, files } = await requestHot(session);
    const asked = questions.map(({ question }) => pressable(question, () => ask(question, "hot"), ""));
    place.replaceChildren(
      ...section(words.hotQuestions, asked, words.noHotQuestions),
      ...section(words.hotFiles, files.map(file), words.noHotFiles),
    );
  } catch (thrown) {
    place.replaceChildren(problem(failureOf(thrown), button(words.retry, "boxed", () => showHot(session, ask))));
  } finally {
    done();
  }
}

/**
 * @param {string} title
 * @param {Node[]} items
 * @param {string} empty
 */
function section(title, items, empty) {
  const under = items.length ? element("ul", { class: "rows" }, ...items) : element("p", { class: "quiet" }, empty);
  return [element("h3", {}, title), under];
}

/** @param {HotFile} file */
function file({ title, number, url }) {
  const about = number && !number.startsWith(title) ? [element("span", { class: "quiet" }, number)] : [];
  return element("li", { class: "file" }, link(url, number?.startsWith(title) ? number : title), ...about);
}

/** Topics with search and categories, and the questions of the one that was opened. */
export class Topics {
  #list = byId("topics-list", HTMLElement);
  #one = byId("topic", HTMLElement);
  #browse = byId("topics-browse", HTMLElement);
  #search = byId("topic-search", HTMLInputElement);
  #categories = byId("categories", HTMLElement);
  #category = "";
  #timer = 0;
  #ask;
  /** @type {Listing<Topic>} */
  #topics;

  /** @param {Ask} ask */
  constructor(ask) {
    this.#ask = ask;
    this.#topics = new Listing(this.#list, {
      page: (after) => this.#page(after),
      item: (topic) => this.#topic(topic),
      empty: words.noTopics,
      look: "topics",
    });
    this.#search.addEventListener("input", (event) => {
      if (/** @type {InputEvent} */ (event).isComposing) return;
      this.#later();
    });
    this.#search.addEventListener("compositionend", () => this.#later());
    this.#topics.reload();
  }

  #later() {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#topics.reload(), SEARCH_AFTER_MS);
  }

  /** @param {string | null} after */
  async #page(after) {
    const wanted = { q: this.#search.value.trim(), category: this.#category };
    const { items, categories, next_after } = await requestTopics(wanted, after);
    this.#showCategories(categories);
    return { items, next: next_after };
  }

  /** Made once, so that the one that was pressed keeps the focus. @param {string[]} categories */
  #showCategories(categories) {
    if (this.#categories.childElementCount > 0) return;
    for (const category of ["", ...categories]) {
      const pressed = button(category || words.categoryAll, "plain", () => {
        this.#category = category;
        for (const other of this.#categories.children) other.setAttribute("aria-pressed", `${other === pressed}`);
        this.#topics.reload();
      });
      pressed.setAttribute("aria-pressed", `${category === ""}`);
      this.#categories.append(pressed);
    }
  }

  /** @param {Topic} topic */
  #topic({ name, questions }) {
    const items = questions.map(({ question }) => pressable(question, () => this.#ask(question, "topic"), ""));
    const all = button(words.topicAll, "plain", () => this.#open(name));
    return element("li", {}, element("div", { class: "named" }, element("h3", {}, name), all), element("ul", { class: "rows" }, ...items));
  }

  /** @param {string} name */
  #open(name) {
    const back = button(words.topicsBack, "plain", () => this.#show(false));
    const place = element("div");
    this.#one.replaceChildren(back, element("h3", {}, name), place);
    this.#show(true);
    back.focus();
    /** @type {Listing<Named>} */
    const listing = new Listing(place, {
      page: async (after) => {
        const { items, next_after } = await requestTopicQuestions(name, after);
        return { items, next: next_after };
      },
      item: ({ question }) => pressable(question, () => this.#ask(question, "topic"), ""),
      empty: words.noQuestions,
    });
    listing.reload();
  }

  /** @param {boolean} one */
  #show(one) {
    this.#one.hidden = !one;
    this.#browse.hidden = one;
  }
}

/**
 * What this person keeps.
 * @param {Favorites} favorites
 * @param {(question: string) => void} edit A kept question goes into the input, to be sent from there.
 */
export function listFavorites(favorites, edit) {
  const listing = new Listing(byId("favorites-list", HTMLElement), {
    page: (after) => favorites.page(after),
    item: ({ entry_id, question }) => {
      const named = question
        ? button(question, "", () => edit(question))
        : element("span", { class: "quiet" }, words.favoriteGone);
      const release = button(words.release, "plain", () => favorites.keep(entry_id, false).catch(() => listing.reload()));
      return element("li", { class: "kept" }, named, release);
    },
    empty: words.noFavorites,
  });
  favorites.followList(() => listing.reload());
  listing.reload();
}
