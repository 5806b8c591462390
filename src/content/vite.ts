/**
 * The files of `lessons/` as modules of the page: read against their schemas and turned into plain
 * data while the page is built, so that the page brings no parser along. A fault is a build error
 * `file:line:col path: message`.
 */
import { load as parseYaml } from "js-yaml";
import type { Plugin } from "vite";
import type { Block } from "../core/lessons/prose.ts";
import { quizBank } from "../core/lessons/schema/quiz.ts";
import { formatProblem, readContent, type ContentProblem } from "../core/lessons/schema/read.ts";
import { contentKind } from "./kinds.ts";
import { readBlocks, readProse } from "./prose.ts";

const LESSONS = /^.*\/lessons\//;

/** What the course map shows of an activity; the rest is fetched when it is opened. */
const HEADING = ["id", "title", "level", "minutes", "goal", "summary", "story", "ticket", "teaches", "misconceptions", "cluster", "par"] as const; // prettier-ignore

export function lessonsAsData(): Plugin {
  return {
    name: "lessons-as-data",
    enforce: "pre",
    transform(source, id) {
      const [file = "", query] = id.split("?");
      const path = file.replace(LESSONS, "");
      if (path === file || (query !== undefined && query !== "heading")) return null;
      if (path.includes("/files/") || path.endsWith("/cluster.yaml")) return null;
      if (!/\.(yaml|md)$/.test(path)) return null;
      const result = lessonModule(path, source, query === "heading");
      if ("problems" in result) this.error(result.problems.map(formatProblem).join("\n"));
      return { code: `export default ${JSON.stringify(result.data)};`, map: null };
    },
  };
}

type LessonModule = { readonly data: unknown } | { readonly problems: readonly ContentProblem[] };

/**
 * The data of a file.
 * @param path below `lessons/`
 * @param heading only what the course map shows
 */
export function lessonModule(path: string, source: string, heading = false): LessonModule {
  const file = `lessons/${path}`;
  if (path.endsWith(".md")) {
    const { prose, problems } = readProse(file, source);
    return problems.length > 0 ? { problems } : { data: prose };
  }
  const kind = contentKind(path);
  if (kind === undefined) return { data: parseYaml(source) };
  const result = readContent(kind.schema, file, source);
  if (!result.ok) return { problems: result.problems };
  const { value } = result.content;
  if (heading) return { data: headingOf(value) };
  return kind.schema === quizBank ? withStems(file, source) : { data: value };
}

function headingOf(value: unknown): object {
  const fields = new Map<string, unknown>(Object.entries(value as object));
  const heading = HEADING.flatMap((key): [string, unknown][] =>
    fields.has(key) ? [[key, fields.get(key)]] : [],
  );
  const steps = fields.get("steps") as readonly { id: string; title: string }[] | undefined;
  return {
    ...Object.fromEntries(heading),
    ...(steps && { steps: steps.map(({ id, title }) => ({ id, title })) }),
  };
}

/** A bank with the stems of its questions as blocks. */
function withStems(file: string, source: string): LessonModule {
  const result = readContent(quizBank, file, source);
  if (!result.ok) return { problems: result.problems };
  const { content } = result;
  const stems: Record<string, readonly Block[]> = {};
  const problems: ContentProblem[] = [];
  for (const [index, { id, stem }] of content.value.questions.entries()) {
    const read = readBlocks(file, stem);
    stems[id] = read.blocks;
    problems.push(
      ...read.problems.map((p) => content.problem(`questions[${index}].stem`, p.message)),
    );
  }
  return problems.length > 0 ? { problems } : { data: { ...content.value, stems } };
}
