import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** The text of `tests/corpus/NAME`, or of `tests/corpus/NAME.gz`. */
export function readCorpus(name: string): string {
  const plain = new URL(`../corpus/${name}`, import.meta.url);
  if (existsSync(plain)) return readFileSync(plain, "utf8");
  return gunzipSync(readFileSync(new URL(`../corpus/${name}.gz`, import.meta.url))).toString(
    "utf8",
  );
}

/** The records of a JSON-lines corpus. */
export function readRecords<T>(name: string): T[] {
  return readCorpus(name)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
