/** A worked policy cut into what its labels speak of. */
import type { PolicyPart, YamlLine } from "../../../core/lessons/prose.ts";

export interface YamlGroup {
  readonly part: PolicyPart | undefined;
  /** Of its first line, from 0. */
  readonly from: number;
  readonly lines: readonly string[];
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Where the key of a line begins: after the dash of a list item. */
const keyOf = (line: string): number => indentOf(line.replace(/^(\s*)- /, "$1  "));

/** A label speaks of its line and of what stands deeper beneath it. */
export function yamlGroups(lines: readonly YamlLine[]): readonly YamlGroup[] {
  const groups: { part: PolicyPart | undefined; from: number; lines: string[] }[] = [];
  let depth = -1;
  for (const [index, { text, part }] of lines.entries()) {
    const last = groups.at(-1);
    const beneath = depth >= 0 && part === undefined && indentOf(text) > depth;
    if (part !== undefined) depth = keyOf(text);
    else if (!beneath) depth = -1;
    const goesOn = last !== undefined && part === undefined && (last.part === undefined || beneath);
    if (goesOn) last.lines.push(text);
    else groups.push({ part, from: index, lines: [text] });
  }
  return groups;
}
