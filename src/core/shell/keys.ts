/** Turns what a terminal sends into keys. */

/** A key, named as readline names it, or text that was typed or pasted. */
export type Key =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "paste"; readonly text: string }
  | { readonly type: "key"; readonly name: KeyName };

export type KeyName =
  | "enter" | "tab" | "backtab" | "escape" | "backspace" | "delete"
  | "left" | "right" | "up" | "down" | "home" | "end" | "page-up" | "page-down"
  | "word-left" | "word-right"
  | `ctrl-${string}` | `alt-${string}`; // prettier-ignore

const SEQUENCES: ReadonlyMap<string, KeyName> = new Map<string, KeyName>([
  ["[A", "up"],
  ["[B", "down"],
  ["[C", "right"],
  ["[D", "left"],
  ["OA", "up"],
  ["OB", "down"],
  ["OC", "right"],
  ["OD", "left"],
  ["[H", "home"],
  ["[F", "end"],
  ["OH", "home"],
  ["OF", "end"],
  ["[1~", "home"],
  ["[7~", "home"],
  ["[4~", "end"],
  ["[8~", "end"],
  ["[3~", "delete"],
  ["[5~", "page-up"],
  ["[6~", "page-down"],
  ["[Z", "backtab"],
  ["[1;5C", "word-right"],
  ["[1;5D", "word-left"],
  ["[1;3C", "word-right"],
  ["[1;3D", "word-left"],
]);

const PASTE_START = "[200~";
const PASTE_END = "\u001b[201~";
/** A paste longer than this is cut. */
const MAX_PASTE = 1024 * 1024;

const ESCAPE = "\u001b";

/**
 * Decodes a stream of input; keeps an unfinished escape sequence for the next piece. Terminals send
 * a sequence in one piece, so a piece that is ESC alone is the Escape key, not the start of one.
 */
export class KeyDecoder {
  #rest = "";
  #paste: string | undefined;

  /** The keys in `text`, after what was left of earlier ones. */
  decode(text: string): Key[] {
    const keys: Key[] = [];
    let input = this.#rest + text;
    const escapeKey = text === ESCAPE;
    this.#rest = "";
    while (input !== "") {
      if (this.#paste !== undefined) {
        const end = input.indexOf(PASTE_END);
        if (end < 0) {
          // the mark may come in pieces too
          const held = /\u001b(?:\[(?:2(?:0(?:1)?)?)?)?$/.exec(input)?.[0] ?? "";
          this.#addPasted(input.slice(0, input.length - held.length));
          this.#rest = held;
          return keys;
        }
        this.#addPasted(input.slice(0, end));
        keys.push({ type: "paste", text: this.#paste.replace(/\r\n?/g, "\n") });
        this.#paste = undefined;
        input = input.slice(end + PASTE_END.length);
        continue;
      }
      if (escapeKey && input === ESCAPE) {
        keys.push({ type: "key", name: "escape" });
        return keys;
      }
      const taken = input.startsWith(ESCAPE) ? this.#escape(input, keys) : plain(input, keys);
      if (taken === 0) {
        this.#rest = input;
        return keys;
      }
      input = input.slice(taken);
    }
    return keys;
  }

  #addPasted(text: string): void {
    this.#paste = ((this.#paste ?? "") + text).slice(0, MAX_PASTE);
  }

  #escape(input: string, keys: Key[]): number {
    if (input.length === 1) return 0;
    const sequence = /^\u001b(\[[0-9;?]*[ -/]*[@-~]|O[A-Z])/.exec(input);
    if (sequence?.[1] !== undefined) {
      if (sequence[1] === PASTE_START) this.#paste = "";
      else {
        const name = SEQUENCES.get(sequence[1]);
        if (name !== undefined) keys.push({ type: "key", name });
      }
      return sequence[0].length;
    }
    if (/^\u001b(\[[0-9;?]*[ -/]*|O)$/.test(input)) return input.length > 32 ? input.length : 0;
    const next = String.fromCodePoint(input.codePointAt(1) ?? 0x1b);
    if (next === "\u001b") keys.push({ type: "key", name: "escape" });
    else if (next === "\u007f" || next === "\b") keys.push({ type: "key", name: "alt-backspace" });
    else if (next >= " ") keys.push({ type: "key", name: `alt-${next}` });
    return next === "\u001b" ? 1 : 1 + next.length;
  }
}

const CONTROLS: ReadonlyMap<string, KeyName> = new Map<string, KeyName>([
  ["\r", "enter"],
  ["\n", "enter"],
  ["\t", "tab"],
  ["\u007f", "backspace"],
  ["\b", "backspace"],
]);

function plain(input: string, keys: Key[]): number {
  const text = /^[^\u0000-\u001f\u007f]+/.exec(input)?.[0];
  if (text !== undefined) {
    keys.push({ type: "text", text });
    return text.length;
  }
  const c = input.charAt(0);
  const letter = String.fromCharCode(c.charCodeAt(0) + 0x60);
  keys.push({ type: "key", name: CONTROLS.get(c) ?? `ctrl-${letter}` });
  return 1;
}
