/** Reads a file of content against its schema; what is wrong is said with file, line and column. */
import * as z from "zod/mini";
import en from "zod/v4/locales/en.js";
import { parseYaml } from "../../yaml/parse.ts";
import { locate } from "../../yaml/positions.ts";
import type { YamlNode } from "../../yaml/nodes.ts";

z.config(en());

/** A schema whose values have this type. */
export type Schema<T> = z.ZodMiniType<T>;

export interface ContentProblem {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** e.g. `steps[2].hints`. */
  readonly path: string;
  readonly message: string;
}

/** `file:line:col path: message`, as editors and CI find it. */
export function formatProblem({ file, line, column, path, message }: ContentProblem): string {
  return `${file}:${line}:${column} ${path === "" ? "" : `${path}: `}${message}`;
}

/** A file that was read, and where everything in it stands. */
export interface Content<T> {
  readonly file: string;
  readonly value: T;
  /** A problem with what stands at a path. */
  problem(path: string, message: string): ContentProblem;
}

export type ReadContent<T> =
  | { readonly ok: true; readonly content: Content<T> }
  | { readonly ok: false; readonly problems: readonly ContentProblem[] };

/** Total: a file that is no YAML or not of the schema gives problems. */
export function readContent<T>(
  schema: z.ZodMiniType<T>,
  file: string,
  source: string,
): ReadContent<T> {
  const parsed = parseYaml(source);
  if (!parsed.ok) {
    const { message, from } = parsed.error;
    return { ok: false, problems: [{ file, ...placeAt(source, from), path: "", message }] };
  }
  const { root } = parsed;
  const problem = (path: string, message: string): ContentProblem => ({
    file,
    ...placeAt(source, root === undefined ? 0 : offsetOf(root, path)),
    path,
    message,
  });
  const result = z.safeParse(schema, parsed.value);
  if (result.success) return { ok: true, content: { file, value: result.data, problem } };
  const problems = result.error.issues.map((issue) => {
    const { path, message } = deepest(issue);
    return problem(pathText(path), message);
  });
  return { ok: false, problems };
}

type Issue = z.core.$ZodIssue;

/** Of a union the branch that came furthest says best what is wrong. */
function deepest(issue: Issue): Pick<Issue, "path" | "message"> {
  if (issue.code === "unrecognized_keys") {
    // what is wrong is the key, not what holds it
    return { path: [...issue.path, issue.keys[0] ?? ""], message: "there is no such field" };
  }
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors
    .flat()
    .map(deepest)
    .toSorted((a, b) => b.path.length - a.path.length)
    .find(({ path }) => path.length > 0);
  return inner === undefined ? issue : { ...inner, path: [...issue.path, ...inner.path] };
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");
}

function offsetOf(root: YamlNode, path: string): number {
  const { key, value } = locate(root, path);
  return (key ?? value).from;
}

function placeAt(
  source: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}
