/** Text for XML: markup escaped, characters that XML 1.0 does not allow left out. */

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

const NOT_ALLOWED = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text between tags. */
export function xmlText(text: string): string {
  return text.replace(NOT_ALLOWED, "").replace(/[&<>]/g, (c) => ENTITIES[c] ?? "");
}

/** The value of an attribute, without its quotes. */
export function xmlAttribute(text: string): string {
  return text.replace(NOT_ALLOWED, "").replace(/[&<>"\n\r\t]/g, (c) => ENTITIES[c] ?? "");
}
