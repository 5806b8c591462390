/**
 * Server-side apply: the fields a manager names are its own; others' fields it may only take with
 * force. Source: structured-merge-diff `merge/update.go`, apiserver `fieldmanager`.
 */
import { isArray, isObject, type Json, type JsonObject } from "../../api/json.ts";
import type { StatusCause } from "../../api/status.ts";
import { apiVersionOf } from "../../api/scheme.ts";
import { badRequest, failure } from "../errors.ts";
import { decode, decodeBare } from "../gate.ts";
import { storageKind, toServed } from "../kinds.ts";
import {
  compare,
  difference,
  EMPTY,
  fieldsOf,
  intersection,
  isEmpty,
  overlay,
  paths,
  recursiveDifference,
  union,
  without,
  type FieldSet,
} from "../managed/fields.ts";
import {
  countable,
  isSameManager,
  managersOf,
  withManagers,
  type Manager,
} from "../managed/track.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import type { ApiRequest } from "../types.ts";
import { at, equal, json, own, stringAt, timestamp, withAt } from "../values.ts";
import { insert, update, type WriteOptions, type Written } from "../write.ts";
import { rulesOf } from "./lists.ts";

/** PATCH with an apply configuration. Throws Conflict with one cause a field. */
export function apply(
  draft: Draft,
  target: Target,
  request: ApiRequest,
  options: WriteOptions,
): Written {
  if (!isObject(request.body)) throw badRequest("error decoding YAML: not an object");
  const manager = request.query?.["fieldManager"] ?? "";
  if (manager === "") {
    throw failure(
      422,
      "Invalid",
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      { group: "meta.k8s.io", kind: "PatchOptions" },
    );
  }
  const type = target.parent;
  if (at(request.body, "metadata", "managedFields") !== undefined) {
    throw badRequest("metadata.managedFields must be nil");
  }
  const decoded = decodeBare(type, request.body, options.fieldValidation);
  const applied = common(request.body, decoded.object);
  const name = stringAt(applied, "metadata", "name");
  if (name !== "" && name !== target.name) {
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${target.name ?? ""})`,
    );
  }
  const stored = draft.get(storageKind(type), target.namespace, target.name ?? "");
  const live = stored === undefined ? undefined : json(toServed(type, stored));
  const force = request.query?.["force"] === "true" || request.query?.["force"] === "1";
  const merged = merge(draft, target, applied, live, manager, force);
  const complete = decode(type, merged.object, "Ignore").object;
  const managed = withManagers(complete, merged.managers);
  const written =
    live === undefined
      ? create(draft, target, managed, options)
      : unchanged(live, managed) && stored !== undefined
        ? { object: toServed(type, stored), warnings: [], created: false }
        : update(draft, target, managed, options, false);
  return { ...written, warnings: [...decoded.warnings, ...written.warnings] };
}

/** What was sent, without nulls and without what the type does not have. */
function common(sent: JsonObject, decoded: JsonObject): JsonObject {
  const kept = Object.entries(sent).flatMap(([key, value]) => {
    const known = own(decoded, key);
    return value === undefined || value === null || known === undefined || known === null
      ? []
      : [[key, commonValue(value, known)] as const];
  });
  return Object.fromEntries(kept);
}

function commonValue(sent: Json, decoded: Json): Json {
  if (isObject(sent) && isObject(decoded)) return common(sent, decoded);
  if (isArray(sent) && isArray(decoded) && sent.length === decoded.length) {
    return sent.map((item, index) => commonValue(item, decoded[index] ?? null));
  }
  return decoded;
}

/** A new object; its managers are the appliers alone. */
function create(draft: Draft, target: Target, object: JsonObject, options: WriteOptions): Written {
  const named = withAt(object, ["metadata", "name"], target.name);
  return insert(draft, target, named, options, false);
}

/** Times of entries do not count: applying the same again writes nothing. */
function unchanged(live: JsonObject, merged: JsonObject): boolean {
  const timeless = (object: JsonObject): JsonObject =>
    withManagers(
      withAt(object, ["metadata", "resourceVersion"], undefined),
      managersOf(object).map((entry) => ({ ...entry, time: "" })),
    );
  return equal(timeless(live), timeless(merged));
}

/** The manager that takes over from client-side apply, and where that kept its configuration. */
const KUBECTL = "kubectl";
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

function lastApplied(live: JsonObject | undefined): string {
  return stringAt(live, "metadata", "annotations", LAST_APPLIED);
}

/** Fields that client-side apply set: kubectl may take these without force. */
function lastAppliedFields(
  live: JsonObject | undefined,
  rules: ReturnType<typeof rulesOf>,
): FieldSet {
  try {
    const parsed: unknown = JSON.parse(lastApplied(live));
    if (!isObject(parsed)) return EMPTY;
    return fieldsOf(withoutEmptyMetadata(countable(parsed)), rules);
  } catch {
    return EMPTY;
  }
}

/** An object that carries client-side apply's annotation carries the newest configuration. */
function refreshLastApplied(
  object: JsonObject,
  applied: JsonObject,
  live: JsonObject | undefined,
  manager: string,
): JsonObject {
  if (manager !== KUBECTL || lastApplied(live) === "") return object;
  const plain = withAt(applied, ["metadata", "annotations", LAST_APPLIED], undefined);
  const text = `${JSON.stringify(sortedKeys(plain))}\n`;
  return withAt(object, ["metadata", "annotations", LAST_APPLIED], text);
}

function sortedKeys(value: Json): Json {
  if (isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortedKeys(own(value, key) ?? null)]));
}

/** A configuration with only a name owns nothing of the metadata. */
function withoutEmptyMetadata(object: JsonObject): JsonObject {
  const metadata = own(object, "metadata");
  const empty = isObject(metadata) && Object.keys(metadata).length === 0;
  return empty ? withAt(object, ["metadata"], undefined) : object;
}

interface Merged {
  readonly object: JsonObject;
  readonly managers: readonly Manager[];
}

function merge(
  draft: Draft,
  target: Target,
  applied: JsonObject,
  live: JsonObject | undefined,
  manager: string,
  force: boolean,
): Merged {
  const rules = rulesOf(target.parent);
  const identity = {
    manager,
    operation: "Apply" as const,
    apiVersion: apiVersionOf(target.parent),
    subresource: target.subresource,
  };
  const known = live === undefined ? [] : managersOf(live);
  const mine = known.find((entry) => isSameManager(entry, identity));
  const others = known.filter((entry) => entry !== mine);
  const fields = fieldsOf(withoutEmptyMetadata(countable(applied)), rules);
  const over = (base: JsonObject): JsonObject => {
    const laid = overlay(base, countable(applied), rules);
    return isObject(laid) ? laid : base;
  };
  const base = live ?? applied;
  const laid = over(base);
  const abandoned = abandonedBy(mine?.fields ?? EMPTY, fields, others);
  const pruned = withoutFields(laid, abandoned, rules);
  const object: JsonObject = {
    ...pruned,
    apiVersion: stringAt(base, "apiVersion") || identity.apiVersion,
    kind: target.parent.kind,
    metadata: keepServerFields(pruned, base),
  };
  const touched =
    live === undefined
      ? EMPTY
      : intersection(compare(countable(live), countable(laid), rules).changed, fields);
  const conflicts = others
    .map((entry) => ({ entry, fields: intersection(entry.fields, touched) }))
    .filter((found) => !isEmpty(found.fields));
  const allowed = manager === KUBECTL ? lastAppliedFields(live, rules) : EMPTY;
  const forbidden = conflicts.filter((found) => !isEmpty(difference(found.fields, allowed)));
  if (forbidden.length > 0 && !force) throw conflictStatus(forbidden);
  const left = others.map((entry) => ({
    ...entry,
    fields: recursiveDifference(difference(entry.fields, touched), abandoned),
  }));
  const same =
    mine !== undefined &&
    isEmpty(difference(mine.fields, fields)) &&
    isEmpty(difference(fields, mine.fields));
  const time = same && isEmpty(touched) ? mine.time : timestamp(draft.env.now);
  return {
    object: refreshLastApplied(object, applied, live, manager),
    managers: [...left, { ...identity, fields, time }],
  };
}

/** Fields the manager applied before, names no longer, and nobody else owns. */
function abandonedBy(before: FieldSet, now: FieldSet, others: readonly Manager[]): FieldSet {
  const kept = others.reduce((set, entry) => union(set, entry.fields), now);
  const gone = difference(before, kept);
  return onlyFree(gone, kept);
}

/** A field stays while somebody owns something below it. */
function onlyFree(gone: FieldSet, kept: FieldSet): FieldSet {
  const held = kept.children.size > 0;
  return {
    member: gone.member && !held,
    children: new Map(
      [...gone.children]
        .map(([key, child]) => [key, onlyFree(child, kept.children.get(key) ?? EMPTY)] as const)
        .filter(([, child]) => !isEmpty(child)),
    ),
  };
}

function withoutFields(
  object: JsonObject,
  set: FieldSet,
  rules: ReturnType<typeof rulesOf>,
): JsonObject {
  const left: Json | undefined = isEmpty(set) ? object : without(object, set, rules);
  return isObject(left) ? left : object;
}

function keepServerFields(object: JsonObject, base: JsonObject): JsonObject {
  const metadata = own(object, "metadata");
  const before = own(base, "metadata");
  return {
    ...(isObject(before) ? { name: own(before, "name") } : {}),
    ...(isObject(metadata) ? metadata : {}),
  };
}

interface FieldConflict {
  readonly entry: Manager;
  readonly fields: FieldSet;
}

function conflictStatus(conflicts: readonly FieldConflict[]): ReturnType<typeof failure> {
  const causes = conflicts.flatMap(({ entry, fields }): readonly StatusCause[] =>
    paths(fields).map((field) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${describe(entry)}`,
      field,
    })),
  );
  const lines =
    causes.length === 1
      ? `${causes[0]?.message ?? ""}: ${causes[0]?.field ?? ""}`
      : listed(conflicts);
  const plural = causes.length === 1 ? "conflict" : "conflicts";
  return failure(409, "Conflict", `Apply failed with ${causes.length} ${plural}: ${lines}`, {
    causes,
  });
}

/** Several conflicts are listed by manager. */
function listed(conflicts: readonly FieldConflict[]): string {
  const byManager = new Map<string, string[]>();
  for (const { entry, fields } of conflicts) {
    const name = describe(entry);
    byManager.set(name, [...(byManager.get(name) ?? []), ...paths(fields)]);
  }
  return [...byManager]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, fields]) => {
      const rows = fields.map((field) => `\n- ${field}`).join("");
      return `conflicts with ${name}:${rows}`;
    })
    .join("\n");
}

/** Appliers by name alone; updaters with the version they used. */
function describe(entry: Manager): string {
  const subresource =
    entry.subresource === "" ? "" : ` with subresource ${JSON.stringify(entry.subresource)}`;
  const name = `${JSON.stringify(entry.manager)}${subresource}`;
  return entry.operation === "Apply" ? name : `${name} using ${entry.apiVersion}`;
}
