// What can be done with an answer: 有用, 无用 with a reason, 收藏, 语音播报, 分享. Prompts have none of it.

import { button, dateInWords, element } from "./dom.js";
import { failureOf, judge, share } from "./server.js";
import { promptParts } from "./exits.js";
import { words } from "./words.js";

/** @typedef {import("./server.js").Reply} Reply */
/** @typedef {import("./server.js").Judged} Judged */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./favorites.js").Favorites} Favorites */
/** @typedef {import("./announcer.js").Announcer} Announcer */

const COMMENT_CHARS_MAX = "500";

/**
 * @param {Reply} reply
 * @param {{ session: Session, favorites: Favorites, announcer: Announcer, shown: Node[] }} with
 */
export function actionsOf(reply, { session, favorites, announcer, shown }) {
  const told = element("div", { class: "told", role: "status" });
  const row = element("div", { class: "actions", role: "group", "aria-label": words.actions },
    ...judging(reply.answer_id, { told, session }),
    keeping(/** @type {string} */ (reply.answer?.id), { told, favorites }),
    announcer.offered(shown, (thrown) => fail(told, thrown)),
    button(words.share, "plain", () => copyLink(reply.answer_id, told)),
  );
  return element("div", { class: "after" }, row, told);
}

/**
 * Shows a failure where the outcome would have stood.
 * @param {HTMLElement} told
 * @param {unknown} thrown
 */
function fail(told, thrown) {
  const { title, detail } = failureOf(thrown);
  told.replaceChildren(element("p", { class: "wrong" }, words.problem(title, detail)));
}

/**
 * Two buttons of which at most one is pressed; a later judgement takes the place of an earlier one.
 * @param {string} answer
 * @param {{ told: HTMLElement, session: Session }} with
 */
function judging(answer, { told, session }) {
  const buttons = [true, false].map((useful) => {
    const label = useful ? words.useful : words.useless;
    return button(label, "plain", async () => {
      try {
        const judged = await judge(answer, { useful });
        buttons.forEach((pressed, at) => pressed.setAttribute("aria-pressed", `${(at === 0) === useful}`));
        told.replaceChildren(...judgedParts(answer, { judged, session }));
        told.scrollIntoView({ block: "nearest" });
      } catch (thrown) {
        fail(told, thrown);
      }
    });
  });
  for (const pressed of buttons) pressed.setAttribute("aria-pressed", "false");
  return buttons;
}

/**
 * What the server says to it, and the reasons that can be given.
 * @param {string} answer
 * @param {{ judged: Judged, session: Session }} with
 * @returns {Node[]}
 */
function judgedParts(answer, { judged, session }) {
  const [said, ...rest] = promptParts(judged, session);
  const form = judged.reasons?.length ? [reasonForm(answer, judged)] : [];
  return [...(said ? [said] : []), ...form, ...rest];
}

/**
 * @param {string} answer
 * @param {Judged} judged
 */
function reasonForm(answer, { reasons }) {
  const choices = reasons.map(({ id, label }) =>
    element("label", {}, element("input", { type: "radio", name: `reason-${answer}`, value: id, required: "" }), label));
  const comment = element("textarea", { rows: "2", maxlength: COMMENT_CHARS_MAX, "aria-label": words.comment, placeholder: words.comment });
  const outcome = element("div", { role: "status" });
  const form = element("form", { class: "reasons" },
    element("fieldset", {}, element("legend", {}, words.reasonTitle), ...choices),
    comment,
    element("button", { type: "submit", class: "boxed" }, words.submit),
    outcome,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reason = `${new FormData(form).get(`reason-${answer}`)}`;
    try {
      await judge(answer, { useful: false, reason, comment: comment.value.trim() || undefined });
      form.replaceWith(element("p", { class: "done" }, words.submitted));
    } catch (thrown) {
      fail(outcome, thrown);
    }
  });
  return form;
}

/**
 * A button that stays pressed while the entry is kept, wherever it is kept or released.
 * @param {string} entry
 * @param {{ told: HTMLElement, favorites: Favorites }} with
 */
function keeping(entry, { told, favorites }) {
  const toggle = button(words.favorite, "plain", async () => {
    const kept = !favorites.has(entry);
    toggle.disabled = true;
    await favorites.keep(entry, kept).catch((thrown) => fail(told, thrown));
    toggle.disabled = false;
  });
  const show = () => {
    toggle.setAttribute("aria-pressed", `${favorites.has(entry)}`);
    toggle.textContent = favorites.has(entry) ? words.favorited : words.favorite;
  };
  favorites.follow(show);
  show();
  return toggle;
}

/**
 * The link leads to this page, which shows the answer to whoever opens it.
 * @param {string} answer
 * @param {HTMLElement} told
 */
async function copyLink(answer, told) {
  try {
    const { token, expires_at } = await share(answer);
    const link = new URL(`/?${new URLSearchParams({ shared: token })}`, location.href).href;
    const until = dateInWords(expires_at);
    const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
    if (copied) told.replaceChildren(element("p", {}, words.shared(until)));
    else told.replaceChildren(byHand(link, words.shareByHand(until)));
  } catch (thrown) {
    fail(told, thrown);
  }
}

/**
 * Where the browser lets nobody write to the clipboard.
 * @param {string} link
 * @param {string} label
 */
function byHand(link, label) {
  const field = element("input", { type: "text", readonly: "", value: link });
  field.addEventListener("focus", () => field.select());
  return element("label", { class: "link" }, label, field);
}
