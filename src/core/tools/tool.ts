/** What a network tool is: a program that reaches the world through a PodNetwork and nothing else. */
import type { PodNetwork } from "../network/types.ts";
import type { ProcessContext, Program } from "../shell/process.ts";

export type Libc = "glibc" | "musl";

/** Which build of a tool an image carries: texts and timing differ between them. */
export interface ToolVariant {
  /** Of the tool or, for applets, of BusyBox: `8.14.1`, `1.36.1`. */
  readonly version: string;
  readonly libc: Libc;
  /** Distributions patch their builds; `debian` where that shows. */
  readonly build: "upstream" | "debian";
  /** The date in BusyBox' banner, or the release in a Debian version: `1.219-1`. */
  readonly release?: string;
}

/** Rights that decide whether raw sockets can be opened (S63 is about policy, this is not). */
export interface Privileges {
  readonly user: number;
  readonly netRaw: boolean;
}

export interface ToolWorld {
  readonly net: PodNetwork;
  readonly variant: ToolVariant;
  readonly privileges: Privileges;
}

/** A tool before it is put into a pod. */
export type NetTool = (world: ToolWorld) => Program;

/** What a tool's functions hand around. */
export interface Run {
  readonly context: ProcessContext;
  readonly net: PodNetwork;
  readonly variant: ToolVariant;
  readonly privileges: Privileges;
  /** argv[0] without folders: the name in messages and observations. */
  readonly name: string;
  /** argv without argv[0]. */
  readonly args: readonly string[];
}

/** Makes a NetTool of a function that has everything in one place. */
export function netTool(run: (run: Run) => Promise<number>): NetTool {
  return (world) => (context) => {
    const called = context.argv[0] ?? "";
    const name = called.slice(called.lastIndexOf("/") + 1);
    return run({ ...world, context, name, args: context.argv.slice(1) });
  };
}

/** Compares versions such as `1.28.4` number by number. */
export function isAtLeast(version: string, wanted: string): boolean {
  const have = version.split(".").map(Number);
  const want = wanted.split(".").map(Number);
  for (let index = 0; index < want.length; index++) {
    const difference = (have[index] ?? 0) - (want[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
