/**
 * A kubectl verb is one object in one file under commands/, listed in registry.ts. Help, flag
 * parsing, completion, "unknown flag" and the docs table all follow from it.
 * After kubectl's own Complete/Validate/Run (kubernetes/kubectl pkg/cmd).
 */
import type { KubeClient } from "../cluster/types.ts";
import type { Kubelet } from "../shell/kubelet.ts";
import type { ProcessContext } from "../shell/process.ts";
import type { FlagSpec, ParsedFlags } from "./flags.ts";
import type { CompletionResult, CompletionContext } from "./completion.ts";

/** What kubectl is connected to; the kubeconfig lies in the learner's home as in life. */
export interface KubectlWorld {
  readonly client: KubeClient;
  readonly kubelet: Kubelet;
  /**
   * Opens the page's YAML editor on a file and resolves when it is closed; absent where there is
   * no page (then KUBE_EDITOR/EDITOR is run as a program).
   */
  readonly openEditor?: (path: string) => Promise<void>;
}

export interface CommandContext {
  readonly process: ProcessContext;
  readonly world: KubectlWorld;
  readonly flags: ParsedFlags;
  /** Positional arguments, flags taken out; `dashAt` is the index of the first one after `--`. */
  readonly args: readonly string[];
  readonly dashAt: number | undefined;
}

export interface Command {
  /** e.g. `get`; for sub-commands the path is that of the tree. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** The usage line as kubectl prints it, without the flags in brackets where kubectl has none. */
  readonly use: string;
  readonly short: string;
  readonly long?: string;
  readonly examples?: string;
  readonly flags: readonly FlagSpec[];
  readonly subcommands?: readonly Command[];
  readonly hidden?: boolean;
  /** Candidates for the argument under the cursor. */
  readonly complete?: (context: CompletionContext) => CompletionResult;
  /**
   * Runs it; resolves with the exit status. Throws UsageError, or ApiStatusError from the server:
   * both are turned to text and status in one place (errors.ts).
   */
  readonly run?: (context: CommandContext) => Promise<number>;
}
