/** Findings and the texts that objects were written in: what was written, and on which line. */
import { isObject } from "../api/json.ts";
import type { Json, JsonObject } from "../api/json.ts";
import type { DocumentText } from "../yaml/documents.ts";
import type { YamlNode } from "../yaml/nodes.ts";
import { parseYaml } from "../yaml/parse.ts";
import { locate, parsePath } from "../yaml/positions.ts";
import type { Location, PathStep } from "../yaml/positions.ts";
import type { Finding } from "./finding.ts";

/** An object as somebody wrote it, nothing defaulted, and where it stands. */
export interface LintSource {
  readonly object: JsonObject;
  readonly file: string;
  readonly document: DocumentText;
  /** The way from the root of the document to the object, `items[3]` of a list; else empty. */
  readonly steps: readonly PathStep[];
  /** Where it went when it names no namespace; `default` unless said otherwise. */
  readonly namespace?: string;
}

/** A place in a file; line and column count from 1. */
export interface FindingPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const roots = new WeakMap<DocumentText, YamlNode | undefined>();

/** The nodes of a document, or undefined when it does not parse. */
export function rootOf(document: DocumentText): YamlNode | undefined {
  if (roots.has(document)) return roots.get(document);
  const parsed = parseYaml(document.text);
  const root = parsed.ok ? parsed.root : undefined;
  roots.set(document, root);
  return root;
}

/** Kind, namespace and name as the API server would read them. */
export function identityOf({ object, namespace }: LintSource): {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
} {
  const metadata = record(object["metadata"]);
  const given = text(metadata["namespace"]);
  return {
    kind: text(object["kind"]),
    namespace: given === "" ? (namespace ?? "default") : given,
    name: text(metadata["name"]),
  };
}

/** The source of a finding's object; the last of several with one name, as after an apply. */
export function sourceOf(
  sources: readonly LintSource[],
  { object }: Finding,
): LintSource | undefined {
  return sources.findLast((source) => {
    const { kind, namespace, name } = identityOf(source);
    if (kind !== object.kind || name !== object.name) return false;
    return object.namespace === undefined || namespace === object.namespace;
  });
}

/** Where in its document a path of the object stands: the nearest ancestor of what is not there. */
export function locateIn(source: LintSource, path: string): Location | undefined {
  const root = rootOf(source.document);
  if (root === undefined) return undefined;
  return locate(root, [...source.steps, ...parsePath(path)], source.document);
}

/** The file, line and column of a finding; undefined when its object is in none of the sources. */
export function locateFinding(
  sources: readonly LintSource[],
  finding: Finding,
): FindingPlace | undefined {
  const source = sourceOf(sources, finding);
  if (source === undefined) return undefined;
  const { file, document } = source;
  const found = locateIn(source, finding.path);
  if (found === undefined) return { file, line: document.line + 1, column: 1 };
  const { from, line } = found.key ?? found.value;
  const offset = from - document.offset;
  return { file, line, column: offset - document.text.lastIndexOf("\n", offset - 1) };
}

// ---------------------------------------------------------------------------------------------
// Looking into JSON that may be anything

export function record(json: Json | undefined): JsonObject {
  return isObject(json) ? json : NOTHING;
}

export function list(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? (json as readonly Json[]) : [];
}

export function text(json: Json | undefined): string {
  return typeof json === "string" ? json : "";
}

const NOTHING: JsonObject = {};
