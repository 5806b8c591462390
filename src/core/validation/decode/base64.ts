/** Go's standard base64 (padded; line breaks are passed over). */

/** Go's message for text that is no base64, with the index of the offending byte. */
export function base64Error(text: string): string | undefined {
  const clean: { char: string; at: number }[] = [];
  let at = 0;
  for (const char of text) {
    if (char !== "\n" && char !== "\r") clean.push({ char, at });
    at += 1;
  }
  const corrupt = (index: number): string => `illegal base64 data at input byte ${index}`;
  for (let i = 0; i < clean.length; i += 4) {
    for (let j = 0; j < 4; j++) {
      const item = clean[i + j];
      if (item === undefined) return corrupt(j === 0 ? at : (clean[i]?.at ?? at));
      if (/^[A-Za-z0-9+/]$/.test(item.char)) continue;
      if (item.char !== "=" || j < 2) return corrupt(item.at);
      const last = j === 2 ? clean[i + 3] : item;
      if (last === undefined) return corrupt(at);
      if (last.char !== "=") return corrupt(last.at);
      const extra = clean[i + 4];
      return extra === undefined ? undefined : corrupt(extra.at);
    }
  }
  return undefined;
}

/** The number of bytes that valid base64 text stands for. */
export function base64Bytes(text: string): number {
  return Math.floor((text.replace(/=+$/, "").length * 3) / 4);
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 of a text's UTF-8. */
export function encodeBase64(text: string): string {
  const bytes = utf8(text);
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(i, i + 3);
    const bits = (a << 16) | (b << 8) | c;
    const letters = [18, 12, 6, 0].map((shift) => ALPHABET.charAt((bits >> shift) & 63)).join("");
    const kept = Math.min(bytes.length - i, 3) + 1;
    out += letters.slice(0, kept).padEnd(4, "=");
  }
  return out;
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    } else {
      const tail = [12, 6, 0].map((shift) => 0x80 | ((code >> shift) & 63));
      bytes.push(0xf0 | (code >> 18), ...tail);
    }
  }
  return bytes;
}
