/** Files that only the command reads: recordings and the folders they were made in. */
import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { CommandError } from "../core/command/subcommand.ts";
import { FileError } from "../core/shell/files.ts";
import { machineFiles } from "./files.ts";

const UNREADABLE: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or folder"],
  ["EISDIR", "is a folder"],
  ["EACCES", "not allowed"],
]);

/**
 * The text of a file, or of a gzipped one.
 * @throws CommandError when it cannot be read
 */
export function readText(path: string): string {
  try {
    return machineFiles.read(resolve(path));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CommandError(`${path}: ${UNREADABLE.get(error.code) ?? error.code}`);
  }
}

/** The files of a folder, recursively, by path relative to it, with their mode. */
export function readFolder(
  path: string,
): readonly { readonly name: string; readonly text: string; readonly mode: number }[] {
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => ({ name, stat: statSync(join(path, name)) }))
    .filter(({ stat }) => stat.isFile())
    .map(({ name, stat }) => ({
      name,
      text: readText(join(path, name)),
      mode: (stat.mode & 0o111) === 0 ? 0o644 : 0o755,
    }));
}

/** The records of a JSON-lines file. */
export function readRecords(path: string): readonly unknown[] {
  return readText(path)
    .split("\n")
    .flatMap((line, index) => {
      if (line.trim() === "") return [];
      try {
        return [JSON.parse(line) as unknown];
      } catch {
        throw new CommandError(`${path}:${index + 1}: not a JSON record`);
      }
    });
}
