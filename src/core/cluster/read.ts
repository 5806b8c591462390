/** The verbs get and list. */
import type { JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";
import { apiVersionOf } from "../api/scheme.ts";
import { badRequest, failure, notFound } from "./errors.ts";
import { compareKeys } from "./names.ts";
import { storageKind, toServed } from "./kinds.ts";
import type { Target } from "./routes.ts";
import { isSelected, parseSelection } from "./selectors.ts";
import { keyOf, type Draft } from "./store.ts";
import { compact, json } from "./values.ts";

/** The stored object a request is about. Throws NotFound. */
export function existing(draft: Draft, target: Target): KubeObject {
  const name = target.name ?? "";
  const object = draft.get(storageKind(target.parent), target.namespace, name);
  if (object === undefined) throw notFound(target.parent, name);
  return object;
}

/** GET of one object. */
export function getOne(draft: Draft, target: Target): KubeObject {
  return toServed(target.parent, existing(draft, target));
}

export interface Listed {
  readonly items: readonly KubeObject[];
  readonly metadata: JsonObject;
}

/**
 * The objects a list request selects, in the order of their keys. `limit` and `continue` cut the
 * list into pages; the token is the key to go on from.
 */
export function list(
  draft: Draft,
  target: Target,
  query: Readonly<Record<string, string>>,
): Listed {
  const selection = parseSelection(target.parent, query);
  const all = draft
    .list(storageKind(target.parent), target.namespace)
    .map((object) => toServed(target.parent, object))
    .filter((object) => isSelected(object, selection));
  const rest = after(all, query["continue"]);
  const limit = parseLimit(query["limit"]);
  const items = limit > 0 ? rest.slice(0, limit) : rest;
  const last = items.at(-1);
  const more = items.length < rest.length && last !== undefined;
  return {
    items,
    metadata: compact({
      resourceVersion: String(draft.resourceVersion),
      continue: more ? encodeURIComponent(objectKey(last)) : undefined,
      remainingItemCount: more ? rest.length - items.length : undefined,
    }),
  };
}

function objectKey(object: KubeObject): string {
  return keyOf(object.metadata.namespace, object.metadata.name);
}

function parseLimit(text: string | undefined): number {
  if (text === undefined || text === "") return 0;
  if (!/^-?[0-9]{1,18}$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}

function after(all: readonly KubeObject[], token: string | undefined): readonly KubeObject[] {
  if (token === undefined || token === "") return all;
  let key: string;
  try {
    key = decodeURIComponent(token);
  } catch {
    throw failure(400, "BadRequest", "continue key is not valid: illegal base64 data");
  }
  return all.filter((object) => compareKeys(objectKey(object), key) > 0);
}

/** The List object of the kind, e.g. PodList. */
export function listBody(target: Target, listed: Listed): JsonObject {
  return {
    kind: `${target.parent.kind}List`,
    apiVersion: apiVersionOf(target.parent),
    metadata: listed.metadata,
    items: listed.items.map(json),
  };
}
