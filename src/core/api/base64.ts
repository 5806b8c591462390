/** Base64 and base32 (RFC 4648) without help of the host. */
import { utf8Bytes, utf8Text } from "./utf8.ts";

export interface Encoding {
  readonly alphabet: string;
  /** Bits that a letter stands for. */
  readonly bits: number;
  /** Letters are padded to a multiple of this. */
  readonly block: number;
}

export const BASE64: Encoding = {
  alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
  bits: 6,
  block: 4,
};
export const BASE32: Encoding = { alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, block: 8 };

export function encodeBytes(bytes: readonly number[], { alphabet, bits, block }: Encoding): string {
  const mask = (1 << bits) - 1;
  let text = "";
  let buffer = 0;
  let held = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    held += 8;
    while (held >= bits) {
      held -= bits;
      text += alphabet.charAt((buffer >> held) & mask);
    }
  }
  if (held > 0) text += alphabet.charAt((buffer << (bits - held)) & mask);
  return text.padEnd(Math.ceil(text.length / block) * block, "=");
}

/** Whole bytes of the letters, with padding or without; undefined where a letter is none of them. */
export function decodeBytes(text: string, { alphabet, bits }: Encoding): number[] | undefined {
  const bytes: number[] = [];
  let buffer = 0;
  let held = 0;
  for (const letter of text.replace(/=+$/, "")) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return undefined;
    buffer = ((buffer << bits) | value) & 0xffff;
    held += bits;
    if (held >= 8) {
      held -= 8;
      bytes.push((buffer >> held) & 0xff);
    }
  }
  return bytes;
}

/** Base64 of a text's UTF-8. */
export function encodeBase64(text: string): string {
  return encodeBytes(utf8Bytes(text), BASE64);
}

/** Bytes of base64 with its padding, line breaks passed over; undefined when it is none. */
export function decodeBase64Bytes(text: string): number[] | undefined {
  const clean = text.replace(/[\r\n]/g, "");
  if (clean.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) return undefined;
  return decodeBytes(clean, BASE64);
}

/** Text of base64 with its padding; undefined when it is none. */
export function decodeBase64(text: string): string | undefined {
  const bytes = decodeBase64Bytes(text);
  return bytes && utf8Text(bytes);
}
