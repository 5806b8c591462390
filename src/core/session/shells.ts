/** The learner's interactive shells: a prompt on a terminal whose commands are moments of the lab. */
import { CancelSource } from "../cluster/clock.ts";
import type { KubectlWorld } from "../kubectl/command.ts";
import { completeWords } from "../kubectl/completion.ts";
import { connect } from "../kubectl/main.ts";
import { ROOT } from "../kubectl/registry.ts";
import type { ProgramCompleter } from "../shell/completion.ts";
import type { ProcessContext } from "../shell/process.ts";
import { NULL_INPUT, NULL_OUTPUT } from "../shell/streams.ts";

/** Bits of cobra's ShellCompDirective. */
const NO_SPACE = 2;
const NO_FILES = 4;

/** Tab for kubectl's arguments, by kubectl's own completion. */
export function kubectlCompleter(
  world: KubectlWorld,
  context: Pick<ProcessContext, "env" | "cwd" | "fs" | "clock">,
): ProgramCompleter {
  return (words, current) => {
    const process: ProcessContext = {
      ...context,
      argv: words,
      stdin: NULL_INPUT,
      stdout: NULL_OUTPUT,
      stderr: NULL_OUTPUT,
      tty: {},
      cancel: new CancelSource(),
      spawn: () => Promise.resolve(127),
    };
    const { candidates, directive } = completeWords(
      { root: ROOT, process, world, connect: (flags) => connect(world, process, flags) },
      [...words.slice(1), current],
    );
    return {
      candidates: candidates.map((candidate) => candidate.replace(/\t.*$/s, "")),
      noSpace: (directive & NO_SPACE) !== 0,
      files: (directive & NO_FILES) === 0,
    };
  };
}

/** What a page wants to know of a shell, and the way to end it. */
export interface ShellHooks {
  readonly onPrompt?: () => void;
  /** A command begins; the returned function is called when it has ended. */
  readonly onCommand?: (line: string) => () => void;
}
