// Small tools. Everything shown is built as DOM nodes from text, so nothing that the server sends can
// become markup or script.

import { words } from "./words.js";

/**
 * Attributes are set by name, never as markup; a style attribute would be refused by the policy.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * An element that index.html is known to hold.
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html holds no ${kind.name} #${id}`);
  return found;
}

/**
 * @param {string} label
 * @param {string} look
 * @param {() => void} press
 */
export function button(label, look, press) {
  const made = element("button", { type: "button", class: look }, label);
  made.addEventListener("click", press);
  return made;
}

/**
 * A button in a list.
 * @param {string} label
 * @param {() => void} press
 * @param {string} [look]
 */
export const pressable = (label, press, look = "boxed") => element("li", {}, button(label, look, press));

/**
 * Characters as the contract counts them: Unicode scalar values, not UTF-16 units.
 * @param {string} text
 */
export const characters = (text) => Array.from(text);

/**
 * The address when it is one of the web, else nothing. Relative ones mean the serving site.
 * @param {string | null | undefined} url
 * @returns {URL | null}
 */
export function webAddress(url) {
  if (!url) return null;
  try {
    const address = new URL(url, location.href);
    return ["http:", "https:"].includes(address.protocol) ? address : null;
  } catch {
    return null;
  }
}

/**
 * A link that leaves the page standing; only its words when the address is not one of the web.
 * @param {string | null | undefined} url
 * @param {...(Node | string)} label
 * @returns {Node}
 */
export function link(url, ...label) {
  const address = webAddress(url);
  if (!address) return element("span", {}, ...label);
  return element("a", { href: address.href, target: "_blank", rel: "noopener noreferrer" }, ...label);
}

/** @param {string} date As 2026-01-31, or a moment that begins with it. */
export function dateInWords(date) {
  const parts = date.slice(0, 10).split("-").map(Number);
  return parts.length === 3 && parts.every(Number.isInteger) ? words.date(parts) : date;
}

/** For those who hear the page. @param {string} told */
export function announce(told) {
  byId("status", HTMLElement).textContent = told;
}

/**
 * A failure in words, with what can be done about it beside it.
 * @param {{ title: string, detail: string }} told
 * @param {HTMLElement} [remedy]
 */
export function problem({ title, detail }, remedy) {
  const made = element("div", { class: "problem", role: "group" }, element("h2", {}, title));
  if (detail) made.append(element("p", {}, detail));
  if (remedy) made.append(remedy);
  return made;
}
