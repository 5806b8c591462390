/**
 * A kubectl verb is one object in one file under commands/, listed in registry.ts. Help, flag
 * parsing, completion, "unknown flag" and the docs table all follow from it.
 * After kubectl's own Complete/Validate/Run (kubernetes/kubectl pkg/cmd).
 */
import type { KubeClient } from "../cluster/types.ts";
import type { Kubelet } from "../shell/kubelet.ts";
import type { LocalPorts } from "../shell/localPorts.ts";
import type { ProcessContext } from "../shell/process.ts";
import type { Connection } from "./connection.ts";
import type { FlagValues } from "./flag-values.ts";

/** What kubectl is connected to; the kubeconfig lies in the learner's home as in life. */
export interface KubectlWorld {
  readonly client: KubeClient;
  readonly kubelet: Kubelet;
  /** Of the machine that kubectl runs on. */
  readonly ports: LocalPorts;
  /**
   * Opens the page's YAML editor on a file and resolves when it is closed; absent where there is
   * no page (then KUBE_EDITOR/EDITOR is run as a program).
   */
  readonly openEditor?: (path: string) => Promise<void>;
}

export interface CommandContext {
  readonly process: ProcessContext;
  readonly world: KubectlWorld;
  readonly command: Command;
  /** The command as typed in full, e.g. `kubectl create service`. */
  readonly path: string;
  readonly flags: FlagValues;
  /** Positional arguments, flags taken out; `dashAt` is the index of the first one after `--`. */
  readonly args: readonly string[];
  readonly dashAt: number | undefined;
  /** The command's help, for commands that print it above an error. */
  help(): string;
  /**
   * The API server and namespace that kubeconfig and flags lead to; read on the first call.
   * @throws PlainError and CommandError for a kubeconfig that leads nowhere
   */
  kube(): Connection;
}

export interface Command {
  /** e.g. `get`; for sub-commands the path is that of the tree. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /**
   * The usage line after the parent's path, as kubectl prints it with `[flags]` where it does;
   * ` [options]` is added by help.
   */
  readonly use: string;
  readonly short: string;
  readonly long?: string;
  /** Lines of the Examples section, without the common indent. */
  readonly examples?: string;
  readonly flags: readonly FlagSpec[];
  readonly subcommands?: readonly Command[];
  readonly hidden?: boolean;
  /** Candidates for the argument under the cursor. */
  readonly complete?: (context: CompletionContext) => CompletionResult;
  /**
   * Runs it; resolves with the exit status. Throws UsageError, or ApiStatusError from the server:
   * both are turned to text and status in one place (errors.ts). Absent: prints its help and
   * fails, as commands do that only have sub-commands.
   */
  readonly run?: (context: CommandContext) => Promise<number>;
}

export type FlagType =
  | "bool"
  | "string"
  /** Comma-separated and repeatable (StringSlice). */
  | "strings"
  /** Repeatable, commas kept (StringArray). */
  | "array"
  | "int"
  | "int32"
  | "int64"
  | "duration";

export interface FlagSpec {
  readonly name: string;
  /** One letter. */
  readonly shorthand?: string;
  readonly type: FlagType;
  /** As help prints it (without quotes); the type's zero value when absent. */
  readonly default?: string;
  readonly usage: string;
  /** The value when the flag stands alone (`--dry-run`); every bool has `true`. */
  readonly noOptDefault?: string;
  /** Missing: `required flag(s) "image" not set`. */
  readonly required?: boolean;
  readonly hidden?: boolean;
  /** Printed as a warning when used: `Flag --x has been deprecated, TEXT`. Hides it from help. */
  readonly deprecated?: string;
  /** Candidates for the value; the flag's file endings go into `fileExtensions` instead. */
  readonly complete?: (context: CompletionContext) => CompletionResult;
  readonly fileExtensions?: readonly string[];
}

export interface CompletionResult {
  /** In the order to be shown; a description may follow behind a tab. */
  readonly candidates: readonly string[];
  /** Sum of the bits in directive.ts. */
  readonly directive: number;
}

/** What a completion function may look at. */
export interface CompletionContext {
  readonly process: ProcessContext;
  readonly world: KubectlWorld;
  readonly flags: FlagValues;
  /** Arguments before the one under the cursor, flags taken out. */
  readonly args: readonly string[];
  /** What has been typed of the one under the cursor. */
  readonly prefix: string;
  /** @throws as CommandContext.kube */
  kube(): Connection;
}
