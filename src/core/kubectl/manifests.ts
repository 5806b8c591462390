/**
 * What stands behind `-f`: files, folders, stdin; several documents, Lists, JSON; and the layers of
 * refusal before anything is sent (cli-runtime `pkg/resource/visitor.go`, `mapper.go`,
 * apimachinery `pkg/util/yaml/decoder.go`).
 */
import { isArray, isObject, type Json, type JsonObject } from "../api/json.ts";
import { findKind, type ResourceType } from "../api/scheme.ts";
import { FileError } from "../shell/files.ts";
import type { ProcessContext } from "../shell/process.ts";
import { CommandError, PlainError } from "./errors.ts";
import { absolutePath } from "./files.ts";
import { quote } from "./gotext.ts";
import { metadataError } from "./manifest-metadata.ts";
import { decodeGoJson } from "./write/go-json.ts";
import { parseYaml as parseYamlText } from "./yaml.ts";

/** One object out of a file. */
export interface Manifest {
  readonly type: ResourceType;
  readonly object: JsonObject;
  /** As given; empty when the manifest has none. */
  readonly name: string;
  readonly namespace: string;
  /** The file as it was named, `STDIN` for stdin. */
  readonly source: string;
}

/** Files are read to their first error; each is told in the order of the documents. */
export type ManifestEvent =
  | { readonly kind: "manifest"; readonly manifest: Manifest }
  | { readonly kind: "error"; readonly error: Error };

export interface FileOptions {
  readonly filenames: readonly string[];
  readonly recursive: boolean;
  /** False for `--validate=false`: a missing kind is then found out later. */
  readonly validate: boolean;
}

const EXTENSIONS = [".json", ".yaml", ".yml"];
const IGNORE_ADVICE =
  "if you choose to ignore these errors, turn validation off with --validate=false";

/**
 * Reads everything that the names stand for.
 * @throws CommandError for a path that does not exist; PlainError for a URL; Cancelled
 */
export async function readManifests(
  process: ProcessContext,
  options: FileOptions,
): Promise<readonly ManifestEvent[]> {
  const sources = findSources(process, options);
  const events: ManifestEvent[] = [];
  for (const source of sources) {
    const text = source.path === "-" ? await readAll(process) : process.fs.read(source.path);
    events.push(...readText(text, source.name, options.validate));
  }
  return events;
}

/** All that stdin gives. */
export async function readAll(process: ProcessContext): Promise<string> {
  let text = "";
  for (;;) {
    const piece = await process.stdin.read(process.cancel);
    if (piece === undefined) return text;
    text += piece;
  }
}

interface Source {
  /** Absolute, or `-`. */
  readonly path: string;
  /** As messages name it. */
  readonly name: string;
}

function findSources(process: ProcessContext, options: FileOptions): Source[] {
  const errors: Error[] = [];
  const sources: Source[] = [];
  for (const name of options.filenames) {
    if (name === "-") sources.push({ path: "-", name: "STDIN" });
    else if (/^https?:\/\//.test(name)) errors.push(unreachable(name));
    else {
      const paths = expandPattern(process, name);
      if (paths.length === 0)
        errors.push(new CommandError(`the path ${quote(name)} does not exist`));
      for (const path of paths) sources.push(...filesOf(process, path, options.recursive));
    }
  }
  const [error] = errors;
  if (error !== undefined) throw error;
  if (sources.length === 0) {
    throw new CommandError(
      `error reading [${options.filenames.join(" ")}]: recognized file extensions are [${EXTENSIONS.join(" ")}]`,
    );
  }
  return sources;
}

/** The lab reaches no other host, so a name is never found. */
function unreachable(url: string): Error {
  const host = /^https?:\/\/([^/?#:]*)/.exec(url)?.[1] ?? "";
  return new PlainError(`Unable to connect to the server: dial tcp: lookup ${host}: no such host`);
}

/** The path itself when it exists, else what it matches as a pattern (`*`, `?`, `[…]`). */
function expandPattern(process: ProcessContext, pattern: string): readonly string[] {
  if (process.fs.stat(absolutePath(process, pattern)) !== undefined) return [pattern];
  if (!/[*?[]/.test(pattern)) return [];
  let found = [pattern.startsWith("/") ? "/" : ""];
  for (const segment of pattern.split("/").filter((part) => part !== "")) {
    const matches = segmentMatcher(segment);
    found = found.flatMap((base) =>
      listNames(process, base)
        .filter(matches)
        .map((name) => `${base}${base === "" || base.endsWith("/") ? "" : "/"}${name}`),
    );
  }
  return found;
}

function listNames(process: ProcessContext, path: string): readonly string[] {
  const absolute = absolutePath(process, path);
  return process.fs.stat(absolute)?.type === "directory" ? process.fs.list(absolute) : [];
}

/** Whether a name matches a segment of a pattern; linear in the name for each star. */
function segmentMatcher(segment: string): (name: string) => boolean {
  const source = segment
    .replaceAll(/\*+/g, "*")
    .replaceAll(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  try {
    const pattern = new RegExp(`^${source}$`);
    return (name) => name.length < 256 && pattern.test(name);
  } catch {
    return () => false;
  }
}

/** The file itself, whatever its ending, or the folder's files with the endings of manifests. */
function filesOf(process: ProcessContext, path: string, recursive: boolean): Source[] {
  const absolute = absolutePath(process, path);
  if (process.fs.stat(absolute)?.type !== "directory") return [{ path: absolute, name: path }];
  const base = path.replace(/\/+$/, "");
  return process.fs.list(absolute).flatMap((name): Source[] => {
    const child = `${base}/${name}`;
    if (process.fs.stat(`${absolute}/${name}`)?.type === "directory") {
      return recursive ? filesOf(process, child, true) : [];
    }
    const known = EXTENSIONS.some((extension) => name.endsWith(extension));
    return known ? [{ path: `${absolute}/${name}`, name: child }] : [];
  });
}

/** The objects of one text, up to the first document that cannot be read. */
export function readText(text: string, source: string, validate: boolean): ManifestEvent[] {
  const events: ManifestEvent[] = [];
  const fail = (message: string): void => {
    events.push({ kind: "error", error: new CommandError(message) });
  };
  for (const document of documents(text.replace(/^\uFEFF/, ""))) {
    if ("error" in document) {
      fail(`error parsing ${source}: ${document.error}`);
      break;
    }
    const { value } = document;
    if (value === null) continue;
    const invalid = validate ? headProblem(value) : undefined;
    if (invalid !== undefined) {
      fail(
        `error validating ${quote(source)}: error validating data: ${invalid}; ${IGNORE_ADVICE}`,
      );
      break;
    }
    events.push(...manifestsOf(value, source, 0));
  }
  return events;
}

type Document = { readonly value: Json } | { readonly error: string };

/** JSON values one after the other, or YAML documents; a text that looks like JSON may be YAML. */
function* documents(text: string): Generator<Document> {
  let at = 0;
  let count = 0;
  if (/^\s*\{/.test(text)) {
    for (;;) {
      if (text.slice(at).trim() === "") return;
      const result = decodeGoJson(text, at);
      if ("value" in result) {
        yield { value: result.value };
        at = result.end;
        count++;
        continue;
      }
      const error =
        result.eof === true ? "unexpected EOF" : `json: offset ${result.offset}: ${result.error}`;
      const rest = text.slice(at).replace(/^[^\S\n]*\n?/, "");
      const [first] = yamlDocuments(rest);
      if (count > 1 || first === undefined || "error" in first) {
        yield { error };
        return;
      }
      yield* yamlDocuments(rest);
      return;
    }
  }
  yield* yamlDocuments(text);
}

/** Documents parted by lines that begin with `---`, before anything is parsed. */
function* yamlDocuments(text: string): Generator<Document> {
  let buffer: string[] = [];
  const flush = (): Document | undefined => {
    const body = buffer.join("");
    buffer = [];
    return body === "" ? undefined : parseYaml(body);
  };
  for (const line of text.split(/(?<=\n)/)) {
    if (!line.startsWith("---")) {
      buffer.push(line);
      continue;
    }
    const after = line.slice(3).trim();
    if (after !== "" && !after.startsWith("#")) {
      yield { error: `invalid Yaml document separator: ${after}` };
      return;
    }
    const document = flush();
    if (document !== undefined) yield document;
  }
  const last = flush();
  if (last !== undefined) yield last;
}

function parseYaml(text: string): Document {
  const result = parseYamlText(text);
  return result.ok
    ? { value: result.value }
    : { error: `error converting YAML to JSON: ${result.error}` };
}

/** Why a document cannot even be told what it is; undefined when it can. */
export function headProblem(value: Json): string | undefined {
  if (!isObject(value)) return "invalid object to validate";
  const errors: string[] = [];
  for (const field of ["apiVersion", "kind"] as const) {
    const text = own(value, field);
    if (text === undefined || text === null) errors.push(`${field} not set`);
    else if (typeof text !== "string") errors.push(`${field} isn't string type`);
  }
  if (errors.length > 1) return `[${errors.join(", ")}]`;
  if (errors.length === 1) return errors[0];
  const apiVersion = stringField(value, "apiVersion");
  return apiVersion.split("/").length > 2
    ? `unexpected GroupVersion string: ${apiVersion}`
    : undefined;
}

function own(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function stringField(value: JsonObject, key: string): string {
  const field = own(value, key);
  return typeof field === "string" ? field : "";
}

/** Lists in Lists are followed this far. */
const MAX_NESTING = 20;

function manifestsOf(value: Json, source: string, nesting: number): ManifestEvent[] {
  const fail = (message: string): ManifestEvent[] => [
    { kind: "error", error: new CommandError(message) },
  ];
  if (!isObject(value)) {
    const kind = isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
    return fail(
      `unable to decode ${quote(source)}: json: cannot unmarshal ${kind} into Go value of type unstructured.detector`,
    );
  }
  const apiVersion = stringField(value, "apiVersion");
  const kind = stringField(value, "kind");
  const items = own(value, "items");
  if (kind === "") {
    return fail(
      `unable to decode ${quote(source)}: Object 'Kind' is missing in '${JSON.stringify(value)}'`,
    );
  }
  if (isArray(items) && nesting < MAX_NESTING) {
    const itemKind = kind.replace(/List$/, "");
    const defaults = itemKind !== "" && kind.endsWith("List") ? { apiVersion, kind: itemKind } : {};
    return items.flatMap((item) =>
      manifestsOf(isObject(item) ? { ...defaults, ...item } : item, source, nesting + 1),
    );
  }
  const metadata = own(value, "metadata");
  const undecodable = metadataError(metadata);
  if (undecodable !== undefined) return fail(`unable to decode ${quote(source)}: ${undecodable}`);
  const meta = isObject(metadata) ? metadata : {};
  const name = stringField(meta, "name");
  const namespace = stringField(meta, "namespace");
  const type = findKind(apiVersion, kind);
  if (type === undefined) {
    return fail(
      `resource mapping not found for name: ${quote(name)} namespace: ${quote(namespace)} from ${quote(source)}: no matches for kind ${quote(kind)} in version ${quote(apiVersion)}\nensure CRDs are installed first`,
    );
  }
  return [{ kind: "manifest", manifest: { type, object: value, name, namespace, source } }];
}

/** Reads a file for a flag that names one (`--patch-file`). @throws CommandError */
export function readFileOr(
  process: ProcessContext,
  path: string,
  words: (why: string) => string,
): string {
  try {
    return process.fs.read(absolutePath(process, path));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const why = error.code === "EISDIR" ? "is a directory" : "no such file or directory";
    throw new CommandError(words(`open ${path}: ${why}`));
  }
}
