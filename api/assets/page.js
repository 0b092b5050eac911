// The first page: asks the answer API and shows what it says.
//
// Read top-down: the words, what travels on the wire, Markdown, blocks, the parts of a reply, the
// server, the asker's profile, suggestions, the conversation, the composer. Everything shown is built
// as DOM nodes from text, so nothing that the server sends can become markup or script.

// ---------------------------------------------------------------------------------------------------
// Words shown to people. None stand anywhere else but in <title> and <noscript>.

const words = {
  tagline: "按现行税收法规作答，每条答复写明依据。",
  composerLabel: "提问",
  questionLabel: "您的税费问题",
  placeholder: "请输入税费问题",
  suggestionsLabel: "联想到的问题",
  conversationLabel: "问答记录",
  examplesTitle: "您可以这样问",
  examples: [
    "小规模纳税人月销售额多少可以免征增值税？",
    "小型微利企业要符合哪些条件？",
    "数电票开错了可以作废吗？",
    "经营所得的个人所得税税率是多少，如何计算？",
    "买首套房契税是多少？",
    "忘了报税，逾期申报会罚多少钱？",
  ],
  send: "发送",
  clear: "清屏",
  cleared: "已清屏。",
  disclaimer: "互动结果仅供参考，具体以法律法规及相关规定为准。",
  suggestionsFound: (/** @type {number} */ count) => `有 ${count} 个相近的问题，按上下键选择。`,
  counter: (/** @type {number} */ count, /** @type {number} */ max) => `${count}/${max}`,
  counterOver: (/** @type {number} */ count, /** @type {number} */ max) => `请删去 ${count - max} 字`,

  profile: "您是谁、在哪里",
  profileKept: "按您选的地区和类型作答，只记在这台设备上。",
  region: "所在地区",
  regionAll: "全国",
  taxpayerType: "纳税人类型",
  taxpayerTypeAny: "不限",

  waiting: "正在查找依据…",
  waitingLong: "比平时慢一些，请您再等一等。",
  cancel: "取消",

  decisions: {
    answer: "直接答复",
    clarify: "需要您选一项",
    suggest: "推荐相近问题",
    reply: "一般回应",
    refuse: "没有把握，不作答复",
    handover: "需要人工",
  },
  /** Said when a reply brings no words of its own. @type {Record<string, string>} */
  fallbacks: {
    clarify: "您问的可能有几种情形，请选一项。",
    suggest: "您想问的是不是下面这些？",
    refuse: "没有找到能确切回答的依据。您可以换一种说法，或拨打 12366 纳税缴费服务热线。",
    handover: "这个问题需要人工答复。请拨打 12366 纳税缴费服务热线。",
  },
  confidence: (/** @type {number} */ percent) => `把握 ${percent}%`,
  took: (/** @type {string} */ ms) => `用时 ${ms} 毫秒`,
  version: (/** @type {string} */ version) => `知识版本 ${version}`,

  basis: "依据",
  basisCount: (/** @type {number} */ count) => `依据 ${count} 件`,
  basisTitle: "文件",
  basisNumber: "文号",
  basisArticle: "条款",
  basisIssued: "发布日期",
  basisFrom: "施行日期",
  basisTo: "截止日期",
  basisOpenEnd: "未规定",
  basisSource: "原文",
  inForceSince: (/** @type {string} */ date) => `${date}起施行`,
  date: (/** @type {number[]} */ [year, month, day]) => `${year}年${month}月${day}日`,

  followups: "接着问",
  related: "相关问题",
  round: (/** @type {number} */ round, /** @type {number} */ max) =>
    max > 1 ? `第 ${round} 轮，最多 ${max} 轮。也可以直接输入补充。` : "也可以直接输入补充。",

  table: "表格",
  openStep: "打开办理页面",
  openInstead: (/** @type {string} */ title) => `${title}（这里显示不了，点此打开）`,
  unknownBlock: "这一部分内容，这个页面还显示不了。",
  kibibytes: (/** @type {string} */ size) => `${size} KB`,
  mebibytes: (/** @type {string} */ size) => `${size} MB`,

  retry: "重试",
  edit: "修改问题",
  cancelled: { title: "已取消", detail: "这个问题没有等到答复。需要时请点重试。" },
  offline: { title: "没有连上服务", detail: "请检查网络，或问税服务是否在运行，再重试。" },
  timeout: { title: "等了太久没有答复", detail: "服务可能正忙，请稍后重试。" },
  unreadable: { title: "收到的答复无法显示", detail: "请重试。如果还是这样，请联系维护人员。" },
  failed: { title: "服务出了问题", detail: "请稍后重试。如果还是这样，请联系维护人员。" },
  refused: { title: "服务没有接受这个问题", detail: "请修改后再问。" },
};

/** Province-level codes (GB/T 2260) and short names, as in knowledge/data/regions.tsv. */
const regions = [
  ["110000", "北京"], ["120000", "天津"], ["130000", "河北"], ["140000", "山西"],
  ["150000", "内蒙古"], ["210000", "辽宁"], ["220000", "吉林"], ["230000", "黑龙江"],
  ["310000", "上海"], ["320000", "江苏"], ["330000", "浙江"], ["340000", "安徽"],
  ["350000", "福建"], ["360000", "江西"], ["370000", "山东"], ["410000", "河南"],
  ["420000", "湖北"], ["430000", "湖南"], ["440000", "广东"], ["450000", "广西"],
  ["460000", "海南"], ["500000", "重庆"], ["510000", "四川"], ["520000", "贵州"],
  ["530000", "云南"], ["540000", "西藏"], ["610000", "陕西"], ["620000", "甘肃"],
  ["630000", "青海"], ["640000", "宁夏"], ["650000", "新疆"], ["710000", "台湾"],
  ["810000", "香港"], ["820000", "澳门"],
];

/** As in knowledge/data/taxpayer_types.yaml; the name is what travels. */
const taxpayerTypes = ["一般纳税人", "小规模纳税人", "企业", "个体工商户", "自然人"];

// ---------------------------------------------------------------------------------------------------
// Limits and waits.

const QUESTION_CHARS_MAX = 300;
const SUGGESTIONS_MAX = 6;
const SUGGEST_AFTER_MS = 80;
/** A shorter wait is not worth a word. */
const WAITING_AFTER_MS = 300;
const WAITING_LONG_AFTER_MS = 5_000;
const GIVE_UP_AFTER_MS = 30_000;
/** As much of a long version as people compare by eye; the rest is in the tooltip. */
const VERSION_CHARS_SHOWN = 12;
const PROFILE_KEY = "wenshui.profile";

// ---------------------------------------------------------------------------------------------------
// What travels on the wire, as far as this page reads it.

/** @typedef {"typed" | "suggestion" | "guess_open" | "guess_nomatch" | "option" | "followup"} Source */
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
 * @property {Named[]} related
 * @property {Named[]} followups
 */
/**
 * @typedef {object} Clarification
 * @property {string} facet
 * @property {string} why
 * @property {{ id: string, label: string }[]} options
 * @property {number} round
 * @property {number} rounds_max
 */
/**
 * @typedef {object} Reply
 * @property {string} conversation_id
 * @property {string} kb_version
 * @property {keyof typeof words.decisions} decision
 * @property {number} confidence
 * @property {Block[]} say
 * @property {Answer | null} answer
 * @property {Clarification | null} clarification
 * @property {Named[]} guesses
 */
/** @typedef {{ id: string, question: string, highlights: [number, number][] }} Suggestion */

/**
 * A question as it was put. `clientId` stays the same when it is put again, so that it counts once.
 * @typedef {{ text: string, source: Source, option?: string, clientId: string }} Asked
 */
/** @typedef {(text: string, source: Source, option?: string) => void} Ask */

// ---------------------------------------------------------------------------------------------------
// Small tools.

/**
 * Attributes are set by name, never as markup; a style attribute would be refused by the policy.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function element(tag, attributes = {}, ...children) {
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
function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html holds no ${kind.name} #${id}`);
  return found;
}

/**
 * @param {string} label
 * @param {string} look
 * @param {() => void} press
 */
function button(label, look, press) {
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
const pressable = (label, press, look = "boxed") => element("li", {}, button(label, look, press));

/**
 * Characters as the contract counts them: Unicode scalar values, not UTF-16 units.
 * @param {string} text
 */
const characters = (text) => Array.from(text);

/**
 * The address when it is one of the web, else nothing. Relative ones mean the serving site.
 * @param {string | null | undefined} url
 * @returns {URL | null}
 */
function webAddress(url) {
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
function link(url, ...label) {
  const address = webAddress(url);
  if (!address) return element("span", {}, ...label);
  return element("a", { href: address.href, target: "_blank", rel: "noopener noreferrer" }, ...label);
}

/**
 * @param {string} date As 2026-01-31.
 */
function dateInWords(date) {
  const parts = date.split("-").map(Number);
  return parts.length === 3 && parts.every(Number.isInteger) ? words.date(parts) : date;
}

// ---------------------------------------------------------------------------------------------------
// Markdown, as much of it as answers use: paragraphs, headings, lists, quotes, tables, code, bold,
// links. Single asterisks stay as they are, because in tax answers they multiply.

/**
 * What a reader makes of the lines from `at` on, and where it stopped; null when it is not its kind.
 * @typedef {(lines: string[], at: number) => { node: Node | null, next: number } | null} Reader
 */

const FENCE = /^\s{0,3}```/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/;
const QUOTE = /^\s{0,3}>\s?/;
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^(?<indent>\s*)(?<mark>[-*+]|(?<number>\d{1,9})[.)])(?<gap>\s+)(?<rest>.*)$/;
const HARD_BREAK = /( {2,}|\\)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

const INLINE = new RegExp(
  [
    "\\\\(?<escaped>[!-/:-@\\[-`{-~])",
    "(?<tick>`+)(?<code>.+?)\\k<tick>",
    "\\*\\*(?<bold>\\S(?:.*?\\S)??)\\*\\*",
    "!?\\[(?<label>[^\\]]+)\\]\\(\\s*(?<target>(?:[^\\s()]|\\([^\\s()]*\\))+)\\s*\\)",
    "(?<bare>https?://[!-~]*[\\w/=&#%~-])",
    "(?<break>\\n)",
  ].join("|"),
  "gs",
);

/** @param {string} source */
function markdown(source) {
  return element("div", { class: "text" }, ...blocksOf(source.split(/\r\n?|\n/)));
}

/** @type {Reader[]} */
const readers = [readBlank, readFence, readHeading, readQuote, readRule, readList, readTable];

/**
 * @param {string[]} lines
 * @returns {Node[]}
 */
function blocksOf(lines) {
  const nodes = [];
  for (let at = 0; at < lines.length; ) {
    const { node, next } = readSpecial(lines, at) ?? readParagraph(lines, at);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

/** @type {Reader} */
function readSpecial(lines, at) {
  for (const reader of readers) {
    const read = reader(lines, at);
    if (read) return read;
  }
  return null;
}

/**
 * @param {string[]} lines
 * @param {number} at
 */
function readParagraph(lines, at) {
  let next = at + 1;
  while (next < lines.length && !readSpecial(lines, next)) next += 1;
  return { node: element("p", {}, ...inline(joined(lines.slice(at, next)))), next };
}

/** @type {Reader} */
function readBlank(lines, at) {
  return lines[at].trim() ? null : { node: null, next: at + 1 };
}

/** @type {Reader} */
function readFence(lines, at) {
  if (!FENCE.test(lines[at])) return null;
  const end = lines.findIndex((line, index) => index > at && FENCE.test(line));
  const last = end < 0 ? lines.length : end;
  const code = lines.slice(at + 1, last).join("\n");
  return { node: element("pre", { tabindex: "0" }, element("code", {}, code)), next: last + 1 };
}

/** @type {Reader} */
function readHeading(lines, at) {
  const found = HEADING.exec(lines[at]);
  return found && { node: element("h3", {}, ...inline(found[1])), next: at + 1 };
}

/** @type {Reader} */
function readQuote(lines, at) {
  if (!QUOTE.test(lines[at])) return null;
  let next = at;
  while (next < lines.length && QUOTE.test(lines[next])) next += 1;
  const inner = lines.slice(at, next).map((line) => line.replace(QUOTE, ""));
  return { node: element("blockquote", {}, ...blocksOf(inner)), next };
}

/** A rule only parts what already stands apart. @type {Reader} */
function readRule(lines, at) {
  return RULE.test(lines[at]) ? { node: null, next: at + 1 } : null;
}

/** @type {Reader} */
function readList(lines, at) {
  const first = ITEM.exec(lines[at])?.groups;
  if (!first) return null;
  const ordered = Boolean(first.number);
  const list = ordered ? element("ol", { start: first.number }) : element("ul");
  let next = at;
  while (next < lines.length && continuesList(lines[next], ordered)) {
    const item = readItem(lines, next);
    list.append(item.node);
    next = afterBlanks(lines, item.next);
  }
  return { node: list, next };
}

/**
 * @param {string} line
 * @param {boolean} ordered
 */
function continuesList(line, ordered) {
  const item = ITEM.exec(line)?.groups;
  return Boolean(item) && Boolean(item?.number) === ordered && !RULE.test(line);
}

/**
 * @param {string[]} lines
 * @param {number} at The line of an item.
 */
function readItem(lines, at) {
  /** @type {Record<string, string>} */
  const { indent = "", mark = "", gap = "", rest = "" } = ITEM.exec(lines[at])?.groups ?? {};
  const width = indent.length + mark.length + gap.length;
  const inner = [rest];
  let next = at + 1;
  while (next < lines.length && belongsToItem(lines, next, indent.length)) {
    inner.push(lines[next].slice(Math.min(indentOf(lines[next]), width)));
    next += 1;
  }
  return { node: itemOf(blocksOf(inner)), next };
}

/**
 * Lines set deeper belong to the item above, blank lines when such a line follows, and unmarked lines
 * right under its words.
 * @param {string[]} lines
 * @param {number} at
 * @param {number} indent
 */
function belongsToItem(lines, at, indent) {
  const shown = afterBlanks(lines, at);
  if (shown === lines.length) return false;
  const deeper = indentOf(lines[shown]) > indent + 1;
  return deeper || (shown === at && !lines[at - 1].match(/^\s*$/) && !readSpecial(lines, at));
}

/**
 * The words of an item stand beside its mark, not in a paragraph below it.
 * @param {Node[]} nodes
 */
function itemOf([first, ...others]) {
  const own = first instanceof HTMLParagraphElement ? [...first.childNodes] : first ? [first] : [];
  return element("li", {}, ...own, ...others);
}

/** @param {string} line */
const indentOf = (line) => line.length - line.trimStart().length;

/**
 * @param {string[]} lines
 * @param {number} at
 */
function afterBlanks(lines, at) {
  let next = at;
  while (next < lines.length && !lines[next].trim()) next += 1;
  return next;
}

/** @type {Reader} */
function readTable(lines, at) {
  const rule = lines[at + 1];
  if (!lines[at].includes("|") || !rule?.includes("|") || !TABLE_RULE.test(rule)) return null;
  let next = at + 2;
  while (next < lines.length && lines[next].includes("|")) next += 1;
  const sides = cellsOf(rule).map(sideOf);
  const head = element("thead", {}, row("th", cellsOf(lines[at]), sides));
  const rows = lines.slice(at + 2, next).map((line) => row("td", cellsOf(line), sides));
  const table = element("table", {}, head, element("tbody", {}, ...rows));
  // The frame scrolls when the table is too wide, so the keyboard must reach it.
  const frame = { class: "table", role: "group", tabindex: "0", "aria-label": words.table };
  return { node: element("div", frame, table), next };
}

/** @param {string} line */
function cellsOf(line) {
  const inner = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

/** @param {string} cell Of the line under a table's head. */
function sideOf(cell) {
  if (!cell.endsWith(":")) return "";
  return cell.startsWith(":") ? "center" : "right";
}

/**
 * As many cells as the head has, whatever the line holds.
 * @param {"th" | "td"} tag
 * @param {string[]} cells
 * @param {string[]} sides
 */
function row(tag, cells, sides) {
  const made = sides.map((side, column) => {
    /** @type {Record<string, string>} */
    const attributes = tag === "th" ? { scope: "col" } : {};
    if (side) attributes.class = side;
    return element(tag, attributes, ...inline(cells[column] ?? ""));
  });
  return element("tr", {}, ...made);
}

/**
 * Chinese lines join without a space; two spaces or a backslash at the end break the line.
 * @param {string[]} lines
 */
function joined(lines) {
  const trimmed = lines.map((line) => {
    return HARD_BREAK.test(line) ? `${line.replace(HARD_BREAK, "").trim()}\u2028` : line.trim();
  });
  return trimmed
    .join("\n")
    .replace(/(?<=[^ -~\n])\n(?=[^ -~\n])/g, "")
    .replaceAll("\n", " ")
    .replace(/\u2028 ?/g, "\n")
    .trimEnd();
}

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function inline(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(text.slice(at, found.index), marked(/** @type {Record<string, string>} */ (found.groups)));
    at = found.index + found[0].length;
  }
  return [...nodes, text.slice(at)].filter((node) => node !== "");
}

/**
 * @param {Record<string, string>} found The named groups of `INLINE`.
 * @returns {Node | string}
 */
function marked(found) {
  if (found.escaped) return found.escaped;
  if (found.code) return element("code", {}, found.code);
  if (found.bold) return element("strong", {}, ...inline(found.bold));
  if (found.label) return markedLink(found.label, found.target);
  if (found.bare) return link(found.bare, found.bare);
  return element("br");
}

/**
 * In running text only full addresses are links: nothing in an answer means the page it stands on.
 * @param {string} label
 * @param {string} target
 */
function markedLink(label, target) {
  return link(/^https?:\/\//i.test(target) ? target : null, label);
}

// ---------------------------------------------------------------------------------------------------
// Blocks.

/**
 * @param {Block} block
 * @returns {Node}
 */
function blockOf(block) {
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
function sizeInWords(bytes) {
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
function facts(pairs) {
  return element("dl", {}, ...pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

// ---------------------------------------------------------------------------------------------------
// The parts of a reply, top to bottom.

/**
 * @param {Reply} reply
 * @param {string} asked
 * @param {number | null} tookMs
 * @param {Ask} ask
 * @returns {Node[]}
 */
function replyParts(reply, asked, tookMs, ask) {
  return [
    ...spoken(reply),
    ...(reply.answer ? answerParts(reply.answer, asked, ask) : []),
    ...(reply.clarification ? [clarification(reply.clarification, ask)] : []),
    ...(reply.guesses?.length ? [guesses(reply.guesses, ask)] : []),
    measured(reply, tookMs),
  ];
}

/**
 * What is said whatever the decision. No reply is left without a word.
 * @param {Reply} reply
 * @returns {Node[]}
 */
function spoken({ say, decision, clarification: asked }) {
  const said = (say ?? []).map(blockOf);
  const why = asked?.why ?? "";
  const saidAlready = (say ?? []).some((block) => block.type === "text" && block.markdown.trim() === why.trim());
  if (why && !saidAlready) return [...said, markdown(why)];
  const fallback = words.fallbacks[decision];
  return said.length || !fallback ? said : [markdown(fallback)];
}

/**
 * The heading tells which question is answered; where it is the very one asked, which stands right
 * above, it is only heard.
 * @param {Answer} answer
 * @param {string} asked
 * @param {Ask} ask
 * @returns {Node[]}
 */
function answerParts(answer, asked, ask) {
  const heading = element("h2", answer.question === asked ? { class: "unseen" } : {}, answer.question);
  const parts = [heading, ...answer.blocks.map(blockOf)];
  if (answer.basis?.length) parts.push(basisOf(answer.basis));
  if (answer.followups?.length) parts.push(chips(words.followups, answer.followups, ask));
  if (answer.related?.length) parts.push(chips(words.related, answer.related, ask));
  return parts;
}

/**
 * Folded to its first document.
 * @param {Basis[]} documents
 */
function basisOf(documents) {
  const [first] = documents;
  const name = documents.length > 1 ? words.basisCount(documents.length) : words.basis;
  const since = first.effective_from ? words.inForceSince(dateInWords(first.effective_from)) : "";
  return element("details", { class: "basis" },
    element("summary", {},
      element("span", { class: "name" }, name),
      documentLine(first),
      element("span", { class: "since" }, since),
      element("span", { class: "chevron", "aria-hidden": "true" }),
    ),
    element("ol", {}, ...documents.map((document) => element("li", {}, basisFacts(document)))),
  );
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
 * @param {string} title
 * @param {Named[]} entries
 * @param {Ask} ask
 */
function chips(title, entries, ask) {
  const items = entries.map(({ question }) => pressable(question, () => ask(question, "followup")));
  return element("div", { class: "next" }, element("h3", {}, title), element("ul", { class: "chips" }, ...items));
}

/**
 * @param {Clarification} asked
 * @param {Ask} ask
 */
function clarification({ options, round, rounds_max }, ask) {
  const items = options.map(({ id, label }) => pressable(label, () => ask(label, "option", id)));
  return element("div", {},
    element("ul", { class: "options" }, ...items),
    element("p", { class: "round quiet" }, words.round(round, rounds_max)),
  );
}

/**
 * @param {Named[]} entries
 * @param {Ask} ask
 */
function guesses(entries, ask) {
  const items = entries.map(({ question }) => pressable(question, () => ask(question, "guess_nomatch")));
  return element("ul", { class: "options" }, ...items);
}

/**
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

// ---------------------------------------------------------------------------------------------------
// The server.

/** A failure in words, with what the asker can do about it. */
class Failure extends Error {
  /**
   * @param {{ title: string, detail: string }} told
   * @param {"retry" | "edit"} remedy
   */
  constructor({ title, detail }, remedy) {
    super(title);
    this.title = title;
    this.detail = detail;
    this.remedy = remedy;
  }
}

/**
 * @param {Asked} asked
 * @param {{ conversationId: string | null, profile: Profile }} circumstances
 * @param {AbortSignal} signal
 * @returns {Promise<{ reply: Reply, tookMs: number | null }>}
 */
async function requestAnswer({ text, source, option, clientId }, { conversationId, profile }, signal) {
  // What is undefined is not sent.
  const body = JSON.stringify({
    question: option === undefined ? text : undefined,
    option,
    source,
    client_id: clientId,
    conversation_id: conversationId ?? undefined,
    region: profile.region || undefined,
    taxpayer_type: profile.taxpayerType || undefined,
  });
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const response = await fetch("/v1/answers", { method: "POST", headers, body, signal });
  if (!response.ok) throw await refusal(response);
  return { reply: await response.json(), tookMs: totalMs(response.headers.get("Server-Timing")) };
}

/**
 * Problem details in words. What the asker wrote is mended by the asker; all else may pass by itself.
 * @param {Response} response
 */
async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const passes = response.status >= 500 || [408, 429].includes(response.status);
  const told = problem.title
    ? { title: problem.title, detail: problem.detail ?? "" }
    : passes ? words.failed : words.refused;
  return new Failure(told, passes ? "retry" : "edit");
}

/** @param {string | null} timing The header Server-Timing. */
function totalMs(timing) {
  const found = /(?:^|,)\s*total\s*;(?:[^,]*;)?\s*dur=([\d.]+)/.exec(timing ?? "");
  return found ? Number(found[1]) : null;
}

/**
 * @param {unknown} thrown
 * @returns {Failure}
 */
function failureOf(thrown) {
  if (thrown instanceof Failure) return thrown;
  const name = thrown instanceof DOMException ? thrown.name : "";
  if (name === "AbortError") return new Failure(words.cancelled, "retry");
  if (name === "TimeoutError") return new Failure(words.timeout, "retry");
  console.error(thrown);
  return new Failure(words.unreadable, "retry");
}

/**
 * @param {string} text
 * @param {number} seq
 * @returns {Promise<{ seq: number | string, items: Suggestion[] }>}
 */
async function requestSuggestions(text, seq) {
  const query = new URLSearchParams({ q: text, limit: `${SUGGESTIONS_MAX}`, seq: `${seq}` });
  const response = await fetch(`/v1/suggestions?${query}`);
  if (!response.ok) throw await refusal(response);
  return response.json();
}

/** `crypto.randomUUID` is missing where the page is served without TLS to another machine. */
function newClientId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---------------------------------------------------------------------------------------------------
// Who asks, and from where.

/** @typedef {{ region: string, taxpayerType: string }} Profile Empty means the whole country, any type. */

/** Storage can be switched off or hold anything; then nothing is known. @returns {Profile} */
function loadProfile() {
  try {
    const { region = "", taxpayerType = "" } = JSON.parse(localStorage.getItem(PROFILE_KEY) ?? "{}");
    return {
      region: regions.some(([code]) => code === region) ? region : "",
      taxpayerType: taxpayerTypes.includes(taxpayerType) ? taxpayerType : "",
    };
  } catch {
    return { region: "", taxpayerType: "" };
  }
}

/** @param {Profile} profile */
function saveProfile(profile) {
  try {
    localStorage.setItem(PROFILE_KEY, JSON.stringify(profile));
  } catch {
    // The choice then holds until the page is closed.
  }
}

/**
 * Fills the two selects and keeps the returned profile in step with them.
 * @returns {Profile}
 */
function startProfile() {
  const profile = loadProfile();
  const region = byId("region", HTMLSelectElement);
  const taxpayerType = byId("taxpayer-type", HTMLSelectElement);
  region.append(new Option(words.regionAll, ""), ...regions.map(([code, name]) => new Option(name, code)));
  taxpayerType.append(new Option(words.taxpayerTypeAny, ""), ...taxpayerTypes.map((name) => new Option(name, name)));
  region.value = profile.region;
  taxpayerType.value = profile.taxpayerType;
  const keep = () => {
    Object.assign(profile, { region: region.value, taxpayerType: taxpayerType.value });
    saveProfile(profile);
    showProfile(profile);
  };
  region.addEventListener("change", keep);
  taxpayerType.addEventListener("change", keep);
  showProfile(profile);
  startProfileToggle();
  return profile;
}

/**
 * What was chosen stands on the button, so that nobody wonders for whom was answered.
 * @param {Profile} profile
 */
function showProfile({ region, taxpayerType }) {
  const chosen = [regions.find(([code]) => code === region)?.[1], taxpayerType].filter(Boolean).join(" · ");
  byId("profile-summary", HTMLElement).textContent = chosen || words.profile;
  const heard = chosen ? `${words.profile} ${chosen}` : words.profile;
  byId("profile-toggle", HTMLButtonElement).setAttribute("aria-label", heard);
}

function startProfileToggle() {
  const toggle = byId("profile-toggle", HTMLButtonElement);
  const panel = byId("profile", HTMLElement);
  toggle.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    toggle.setAttribute("aria-expanded", `${!panel.hidden}`);
  });
}

// ---------------------------------------------------------------------------------------------------
// Suggestions while typing.

class Suggestions {
  /** Numbers the questions put to the server; a reply with another number is stale. */
  #seq = 0;
  #timer = 0;
  #active = -1;
  /** @type {Suggestion[]} */
  #items = [];
  #input;
  #list;
  #choose;

  /**
   * @param {HTMLTextAreaElement} input
   * @param {HTMLUListElement} list
   * @param {(question: string) => void} choose
   */
  constructor(input, list, choose) {
    this.#input = input;
    this.#list = list;
    this.#choose = choose;
    input.addEventListener("blur", () => this.close());
    // Pressing must not take the focus away, or the list would close before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** @param {string} text What stands in the input now. */
  update(text) {
    this.#forget();
    const count = characters(text).length;
    if (count === 0 || count > QUESTION_CHARS_MAX) this.close();
    else this.#timer = window.setTimeout(() => this.#fetch(text, this.#seq), SUGGEST_AFTER_MS);
  }

  close() {
    this.#forget();
    this.#show([]);
  }

  /**
   * Whether the key was meant for the list.
   * @param {string} key
   */
  takes(key) {
    if (this.#items.length === 0) return false;
    if (key === "ArrowDown") this.#activate(this.#active + 1);
    else if (key === "ArrowUp") this.#activate(this.#active < 0 ? this.#items.length - 1 : this.#active - 1);
    else if (key === "Escape") this.close();
    else if (key === "Enter" && this.#active >= 0) this.#pick(this.#active);
    else return false;
    return true;
  }

  #forget() {
    window.clearTimeout(this.#timer);
    this.#seq += 1;
  }

  /**
   * @param {string} text
   * @param {number} seq
   */
  async #fetch(text, seq) {
    // A failure leaves no list and says nothing: the question can be asked without it.
    const reply = await requestSuggestions(text, seq).catch(() => ({ seq, items: [] }));
    if (Number(reply.seq) !== this.#seq || document.activeElement !== this.#input) return;
    this.#show(reply.items);
    if (reply.items.length) announce(words.suggestionsFound(reply.items.length));
  }

  /** @param {Suggestion[]} items */
  #show(items) {
    this.#items = items;
    this.#list.replaceChildren(...items.map((item, index) => this.#option(item, index)));
    this.#list.hidden = items.length === 0;
    this.#activate(-1);
  }

  /**
   * @param {Suggestion} item
   * @param {number} index
   */
  #option({ question, highlights }, index) {
    const attributes = { role: "option", id: `suggestion-${index}`, "aria-selected": "false" };
    const option = element("li", attributes, ...highlighted(question, highlights));
    option.addEventListener("click", () => this.#pick(index));
    return option;
  }

  /** Past the last one comes none, then the first. @param {number} index */
  #activate(index) {
    this.#active = index < this.#items.length ? index : -1;
    for (const [at, option] of [...this.#list.children].entries()) {
      option.setAttribute("aria-selected", `${at === this.#active}`);
      if (at === this.#active) option.scrollIntoView({ block: "nearest" });
    }
    if (this.#active < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `suggestion-${this.#active}`);
  }

  /** @param {number} index */
  #pick(index) {
    const { question } = this.#items[index];
    this.close();
    this.#choose(question);
  }
}

/**
 * @param {string} text
 * @param {[number, number][]} spans In characters, the end not included.
 * @returns {(Node | string)[]}
 */
function highlighted(text, spans) {
  const all = characters(text);
  const nodes = [];
  let at = 0;
  for (const [start, end] of [...(spans ?? [])].sort(([a], [b]) => a - b)) {
    const from = Math.max(at, start);
    if (end <= from) continue;
    nodes.push(all.slice(at, from).join(""), element("mark", {}, all.slice(from, end).join("")));
    at = end;
  }
  return [...nodes, all.slice(at).join("")];
}

// ---------------------------------------------------------------------------------------------------
// The conversation: one turn a question, newest last.

class Conversation {
  /** @type {string | null} */
  #id = null;
  /** The question that waits for its reply. @type {{ asked: Asked, abort: AbortController } | null} */
  #pending = null;
  #log;
  #profile;
  #page;

  /**
   * @param {HTMLElement} log
   * @param {Profile} profile
   * @param {{ changed: (empty: boolean) => void, edit: (text: string) => void }} page
   */
  constructor(log, profile, page) {
    this.#log = log;
    this.#profile = profile;
    this.#page = page;
  }

  /** @type {Ask} */
  ask = (text, source, option) => {
    // A second press on the same button is no second question.
    if (this.#pending?.asked.text === text) return;
    this.#pending?.abort.abort();
    const asked = { text, source, option, clientId: newClientId() };
    this.#answer(asked, this.#openTurn(text));
  };

  /** Only what is seen; the conversation goes on. */
  clear() {
    this.#pending?.abort.abort();
    this.#log.replaceChildren();
    this.#page.changed(true);
  }

  /**
   * @param {string} text
   * @returns {HTMLElement} Where the answer goes.
   */
  #openTurn(text) {
    const place = element("div", { class: "answer" });
    const question = element("p", { class: "asked" }, text);
    const turn = element("article", { class: "turn", "aria-label": text }, question, place);
    this.#log.append(turn);
    this.#page.changed(false);
    if (turn.previousElementSibling) turn.scrollIntoView({ block: "start" });
    else window.scrollTo(0, 0);
    return place;
  }

  /**
   * @param {Asked} asked
   * @param {HTMLElement} place
   */
  async #answer(asked, place) {
    const abort = new AbortController();
    const pending = { asked, abort };
    this.#pending = pending;
    const stopWaiting = startWaiting(place, abort);
    try {
      place.replaceChildren(...(await this.#reply(asked, abort.signal)));
    } catch (thrown) {
      place.replaceChildren(this.#problem(failureOf(thrown), asked, place));
    } finally {
      stopWaiting();
      if (this.#pending === pending) this.#pending = null;
    }
  }

  /**
   * @param {Asked} asked
   * @param {AbortSignal} signal
   */
  async #reply(asked, signal) {
    const circumstances = { conversationId: this.#id, profile: this.#profile };
    const { reply, tookMs } = await requestAnswer(asked, circumstances, signal).catch((thrown) => {
      // What `fetch` throws when nothing was reached.
      throw thrown instanceof TypeError ? new Failure(words.offline, "retry") : thrown;
    });
    this.#id = reply.conversation_id;
    return replyParts(reply, asked.text, tookMs, this.ask);
  }

  /**
   * @param {Failure} failure
   * @param {Asked} asked
   * @param {HTMLElement} place
   */
  #problem(failure, asked, place) {
    const remedy = failure.remedy === "edit"
      ? button(words.edit, "boxed", () => this.#page.edit(asked.text))
      : button(words.retry, "boxed", () => this.#again(asked, place));
    const made = element("div", { class: "problem" }, element("h2", {}, failure.title));
    if (failure.detail) made.append(element("p", {}, failure.detail));
    made.append(remedy);
    return made;
  }

  /**
   * The old words go first, so that failing again is seen to be new.
   * @param {Asked} asked
   * @param {HTMLElement} place
   */
  #again(asked, place) {
    place.replaceChildren();
    this.#page.changed(false);
    this.#answer(asked, place);
  }
}

/**
 * Says after a while that it waits, later that it waits long, and gives up in the end.
 * @param {HTMLElement} place
 * @param {AbortController} abort
 * @returns {() => void} To be called when the wait is over.
 */
function startWaiting(place, abort) {
  const waiting = element("p", { class: "waiting" }, words.waiting);
  const timers = [
    window.setTimeout(() => place.replaceChildren(waiting), WAITING_AFTER_MS),
    window.setTimeout(() => {
      waiting.replaceChildren(words.waitingLong, button(words.cancel, "plain", () => abort.abort()));
    }, WAITING_LONG_AFTER_MS),
    window.setTimeout(() => abort.abort(new DOMException("", "TimeoutError")), GIVE_UP_AFTER_MS),
  ];
  return () => timers.forEach((timer) => window.clearTimeout(timer));
}

// ---------------------------------------------------------------------------------------------------
// The composer.

class Composer {
  #input = byId("question", HTMLTextAreaElement);
  #counter = byId("counter", HTMLElement);
  #send = byId("send", HTMLButtonElement);
  #over = false;
  #ask;
  #suggestions;

  /** @param {Ask} ask */
  constructor(ask) {
    this.#ask = ask;
    this.#suggestions = new Suggestions(
      this.#input,
      byId("suggestions", HTMLUListElement),
      (question) => this.#put(question, "suggestion"),
    );
    byId("composer", HTMLFormElement).addEventListener("submit", (event) => this.#submit(event));
    this.#input.addEventListener("input", (event) => this.#changed(/** @type {InputEvent} */ (event).isComposing));
    this.#input.addEventListener("compositionend", () => this.#changed(false));
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#measure();
  }

  /** @param {string} text */
  edit(text) {
    this.#input.value = text;
    this.#measure();
    this.#input.focus({ preventScroll: true });
  }

  /** On a touch screen the focus would call up the keyboard, which would hide the answer. */
  settle() {
    if (matchMedia("(pointer: coarse)").matches) this.#input.blur();
    else this.#input.focus({ preventScroll: true });
  }

  /** @param {boolean} composing Half a syllable is not worth suggestions, and its keys are the IME's. */
  #changed(composing) {
    this.#measure();
    if (composing) this.#suggestions.close();
    else this.#suggestions.update(questionIn(this.#input.value));
  }

  #measure() {
    const count = characters(questionIn(this.#input.value)).length;
    const over = count > QUESTION_CHARS_MAX;
    const told = over ? words.counterOver : words.counter;
    this.#counter.textContent = told(count, QUESTION_CHARS_MAX);
    this.#counter.classList.toggle("over", over);
    this.#input.setAttribute("aria-invalid", `${over}`);
    this.#send.disabled = over || count === 0;
    if (over && !this.#over) announce(this.#counter.textContent);
    this.#over = over;
    // As high as its text, up to the limit in page.css.
    this.#input.style.height = "auto";
    this.#input.style.height = `${this.#input.scrollHeight}px`;
  }

  /**
   * While an IME composes, every key is its own. Safari ends a composition before its Enter arrives
   * and marks that key only by the old code 229.
   * @param {KeyboardEvent} event
   */
  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const sends = event.key === "Enter" && !event.shiftKey;
    const taken = !event.shiftKey && this.#suggestions.takes(event.key);
    if (sends || taken) event.preventDefault();
    if (sends && !taken) this.#submit(event);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    if (!this.#send.disabled) this.#put(questionIn(this.#input.value), "typed");
  }

  /**
   * @param {string} text
   * @param {Source} source
   */
  #put(text, source) {
    this.#suggestions.close();
    this.#input.value = "";
    this.#measure();
    this.#ask(text, source);
  }
}

/**
 * The question as it will be sent: the server refuses control characters, which come with pasting.
 * @param {string} typed
 */
function questionIn(typed) {
  return typed.replace(/[^\P{Cc}\n]/gu, " ").trim();
}

// ---------------------------------------------------------------------------------------------------
// The page.

/** For those who hear the page. @param {string} told */
function announce(told) {
  byId("status", HTMLElement).textContent = told;
}

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

/** Turns stop scrolling below the composer where it stands on top, whatever its height. */
function followComposerHeight() {
  const composer = byId("composer", HTMLFormElement);
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--composer-height", `${composer.offsetHeight}px`);
  }).observe(composer);
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

/** @param {Ask} ask */
function fillExamples(ask) {
  const items = words.examples.map((question) => pressable(question, () => ask(question, "guess_open"), ""));
  byId("examples-list", HTMLUListElement).append(...items);
}

function start() {
  fillWords();
  followComposerHeight();
  followKeyboard();
  const clear = byId("clear", HTMLButtonElement);
  const examples = byId("examples", HTMLElement);
  const conversation = new Conversation(byId("conversation", HTMLElement), startProfile(), {
    changed: (empty) => {
      examples.hidden = !empty;
      clear.hidden = empty;
      composer.settle();
    },
    edit: (text) => composer.edit(text),
  });
  const composer = new Composer(conversation.ask);
  fillExamples(conversation.ask);
  clear.addEventListener("click", () => {
    conversation.clear();
    announce(words.cleared);
  });
  composer.settle();
}

start();
