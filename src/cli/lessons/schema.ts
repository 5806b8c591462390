/** `netpol lessons schema`: JSON Schemas beside the lessons, and the line that tells editors of them. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchemas, schemaLine } from "../../content/jsonSchema.ts";
import { ownFiles } from "./tree.ts";

const LINE = /^# yaml-language-server: \$schema=.*\n/;

/** Writes what is not up to date. Returns the files that were written. */
export function writeSchemas(folder: string): readonly string[] {
  const written: string[] = [];
  const write = (file: string, text: string): void => {
    writeFileSync(file, text);
    written.push(file);
  };
  mkdirSync(join(folder, "schema"), { recursive: true });
  const files = ownFiles(folder);
  for (const [name, text] of jsonSchemas()) {
    const path = `schema/${name}`;
    if (files.get(path)?.text !== text) write(join(folder, path), text);
  }
  for (const [path, { file }] of files) {
    const line = schemaLine(path);
    if (line === undefined) continue;
    const text = readFileSync(file, "utf8");
    if (!text.startsWith(`${line}\n`)) write(file, `${line}\n${text.replace(LINE, "")}`);
  }
  return written;
}
