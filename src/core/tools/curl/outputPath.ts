import type { CurlOptions } from "./options.ts";

/** Where the index-th body goes: a path, or undefined for stdout. */
export function outputPath(options: CurlOptions, url: string, index: number): string | undefined {
  if (options.switches.has("remote-name") || options.switches.has("remote-name-all")) {
    const path = url.replace(/^[a-z]+:\/\//, "").split(/[?#]/, 1)[0] ?? "";
    return path.slice(path.lastIndexOf("/") + 1);
  }
  const outputs = options.values.get("output");
  return outputs?.[index] ?? (index > 0 ? undefined : outputs?.at(-1));
}
