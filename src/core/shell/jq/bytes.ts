/** Bytes of texts, and the two encodings of them that jq knows. */

export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const given = character.codePointAt(0) ?? 0;
    const code = given >= 0xd800 && given <= 0xdfff ? 0xfffd : given;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000)
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else {
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
    }
  }
  return bytes;
}

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
    text +=
      code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? "\ufffd" : String.fromCodePoint(code);
    i += 1 + more;
  }
  return text;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function encode(bytes: readonly number[], alphabet: string, bits: number, block: number): string {
  let text = "";
  let buffer = 0;
  let held = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    held += 8;
    while (held >= bits) {
      held -= bits;
      text += alphabet[(buffer >> held) & ((1 << bits) - 1)] ?? "";
    }
  }
  if (held > 0) text += alphabet[(buffer << (bits - held)) & ((1 << bits) - 1)] ?? "";
  return text.padEnd(Math.ceil(text.length / block) * block, "=");
}

function decode(text: string, alphabet: string, bits: number): string | undefined {
  const bytes: number[] = [];
  const body = text.replace(/=+$/, "");
  let buffer = 0;
  let held = 0;
  for (const c of body) {
    const value = alphabet.indexOf(c);
    if (value < 0) return undefined;
    buffer = ((buffer << bits) | value) & 0xffff;
    held += bits;
    if (held >= 8) {
      held -= 8;
      bytes.push((buffer >> held) & 255);
    }
  }
  return body !== "" && bytes.length === 0 ? undefined : utf8Text(bytes);
}

export const base64Encode = (bytes: readonly number[]): string => encode(bytes, BASE64, 6, 4);
export const base32Encode = (bytes: readonly number[]): string => encode(bytes, BASE32, 5, 8);
/** Undefined for text that is none. */
export const base64Decode = (text: string): string | undefined => decode(text, BASE64, 6);
export const base32Decode = (text: string): string | undefined => decode(text, BASE32, 5);
