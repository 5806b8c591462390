/**
 * Objects from files: what is dropped onto the page, given to the command, or begins a scenario.
 * Texts become documents, documents become requests to the API server; nothing gets in otherwise.
 */
import { isArray, isObject, type Json, type JsonObject } from "../api/json.ts";
import { RESOURCES, apiVersionOf, findKind, type ResourceType } from "../api/scheme.ts";
import { isStatus, type Status } from "../api/status.ts";
import type { KubeClient } from "../cluster/types.ts";
import { locateIn } from "../lint/sources.ts";
import { splitDocuments, type DocumentText } from "../yaml/documents.ts";
import { parseYaml } from "../yaml/parse.ts";
import type { PathStep } from "../yaml/positions.ts";

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** An object and where it stands. */
export interface SourceObject {
  readonly object: JsonObject;
  readonly file: string;
  /** 1-based line at which its document begins. */
  readonly line: number;
  /** Its document, and the way to it there (`items[3]` of a list). */
  readonly document: DocumentText;
  readonly steps: readonly PathStep[];
}

export interface Problem {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, where it is known. */
  readonly column?: number;
  readonly message: string;
  /** What it is about, where that could be read. */
  readonly source?: SourceObject;
  /** The object was taken all the same. */
  readonly warning?: true;
}

/** A place in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a path of an object (`spec.ingress[0].from`) stands in its file: the key, or the item of a
 * list; the nearest ancestor of what is not there.
 */
export function placeOf(source: SourceObject, path = ""): Place {
  const found = locateIn(source, path);
  if (found === undefined) return { line: source.line, column: 1 };
  const { document } = source;
  const at = found.key ?? found.value;
  return { line: at.line, column: columnOf(document.text, at.from - document.offset) };
}

/** Column of an offset of a text, from 1. */
function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf("\n", offset - 1);
}

/** The field that a Status complains of first. */
function fieldOf({ details }: Status): string | undefined {
  return details?.causes?.[0]?.field;
}

export interface ReadFiles {
  readonly objects: readonly SourceObject[];
  readonly problems: readonly Problem[];
}

/** A file may hold this many characters, all files together four times as many. */
export const MAX_FILE = 16 * 1024 * 1024;
const MAX_OBJECTS = 20_000;

/** `yaml: line 6: …` of a document, as a line of the file. */
function problemLine(message: string, before: number): number {
  const line = /\bline (\d+):/.exec(message)?.[1];
  return before + (line === undefined ? 1 : Number(line));
}

/** Takes the objects out of files: several documents, `kind: List`, JSON and YAML. */
export function readFiles(files: readonly SourceFile[]): ReadFiles {
  const objects: SourceObject[] = [];
  const problems: Problem[] = [];
  for (const { name: file, text } of files) {
    if (text.length > MAX_FILE) {
      problems.push({ file, line: 1, message: `larger than ${MAX_FILE / 1024 / 1024} MiB` });
      continue;
    }
    const { documents, error } = splitDocuments(text);
    if (error !== undefined) problems.push({ file, line: 1, message: error });
    for (const document of documents.flatMap(jsonValues)) {
      const parsed = parseYaml(document.text);
      if (!parsed.ok) {
        const { message, from } = parsed.error;
        const line = problemLine(message, document.line);
        const here = line === document.line + document.text.slice(0, from).split("\n").length;
        const column = here ? columnOf(document.text, from) : 1;
        problems.push({ file, line, column, message });
        continue;
      }
      const line = document.line + 1;
      for (const { value, steps } of flatten(parsed.value, [])) {
        if (isObject(value) && objects.length < MAX_OBJECTS)
          objects.push({ object: value, file, line, document, steps });
        else if (value !== null) problems.push({ file, line, message: "is not an object" });
      }
    }
  }
  return { objects, problems };
}

/** JSON objects one after the other (several answers of kubectl in one file) are as many documents. */
function jsonValues(document: DocumentText): readonly DocumentText[] {
  const { text, offset } = document;
  const values: DocumentText[] = [];
  let { line } = document;
  let start = 0;
  for (;;) {
    let begin = start;
    for (; /\s/.test(text.charAt(begin)); begin++) if (text.charAt(begin) === "\n") line += 1;
    // one object, or something else behind it: that is the parser's to judge
    if (text.charAt(begin) !== "{")
      return begin === text.length && values.length > 1 ? values : [document];
    const end = endOfObject(text, begin);
    values.push({ text: text.slice(begin, end), offset: offset + begin, line });
    if (end === text.length) return values.length > 1 ? values : [document];
    for (let at = text.indexOf("\n", begin); at >= 0 && at < end; at = text.indexOf("\n", at + 1))
      line += 1;
    start = end;
  }
}

/** Behind the brace that closes the object at `start`; the end of the text when none does. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (quoted && char === "\\") at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === "{") depth += 1;
    else if (!quoted && char === "}") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

interface FlatItem {
  readonly value: Json;
  readonly steps: readonly PathStep[];
}

function flatten(value: Json, steps: readonly PathStep[]): readonly FlatItem[] {
  if (!isObject(value)) return [{ value, steps }];
  const { kind } = value;
  if (typeof kind !== "string" || !kind.endsWith("List")) return [{ value, steps }];
  if (value["items"] === null) return [];
  if (!isArray(value["items"])) return [{ value, steps }];
  const itemKind = kind === "List" ? undefined : kind.slice(0, -"List".length);
  return value["items"].flatMap((item, index) => {
    const way = [...steps, "items", index];
    // the items of a typed list (PodList) do not repeat what they are
    return isObject(item) && itemKind !== undefined
      ? flatten({ apiVersion: value["apiVersion"], kind: itemKind, ...item }, way)
      : flatten(item, way);
  });
}

/** Kinds that the lab understands; others are named and left out. */
export function resourceOf(object: JsonObject): ResourceType | undefined {
  const { apiVersion, kind } = object;
  return typeof apiVersion === "string" && typeof kind === "string"
    ? findKind(apiVersion, kind)
    : undefined;
}

/** What an object calls itself, for a list of what was left out. */
export function kindOf(object: JsonObject): string {
  const { kind } = object;
  return typeof kind === "string" && kind !== "" ? kind : "object without kind";
}

/** The kind of what is left out, told apart from a kind of the same name that the lab knows. */
export function unknownKind(object: JsonObject): string {
  const kind = kindOf(object);
  if (!RESOURCES.some((type) => type.kind === kind)) return kind;
  const { apiVersion } = object;
  return typeof apiVersion === "string" && apiVersion !== ""
    ? `${kind} of ${apiVersion}`
    : `${kind} without apiVersion`;
}

export function nameOf(object: JsonObject): { readonly namespace: string; readonly name: string } {
  const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
  const { namespace, name } = metadata;
  return {
    namespace: typeof namespace === "string" && namespace !== "" ? namespace : "default",
    name: typeof name === "string" ? name : "",
  };
}

/** The path of the collection that an object belongs to. */
export function collectionPath(type: ResourceType, namespace: string): string {
  const root = type.group === "" ? "/api/v1" : `/apis/${apiVersionOf(type)}`;
  return type.namespaced ? `${root}/namespaces/${namespace}/${type.name}` : `${root}/${type.name}`;
}

export interface Applied {
  readonly created: number;
  /** `Kind` of what was left out, with how many. */
  readonly skipped: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
}

const FIRST = ["Namespace", "Node", "ServiceAccount"];

/** Namespaces before what is in them. */
function inOrder<T extends { readonly object: JsonObject }>(sources: readonly T[]): readonly T[] {
  const rank = ({ object }: T): number => {
    const at = FIRST.indexOf(kindOf(object));
    return at < 0 ? FIRST.length : at;
  };
  return sources.toSorted((a, b) => rank(a) - rank(b));
}

/** Creates the objects through the API server; what is refused is named in the server's words. */
export function createObjects(client: KubeClient, sources: readonly SourceObject[]): Applied {
  const skipped = new Map<string, number>();
  const problems: Problem[] = [];
  let created = 0;
  for (const source of inOrder(sources)) {
    const { object, file } = source;
    const type = resourceOf(object);
    if (type === undefined) {
      const kind = unknownKind(object);
      skipped.set(kind, (skipped.get(kind) ?? 0) + 1);
      continue;
    }
    const { namespace } = nameOf(object);
    ensureNamespace(client, type, namespace);
    const response = client.request({
      method: "POST",
      path: collectionPath(type, namespace),
      query: { fieldManager: "netpol-lab", fieldValidation: "Warn" },
      body: object,
    });
    if (response.code < 400) {
      created++;
      if (type.kind === "NetworkPolicy")
        problems.push(...response.warnings.map((warning) => note(source, warning)));
    } else if (response.code === 409 && type.kind === "Namespace") created++;
    else if (isStatus(response.body)) {
      const message = response.body.message ?? "refused";
      problems.push({ file, ...placeOf(source, fieldOf(response.body)), message, source });
    }
  }
  return { created, skipped, problems };
}

/** A policy that is taken without what is wrong in it may say something else than was meant (V39). */
function note({ object, file, line }: SourceObject, warning: string): Problem {
  const message = `${kindOf(object)} "${nameOf(object).name}": ${warning}`;
  return { file, line, message, warning: true };
}

/** Dumps often lack the Namespace objects; the namespaces are meant all the same. */
function ensureNamespace(client: KubeClient, type: ResourceType, namespace: string): void {
  if (!type.namespaced) return;
  const path = `/api/v1/namespaces/${namespace}`;
  if (client.request({ method: "GET", path }).code < 400) return;
  client.request({
    method: "POST",
    path: "/api/v1/namespaces",
    body: { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
  });
}
