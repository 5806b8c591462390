/** Which styles a string allows, as go-yaml's emitter finds out. */

export interface ScalarShape {
  readonly bytes: number;
  readonly multiline: boolean;
  /** Every character may be written as it is. */
  readonly printable: boolean;
  readonly plainAllowed: boolean;
  readonly singleAllowed: boolean;
  readonly literalAllowed: boolean;
}

/** Characters that may be written as they are; those beyond the basic plane are escaped. */
const PRINTABLE = /^[\n -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/;
const BREAK = /^[\r\n\u0085\u2028\u2029]$/;
const FIRST_INDICATORS = "#,[]{}&*!|>'\"%@`";

export function isSpace(char: string): boolean {
  return char === " ";
}

function isBlank(char: string): boolean {
  return char === " " || char === "\t";
}

export function analyse(text: string): ScalarShape {
  if (text === "") {
    return {
      bytes: 0,
      multiline: false,
      printable: true,
      plainAllowed: true,
      singleAllowed: true,
      literalAllowed: false,
    };
  }
  const chars = Array.from(text);
  let indicators = text.startsWith("---") || text.startsWith("...");
  let multiline = false;
  let printable = true;
  let breakSpace = false;
  let spaceBreak = false;
  let bytes = 0;
  let afterBlank = true;
  let previous = "";
  for (const [i, char] of chars.entries()) {
    const next = chars[i + 1] ?? "";
    const beforeBlank = next === "" || isBlank(next);
    if (i === 0) {
      if (FIRST_INDICATORS.includes(char)) indicators = true;
      else if ("?:-".includes(char) && beforeBlank) indicators = true;
    } else if (char === ":" ? beforeBlank : char === "#" && afterBlank) indicators = true;
    if (!PRINTABLE.test(char)) printable = false;
    if (isSpace(char) && BREAK.test(previous)) breakSpace = true;
    if (BREAK.test(char)) {
      multiline = true;
      if (isSpace(previous)) spaceBreak = true;
    }
    afterBlank = isBlank(char) || BREAK.test(char);
    previous = char;
    bytes += utf8Length(char);
  }
  const first = chars[0] ?? "";
  const edges = [first, previous].some((char) => isSpace(char) || BREAK.test(char));
  return {
    bytes,
    multiline,
    printable,
    plainAllowed: printable && !indicators && !multiline && !edges && !breakSpace && !spaceBreak,
    singleAllowed: printable && !breakSpace && !spaceBreak,
    literalAllowed: printable && !spaceBreak && !isSpace(previous),
  };
}

function utf8Length(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
