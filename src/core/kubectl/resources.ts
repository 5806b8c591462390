/**
 * The resource arguments that most verbs share (`pod/x`, `pods,svc`, `deploy web`, `all`, -l, -A)
 * as a list of requests, and what the server answers to them.
 * After cli-runtime `pkg/resource/builder.go`; its error texts are kept.
 */
import { isArray, isObject } from "../api/json.ts";
import type { JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";
import type { ResourceType } from "../api/scheme.ts";
import { ApiStatusError } from "../api/status.ts";
import type { Connection } from "./connection.ts";
import { asError, CommandError, isFailure } from "./errors.ts";
import { quote } from "./gotext.ts";
import { resourcePath } from "./paths.ts";
import { expandCategory } from "./types.ts";

/** One question to the server: an object when `name` is there, else a list. */
export interface ResourceRequest {
  readonly type: ResourceType;
  /** Empty for cluster-scoped types and for all namespaces. */
  readonly namespace: string;
  readonly name?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** An object and how it was come by. */
export interface Info {
  readonly type: ResourceType;
  readonly namespace: string;
  readonly name: string;
  readonly object: KubeObject;
  /** The file it was read from; empty when it came from the server. */
  readonly source: string;
}

export interface ResourceQuery {
  readonly args: readonly string[];
  readonly allNamespaces?: boolean;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** `--all`. */
  readonly selectAll?: boolean;
  /** True for verbs where `TYPE` alone means all of them (get, describe, wait …). */
  readonly typeAloneSelectsAll?: boolean;
  readonly singleResourceType?: boolean;
}

export interface ResourcePlan {
  readonly requests: readonly ResourceRequest[];
  /** True when exactly one object was asked for by name: it is printed alone, not in a List. */
  readonly single: boolean;
}

export const MISSING_RESOURCE = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** `a,b c d` means a/c a/d b/c b/d. */
function crossProduct(args: readonly string[]): readonly string[] {
  const [first = "", ...names] = args;
  const types = splitTypes(first);
  if (names.length === 0 || types.length < 2) return args;
  return types.flatMap((type) => names.map((name) => `${type}/${name}`));
}

function splitTypes(text: string): string[] {
  return [...new Set(text.split(","))];
}

function expandAliases(text: string): string {
  return text
    .split(",")
    .map((word) => expandCategory(word)?.join(",") ?? word)
    .join(",");
}

interface Tuple {
  readonly resource: string;
  readonly name: string;
}

/** `type/name` arguments, undefined when none has a slash. */
function readTuples(args: readonly string[]): readonly Tuple[] | undefined {
  const slashed = args.filter((arg) => arg.includes("/")).length;
  if (slashed === 0) return undefined;
  if (slashed < args.length) {
    throw new CommandError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  }
  return args.map((arg) => {
    const [resource = "", name = "", ...more] = arg.split("/");
    if (more.length > 0) {
      throw new CommandError("arguments in resource/name form may not have more than one slash");
    }
    if (resource === "" || name === "" || resource.includes(",")) {
      throw new CommandError(
        "arguments in resource/name form must have a single resource and name",
      );
    }
    return { resource, name };
  });
}

/**
 * Turns arguments and selectors into requests.
 * @throws CommandError in the builder's words; ConnectionRefused when types cannot be looked up
 */
export function planRequests(connection: Connection, query: ResourceQuery): ResourcePlan {
  const args = crossProduct(query.args);
  const tuples = readTuples(args);
  const { selectAll = false, fieldSelector } = query;
  let labelSelector = query.labelSelector;
  if (tuples !== undefined) {
    if (selectAll || labelSelector !== undefined || fieldSelector !== undefined) {
      throw new CommandError(
        "selectors and the all flag cannot be used when passing resource/name arguments",
      );
    }
    return planTuples(connection, query, tuples);
  }
  const [first, ...names] = args;
  const words = first === undefined ? [] : splitTypes(expandAliases(first));
  if (names.length === 0 && words.length > 0 && query.typeAloneSelectsAll === true) {
    labelSelector ??= "";
  }
  if (selectAll) labelSelector = "";
  if (labelSelector !== undefined || fieldSelector !== undefined) {
    if (names.length > 0) {
      throw new CommandError("name cannot be provided when a selector is specified");
    }
    if (words.length === 0) {
      throw new CommandError("at least one resource must be specified to use a selector");
    }
    return planLists(connection, query, words, labelSelector, fieldSelector);
  }
  if (names.length > 0) return planNames(connection, query, words, names);
  if (words.length > 0) {
    for (const word of words) connection.typeOf(word);
    throw new CommandError("resource(s) were provided, but no name was specified");
  }
  throw new CommandError(MISSING_RESOURCE);
}

function planLists(
  connection: Connection,
  query: ResourceQuery,
  words: readonly string[],
  labelSelector: string | undefined,
  fieldSelector: string | undefined,
): ResourcePlan {
  if (words.length > 1 && query.singleResourceType === true) {
    throw new CommandError("you may only specify a single resource type");
  }
  const types = [...new Set(words.map((word) => connection.typeOf(word)))];
  const requests = types.map((type): ResourceRequest => ({
    type,
    namespace: type.namespaced && query.allNamespaces !== true ? connection.namespace : "",
    ...(labelSelector === undefined || labelSelector === "" ? {} : { labelSelector }),
    ...(fieldSelector === undefined || fieldSelector === "" ? {} : { fieldSelector }),
  }));
  return { requests, single: false };
}

function planTuples(
  connection: Connection,
  query: ResourceQuery,
  tuples: readonly Tuple[],
): ResourcePlan {
  const typed = tuples.map(({ resource, name }) => ({
    type: connection.typeOf(resource),
    name,
  }));
  if (query.singleResourceType === true && new Set(typed.map(({ type }) => type)).size > 1) {
    throw new CommandError("you may only specify a single resource type");
  }
  const requests = typed.map(({ type, name }) => byName(connection, query, type, name));
  return { requests, single: requests.length === 1 };
}

function planNames(
  connection: Connection,
  query: ResourceQuery,
  words: readonly string[],
  names: readonly string[],
): ResourcePlan {
  const [word = ""] = words;
  if (words.length > 1) throw new CommandError("you must specify only one resource");
  const type = connection.typeOf(word);
  return {
    requests: names.map((name) => byName(connection, query, type, name)),
    single: names.length === 1,
  };
}

function byName(
  connection: Connection,
  query: ResourceQuery,
  type: ResourceType,
  name: string,
): ResourceRequest {
  if (!type.namespaced) return { type, namespace: "", name };
  if (query.allNamespaces === true) {
    throw new CommandError("a resource cannot be retrieved by name across all namespaces");
  }
  return { type, namespace: connection.namespace, name };
}

/** The query part of a request: selectors, as the server takes them. */
export function selectorQuery(request: ResourceRequest): Record<string, string> {
  return {
    ...(request.labelSelector === undefined ? {} : { labelSelector: request.labelSelector }),
    ...(request.fieldSelector === undefined ? {} : { fieldSelector: request.fieldSelector }),
  };
}

/** True for a body that has at least apiVersion, kind and metadata. */
export function isKubeObject(body: unknown): body is KubeObject & JsonObject {
  return isObject(body) && typeof body["kind"] === "string" && isObject(body["metadata"]);
}

function infoOf(type: ResourceType, object: KubeObject & JsonObject): Info {
  const { name, namespace = "" } = object.metadata;
  return { type, namespace, name, object, source: "" };
}

export interface AskOptions {
  readonly accept?: string;
  /** e.g. `scale`. */
  readonly subresource?: string;
  /** Query parameters beside the selectors. */
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * Sends one request. A missing object in a missing namespace is told as the missing namespace, and
 * a refused selector says what was looked for, as cli-runtime does.
 * @throws ApiStatusError
 */
export function ask(
  connection: Connection,
  request: ResourceRequest,
  options: AskOptions = {},
): JsonObject {
  const { type, namespace, name } = request;
  try {
    return connection.request({
      method: "GET",
      path: resourcePath(type, namespace, name, options.subresource),
      query: { ...selectorQuery(request), ...options.query },
      ...(options.accept === undefined ? {} : { accept: options.accept }),
    });
  } catch (error) {
    if (!(error instanceof ApiStatusError)) throw error;
    if (name === undefined) throw withSelector(error, request);
    if (error.status.reason === "NotFound" && namespace !== "" && namespace !== "default") {
      connection.request({ method: "GET", path: `/api/v1/namespaces/${namespace}` });
    }
    throw error;
  }
}

function withSelector(error: ApiStatusError, request: ResourceRequest): ApiStatusError {
  const { status } = error;
  if (status.reason !== "BadRequest" && status.reason !== "NotFound") return error;
  const { type, labelSelector = "", fieldSelector = "" } = request;
  const resource = quote(`${type.group}/${type.version}, Resource=${type.name}`);
  const what =
    labelSelector === "" && fieldSelector === ""
      ? `Unable to list ${resource}`
      : `Unable to find ${resource} that match label selector ${quote(labelSelector)}, field selector ${quote(fieldSelector)}`;
  return new ApiStatusError({ ...status, message: `${what}: ${status.message ?? ""}` });
}

/**
 * The objects one request answers with; a list's items get the kind and apiVersion of their list.
 * @throws ApiStatusError
 */
export function fetchInfos(connection: Connection, request: ResourceRequest): Info[] {
  const body = ask(connection, request);
  if (request.name !== undefined) {
    return isKubeObject(body) ? [infoOf(request.type, body)] : [];
  }
  const items = body["items"];
  if (!isArray(items)) return [];
  const kind = request.type.kind;
  const apiVersion = typeof body["apiVersion"] === "string" ? body["apiVersion"] : "";
  return items.flatMap((item) => {
    if (!isObject(item)) return [];
    const object = { kind, apiVersion, ...item };
    return isKubeObject(object) ? [infoOf(request.type, object)] : [];
  });
}

/**
 * Fetches all requests in order, going on after a failure (kubectl's ContinueOnError).
 * Failures that are not the world's (bugs, cancellation) pass.
 */
export function fetchAll(
  connection: Connection,
  requests: readonly ResourceRequest[],
): { readonly infos: readonly Info[]; readonly errors: readonly Error[] } {
  const infos: Info[] = [];
  const errors: Error[] = [];
  for (const request of requests) {
    try {
      infos.push(...fetchInfos(connection, request));
    } catch (error) {
      if (!isFailure(error)) throw error;
      errors.push(asError(error));
    }
  }
  return { infos, errors };
}
