/**
 * Measures of text: bytes of UTF-8 (files, `wc -c`) and cells of a terminal (`ls` in columns, the
 * line editor's cursor). The core has no TextEncoder, so both are counted here.
 */

/** Bytes that `text` takes as UTF-8; a lone surrogate counts three, as the replacement character. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
    } else if (unit >= 0xd800 && unit < 0xdc00) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next < 0xe000) {
        bytes += 2; // two units become four bytes
        i += 1;
      } else {
        bytes += 2;
      }
    } else {
      bytes += 2;
    }
  }
  return bytes;
}

/** The longest prefix of `text` that fits into `limit` bytes without splitting a character. */
export function utf8Prefix(text: string, limit: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > limit) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Ranges of code points that take two cells (Unicode's East Asian Width W and F, and emoji). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x23f0, 0x23f0],
  [0x23f3, 0x23f3],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x267f, 0x267f],
  [0x2693, 0x2693],
  [0x26a1, 0x26a1],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x26c4, 0x26c5],
  [0x26ce, 0x26ce],
  [0x26d4, 0x26d4],
  [0x26ea, 0x26ea],
  [0x26f2, 0x26f3],
  [0x26f5, 0x26f5],
  [0x26fa, 0x26fa],
  [0x26fd, 0x26fd],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x274e, 0x274e],
  [0x2753, 0x2755],
  [0x2757, 0x2757],
  [0x2795, 0x2797],
  [0x27b0, 0x27b0],
  [0x27bf, 0x27bf],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b50],
  [0x2b55, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Cells that one character (code point) takes in a terminal: 0, 1 or 2. */
export function characterWidth(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return 0;
  if (point < 0x300) return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  for (const [from, to] of WIDE) {
    if (point < from) return 1;
    if (point <= to) return 2;
  }
  return 1;
}

/** Cells that a text without control characters takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Code-point order, as `LC_ALL=C sort` and every listing of ours. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Lays names out in columns filled downwards, two spaces apart, as `ls` and Tab listings do. */
export function inColumns(names: readonly string[], columns: number): string {
  if (names.length === 0) return "";
  const widths = names.map(displayWidth);
  for (let rows = 1; rows <= names.length; rows++) {
    const count = Math.ceil(names.length / rows);
    const columnWidths: number[] = [];
    for (let c = 0; c < count; c++) {
      columnWidths.push(Math.max(...widths.slice(c * rows, (c + 1) * rows)));
    }
    const total = columnWidths.reduce((sum, width) => sum + width, 0) + 2 * (count - 1);
    if (total >= columns && rows < names.length) continue;
    const lines: string[] = [];
    for (let r = 0; r < rows; r++) {
      let line = "";
      let pad = 0;
      for (let c = 0; c < count; c++) {
        const name = names[c * rows + r];
        if (name === undefined) break;
        line += " ".repeat(pad) + name;
        pad = (columnWidths[c] ?? 0) - (widths[c * rows + r] ?? 0) + 2;
      }
      lines.push(line);
    }
    return lines.join("\n") + "\n";
  }
  return "";
}
