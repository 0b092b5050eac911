// Style sheets of a shadow root, made by script: a host's policy may forbid style elements altogether.

const sheets = new Map<string, CSSStyleSheet>();

/** Adds these rules to the root, once. */
export function adopt(root: ShadowRoot, css: string): void {
  let sheet = sheets.get(css);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
