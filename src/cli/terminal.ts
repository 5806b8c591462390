import { TextOutput, textInput } from "../core/shell/streams.ts";
import { CancelSource } from "../core/cluster/clock.ts";
import { OPTIONS, type Play } from "./replay.ts";

interface TerminalRun {
  readonly command: string;
  readonly typed: readonly (readonly [second: number, text: string])[];
  readonly background: readonly unknown[];
}

/** Runs a recorded command on a terminal and types what was typed. */
export async function runOnTerminal(play: Play, run: TerminalRun): Promise<{ output: string; exitCode: number }> {
  const out = new TextOutput();
  let exitCode = 255;
  try {
    exitCode = await play.host.finish(play.session.run(run.command, { stdin: textInput(run.typed.map(([, t]) => t).join("").replaceAll("\r", "\n")), stdout: out, stderr: out, cancel: new CancelSource() }, OPTIONS));
  } catch (error) {
    out.write(String(error));
  }
  await play.rest();
  return { output: out.text.replaceAll("\n", "\r\n"), exitCode };
}
