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
