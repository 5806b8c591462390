/** UTF-8 without help of the host. */

/** Half of a surrogate pair stands for no character: bytes have U+FFFD in its place, as Go's have. */
const REPLACEMENT = 0xfffd;

/** The length in bytes of UTF-8, which is what Go's `len` counts. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const given = character.codePointAt(0) ?? 0;
    const code = isSurrogate(given) ? REPLACEMENT : given;
    const tail = (...shifts: readonly number[]): number[] =>
      shifts.map((shift) => 0x80 | ((code >> shift) & 63));
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), ...tail(0));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), ...tail(6, 0));
    else bytes.push(0xf0 | (code >> 18), ...tail(12, 6, 0));
  }
  return bytes;
}

/** The first code point that needs so many bytes after the first one. */
const SMALLEST = [0, 0x80, 0x800, 0x10000];

/** What is no UTF-8 becomes U+FFFD. */
export function utf8Text(bytes: readonly number[]): string {
  let text = "";
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i] ?? 0;
    const more =
      first < 0x80 ? 0 : first >> 5 === 6 ? 1 : first >> 4 === 14 ? 2 : first >> 3 === 30 ? 3 : -1;
    const rest = bytes.slice(i + 1, i + 1 + Math.max(0, more));
    if (more < 0 || rest.length < more || rest.some((byte) => byte >> 6 !== 2)) {
      text += "\ufffd";
      i += 1;
      continue;
    }
    const start = more === 0 ? first : first & (0x3f >> more);
    const code = rest.reduce((sum, byte) => (sum << 6) | (byte & 63), start);
    const valid = code >= (SMALLEST[more] ?? 0) && code <= 0x10ffff && !isSurrogate(code);
    text += String.fromCodePoint(valid ? code : REPLACEMENT);
    i += 1 + more;
  }
  return text;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
