/** Programs of containers on the learner's terminal, and forwarded ports on the learner's machine. */
import { describe, expect, it } from "vitest";
import { CancelSource } from "../../../src/core/cluster/clock.ts";
import { TerminalDevice } from "../../../src/core/shell/tty.ts";
import { SMALL, openHeadless, startOf } from "../../support/session.ts";

/** Runs a command on a terminal; types a piece whenever a program waits for one. */
async function onTerminal(command: string, ...pieces: readonly string[]) {
  const { session, host } = openHeadless(startOf(SMALL));
  let output = "";
  const device = new TerminalDevice((text) => (output += text), { columns: 80, rows: 24 });
  const { stdin, stdout, tty, signals } = device;
  const cancel = new CancelSource();
  const done = session.run(command, { stdin, stdout, stderr: stdout, tty, signals, cancel });
  const left = [...pieces];
  const turn = async (): Promise<void> => {
    await host.settle();
    const piece = device.awaited ? left.shift() : undefined;
    if (piece === undefined) return;
    const [typed = "", size] = piece.split("@");
    if (size !== undefined) device.resize(Number(size), 24);
    device.input(typed);
    await turn();
  };
  const progress = { ended: false };
  const status = done.finally(() => {
    progress.ended = true;
  });
  await host.clock.run(() => progress.ended, turn);
  return { output, status: await status };
}

describe("a shell in a container", () => {
  it("has busybox' prompt, its own Ctrl-C and its own end", async () => {
    const { output, status } = await onTerminal(
      "kubectl run box --image=busybox -it --rm --restart=Never -q -- sh",
      "\r",
      "half\u0003",
      "hostname\r",
      "exit 3\r",
    );
    expect(status).toBe(3);
    const text = output.replaceAll("\u001b[J", "");
    expect(text).toContain("/ # half^C\r\n/ # hostname\r\nbox\r\n/ # exit 3\r\n");
    expect(text).toContain("pod default/box terminated (Error)");
  });

  it("draws its prompt again for who attaches and for a screen of another size", async () => {
    const attached = await onTerminal(
      "kubectl run box --image=busybox -it --rm --restart=Never -q -- sh",
      "exit\r",
    );
    expect(attached.output.startsWith("\r/ # \u001b[J\r/ # \u001b[J")).toBe(true);
    const resized = await onTerminal("kubectl exec -it web -- bash", "@60", "exit\r");
    expect(resized.output).toMatch(/^\S+(root@web:\/# )\r.*root@web:\/# \u001b\[J/s);
  });

  it("reads commands without a terminal as they are typed", async () => {
    const { output, status } = await onTerminal(
      "kubectl exec -i web -- sh",
      "echo one\r",
      "echo two\r",
      "\u0004",
    );
    expect(output).toBe("echo one\r\none\r\necho two\r\ntwo\r\n");
    expect(status).toBe(0);
  });
});

describe("port-forward", () => {
  const CURL = "curl -s -o /dev/null -w '%{http_code} ' localhost:8080/";

  it("leads connections to the pod, past every policy", async () => {
    const { run } = openHeadless(startOf(SMALL));
    const ran = await run(
      `kubectl port-forward svc/web 8080:80 > said & sleep 1; ${CURL}; kill $!; wait; ${CURL}; echo $?; tail -1 said`,
    );
    expect(ran.out).toBe("200 000 7\nHandling connection for 8080\n");
  });

  it("ends when nobody listens there", async () => {
    const { run } = openHeadless(startOf(SMALL));
    const ran = await run(
      `kubectl port-forward web 8080:81 > said & sleep 1; ${CURL}; echo $?; wait $!; echo $?`,
    );
    expect(ran.out).toBe("000 52\n1\n");
    expect(ran.err).toContain("an error occurred forwarding 8080 -> 81: error forwarding port 81");
    expect(ran.err).toContain("error: lost connection to pod\n");
  });

  it("holds its ports against others", async () => {
    const { run } = openHeadless(startOf(SMALL));
    const ran = await run(
      "kubectl port-forward web 8080:80 > said & sleep 1; kubectl port-forward db 8080:5432; echo $?; kill $!; wait; kubectl port-forward db 8080:5432 & sleep 1; kill $!",
    );
    expect(ran.err).toContain("address already in use");
    expect(ran.out).toContain("1\nForwarding from 127.0.0.1:8080 -> 5432\n");
  });
});
