/** Shells at a terminal: prompts, echo, Ctrl-C, Ctrl-D, continuation, completion. */
import { describe, expect, test } from "vitest";
import { createInteractive } from "../../../src/core/shell/interactive.ts";
import { sanitizeForTerminal } from "../../../src/core/shell/sanitize.ts";
import { TerminalDevice } from "../../../src/core/shell/tty.ts";
import { typeAt, type TerminalOptions } from "./terminal.ts";

/** Without the switches for pasting, which every prompt sends. */
function plain(output: string): string {
  return output.replaceAll("\u001b[?2004h", "").replaceAll("\u001b[?2004l", "");
}

const POD: TerminalOptions = {
  argv: ["sh"],
  dialect: "busybox",
  env: new Map([["HOME", "/"]]),
  cwd: "/",
};

describe("sh in a pod", () => {
  test.each([
    ["commands and exit", ["echo hello\r", "exit\r"], "/ # echo hello\r\nhello\r\n/ # exit\r\n", 0],
    ["exit 3", ["exit 3\r"], "/ # exit 3\r\n", 3],
    ["Ctrl-D keeps the last status", ["false\r", "\u0004"], "/ # false\r\n/ # \r\n", 1],
    ["Ctrl-D at once", ["\u0004"], "/ # \r\n", 0],
    [
      "Ctrl-C ends a program, not the shell",
      ["sleep 100\r", "\u0003", "echo $?\r", "exit\r"],
      "/ # sleep 100\r\n^C\r\n/ # echo $?\r\n130\r\n/ # exit\r\n",
      0,
    ],
    [
      "Ctrl-C gives a line up",
      ["echo half", "\u0003", "exit 0\r"],
      "/ # echo half^C\r\n/ # exit 0\r\n",
      0,
    ],
    ["an empty line", ["\r", "exit\r"], "/ # \r\n/ # exit\r\n", 0],
    ["the folder is in the prompt", ["cd tmp\r", "exit\r"], "/ # cd tmp\r\n/tmp # exit\r\n", 0],
  ])("%s", async (_, typed, output, status) => {
    const ran = await typeAt(typed, POD);
    expect({ output: ran.output, status: ran.status }).toEqual({ output, status });
  });
});

const PROMPT = "learner@lab:~$ ";

describe("the learner's shell", () => {
  test.each([
    [
      "a here-document",
      ["cat <<EOF\r", "a\r", "EOF\r"],
      `${PROMPT}cat <<EOF\r\n> a\r\n> EOF\r\na\r\n${PROMPT}`,
    ],
    [
      "a loop over lines",
      ["for i in 1 2\r", "do echo $i\r", "done\r"],
      `${PROMPT}for i in 1 2\r\n> do echo $i\r\n> done\r\n1\r\n2\r\n${PROMPT}`,
    ],
    ["an open quote", ["echo 'x\r", "y'\r"], `${PROMPT}echo 'x\r\n> y'\r\nx\r\ny\r\n${PROMPT}`],
    ["a pipe at the end", ["echo x |\r", "cat\r"], `${PROMPT}echo x |\r\n> cat\r\nx\r\n${PROMPT}`],
    [
      "a backslash at the end",
      ["echo a\\\r", "b\r"],
      `${PROMPT}echo a\\\r\n> b\r\nab\r\n${PROMPT}`,
    ],
    [
      "a mistake",
      ["echo a | | b\r"],
      `${PROMPT}echo a | | b\r\nbash: syntax error near unexpected token \`|'\r\n${PROMPT}`,
    ],
    ["no such command", ["foo\r"], `${PROMPT}foo\r\nbash: foo: command not found\r\n${PROMPT}`],
    [
      "Ctrl-C out of a continuation",
      ["echo 'x\r", "\u0003"],
      `${PROMPT}echo 'x\r\n> ^C\r\n${PROMPT}`,
    ],
    [
      "a loop is left by Ctrl-C",
      ["while :; do :; done\r", "\u0003", "echo $?\r"],
      `${PROMPT}while :; do :; done\r\n^C\r\n${PROMPT}echo $?\r\n130\r\n${PROMPT}`,
    ],
    [
      "a program reads lines, edited",
      ["cat\r", "x\u007fy\r", "\u0004"],
      `${PROMPT}cat\r\nx\b \by\r\ny\r\n${PROMPT}`,
    ],
    [
      "read",
      ["read n; echo got $n\r", "Ann\r"],
      `${PROMPT}read n; echo got $n\r\nAnn\r\ngot Ann\r\n${PROMPT}`,
    ],
    [
      "typed ahead",
      ["sleep 2\recho x\r", ""],
      `${PROMPT}sleep 2\r\n${PROMPT}echo x\r\nx\r\n${PROMPT}`,
    ],
    [
      "!!",
      ["echo hi\r", "!!\r"],
      `${PROMPT}echo hi\r\nhi\r\n${PROMPT}!!\r\necho hi\r\nhi\r\n${PROMPT}`,
    ],
    ["exit", ["exit 3\r"], `${PROMPT}exit 3\r\nexit\r\n`],
    ["Ctrl-D", ["\u0004"], `${PROMPT}exit\r\n`],
  ])("%s", async (_, typed, output) => {
    expect(plain((await typeAt(typed)).output)).toBe(output);
  });

  test.each([
    ["keeps what it found, to be edited", ["\u0012one", "\u001b", "\r"], "echo one"],
    ["and Ctrl-C then gives that up", ["\u0012one", "\u001b", "\u0003"], "^C"],
  ])("Escape ends a search: %s", async (_, typed, last) => {
    const { output } = await typeAt(["echo one\r", ...typed]);
    const screen = plain(output);
    const ended = screen.slice(screen.lastIndexOf("reverse-i-search"));
    expect(ended).toContain(`${PROMPT}echo one`);
    expect(ended).toContain(last);
    expect(screen.endsWith(`\r\n${PROMPT}`)).toBe(true);
  });

  test("jobs are told of when they end", async () => {
    const { output } = await typeAt(["sleep 1 &\r", "\r", "\r"]);
    expect(plain(output)).toContain("[1]+  Done                    sleep 1\r\n");
  });

  test.each([
    ["wait", ["sleep 1 & wait\r", ""]],
    ["wait for one", ["sleep 1 & wait %1\r", ""]],
  ])("and %s leaves that to the prompt", async (_, typed) => {
    const { output } = await typeAt([...typed, "jobs\r"]);
    const lines = plain(output).split("\r\n");
    expect(lines[1]).toMatch(/^\[1\] \d+$/);
    expect(lines.slice(2)).toEqual([
      "[1]+  Done                    sleep 1",
      `${PROMPT}jobs`,
      PROMPT,
    ]);
  });

  test("a paste of many lines runs at Enter", async () => {
    const { output } = await typeAt(["\u001b[200~echo 1\necho 2\u001b[201~", "\r"]);
    expect(plain(output).endsWith(`1\r\n2\r\n${PROMPT}`)).toBe(true);
  });

  test("history goes to the host and comes back", async () => {
    const kept: string[] = [];
    const interactive = createInteractive({
      history: ["echo before"],
      onHistory: (line) => kept.push(line),
    });
    const { output } = await typeAt(
      ["\u001b[A\r", " echo secret\r", "echo one\r", "echo one\r", "history 2\r"],
      { interactive },
    );
    expect(plain(output)).toContain("\r\nbefore\r\n");
    expect(kept).toEqual(["echo one", "history 2"]);
  });

  test.each([
    ["a command", "ech\t", "echo "],
    ["a file", "cat al\t", "cat alpha.yaml "],
    ["what several have in common", "cat b\t", "cat beta-"],
    ["a folder gets a slash", "ls /ho\t", "ls /home/"],
    ["a variable", "echo $HOM\t", "echo $HOME "],
    ["in quotes", 'cat "al\t', 'cat "alpha.yaml" '],
    ["after a pipe a command", "ls | gre\t", "ls | grep "],
    ["after a redirection a file", "sort <al\t", "sort <alpha.yaml "],
    ["a name with a blank", "cat c\t", "cat c\\ d.txt "],
    ["a program's own words", "kubectl get po\t", "kubectl get pods "],
    ["through an alias", "k get po\t", "k get pods "],
  ])("Tab: %s", async (_, typed, line) => {
    const interactive = createInteractive({
      completer: (name) =>
        name === "kubectl"
          ? (words) => ({
              candidates: words.length === 1 ? ["get", "apply"] : ["pods", "services"],
            })
          : undefined,
    });
    const files = { "alpha.yaml": "", "beta-1": "", "beta-2": "", "c d.txt": "" };
    const { output } = await typeAt(["alias k=kubectl\r", typed], { interactive, files });
    expect(
      plain(output)
        .replaceAll(/\r\u001b\[J/g, "")
        .endsWith(line),
    ).toBe(true);
  });

  test("Tab twice lists in columns", async () => {
    const { output } = await typeAt(["cat b\t", "\t", "\t"], {
      files: { "beta-1": "", "beta-2": "" },
    });
    expect(plain(output)).toContain("beta-1  beta-2\r\n");
  });
});

describe("TerminalDevice", () => {
  test("raw mode passes everything, cooked mode edits and echoes", async () => {
    let screen = "";
    const device = new TerminalDevice((text) => (screen += text), { columns: 80, rows: 24 });
    device.input("日\u007fab c\u0017d\r");
    expect(await device.stdin.read()).toBe("ab d\n");
    expect(screen).toBe("日\b \b\b \bab c\b \bd\r\n");
    device.setRaw(true);
    device.input("\u0003\r");
    expect(await device.stdin.read()).toBe("\u0003\r");
    device.stdout.write("a\nb");
    expect(screen.endsWith("a\nb")).toBe(true);
    device.setRaw(false);
    device.stdout.write("a\nb");
    expect(screen.endsWith("a\r\nb")).toBe(true);
  });

  test("a new size draws the prompt and the line anew", async () => {
    const { output } = await typeAt(["echo a", { resize: 60 }, "\r"], POD);
    expect(output).toBe("/ # echo a\r/ # echo a\u001b[J\r\na\r\n/ # ");
  });

  test("Ctrl-C throws away what was typed and is a signal, each time", () => {
    const device = new TerminalDevice(() => undefined, { columns: 80, rows: 24 });
    const signals: string[] = [];
    device.signals.onSignal((reason) => signals.push(reason));
    device.input("abc\u0003\u0003");
    expect(signals).toEqual(["SIGINT", "SIGINT"]);
  });
});

test.each([
  ["colours stay", "\u001b[1;31mred\u001b[0m", "\u001b[1;31mred\u001b[0m"],
  ["movement goes", "a\u001b[2J\u001b[Hb", "ab"],
  ["titles and links go", "a\u001b]0;evil\u0007b\u001b]8;;http://x\u001b\\c", "abc"],
  ["questions to the terminal go", "\u001b[6n\u001b[c\u001bZx", "x"],
  ["control characters are shown", "a\u0007\u0000b\rc\u007f", "a^G^@b^Mc^?"],
  ["eight-bit controls go", "a\u009b2Jb", "a2Jb"],
  ["plain text is untouched", "a\tb\n日本", "a\tb\n日本"],
])("sanitizeForTerminal: %s", (_, text, expected) => {
  expect(sanitizeForTerminal(text)).toBe(expected);
});
