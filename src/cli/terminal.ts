/** A recorded terminal: 80 by 24, a person's keys at their time, everything that was shown. */
import { CancelSource } from "../core/cluster/clock.ts";
import { TextOutput } from "../core/shell/streams.ts";
import { TerminalDevice } from "../core/shell/tty.ts";
import { OPTIONS, type Play } from "./play.ts";

interface TerminalRun {
  readonly command: string;
  readonly typed: readonly (readonly [second: number, text: string])[];
  /** Ran meanwhile without a terminal. */
  readonly background: readonly string[];
}

/** How long keys wait for a program that is to read them, in lab seconds. */
const PATIENCE = 30;
/** When background commands run, in lab seconds. */
const BACKGROUND_AT = 1;
/** A terminal that stays open for so long is hung up. */
const LIMIT = 600;

/** Runs a recorded command on a terminal, types what was typed, gives all that was shown. */
export async function runOnTerminal(
  play: Play,
  { command, typed, background }: TerminalRun,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const { session, host } = play;
  const { clock } = host;
  let output = "";
  const device = new TerminalDevice((text) => (output += text), { columns: 80, rows: 24 });
  const cancel = new CancelSource();
  let exitCode: number | undefined;
  const { stdin, stdout, tty, signals } = device;
  session
    .run(
      command,
      { stdin, stdout, stderr: stdout, tty, signals, cancel },
      {
        ...OPTIONS,
        env: { ...OPTIONS.env, TERM: "xterm" },
      },
    )
    .then(
      (code) => (exitCode = code),
      (error: unknown) => {
        output += String(error);
        exitCode = 255;
      },
    );
  const start = clock.now();
  const events = [
    ...typed.map(([second, text]) => ({ second, text })),
    ...background.map((text) => ({ second: BACKGROUND_AT, command: text })),
  ].sort((a, b) => a.second - b.second);
  for (;;) {
    await host.settle();
    if (exitCode !== undefined) break;
    const seconds = (clock.now() - start) / 1000;
    if (seconds > LIMIT) break;
    const [event] = events;
    const late = event === undefined ? 0 : seconds - event.second;
    const ready = event !== undefined && late >= 0;
    if (
      ready &&
      ("command" in event || device.awaited || isSignal(event.text) || late > PATIENCE)
    ) {
      events.shift();
      if ("command" in event) {
        const nowhere = new TextOutput();
        void session.run(event.command, { stdout: nowhere, stderr: nowhere }, OPTIONS);
      } else device.input(event.text);
      continue;
    }
    const next = clock.next();
    const due = event === undefined || ready ? undefined : start + event.second * 1000;
    if (next === undefined && due === undefined) {
      if (event === undefined) break;
      clock.advanceTo(start + (event.second + PATIENCE + 1) * 1000);
    } else clock.advanceTo(Math.min(next ?? Infinity, due ?? Infinity));
  }
  device.hangUp();
  cancel.cancel("SIGHUP");
  await play.rest();
  return { output, exitCode: exitCode ?? 255 };
}

function isSignal(text: string): boolean {
  return text.startsWith("\u0003");
}
