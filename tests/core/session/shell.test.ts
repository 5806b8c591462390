import { describe, expect, it } from "vitest";
import { Session } from "../../../src/core/session/session.ts";
import { TerminalDevice } from "../../../src/core/shell/tty.ts";
import { nodeHost } from "../../../src/cli/host.ts";
import { ALLOW_WEB, DENY_ALL, NOW, NO_TOOLS, SMALL, startOf } from "../../support/session.ts";

const start = startOf(SMALL, { "deny.yaml": DENY_ALL, "allow.yaml": ALLOW_WEB });

/** A shell on a terminal of its own; `type` gives what was shown since, without colours. */
function openShell() {
  const host = nodeHost(NOW);
  const session = new Session(start, { clock: host.clock, textTools: NO_TOOLS });
  let shown = "";
  const device = new TerminalDevice((text) => (shown += text), { columns: 120, rows: 30 });
  const ran: string[] = [];
  let prompts = 0;
  let ended = 0;
  const shell = session.openShell(device, {
    onPrompt: () => prompts++,
    onCommand: (line) => {
      ran.push(line);
      return () => ended++;
    },
  });
  const status: { code?: number } = {};
  void shell.then((code) => (status.code = code));
  const take = (): string => {
    // the text a person sees, without colours and moves of the cursor
    const text = shown.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, "").replaceAll("\r", "");
    shown = "";
    return text;
  };
  return {
    session,
    host,
    device,
    ran,
    status,
    prompts: () => prompts,
    ended: () => ended,
    take,
    /** Types and lets everything happen that waits for no time. */
    async type(text: string): Promise<string> {
      device.input(text);
      for (let i = 0; i < 10; i++) await host.settle();
      return take();
    },
    /** Lets lab time pass until the shell asks for a command again. */
    async prompt(): Promise<string> {
      const before = prompts;
      await host.clock.run(() => prompts > before, host.settle);
      await host.settle();
      return take();
    },
    async begin(): Promise<string> {
      for (let i = 0; i < 10; i++) await host.settle();
      return take();
    },
  };
}

describe("a shell on a terminal", () => {
  it("prompts, echoes, runs, prompts again", async () => {
    const shell = openShell();
    expect(await shell.begin()).toBe("lab:~$ ");
    const shown = await shell.type("echo hello; pwd\r");
    expect(shown).toContain("echo hello; pwd");
    expect(shown).toContain("\nhello\n/home/learner\n");
    expect(shown.endsWith("lab:~$ ")).toBe(true);
    expect(shell.ran).toEqual(["echo hello; pwd"]);
    expect([shell.prompts(), shell.ended()]).toEqual([2, 1]);
  });

  it("follows the folder in its prompt", async () => {
    const shell = openShell();
    await shell.begin();
    expect(await shell.type("mkdir lab && cd lab\r")).toMatch(/lab:~\/lab\$ $/);
  });

  it("makes a command that changes the cluster one moment, and logs all", async () => {
    const shell = openShell();
    await shell.begin();
    await shell.type("kubectl get pods\r");
    await shell.type("k apply -f deny.yaml\r");
    expect(shell.session.history.moments.map(({ label }) => label)).toEqual([
      "Start",
      "k apply -f deny.yaml",
    ]);
    expect(shell.session.log).toEqual(["kubectl get pods", "k apply -f deny.yaml"]);
  });

  it("gives the history of earlier shells at the arrow keys", async () => {
    const shell = openShell();
    shell.session.remember("echo from before");
    const second = new TerminalDevice(() => undefined, { columns: 80, rows: 24 });
    void shell.session.openShell(second);
    await shell.begin();
    second.input("\u001b[A\r");
    for (let i = 0; i < 10; i++) await shell.host.settle();
    expect(shell.session.log).toEqual(["echo from before", "echo from before"]);
  });

  it("takes a here-document line by line, with its second prompt", async () => {
    const shell = openShell();
    await shell.begin();
    expect(await shell.type("kubectl apply -f - <<EOF\r")).toMatch(/> $/);
    for (const line of DENY_ALL.trim().split("\n")) await shell.type(`${line}\r`);
    expect(await shell.type("EOF\r")).toContain("networkpolicy.networking.k8s.io/deny-all created");
    expect(shell.session.history.moments).toHaveLength(2);
    expect(shell.ran).toHaveLength(1);
    expect(shell.session.log[0]).toContain("kind: NetworkPolicy");
  });

  it("takes a pasted here-document at once", async () => {
    const shell = openShell();
    await shell.begin();
    const text = `kubectl apply -f - <<'EOF'\n${DENY_ALL.trim()}\nEOF\n`;
    const shown = await shell.type(`\u001b[200~${text}\u001b[201~\r`);
    expect(shown).toContain("deny-all created");
  });

  it("Ctrl-C ends a call that hangs, at once, with 130; the shell goes on", async () => {
    const shell = openShell();
    await shell.begin();
    await shell.type("k apply -f deny.yaml\r");
    const began = shell.host.clock.now();
    await shell.type("kubectl exec client -- curl -sS http://web\r");
    expect(shell.prompts()).toBe(2); // no third prompt yet: it waits
    const shown = await shell.type("\u0003");
    expect(shown).toContain("^C");
    expect(shown.endsWith("lab:~$ ")).toBe(true);
    expect(shell.host.clock.now() - began).toBeLessThan(2000);
    expect(await shell.type("echo $?\r")).toContain("\n130\n");
    expect(shell.session.history.moments).toHaveLength(2);
  });

  it("without Ctrl-C the call ends when its own limit is reached, in lab time", async () => {
    const shell = openShell();
    await shell.begin();
    await shell.type("k apply -f deny.yaml\r");
    const began = shell.host.clock.now();
    await shell.type("kubectl exec client -- curl -sS -m 3 http://web\r");
    const shown = await shell.prompt();
    expect(shown).toContain("curl: (28) Connection timed out after 300");
    expect(shown).toContain("command terminated with exit code 28");
    expect((shell.host.clock.now() - began) / 1000).toBeCloseTo(3, 0);
  });

  it("Ctrl-C at the prompt drops the line; Ctrl-D leaves the shell", async () => {
    const shell = openShell();
    await shell.begin();
    await shell.type("kubectl delete pod web");
    expect(await shell.type("\u0003")).toMatch(/\^C\nlab:~\$ $/);
    expect(shell.ran).toEqual([]);
    await shell.type("\u0004");
    expect(shell.status.code).toBeDefined();
  });

  it("exits with the status it is told", async () => {
    const shell = openShell();
    await shell.begin();
    await shell.type("exit 7\r");
    expect(shell.status.code).toBe(7);
  });

  it("ends when the terminal is hung up in the midst of a command", async () => {
    const shell = openShell();
    await shell.begin();
    await shell.type("sleep 1000\r");
    shell.device.hangUp();
    await shell.begin();
    expect(shell.status.code).toBeDefined();
  });
});

describe("Tab", () => {
  it.each([
    ["a verb", "kubectl descr", "kubectl describe "],
    ["a verb after the alias", "k descr", "k describe "],
    ["a resource", "kubectl get networkpol", "kubectl get networkpolicies.networking.k8s.io "],
    ["a name", "kubectl delete pod cli", "kubectl delete pod client "],
    ["a name after kind and slash", "kubectl get pod/cli", "kubectl get pod/client "],
    ["a namespace", "kubectl get pods -n kube-sy", "kubectl get pods -n kube-system "],
    ["a flag", "kubectl get pods --all-n", "kubectl get pods --all-namespaces "],
    ["a file", "kubectl apply -f den", "kubectl apply -f deny.yaml "],
    ["a program", "kubec", "kubectl "],
    ["a file for another program", "cat allo", "cat allow.yaml "],
  ])("completes %s", async (_, typed, completed) => {
    const shell = openShell();
    await shell.begin();
    await shell.type(`${typed}\t`);
    await shell.type("\r");
    expect(shell.ran[0]?.trimEnd()).toBe(completed.trimEnd());
  });

  it("lists what there is to choose from at the second Tab", async () => {
    const shell = openShell();
    await shell.begin();
    await shell.type("kubectl get pod ");
    await shell.type("\t");
    const shown = await shell.type("\t");
    for (const name of ["client", "db", "web"]) expect(shown).toContain(name);
  });

  it("knows what was made a moment ago", async () => {
    const shell = openShell();
    await shell.begin();
    await shell.type("kubectl create ns zebra\r");
    await shell.type("kubectl get pods -n zeb\t");
    await shell.type("\r");
    expect(shell.ran.at(-1)?.trimEnd()).toBe("kubectl get pods -n zebra");
  });
});
