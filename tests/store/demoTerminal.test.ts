/** Commands of a demonstration in the page's terminal: typed to be seen, broken off, found clean. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { demoTerminal } from "../../src/store/demoTerminal.ts";
import { LabClock } from "../../src/store/labClock.ts";
import { Terminals } from "../../src/store/terminals.ts";
import { Session } from "../../src/core/session/session.ts";
import { NOW, NO_TOOLS, SMALL, startOf } from "../support/session.ts";

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

const SLOW = () => ({ key: 4, pause: 4 });
const AT_ONCE = () => ({ key: 0, pause: 0 });

function open(pace = AT_ONCE) {
  const clock = new LabClock(NOW);
  const session = new Session(startOf(SMALL), { clock, textTools: NO_TOOLS });
  const terminals = new Terminals(session, clock);
  opened.push(session, terminals);
  return { session, clock, terminals, terminal: demoTerminal(terminals, pace) };
}

/** Plain text, without colours. */
const plain = (text: string): string => text.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, "");
const tab = ({ terminals }: Pick<ReturnType<typeof open>, "terminals">) => {
  const { tabs, active } = terminals.store.getState();
  return tabs.find(({ id }) => id === active);
};

describe("a command", () => {
  it.each([SLOW, AT_ONCE])("is typed at the prompt and runs to its end", async (pace) => {
    const { terminal, session } = open(pace);
    await terminal.run("kubectl get pods -o name", false);
    expect(plain(terminal.screen())).toMatch(/\$ kubectl get pods -o name\r\n/);
    expect(plain(terminal.screen())).toContain("pod/client");
    expect(session.log).toEqual(["kubectl get pods -o name"]);
  });

  it("is broken off while it is typed", async () => {
    const { terminal, session } = open(SLOW);
    const run = terminal.run("kubectl delete pod web", false);
    await new Promise((resolve) => setTimeout(resolve, 15));
    terminal.interrupt();
    await run;
    expect(session.log).toEqual([]);
    await terminal.run("kubectl get pods -o name", false);
    expect(session.log).toEqual(["kubectl get pods -o name"]);
  });

  it("is broken off while it waits", async () => {
    const { terminal } = open();
    const run = terminal.run("sleep 1000", false);
    await new Promise((resolve) => setTimeout(resolve, 30));
    terminal.interrupt();
    await run;
    await terminal.run("kubectl get pods -o name", false);
    expect(plain(terminal.screen())).toContain("pod/client");
  });

  it("is not waited for once it is hurried, and waits are as before afterwards", async () => {
    const { terminal, clock } = open();
    const run = terminal.run("sleep 1000", false);
    await new Promise((resolve) => setTimeout(resolve, 20));
    terminal.hurry();
    await run;
    expect(clock.speed).toBe("1");
    await terminal.run("sleep 1000", true);
    expect(clock.speed).toBe("1");
  });
});

describe("what a person did in the terminal", () => {
  it("is not in the way: half a line, another folder, a program that runs", async () => {
    const lab = open();
    const { terminal, terminals, session } = lab;
    await terminal.run("pwd", false);
    terminals.keys("cd /tmp\r");
    await vi.waitFor(() => {
      expect(session.log).toContain("cd /tmp");
      expect(tab(lab)?.running).toBeUndefined();
    });
    terminals.keys("half a li");
    await terminal.run("pwd", false);
    expect(plain(terminal.screen())).toMatch(/pwd\r\n\/home\/learner\r\n$/);
    terminals.keys("cat\r");
    await vi.waitFor(() => {
      expect(tab(lab)?.running?.command).toBe("cat");
    });
    await terminal.run("pwd", false);
    expect(plain(terminal.screen())).toMatch(/pwd\r\n\/home\/learner\r\n$/);
    expect(terminals.store.getState().tabs).toHaveLength(1);
  });

  it("is gone from the screen when it is put back, and a clean one is left alone", async () => {
    const lab = open();
    const { terminal, terminals } = lab;
    await terminal.run("echo one", false);
    const screen = terminal.screen();
    const before = tab(lab)?.id;
    terminal.restore(screen);
    expect(tab(lab)?.id).toBe(before);
    await terminal.run("echo two", false);
    terminal.restore(screen);
    expect(plain(terminal.screen())).not.toContain("two");
    terminals.keys("typed");
    terminal.restore(screen);
    expect(terminal.screen()).toBe(screen);
    await terminal.run("echo three", false);
    expect(plain(terminal.screen())).toMatch(/one\r\n[^\n]*echo three\r\nthree\r\n$/);
  });
});
