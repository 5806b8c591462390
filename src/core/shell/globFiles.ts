/** File names that match a pattern. */
import type { FileSystem } from "./files.ts";
import { joinPath, resolvePath } from "./paths.ts";
import { compilePattern, hasMagic, matches, unescapePattern } from "./pattern.ts";

/** Paths as the pattern spells them (relative stays relative), in order; hidden ones only by a dot. */
export function globFiles(fs: FileSystem, cwd: string, pattern: string): readonly string[] {
  const absolute = pattern.startsWith("/");
  const segments = pattern.split("/").filter((segment) => segment !== "");
  const folderOnly = pattern.endsWith("/");
  let paths: readonly string[] = [absolute ? "/" : ""];
  segments.forEach((segment, i) => {
    const last = i === segments.length - 1;
    paths = paths.flatMap((path) => step(fs, cwd, path, segment, !last || folderOnly));
  });
  return folderOnly ? paths.map((path) => path + "/") : paths;
}

function step(
  fs: FileSystem,
  cwd: string,
  path: string,
  segment: string,
  folder: boolean,
): readonly string[] {
  const here = resolvePath(cwd, path === "" ? "." : path);
  const join = (name: string): string => (path === "" ? name : joinPath(path, name));
  if (!hasMagic(segment)) {
    const name = unescapePattern(segment);
    const stat = fs.stat(resolvePath(here, name));
    return stat !== undefined && (!folder || stat.type === "directory") ? [join(name)] : [];
  }
  if (fs.stat(here)?.type !== "directory") return [];
  const compiled = compilePattern(segment);
  const hidden = segment.startsWith(".") || segment.startsWith("\\.");
  return fs
    .list(here)
    .filter((name) => hidden || !name.startsWith("."))
    .filter((name) => matches(compiled, name))
    .filter((name) => !folder || fs.stat(resolvePath(here, name))?.type === "directory")
    .map(join);
}
