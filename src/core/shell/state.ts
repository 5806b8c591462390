/** Everything a shell remembers between commands. A subshell works on a copy. */
import type { FunctionDefinition } from "./ast.ts";
import { JobTable } from "./jobs.ts";
import type { MessageContext } from "./messages.ts";
import { FileTable } from "./openFiles.ts";
import type { SignalSource } from "./process.ts";
import { Variables } from "./variables.ts";

/** One `complete` of a command. */
export interface CompletionSpec {
  /** As `complete -p` prints them, each with a blank after it. */
  readonly options: string;
  /** `-W`: words to choose from, apart by blanks. */
  readonly words?: string;
}

export class ShellState {
  variables = new Variables();
  /** $1 … */
  positional: readonly string[] = [];
  /** $0 */
  name: string;
  functions = new Map<string, FunctionDefinition>();
  aliases = new Map<string, string>();
  /** `set -o` names: errexit, nounset, pipefail, xtrace, noglob, noclobber, verbose, noexec … */
  options = new Set<string>();
  /** `shopt` names. */
  shellOptions = new Set<string>();
  /** Commands by signal name without SIG, and EXIT, ERR. */
  traps = new Map<string, string>();
  cwd: string;
  files = new FileTable();
  /** $? */
  status = 0;
  /** The status of the last command substitution of the command being run. */
  substitutionStatus: number | undefined;
  jobs = new JobTable();
  lastBackground: number | undefined;
  readonly pid: number;
  source: MessageContext["source"];
  line = 1;
  /** Calls, sourced files and evals in progress. */
  depth = 0;
  loops = 0;
  /** Functions being called, the innermost first. */
  calls: readonly string[] = [];
  /** Above 0 inside a sourced file: `return` leaves it. */
  sourced = 0;
  /** Above 0 where a failure is expected (`if`, `&&`, `!`): `set -e` does not count there. */
  tolerant = 0;
  /** True in `( … )`, pipelines and substitutions. */
  subshell = false;
  /** What `complete` registered, by the command's name. */
  completions = new Map<string, CompletionSpec>();
  readonly startTime: number;
  folders: readonly string[] = [];
  /** Commands typed, oldest first. */
  history: string[] = [];
  signals: SignalSource | undefined;
  /** Where getopts stands within a cluster of flags. */
  getoptsOffset = 0;

  constructor(start: {
    readonly name: string;
    readonly cwd: string;
    readonly pid: number;
    readonly source: MessageContext["source"];
    readonly startTime: number;
  }) {
    this.name = start.name;
    this.cwd = start.cwd;
    this.pid = start.pid;
    this.source = start.source;
    this.startTime = start.startTime;
  }

  /** For a subshell: its own copy of everything, the open files shared by reference. */
  clone(): ShellState {
    const copy = new ShellState(this);
    copy.variables = this.variables.clone();
    copy.positional = this.positional;
    copy.functions = new Map(this.functions);
    copy.aliases = new Map(this.aliases);
    copy.completions = new Map(this.completions);
    copy.options = new Set(this.options);
    copy.shellOptions = new Set(this.shellOptions);
    copy.files = this.files.clone();
    copy.status = this.status;
    copy.lastBackground = this.lastBackground;
    copy.line = this.line;
    copy.depth = this.depth;
    copy.loops = this.loops;
    copy.calls = this.calls;
    copy.sourced = this.sourced;
    copy.tolerant = this.tolerant;
    copy.subshell = true;
    copy.folders = this.folders;
    copy.history = this.history;
    copy.signals = this.signals;
    return copy;
  }
}
