/** What the command reads: manifests from files, folders and standard input. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A mistake in how the command was called; exit status 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something went wrong that the caller can do something about; exit status 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

export interface ManifestFile {
  readonly name: string;
  readonly text: string;
}

const MANIFEST = /\.(ya?ml|json)$/;

const UNREADABLE: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or folder"],
  ["EISDIR", "is a folder"],
  ["EACCES", "not allowed"],
]);

/** The text of a file, of a gzipped one, or of standard input (`-`). */
export function readText(path: string): string {
  try {
    if (path.endsWith(".gz")) return gunzipSync(readFileSync(path)).toString("utf8");
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new CommandError(`${path}: ${UNREADABLE.get(code) ?? code}`);
  }
}

function isFolder(path: string): boolean {
  try {
    return path !== "-" && statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Every manifest under the given paths, folders recursively, in the order of names. */
export function readManifests(paths: readonly string[]): readonly ManifestFile[] {
  return paths.flatMap((path) => {
    if (!isFolder(path)) return [{ name: path, text: readText(path) }];
    const names = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) =>
      MANIFEST.test(name),
    );
    if (names.length === 0) throw new CommandError(`${path}: no .yaml, .yml or .json file in it`);
    return names.sort().map((name) => {
      const file = join(path, name);
      return { name: file, text: readText(file) };
    });
  });
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
