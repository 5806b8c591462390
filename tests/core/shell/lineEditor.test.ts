import { describe, expect, test } from "vitest";
import { EditorScreen, walk } from "../../../src/core/shell/editorScreen.ts";
import { KeyDecoder } from "../../../src/core/shell/keys.ts";
import {
  editLine,
  startEditing,
  type EditorEffect,
  type EditorState,
} from "../../../src/core/shell/lineEditor.ts";

const HISTORY = ["kubectl get pods", "ls -l /tmp", "kubectl get netpol -A"];

function type(
  input: string,
  history: readonly string[] = HISTORY,
): { state: EditorState; effects: EditorEffect[] } {
  const decoder = new KeyDecoder();
  let state = startEditing(history);
  const effects: EditorEffect[] = [];
  for (const key of decoder.decode(input)) {
    const step = editLine(state, key);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

/** The line with `|` where the cursor stands. */
function shown(input: string, history?: readonly string[]): string {
  const { text, cursor } = type(input, history).state;
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

describe("keys", () => {
  test.each([
    ["text", "abc", "abc|"],
    ["Ctrl-A and Ctrl-E", "abc\u0001x\u0005y", "xabcy|"],
    ["Ctrl-B, Ctrl-F", "abc\u0002\u0002x\u0006y", "axby|c"],
    ["arrows, Home, End", "abc\u001b[D\u001b[Dx\u001b[Hy\u001b[Fz\u001b[Cw", "yaxbczw|"],
    ["Backspace and Delete", "abcd\u007f\u001b[D\u001b[D\u001b[3~", "a|c"],
    ["Ctrl-H and Ctrl-D", "abc\u0008\u0001\u0004", "|b"],
    ["Ctrl-K and Ctrl-Y", "one two\u001bb\u000b-\u0019", "one -two|"],
    ["Ctrl-U", "one two\u001bb\u0015", "|two"],
    ["Ctrl-W twice joins what Ctrl-Y brings", "a b/c d\u0017\u0017\u0019", "a b/c d|"],
    ["Alt-D and Alt-Backspace", "one two three\u0001\u001bd\u0005\u001b\u007f", " two |"],
    ["Alt-B, Alt-F", "one two\u001bb\u001bbx\u001bfy", "xoney| two"],
    ["Ctrl-arrows", "one two\u001b[1;5Dx", "one x|two"],
    ["Ctrl-T", "ab\u0014c\u0002\u0014", "bca|"],
    ["Alt-U, Alt-C, Alt-L", "ab cd EF\u0001\u001bu\u001bc\u001bl", "AB Cd ef|"],
    ["Up and Down", "draft\u001b[A\u001b[A\u001b[B\u001b[B", "draft|"],
    ["Up to the first and no further", "\u001b[A\u001b[A\u001b[A\u001b[A", "kubectl get pods|"],
    ["Ctrl-P, Ctrl-N", "\u0010\u0010\u000e", "kubectl get netpol -A|"],
    ["Alt-.", "cat \u001b.", "cat -A|"],
    ["Ctrl-R finds the newest", "\u0012get", "kubectl |get netpol -A"],
    ["Ctrl-R again the next", "\u0012get\u0012", "kubectl |get pods"],
    ["Ctrl-R then a movement keeps the line", "\u0012ls\u0005!", "ls -l /tmp!|"],
    ["Ctrl-R given up with Ctrl-G", "old\u0012ls\u0007", "old|"],
    ["wide characters and marks move as one", "日本e\u0301\u0002\u007f", "日|e\u0301"],
    ["emoji", "a😀b\u0002\u007f", "a|b"],
    ["a paste keeps its lines", "\u001b[200~a\r\nb\u001b[201~c", "a\nbc|"],
    ["up within several lines", "\u001b[200~abc\ndef\u001b[201~\u001b[Ax", "abcx|\ndef"],
    ["unknown sequences are nothing", "a\u001b[99~\u001b[1;2Pb", "ab|"],
  ])("%s", (_, input, expected) => {
    expect(shown(input)).toBe(expected);
  });

  test.each([
    ["Enter", "ls\r", [{ type: "submit", line: "ls" }]],
    ["Ctrl-C", "ls\u0003", [{ type: "interrupt" }]],
    ["Ctrl-D on nothing", "\u0004", [{ type: "end" }]],
    ["Ctrl-L", "\u000c", [{ type: "clear" }]],
    [
      "Tab, then Tab",
      "\t\t",
      [
        { type: "complete", list: false },
        { type: "complete", list: true },
      ],
    ],
    [
      "Tab, a letter, Tab",
      "\ta\t",
      [
        { type: "complete", list: false },
        { type: "complete", list: false },
      ],
    ],
    ["Backspace on nothing rings", "\u007f", [{ type: "bell" }]],
    [
      "Enter in a search runs what it shows",
      "\u0012ls\r",
      [{ type: "submit", line: "ls -l /tmp" }],
    ],
  ])("%s", (_, input, expected) => {
    expect(type(input).effects).toEqual(expected);
  });

  test("an escape sequence may come in pieces", () => {
    const decoder = new KeyDecoder();
    expect(decoder.decode("a\u001b[")).toEqual([{ type: "text", text: "a" }]);
    expect(decoder.decode("A")).toEqual([{ type: "key", name: "up" }]);
    expect(decoder.decode("\u001b[200~x")).toEqual([]);
    expect(decoder.decode("y\u001b[201~")).toEqual([{ type: "paste", text: "xy" }]);
  });

  test("a piece that is ESC alone is the Escape key, and holds nothing back", () => {
    const decoder = new KeyDecoder();
    expect(decoder.decode("\u001b")).toEqual([{ type: "key", name: "escape" }]);
    expect(decoder.decode("\u0003")).toEqual([{ type: "key", name: "ctrl-c" }]);
    expect(decoder.decode("\u001b[200~x")).toEqual([]);
    expect(decoder.decode("\u001b")).toEqual([]);
    expect(decoder.decode("[201~")).toEqual([{ type: "paste", text: "x" }]);
  });
});

describe("screen", () => {
  test("typing at the end prints what was typed and nothing else", () => {
    const screen = new EditorScreen();
    expect(screen.draw({ prompt: "$ ", text: "", cursor: 0 }, 80)).toBe("$ ");
    expect(screen.draw({ prompt: "$ ", text: "l", cursor: 1 }, 80)).toBe("l");
    expect(screen.draw({ prompt: "$ ", text: "ls", cursor: 2 }, 80)).toBe("s");
    expect(screen.finish(true)).toBe("\r\n");
  });

  test("the cursor alone moves back and forth", () => {
    const screen = new EditorScreen();
    screen.draw({ prompt: "$ ", text: "abc", cursor: 3 }, 80);
    expect(screen.draw({ prompt: "$ ", text: "abc", cursor: 1 }, 80)).toBe("\b\b");
    expect(screen.draw({ prompt: "$ ", text: "abc", cursor: 3 }, 80)).toBe("\r\u001b[5C");
  });

  test("a line that wraps is drawn anew from its first row", () => {
    const screen = new EditorScreen();
    screen.draw({ prompt: "$ ", text: "x".repeat(20), cursor: 20 }, 10);
    const redrawn = screen.draw({ prompt: "$ ", text: "y" + "x".repeat(20), cursor: 1 }, 10);
    expect(redrawn.startsWith("\u001b[2A\r\u001b[J$ y")).toBe(true);
    expect(redrawn.endsWith("\u001b[2A")).toBe(true);
  });

  test.each([
    ["abc", 10, { row: 0, column: 3 }],
    ["日本", 3, { row: 1, column: 2 }],
    ["\u001b[1;32mab\u001b[0m", 10, { row: 0, column: 2 }],
    ["ab\ncd", 10, { row: 1, column: 2 }],
    ["e\u0301x", 10, { row: 0, column: 2 }],
  ])("%j on %i columns ends at %j", (text, columns, place) => {
    expect(walk(text, columns)).toEqual(place);
  });
});
