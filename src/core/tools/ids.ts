/** Ids as container runtimes draw them, the same in every replay. */

/** 64 hex digits. */
export function hexId(seed: string): string {
  let text = "";
  for (let state = 17, index = 0; text.length < 64; index++) {
    state = (Math.imul(state, 31) + seed.charCodeAt(index % seed.length) * 2654435761) >>> 0;
    text += (state >>> 8).toString(16).padStart(6, "0");
  }
  return text.slice(0, 64);
}

/** The groups of a UUID out of an id's digits. */
export function uuidOf(id: string): string {
  return [0, 8, 12, 16, 20].map((at, i) => id.slice(at, [8, 12, 16, 20, 32][i])).join("-");
}
