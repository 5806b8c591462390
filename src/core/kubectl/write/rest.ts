/**
 * The requests that the writing verbs send, as cli-runtime's `resource.Helper` sends them: paths,
 * content types, and the parameters `dryRun`, `fieldManager`, `fieldValidation`.
 */
import type { JsonObject, Json } from "../../api/json.ts";
import { isObject } from "../../api/json.ts";
import type { ResourceType } from "../../api/scheme.ts";
import type { Connection } from "../connection.ts";
import { CommandError, isFailure } from "../errors.ts";
import { quote } from "../gotext.ts";
import { resourcePath } from "../paths.ts";

/** Where an object lives; the namespace of cluster-scoped types is empty. */
export interface Place {
  readonly type: ResourceType;
  readonly namespace: string;
  readonly name: string;
}

export interface WriteOptions {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** `Strict`, `Warn`, `Ignore`; empty: the server's default. */
  readonly fieldValidation?: string;
  readonly subresource?: string;
  readonly force?: boolean;
}

export type PatchKind = "json" | "merge" | "strategic" | "apply";

const CONTENT_TYPES: Readonly<Record<PatchKind, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

function writeQuery(options: WriteOptions): Record<string, string> {
  return {
    ...(options.dryRun === true ? { dryRun: "All" } : {}),
    ...(options.fieldManager === undefined || options.fieldManager === ""
      ? {}
      : { fieldManager: options.fieldManager }),
    ...(options.fieldValidation === undefined || options.fieldValidation === ""
      ? {}
      : { fieldValidation: options.fieldValidation }),
    ...(options.force === undefined ? {} : { force: String(options.force) }),
  };
}

/**
 * The client refuses names that would not survive in a path (client-go `rest.Request.Name`).
 * @throws CommandError
 */
export function checkName(place: Place): void {
  if (place.name === "") throw new CommandError("resource name may not be empty");
  const why =
    place.name === "." || place.name === ".."
      ? [`may not be '${place.name}'`]
      : ["/", "%"].filter((c) => place.name.includes(c)).map((c) => `may not contain '${c}'`);
  if (why.length > 0) {
    throw new CommandError(`invalid resource name ${quote(place.name)}: [${why.join(" ")}]`);
  }
  if (place.type.namespaced && place.namespace === "") {
    throw new CommandError("an empty namespace may not be set when a resource name is provided");
  }
}

function objectPath(place: Place, subresource?: string): string {
  checkName(place);
  return resourcePath(place.type, place.namespace, place.name, subresource);
}

/** @throws ApiStatusError, CommandError for a name that is none */
export function getObject(connection: Connection, place: Place, subresource?: string): JsonObject {
  return connection.request({ method: "GET", path: objectPath(place, subresource) });
}

/** As {@link getObject}; undefined when the server has none. */
export function findObject(connection: Connection, place: Place): JsonObject | undefined {
  try {
    return getObject(connection, place);
  } catch (error) {
    if (isNotFoundError(error)) return undefined;
    throw error;
  }
}

function isNotFoundError(error: unknown): boolean {
  return (
    isFailure(error) &&
    "status" in error &&
    isObject(error.status) &&
    error.status["reason"] === "NotFound"
  );
}

/**
 * Creates an object; a version it was copied with is left out, as kubectl's helper does.
 * @param place with a name for subresources that are created on an object (`eviction`, `token`)
 */
export function createObject(
  connection: Connection,
  place: Omit<Place, "name"> & { readonly name?: string },
  body: JsonObject,
  options: WriteOptions = {},
): JsonObject {
  const path = resourcePath(place.type, place.namespace, place.name, options.subresource);
  const query = writeQuery(options);
  return connection.request({
    method: "POST",
    path,
    query,
    contentType: "application/json",
    body: withoutVersion(plain(body)),
  });
}

function withoutVersion(body: JsonObject): JsonObject {
  const { metadata } = body;
  if (!isObject(metadata) || metadata["resourceVersion"] === undefined) return body;
  const { resourceVersion: _old, ...rest } = metadata;
  return { ...body, metadata: rest };
}

export function replaceObject(
  connection: Connection,
  place: Place,
  body: JsonObject,
  options: WriteOptions = {},
): JsonObject {
  return connection.request({
    method: "PUT",
    path: objectPath(place, options.subresource),
    query: writeQuery(options),
    contentType: "application/json",
    body: plain(body),
  });
}

export function patchObject(
  connection: Connection,
  place: Place,
  kind: PatchKind,
  body: Json,
  options: WriteOptions = {},
): JsonObject {
  return connection.request({
    method: "PATCH",
    path: objectPath(place, options.subresource),
    query: writeQuery(options),
    contentType: CONTENT_TYPES[kind],
    body,
  });
}

export interface DeleteOptions {
  readonly dryRun?: boolean;
  /** Seconds; negative: the server's choice. */
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
}

/** Answers what the server answers: the object that goes, or a Status with its uid. */
export function deleteObject(
  connection: Connection,
  place: Place,
  options: DeleteOptions = {},
): JsonObject {
  const { gracePeriodSeconds, propagationPolicy, dryRun } = options;
  return connection.request({
    method: "DELETE",
    path: objectPath(place),
    contentType: "application/json",
    body: {
      kind: "DeleteOptions",
      apiVersion: "v1",
      ...(gracePeriodSeconds === undefined || gracePeriodSeconds < 0 ? {} : { gracePeriodSeconds }),
      ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
      ...(dryRun === true ? { dryRun: ["All"] } : {}),
    },
    query: dryRun === true ? { dryRun: "All" } : {},
  });
}

/** JSON as it would travel: fields that are undefined do not. */
function plain(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
