import { afterEach, describe, expect, it } from "vitest";
import { Session } from "../../src/core/session/session.ts";
import { LabClock } from "../../src/store/labClock.ts";
import { keepEnd, readScrollbacks } from "../../src/store/scrollback.ts";
import { Terminals } from "../../src/store/terminals.ts";
import { NOW, NO_TOOLS, startOf } from "../support/session.ts";

describe("scrollbacks of a saved lab", () => {
  it.each<[string, unknown, readonly string[]]>([
    ["lines", { terminals: ["a\nb", "c"] }, ["a\nb", "c"]],
    ["none", {}, []],
    ["no list", { terminals: { length: 3 } }, []],
    ["no texts", { terminals: [1, null, ["x"]] }, ["", "", ""]],
    ["no object", null, []],
    ["colours stay", { terminals: ["\u001b[31mred\u001b[0m"] }, ["\u001b[31mred\u001b[0m"]],
    [
      "escapes go: cursor, title, answers, clipboard, bells",
      {
        terminals: [
          "\u001b[2J\u001b[1;1Ha\u001b]0;title\u0007b\u001b[6nc\u001b]52;c;eA==\u0007d\u0007\u009b2Je\r",
        ],
      },
      ["abcd^G2Je^M"],
    ],
  ])("%s", (_name, saved, expected) => {
    expect(readScrollbacks(saved)).toEqual(expected);
  });

  it("are capped: terminals, lines and characters, cut at a line", () => {
    expect(readScrollbacks({ terminals: Array.from({ length: 99 }, () => "x") })).toHaveLength(8);
    const many = Array.from({ length: 2000 }, (_, i) => `line ${i}`);
    expect(keepEnd(many).split("\n")).toEqual(many.slice(-500));
    const [long = ""] = readScrollbacks({ terminals: [`${"y".repeat(5e4)}\n${"z".repeat(5e4)}`] });
    expect([long.length, new Set(long).size]).toEqual([5e4, 1]);
  });
});

describe("terminals", () => {
  const open: { close(): void }[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  async function terminals(earlier?: readonly string[]): Promise<Terminals> {
    const clock = new LabClock(NOW);
    const session = new Session(startOf("", {}), {
      clock,
      textTools: NO_TOOLS,
      openEditor: () => Promise.resolve(),
    });
    const made = new Terminals(session, clock, earlier);
    open.push(made, session);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return made;
  }

  it("show what was saved above a new prompt, one tab a text", async () => {
    const made = await terminals(["$ ls\na.yaml", "second"]);
    expect(made.store.getState()).toMatchObject({ active: 1, tabs: [{ id: 1 }, { id: 2 }] });
    let shown = "";
    made.tab(1)?.attach((text) => {
      shown += text;
    });
    expect(shown).toMatch(/^\$ ls\r\na\.yaml\r\n.*lab:~\$/);
  });

  it("give the lines that views show, and those saved where no view was opened", async () => {
    const made = await terminals(["old one", "old two"]);
    const detach = made.tab(1)?.attach(
      () => undefined,
      () => ["$ date", "now", ""],
    );
    expect(made.scrollbacks()).toEqual(["$ date\nnow", "old two"]);
    detach?.();
    expect(made.scrollbacks()).toEqual(["$ date\nnow", "old two"]);
  });

  it("open one shell in a new lab, another when the last is closed", async () => {
    const made = await terminals();
    expect(made.store.getState().tabs).toHaveLength(1);
    made.closeTab(1);
    expect(made.store.getState()).toMatchObject({ active: 2, tabs: [{ id: 2, name: "bash 2" }] });
    made.closeTab(99);
    expect(made.store.getState().tabs).toHaveLength(1);
  });

  it("type a command when the prompt is there, the next when it has ended", async () => {
    const made = await terminals();
    let shown = "";
    made.tab(1)?.attach((text) => {
      shown += text;
    });
    made.type("echo one");
    made.type("echo two");
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(shown).toMatch(/one\r\n[^]*two\r\n/);
    expect(made.store.getState().tabs[0]).toMatchObject({ running: undefined, failed: undefined });
  });
});
