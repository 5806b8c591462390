/**
 * Line editing with readline's emacs keys, as a pure function: state and key in, state and effects
 * out. Drawing is in editorScreen.ts.
 */
import type { Key, KeyName } from "./keys.ts";

export interface EditorState {
  readonly text: string;
  /** Index into `text`, at a character's boundary. */
  readonly cursor: number;
  /** Lines typed before, oldest first. */
  readonly history: readonly string[];
  /** Which of them is shown; `history.length` for the line being typed. */
  readonly position: number;
  /** The line being typed while an older one is shown. */
  readonly draft: string;
  /** What Ctrl-Y brings back. */
  readonly killed: string;
  /** What the last key did, where the next depends on it. */
  readonly last: "kill" | "tab" | "other";
  readonly search?: Search | undefined;
}

/** Ctrl-R. */
export interface Search {
  readonly query: string;
  readonly failed: boolean;
  /** The history entry shown. */
  readonly position: number;
  readonly original: { readonly text: string; readonly cursor: number };
}

export type EditorEffect =
  | { readonly type: "submit"; readonly line: string }
  /** Ctrl-C: the line is given up. */
  | { readonly type: "interrupt" }
  /** Ctrl-D on an empty line. */
  | { readonly type: "end" }
  /** Tab; `list` at the second one in a row. */
  | { readonly type: "complete"; readonly list: boolean }
  | { readonly type: "clear" }
  | { readonly type: "bell" };

export interface EditorStep {
  readonly state: EditorState;
  readonly effects: readonly EditorEffect[];
}

/** Characters a line may have; more is dropped. */
const MAX_LINE = 64 * 1024;

export function startEditing(history: readonly string[], killed = ""): EditorState {
  return {
    text: "",
    cursor: 0,
    history,
    position: history.length,
    draft: "",
    killed,
    last: "other",
  };
}

type Change = Partial<
  Pick<EditorState, "text" | "cursor" | "position" | "draft" | "killed" | "last" | "search">
>;
type Action = (state: EditorState) => Change | EditorEffect;

export function editLine(state: EditorState, key: Key): EditorStep {
  if (state.search !== undefined) {
    const step = searchKey(state, state.search, key);
    if (step !== undefined) return step;
    return editLine({ ...state, search: undefined }, key);
  }
  if (key.type !== "key") return { state: insert(state, key.text), effects: [] };
  const action = ACTIONS.get(key.name);
  if (action === undefined) return { state: { ...state, last: "other" }, effects: [] };
  const result = action(state);
  if ("type" in result) {
    const last = result.type === "complete" ? "tab" : "other";
    return { state: { ...state, last }, effects: [result] };
  }
  return { state: { ...state, last: "other", ...result }, effects: [] };
}

/** Puts text at the cursor. */
export function insert(state: EditorState, text: string): EditorState {
  const room = MAX_LINE - state.text.length;
  const added = text.length > room ? text.slice(0, Math.max(0, room)) : text;
  return {
    ...state,
    text: state.text.slice(0, state.cursor) + added + state.text.slice(state.cursor),
    cursor: state.cursor + added.length,
    last: "other",
  };
}

/** Replaces what lies between `start` and the cursor (a completion). */
export function replaceBefore(state: EditorState, start: number, text: string): EditorState {
  return {
    ...state,
    text: state.text.slice(0, start) + text + state.text.slice(state.cursor),
    cursor: start + text.length,
  };
}

const MARK = /^[\p{Mn}\p{Me}\u200d\ufe0f]$/u;

/** The boundary before `at`: a character with the marks that sit on it. */
function before(text: string, at: number): number {
  let i = at;
  do {
    i -=
      i >= 2 &&
      /[\ud800-\udbff]/.test(text[i - 2] ?? "") &&
      /[\udc00-\udfff]/.test(text[i - 1] ?? "")
        ? 2
        : 1;
  } while (i > 0 && MARK.test(String.fromCodePoint(text.codePointAt(i) ?? 0)));
  return Math.max(0, i);
}

function after(text: string, at: number): number {
  let i = at;
  do {
    i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
  } while (i < text.length && MARK.test(String.fromCodePoint(text.codePointAt(i) ?? 0)));
  return Math.min(text.length, i);
}

const WORD = /[\p{L}\p{N}]/u;

function wordLeft({ text, cursor }: EditorState): number {
  let i = cursor;
  while (i > 0 && !WORD.test(text[i - 1] ?? "")) i -= 1;
  while (i > 0 && WORD.test(text[i - 1] ?? "")) i -= 1;
  return i;
}

function wordRight({ text, cursor }: EditorState): number {
  let i = cursor;
  while (i < text.length && !WORD.test(text[i] ?? "")) i += 1;
  while (i < text.length && WORD.test(text[i] ?? "")) i += 1;
  return i;
}

/** Ctrl-W: back over blanks, then to the blank before. */
function blankLeft({ text, cursor }: EditorState): number {
  let i = cursor;
  while (i > 0 && /\s/.test(text[i - 1] ?? "")) i -= 1;
  while (i > 0 && !/\s/.test(text[i - 1] ?? "")) i -= 1;
  return i;
}

/** The start and end of the line of a multi-line text that holds the cursor. */
function lineStart({ text, cursor }: EditorState): number {
  return text.lastIndexOf("\n", cursor - 1) + 1;
}

function lineEnd({ text, cursor }: EditorState): number {
  const end = text.indexOf("\n", cursor);
  return end < 0 ? text.length : end;
}

const BELL: EditorEffect = { type: "bell" };

function kill(from: (state: EditorState) => number, to: (state: EditorState) => number): Action {
  return (state) => {
    const start = from(state);
    const end = to(state);
    if (start === end) return BELL;
    const piece = state.text.slice(start, end);
    const backward = end === state.cursor && start < state.cursor;
    const joined =
      state.last !== "kill" ? piece : backward ? piece + state.killed : state.killed + piece;
    return {
      text: state.text.slice(0, start) + state.text.slice(end),
      cursor: start,
      killed: joined,
      last: "kill",
    };
  };
}

function remove(from: (state: EditorState) => number, to: (state: EditorState) => number): Action {
  return (state) => {
    const start = from(state);
    const end = to(state);
    if (start === end) return BELL;
    return { text: state.text.slice(0, start) + state.text.slice(end), cursor: start };
  };
}

const here = (state: EditorState): number => state.cursor;
const left = (state: EditorState): number =>
  state.cursor === 0 ? 0 : before(state.text, state.cursor);
const right = (state: EditorState): number =>
  state.cursor === state.text.length ? state.cursor : after(state.text, state.cursor);

function move(to: (state: EditorState) => number): Action {
  return (state) => {
    const cursor = to(state);
    return cursor === state.cursor ? BELL : { cursor };
  };
}

function recall(step: -1 | 1): Action {
  return (state) => {
    const moved = acrossLines(state, step);
    if (moved !== undefined) return { cursor: moved };
    const position = state.position + step;
    if (position < 0 || position > state.history.length) return BELL;
    const draft = state.position === state.history.length ? state.text : state.draft;
    const text = position === state.history.length ? draft : (state.history[position] ?? "");
    return { text, cursor: text.length, position, draft };
  };
}

/** Within a text of several lines the arrows first move between its lines. */
function acrossLines(state: EditorState, step: -1 | 1): number | undefined {
  const { text, cursor } = state;
  const start = lineStart(state);
  const column = cursor - start;
  if (step < 0) {
    if (start === 0) return undefined;
    const previous = text.lastIndexOf("\n", start - 2) + 1;
    return Math.min(previous + column, start - 1);
  }
  const end = lineEnd(state);
  if (end === text.length) return undefined;
  const next = end + 1;
  const nextEnd = text.indexOf("\n", next);
  return Math.min(next + column, nextEnd < 0 ? text.length : nextEnd);
}

function transpose(state: EditorState): Change | EditorEffect {
  const { text } = state;
  const middle = state.cursor === text.length ? left(state) : state.cursor;
  if (middle === 0 || text.length < 2) return BELL;
  const start = before(text, middle);
  const end = after(text, middle);
  return {
    text:
      text.slice(0, start) + text.slice(middle, end) + text.slice(start, middle) + text.slice(end),
    cursor: end,
  };
}

/** Alt-.: the last word of the line before. */
function lastArgument(state: EditorState): Change | EditorEffect {
  const word = /(\S+)\s*$/.exec(state.history.at(-1) ?? "")?.[1];
  if (word === undefined) return BELL;
  const { text, cursor } = insert(state, word);
  return { text, cursor };
}

function changeCase(change: (word: string) => string): Action {
  return (state) => {
    const end = wordRight(state);
    const word = change(state.text.slice(state.cursor, end));
    return { text: state.text.slice(0, state.cursor) + word + state.text.slice(end), cursor: end };
  };
}

const ACTIONS: ReadonlyMap<KeyName, Action> = new Map<KeyName, Action>([
  ["enter", (state) => ({ type: "submit", line: state.text })],
  ["ctrl-o", (state) => ({ type: "submit", line: state.text })],
  ["ctrl-c", () => ({ type: "interrupt" })],
  ["ctrl-d", (state) => (state.text === "" ? { type: "end" } : remove(here, right)(state))],
  ["ctrl-l", () => ({ type: "clear" })],
  ["tab", (state) => ({ type: "complete", list: state.last === "tab" })],
  ["ctrl-a", move(lineStart)],
  ["home", move(lineStart)],
  ["ctrl-e", move(lineEnd)],
  ["end", move(lineEnd)],
  ["ctrl-b", move(left)],
  ["left", move(left)],
  ["ctrl-f", move(right)],
  ["right", move(right)],
  ["alt-b", move(wordLeft)],
  ["word-left", move(wordLeft)],
  ["alt-f", move(wordRight)],
  ["word-right", move(wordRight)],
  ["backspace", remove(left, here)],
  ["delete", remove(here, right)],
  ["ctrl-k", kill(here, lineEnd)],
  ["ctrl-u", kill(lineStart, here)],
  ["ctrl-w", kill(blankLeft, here)],
  ["alt-d", kill(here, wordRight)],
  ["alt-backspace", kill(wordLeft, here)],
  [
    "ctrl-y",
    (state) => {
      if (state.killed === "") return BELL;
      const { text, cursor } = insert(state, state.killed);
      return { text, cursor };
    },
  ],
  ["ctrl-t", transpose],
  ["up", recall(-1)],
  ["ctrl-p", recall(-1)],
  ["down", recall(1)],
  ["ctrl-n", recall(1)],
  ["alt-.", lastArgument],
  ["alt-_", lastArgument],
  ["alt-u", changeCase((word) => word.toUpperCase())],
  ["alt-l", changeCase((word) => word.toLowerCase())],
  [
    "alt-c",
    changeCase((word) => word.toLowerCase().replace(/[\p{L}\p{N}]/u, (c) => c.toUpperCase())),
  ],
  [
    "ctrl-r",
    (state) => ({
      search: {
        query: "",
        failed: false,
        position: state.history.length,
        original: { text: state.text, cursor: state.cursor },
      },
    }),
  ],
]);

/** A key during Ctrl-R; undefined when it ends the search and is to act as usual. */
function searchKey(state: EditorState, search: Search, key: Key): EditorStep | undefined {
  if (key.type !== "key") return found(state, search, search.query + key.text, search.position);
  switch (key.name) {
    case "ctrl-r":
      return found(state, search, search.query, search.position - 1);
    case "backspace":
      return found(
        state,
        search,
        Array.from(search.query).slice(0, -1).join(""),
        state.history.length,
      );
    case "ctrl-g":
      return { state: { ...state, ...search.original, search: undefined }, effects: [BELL] };
    case "escape":
      return { state: { ...state, search: undefined }, effects: [] };
    default:
      return undefined;
  }
}

function found(state: EditorState, search: Search, query: string, from: number): EditorStep {
  if (query === "")
    return { state: { ...state, search: { ...search, query, failed: false } }, effects: [] };
  for (let position = Math.min(from, state.history.length - 1); position >= 0; position--) {
    const line = state.history[position] ?? "";
    const at = line.lastIndexOf(query);
    if (at < 0) continue;
    return {
      state: {
        ...state,
        text: line,
        cursor: at,
        position,
        search: { ...search, query, failed: false, position },
      },
      effects: [],
    };
  }
  return { state: { ...state, search: { ...search, query, failed: true } }, effects: [BELL] };
}
