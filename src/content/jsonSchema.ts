/** The schemas of content files as JSON Schema, so that editors complete and explain them. */
import * as z from "zod/mini";
import { libraryFile } from "../core/lessons/schema/library.ts";
import { CONTENT_KINDS, contentKind } from "./kinds.ts";

const TITLES: ReadonlyMap<string, string> = new Map([
  ["course", "course.yaml: modules and their order"],
  ["glossary", "glossary.yaml: words and their cards"],
  ["misconceptions", "misconceptions.yaml: what is wrongly believed"],
  ["lesson", "lesson.yaml: the structure of a lesson"],
  ["puzzle", "puzzle.yaml: a goal, a par, a solution"],
  ["challenge", "challenge.yaml: a broken cluster and its ticket"],
  ["demo", "demo.yaml: scenes for a room"],
  ["quiz", "A bank of questions"],
  ["library", "library.yaml: a folder of lessons that stands on another one"],
]);

/** The files of `lessons/schema/`, by name. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  const kinds = [...CONTENT_KINDS, { name: "library", schema: libraryFile }];
  return new Map(
    kinds.map(({ name, schema }) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
      const titled = { $schema, title: TITLES.get(name) ?? name, ...rest };
      return [`${name}.json`, `${JSON.stringify(titled, null, 2)}\n`];
    }),
  );
}

/**
 * The line at the top of a content file that tells editors its schema; undefined for other files.
 * @param path below the folder of lessons
 */
export function schemaLine(path: string): string | undefined {
  const name = path === "library.yaml" ? "library" : contentKind(path)?.name;
  if (name === undefined) return undefined;
  const up = "../".repeat(path.split("/").length - 1);
  return `# yaml-language-server: $schema=${up === "" ? "./" : up}schema/${name}.json`;
}
