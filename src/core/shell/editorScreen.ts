/** Draws the line being edited: wrapping, wide characters, several lines, the cursor in its place. */
import { characterWidth } from "./text.ts";

export interface EditorView {
  /** May hold colours (`ESC [ … m`) and several lines. */
  readonly prompt: string;
  readonly text: string;
  readonly cursor: number;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

const ESCAPE = /^\u001b(?:\[[0-9;?]*[A-Za-z]|\][^\u0007]*\u0007|[()][A-Z0-9])/;

/** Where the cursor stands after printing `text` from `start` on a screen of so many columns. */
export function walk(text: string, columns: number, start: Place = { row: 0, column: 0 }): Place {
  let { row, column } = start;
  for (let i = 0; i < text.length;) {
    const escape = text[i] === "\u001b" ? ESCAPE.exec(text.slice(i, i + 64)) : null;
    if (escape !== null) {
      i += escape[0].length;
      continue;
    }
    const c = String.fromCodePoint(text.codePointAt(i) ?? 0);
    i += c.length;
    if (c === "\n") {
      row += 1;
      column = 0;
      continue;
    }
    const width = characterWidth(c);
    if (column + width > columns) {
      row += 1;
      column = 0;
    }
    column += width;
  }
  return { row, column };
}

/** A full line leaves a terminal's cursor waiting at its edge; ours is taken to the next line. */
function settled(place: Place, columns: number): Place {
  return place.column >= columns ? { row: place.row + 1, column: 0 } : place;
}

export class EditorScreen {
  #shown: EditorView | undefined;
  #columns = 0;
  /** The row of the cursor, counted from the prompt's first. */
  #row = 0;

  /** The text that brings the screen from what it shows to `view`. */
  draw(view: EditorView, columns: number): string {
    const shown = this.#shown;
    const width = Math.max(2, columns);
    if (shown !== undefined && width === this.#columns) {
      const small = this.#append(shown, view, width) ?? this.#move(shown, view, width);
      if (small !== undefined) return small;
    }
    let out = shown === undefined ? "" : this.#toStart() + "\u001b[J";
    out += (view.prompt + view.text).replaceAll("\n", "\r\n");
    const end = walk(view.prompt + view.text, width);
    const last = settled(end, width);
    if (last !== end) out += " \r"; // makes the terminal take the next line
    const target = settled(walk(view.prompt + view.text.slice(0, view.cursor), width), width);
    out += moveBetween(last, target);
    this.#shown = view;
    this.#columns = width;
    this.#row = target.row;
    return out;
  }

  /** Typing at the end of the line only prints what was typed. */
  #append(shown: EditorView, view: EditorView, columns: number): string | undefined {
    const atEnd = shown.cursor === shown.text.length && view.cursor === view.text.length;
    if (!atEnd || shown.prompt !== view.prompt || !view.text.startsWith(shown.text))
      return undefined;
    const added = view.text.slice(shown.text.length);
    if (added === "") return "";
    const start = walk(shown.prompt + shown.text, columns);
    const end = walk(added, columns, start);
    if (added.includes("\n") || end.row !== start.row || end.column >= columns) return undefined;
    this.#shown = view;
    return added;
  }

  /** The cursor alone moves. */
  #move(shown: EditorView, view: EditorView, columns: number): string | undefined {
    if (shown.prompt !== view.prompt || shown.text !== view.text) return undefined;
    const place = (cursor: number): Place =>
      settled(walk(view.prompt + view.text.slice(0, cursor), columns), columns);
    const from = place(shown.cursor);
    const to = place(view.cursor);
    this.#shown = view;
    this.#row = to.row;
    return moveBetween(from, to);
  }

  #toStart(): string {
    return (this.#row > 0 ? `\u001b[${this.#row}A` : "") + "\r";
  }

  /** Leaves the line: the cursor goes behind its end, on a new line when asked. */
  finish(newline: boolean): string {
    const shown = this.#shown;
    this.#shown = undefined;
    if (shown === undefined) return newline ? "\r\n" : "";
    const end = settled(walk(shown.prompt + shown.text, this.#columns), this.#columns);
    const down = end.row - this.#row;
    this.#row = 0;
    return (
      (down > 0 ? `\u001b[${down}B` : "") +
      (newline ? (end.column === 0 && end.row > 0 && shown.text !== "" ? "\r" : "\r\n") : "")
    );
  }

  /** Draws the same again, for a screen of another size or one that was attached just now. */
  redraw(columns: number): string {
    const shown = this.#shown;
    if (shown === undefined) return "";
    const width = Math.max(2, columns);
    const all = shown.prompt + shown.text;
    const out = this.#toStart() + all.replaceAll("\n", "\r\n") + "\u001b[J";
    const end = settled(walk(all, width), width);
    const target = settled(walk(shown.prompt + shown.text.slice(0, shown.cursor), width), width);
    this.#columns = width;
    this.#row = target.row;
    return out + moveBetween(end, target);
  }

  /** Forgets what is shown: the next drawing begins on the line of the cursor. */
  reset(): void {
    this.#shown = undefined;
    this.#row = 0;
  }
}

function moveBetween(from: Place, to: Place): string {
  let out = "";
  if (to.row < from.row) out += `\u001b[${from.row - to.row}A`;
  if (to.row > from.row) out += `\u001b[${to.row - from.row}B`;
  if (to.column === from.column) return out;
  if (to.column === 0) return out + "\r";
  if (to.column < from.column && from.column - to.column <= 4)
    return out + "\b".repeat(from.column - to.column);
  return `${out}\r\u001b[${to.column}C`;
}
