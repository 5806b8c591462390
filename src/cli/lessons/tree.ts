/** A folder of lessons on the machine's disk, also one that stands on another. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, normalize, relative } from "node:path";
import { CommandError, EXIT } from "../../core/command/subcommand.ts";
import { libraryFile } from "../../core/lessons/schema/library.ts";
import { formatProblem, readContent } from "../../core/lessons/schema/read.ts";
import type { SourceFile, Tree } from "../../core/session/verify/library.ts";
import { readText } from "../input.ts";

/** Folders that stand on folders that stand on folders. */
const MOST_LAYERS = 5;

/**
 * The files of a folder by their path below it; `library.yaml` may name a folder beneath.
 * @throws CommandError when there is no such folder, or it cannot be read
 */
export function readTree(folder: string, layers = 1): Tree {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new CommandError(`there is no folder ${folder}`, EXIT.input);
  const own = ownFiles(folder);
  const settings = own.get("library.yaml");
  if (settings === undefined) return own;
  const read = readContent(libraryFile, settings.file, settings.text);
  if (!read.ok) throw new CommandError(read.problems.map(formatProblem), EXIT.input);
  if (layers === MOST_LAYERS)
    throw new CommandError(`${settings.file}: too many folders stand on each other`, EXIT.input);
  const { over, without = [] } = read.content.value;
  const below = new Map(readTree(join(folder, over), layers + 1));
  for (const path of without) below.delete(path);
  return new Map([...below, ...own]);
}

/** The files that lie in the folder itself. */
export function ownFiles(folder: string): Map<string, SourceFile> {
  const files = new Map<string, SourceFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = relative(folder, file).replaceAll("\\", "/");
    // what editors and systems leave behind
    if (/(^|\/)\.|~$/.test(path)) continue;
    files.set(path, { file: normalize(file).replaceAll("\\", "/"), text: readText(file) });
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
