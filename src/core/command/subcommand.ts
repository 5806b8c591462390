/**
 * A sub-command of `netpol` is one object in one file, listed in registry.ts. Help, flag parsing,
 * completion, "unknown flag" and docs/command.md all follow from it. The same object runs in the
 * lab's terminal and headless; what differs between the two is the {@link World}.
 */
import type { ClusterState } from "../cluster/types.ts";
import type { FlagSpec } from "../kubectl/command.ts";
import type { FlagValues } from "../kubectl/flag-values.ts";
import type { LintSource } from "../lint/sources.ts";
import type { ClusterEdit } from "../netpol/edit.ts";
import type { CompiledNetwork } from "../netpol/compile.ts";
import type { ProcessContext } from "../shell/process.ts";
import type { Cluster } from "./cluster.ts";

/** How a run ends, for scripts. */
export const EXIT = {
  /** Answered. */
  ok: 0,
  /** Findings, failed checks, differences; or the question has no answer. */
  failure: 1,
  /** A mistake in how it was called. */
  usage: 2,
  /** The input could not be read, or is not valid; nothing was answered. */
  input: 3,
} as const;

/** A mistake in how the command was called. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something that the person who called can do something about. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;
  /** Lines for standard error; each is complete, without the name of the command. */
  readonly lines: readonly string[];
  constructor(lines: string | readonly string[], exitCode: number = EXIT.failure) {
    const all = typeof lines === "string" ? [lines] : lines;
    super(all.join("\n"));
    this.lines = all;
    this.exitCode = exitCode;
  }
}

/** A file that was read. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** A place in a file; line and column count from 1. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface InputProblem extends FilePlace {
  readonly message: string;
  /** The object that it is about. */
  readonly source?: LintSource;
}

/** A cluster made from manifests, as the lab would run them. */
export interface BuiltCluster {
  /** Absent when nothing could be taken. */
  readonly state?: ClusterState;
  /** What was refused. */
  readonly problems: readonly InputProblem[];
  /** What was taken, but not as written. */
  readonly warnings: readonly InputProblem[];
  /** Kinds that are not simulated, with how many objects were left out. */
  readonly skipped: ReadonlyMap<string, number>;
  /** The objects as they were written; the lab adds a few of its own (DNS, nodes). */
  readonly sources: readonly LintSource[];
}

/** Where `netpol` runs: in a lab, over its live cluster, or headless. */
export interface World {
  /** The cluster of the lab as it is now; absent headless, where -f is needed. */
  readonly live?: () => ClusterState;
  /** The namespace of bare names when no -n is given. */
  readonly namespace: (process: ProcessContext) => string;
  /** Makes a cluster from manifests. */
  readonly build: (files: readonly SourceText[]) => BuiltCluster;
  /** The compiled policies of a state. */
  readonly networkOf: (state: ClusterState) => CompiledNetwork;
  /** The kubectl commands that make edits. */
  readonly commandsFor: (state: ClusterState, edits: readonly ClusterEdit[]) => readonly string[];
}

/** A flag as kubectl's are, with candidates for its value. */
export interface Flag extends Omit<FlagSpec, "complete"> {
  readonly values?: (context: Completing) => readonly string[];
  /** The only values it takes. */
  readonly choices?: readonly string[];
}

/** What a completion function may look at. */
export interface Completing {
  /** Arguments before the one under the cursor, flags taken out. */
  readonly args: readonly string[];
  /** What has been typed of the one under the cursor. */
  readonly prefix: string;
  readonly flags: FlagValues;
  readonly namespace: string;
  /** The live cluster; undefined headless, where nothing is known before -f is read. */
  readonly cluster: Cluster | undefined;
}

export interface Invocation {
  readonly process: ProcessContext;
  readonly world: World;
  readonly flags: FlagValues;
  /** Positional arguments, flags taken out. */
  readonly args: readonly string[];
  /** Of bare names: -n, else the context's. */
  readonly namespace: string;
}

export interface SubCommand {
  readonly name: string;
  /** The usage line after `netpol`, e.g. `why FROM TO[:PORT][/PROTOCOL]`. */
  readonly use: string;
  readonly short: string;
  /** Paragraphs, wrapped by help. */
  readonly long: string;
  /** Lines of the Examples section. */
  readonly examples: string;
  readonly flags: readonly Flag[];
  /** How many arguments it takes, and the words of the error when it is given others. */
  readonly takes: { readonly min: number; readonly max: number; readonly what: string };
  readonly complete?: (context: Completing) => readonly string[];
  /** Arguments are files. */
  readonly filesAsArguments?: boolean;
  /** Resolves with the exit status. Throws {@link UsageError} or {@link CommandError}. */
  readonly run: (invocation: Invocation) => Promise<number>;
}
