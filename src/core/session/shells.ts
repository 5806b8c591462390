/** The learner's interactive shells: a prompt on a terminal whose commands are moments of the lab. */
import { CancelSource } from "../cluster/clock.ts";
import type { KubectlWorld } from "../kubectl/command.ts";
import { completeWords } from "../kubectl/completion.ts";
import { Directive } from "../kubectl/directive.ts";
import { connect } from "../kubectl/main.ts";
import { ROOT } from "../kubectl/registry.ts";
import type { FileOffer, ProgramCompleter } from "../shell/completion.ts";
import type { ProcessContext } from "../shell/process.ts";
import { NULL_INPUT, NULL_OUTPUT } from "../shell/streams.ts";

type Surroundings = Pick<ProcessContext, "env" | "cwd" | "fs" | "clock">;

/** A process that only completes: it says nothing and reads nothing. */
export function silentProcess(context: Surroundings, argv: readonly string[]): ProcessContext {
  return {
    ...context,
    argv,
    stdin: NULL_INPUT,
    stdout: NULL_OUTPUT,
    stderr: NULL_OUTPUT,
    tty: {},
    cancel: new CancelSource(),
    spawn: () => Promise.resolve(127),
  };
}

/** Tab for kubectl's arguments, by kubectl's own completion. */
export function kubectlCompleter(world: KubectlWorld, context: Surroundings): ProgramCompleter {
  return (words, current) => {
    const process = silentProcess(context, words);
    const { candidates, directive } = completeWords(
      { root: ROOT, process, world, connect: (flags) => connect(world, process, flags) },
      [...words.slice(1), current],
    );
    const offered = candidates.map((candidate) => candidate.replace(/\t.*$/s, ""));
    if ((directive & Directive.fileExtensions) !== 0) {
      return { candidates: [], files: { endings: offered } };
    }
    // cobra completes what follows the sign of `--namespace=`; here the whole word is replaced
    const flag = /^-[^=]*=/.exec(current)?.[0] ?? "";
    return {
      candidates: offered.map((word) => flag + word),
      noSpace: (directive & Directive.noSpace) !== 0,
      ...fileOffer(directive),
    };
  };
}

function fileOffer(directive: number): { readonly files?: FileOffer } {
  if ((directive & Directive.directories) !== 0) return { files: "folders" };
  return (directive & Directive.noFiles) === 0 ? { files: "all" } : {};
}

const NETWORK_TOOL = /^\s*(curl|wget|ping|nslookup|dig|nc|telnet)(?=\s|$)/;

/** The tool is not installed; curl (which is) knows no such name, or got no answer. */
const OUT_OF_REACH: ReadonlySet<number> = new Set([127, 6, 28]);

/** After a network tool that does nothing on the learner's machine: where to run it, dimmed. */
export function podHint(line: string, status: number): string {
  const tool = NETWORK_TOOL.exec(line)?.[1];
  if (tool === undefined || !OUT_OF_REACH.has(status)) return "";
  return `\u001b[2m# this is your own machine: run it in a pod, for example kubectl exec POD -- ${tool} …\u001b[0m\n`;
}

/** What a page wants to know of a shell, and the way to end it. */
export interface ShellHooks {
  readonly onPrompt?: () => void;
  /** A command begins; the returned function is called when it has ended. */
  readonly onCommand?: (line: string) => () => void;
}
