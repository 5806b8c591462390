/** What a question is about: the files of -f, or the live cluster. */
import { FileError, type FileSystem } from "../shell/files.ts";
import { globFiles } from "../shell/globFiles.ts";
import { joinPath, resolvePath } from "../shell/paths.ts";
import { hasMagic } from "../shell/pattern.ts";
import type { ProcessContext } from "../shell/process.ts";
import { readAll } from "../shell/streams.ts";
import { profileNamed, PROFILES } from "../netpol/profiles/registry.ts";
import { Cluster } from "./cluster.ts";
import { didYouMean } from "./suggest.ts";
import {
  CommandError,
  EXIT,
  UsageError,
  type BuiltCluster,
  type InputProblem,
  type Invocation,
  type SourceText,
} from "./subcommand.ts";

const MANIFEST = /\.(ya?ml|json)(\.gz)?$/;

const UNREADABLE: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or folder"],
  ["EISDIR", "is a folder"],
  ["EACCES", "permission denied"],
]);

/** Folders in folders; deeper than that somebody made a loop. */
const MAX_DEPTH = 40;
const MAX_FILES = 10_000;

function unreadable(path: string, error: unknown): CommandError {
  if (!(error instanceof FileError)) throw error;
  return new CommandError(`${path}: ${UNREADABLE.get(error.code) ?? error.code}`, EXIT.input);
}

/**
 * The text of one file, or of standard input (`-`).
 * @throws CommandError when it cannot be read
 */
export async function readSource(process: ProcessContext, path: string): Promise<SourceText> {
  if (path === "-") {
    return { name: "stdin", text: await readAll(process.stdin, process.cancel) };
  }
  try {
    return { name: path, text: process.fs.read(resolvePath(process.cwd, path)) };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The manifests below a folder, in order of their paths, by the path as it was given. */
function manifestsIn(fs: FileSystem, cwd: string, folder: string): readonly string[] {
  const found: string[] = [];
  const walk = (path: string, depth: number): void => {
    for (const name of fs.list(resolvePath(cwd, path))) {
      if (found.length >= MAX_FILES) return;
      const child = path === "." ? name : joinPath(path, name);
      const type = fs.stat(resolvePath(cwd, child))?.type;
      if (type === "file" && MANIFEST.test(name)) found.push(child);
      else if (type === "directory" && depth < MAX_DEPTH && !SKIPPED.has(name))
        walk(child, depth + 1);
    }
  };
  walk(folder, 0);
  return found;
}

/** Folders that hold no manifests of anybody's own. */
const SKIPPED = new Set([".git", "node_modules"]);

/** The files that a path means: itself, those in a folder, those of a pattern. */
function expand({ fs, cwd }: ProcessContext, path: string): readonly string[] {
  if (path === "-") return [path];
  const stat = fs.stat(resolvePath(cwd, path));
  if (stat === undefined && hasMagic(path)) {
    const files = globFiles(fs, cwd, path);
    if (files.length === 0) throw new CommandError(`${path}: matches no file`, EXIT.input);
    return files.flatMap((file) => expand({ fs, cwd } as ProcessContext, file));
  }
  if (stat?.type !== "directory") return [path];
  const files = manifestsIn(fs, cwd, path);
  if (files.length === 0)
    throw new CommandError(`${path}: no .yaml, .yml or .json file in it`, EXIT.input);
  return files;
}

/**
 * The texts of files, folders, patterns and standard input, none twice.
 * @throws CommandError when one cannot be read
 */
export async function readSources(
  process: ProcessContext,
  paths: readonly string[],
): Promise<readonly SourceText[]> {
  const files = new Set<string>();
  for (const path of paths) {
    try {
      for (const file of expand(process, path)) files.add(file);
    } catch (error) {
      if (error instanceof CommandError) throw error;
      throw unreadable(path, error);
    }
  }
  const texts: SourceText[] = [];
  for (const file of files) texts.push(await readSource(process, file));
  return texts;
}

/** `FILE:LINE:COLUMN: MESSAGE`, in one line. */
export function problemText({ file, line, column, message }: InputProblem): string {
  return `${file}:${line}:${column}: ${message.replace(/\s*\n\s*/g, " ")}`;
}

export interface InputOptions {
  /** Objects that are refused are the caller's to report. */
  readonly keepRefused?: boolean;
}

/**
 * Tells what the files hold that could not be taken as it is.
 * @throws CommandError when something cannot be read or is refused, unless --keep-going
 */
export function accept(
  { process, flags }: Pick<Invocation, "process" | "flags">,
  { problems, warnings, skipped }: BuiltCluster,
  { keepRefused = false }: InputOptions = {},
): void {
  const complain = (list: readonly InputProblem[], mark = ""): void => {
    for (const problem of list) process.stderr.write(`${mark}${problemText(problem)}\n`);
  };
  const kept = flags.bool("keep-going");
  const fatal = keepRefused ? problems.filter(({ source }) => source === undefined) : problems;
  if (fatal.length > 0 && !kept) throw new CommandError(fatal.map(problemText), EXIT.input);
  if (kept) complain(problems);
  complain(warnings, "warning: ");
  for (const [kind, count] of skipped)
    process.stderr.write(`left out: ${count} × ${kind} (a kind that is not simulated)\n`);
}

/**
 * The cluster of the given paths.
 * @throws CommandError as {@link accept}, and when nothing is left
 */
export async function clusterFrom(
  { process, world, flags }: Invocation,
  paths: readonly string[],
  options?: InputOptions,
): Promise<Cluster> {
  const built = world.build(await readSources(process, paths));
  accept({ process, flags }, built, options);
  if (built.state === undefined) throw new CommandError("no object could be read", EXIT.input);
  return new Cluster(built.state, world.networkOf(built.state), built);
}

/**
 * The cluster that a question is about, under the plugin of --cni.
 * @throws UsageError without -f where there is no live cluster
 */
export async function subject(invocation: Invocation, options?: InputOptions): Promise<Cluster> {
  const { world, flags } = invocation;
  const paths = flags.list("filename");
  if (paths.length > 0)
    return underPlugin(invocation, await clusterFrom(invocation, paths, options));
  if (world.live === undefined) throw new UsageError("-f FILES is needed");
  const state = world.live();
  return underPlugin(invocation, new Cluster(state, world.networkOf(state)));
}

/** The cluster under the plugin of --cni, if there is one. */
export function underPlugin({ flags }: Invocation, cluster: Cluster): Cluster {
  if (!flags.changed("cni")) return cluster;
  const name = flags.string("cni");
  const profile = profileNamed(name);
  if (profile === undefined) {
    const known = PROFILES.map((each) => each.name);
    throw new UsageError(
      `unknown plugin "${name}" (one of ${known.join(", ")})${didYouMean(name, known)}`,
    );
  }
  return cluster.under(profile);
}
