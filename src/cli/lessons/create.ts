/** `netpol lessons new`: a small whole lesson that verifies, for its author to change. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CommandError, EXIT, UsageError } from "../../core/command/subcommand.ts";
import { schemaLine } from "../../content/jsonSchema.ts";
import { newLesson, START_CLUSTER } from "./template.ts";
import { readTree } from "./tree.ts";

/** What was made, and what its author still has to do by hand. */
export interface Created {
  readonly files: readonly string[];
  /** Is the lesson in course.yaml now? */
  readonly inCourse: boolean;
}

/**
 * @param id `L` and two digits
 * @throws UsageError, CommandError; nothing is written then, and nothing is ever overwritten
 */
export function createLesson(folder: string, id: string, title: string): Created {
  if (!/^L\d\d$/.test(id))
    throw new UsageError(`"${id}" is no id of a lesson: L and two digits, such as L21`);
  const tree = readTree(folder);
  if (!tree.has(`scenarios/${START_CLUSTER}/scenario.yaml`))
    throw new CommandError(
      `${folder} has no cluster ${START_CLUSTER}, on which a new lesson begins`,
      EXIT.input,
    );
  const home = join(folder, id);
  if (existsSync(home) || tree.has(`${id}/lesson.yaml`))
    throw new CommandError(`there is a lesson ${id} already; nothing was changed`);
  const files = [...newLesson(id, title)].map(([name, text]) => {
    const line = schemaLine(`${id}/${name}`);
    return { file: join(home, name), text: line === undefined ? text : `${line}\n${text}` };
  });
  for (const { file, text } of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: "wx" });
  }
  return { files: files.map(({ file }) => file), inCourse: enrol(join(folder, "course.yaml"), id) };
}

/** Adds the lesson to the last module, where its list is written on one line. */
function enrol(file: string, id: string): boolean {
  if (!existsSync(file)) return false;
  const text = readFileSync(file, "utf8");
  const [last] = [...text.matchAll(/^( *(?:- )?)lessons: \[([^\]\n]*)\]$/gm)].slice(-1);
  if (last === undefined) return false;
  const [line, indent = "", list = ""] = last;
  const ids = list.trim() === "" ? id : `${list.trim()}, ${id}`;
  const changed = `${indent}lessons: [${ids}]`;
  const at = last.index;
  writeFileSync(file, text.slice(0, at) + changed + text.slice(at + line.length));
  return true;
}
