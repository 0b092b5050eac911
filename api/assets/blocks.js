// The blocks of an answer: words, links, pictures, videos, files, steps to follow, a sum.

import { element, link, webAddress } from "./dom.js";
import { inline, markdown } from "./markdown.js";
import { words } from "./words.js";

/** @typedef {import("./server.js").Block} Block */
/** @typedef {import("./server.js").Linked} Linked */
/** @typedef {import("./server.js").Step} Step */

/**
 * @param {Block} block
 * @returns {Node}
 */
export function blockOf(block) {
  switch (block.type) {
    case "text": return markdown(block.markdown);
    case "link": return element("p", {}, link(block.url, block.title));
    case "image": return image(block);
    case "video": return video(block);
    case "file": return file(block);
    case "guide": return element("ol", { class: "guide" }, ...block.steps.map(step));
    case "sum": return sum(block);
    default: return element("p", { class: "quiet" }, words.unknownBlock);
  }
}

/** @param {Linked} linked */
function image(linked) {
  return media(linked, element("img", { src: webAddress(linked.url)?.href ?? "", alt: linked.title }));
}

/** @param {Linked} linked */
function video(linked) {
  const src = webAddress(linked.url)?.href ?? "";
  return media(linked, element("video", { src, controls: "", preload: "metadata", "aria-label": linked.title }));
}

/**
 * What the page's policy or the network keeps out becomes a link.
 * @param {Linked} linked
 * @param {HTMLElement} shown
 */
function media({ title, url }, shown) {
  const figure = element("figure", { class: "media" }, shown, element("figcaption", {}, title));
  shown.addEventListener("error", () => {
    figure.replaceWith(element("p", {}, link(url, words.openInstead(title))));
  });
  return figure;
}

/** @param {Linked} linked */
function file({ title, url, bytes }) {
  const kind = /\.(\w{2,5})$/.exec(webAddress(url)?.pathname ?? "")?.[1].toUpperCase();
  const about = [kind, bytes ? sizeInWords(bytes) : null].filter(Boolean).join(" · ");
  return element("p", {}, link(url, title), " ", element("span", { class: "quiet" }, about));
}

/** @param {number} bytes */
export function sizeInWords(bytes) {
  const kibibytes = bytes / 1024;
  if (kibibytes < 1000) return words.kibibytes(Math.max(1, Math.round(kibibytes)).toString());
  return words.mebibytes((kibibytes / 1024).toFixed(1));
}

/** @param {Step} step */
function step({ title, markdown: text, link: url }) {
  const made = element("li", {}, element("h3", {}, title));
  if (text) made.append(markdown(text));
  if (webAddress(url)) made.append(element("p", {}, link(url, words.openStep)));
  return made;
}

/** @param {Extract<Block, { type: "sum" }>} block */
function sum({ inputs, steps, result }) {
  const made = element("div", { class: "sum" });
  if (inputs.length) made.append(facts(inputs.map(({ name, value }) => [name, value])));
  if (steps.length) made.append(element("ol", {}, ...steps.map((line) => element("li", {}, ...inline(line)))));
  made.append(element("p", {}, ...inline(result)));
  return made;
}

/** @param {[string, Node | string][]} pairs */
export function facts(pairs) {
  return element("dl", {}, ...pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}
