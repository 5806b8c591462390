/**
 * From the word a learner types to a resource type: plural, singular, kind, short name, with
 * version and group behind dots (apimachinery RESTMapper, client-go `restmapper/shortcut.go`).
 */
import { RESOURCES } from "../api/scheme.ts";
import type { ResourceType } from "../api/scheme.ts";
import { CommandError } from "./errors.ts";
import { quote } from "./gotext.ts";

export interface TypeMatch {
  readonly type: ResourceType;
  /** What kubectl warns of: a short name that fits a type of another group too. */
  readonly warning?: string;
}

/** `pods.v1.apps` → both readings: resource.version.group and resource.group. */
interface TypeArgument {
  readonly resource: string;
  readonly group: string;
  readonly full?: { readonly version: string; readonly group: string };
}

function parseTypeArgument(text: string): TypeArgument {
  const [resource = "", ...rest] = text.split(".");
  const group = rest.join(".");
  if (rest.length < 2) return { resource, group };
  const [version = "", ...tail] = rest;
  return { resource, group, full: { version, group: tail.join(".") } };
}

/** Exact group before a group that begins so; no group takes them all. */
function inGroup(types: readonly ResourceType[], group: string): readonly ResourceType[] {
  if (group === "") return types;
  const exact = types.filter((type) => type.group === group);
  return exact.length > 0 ? exact : types.filter((type) => type.group.startsWith(group));
}

function named(types: readonly ResourceType[], word: string): readonly ResourceType[] {
  const name = word.toLowerCase();
  const plain = types.filter((type) => type.name === name || type.singularName === name);
  return plain.length > 0 ? plain : types.filter((type) => type.kind === word);
}

function preferred(types: readonly ResourceType[]): ResourceType | undefined {
  return types.find((type) => type.preferred) ?? types[0];
}

/** Finds the type that an argument names, or undefined. */
export function matchType(text: string): TypeMatch | undefined {
  const { resource, group, full } = parseTypeArgument(text);
  if (resource === "") return undefined;
  const short = inGroup(
    RESOURCES.filter((type) => type.shortNames.includes(resource)),
    group,
  );
  const winner = preferred(short);
  const word = winner?.name ?? resource;
  if (full !== undefined) {
    const exact = RESOURCES.filter(
      (type) => type.version === full.version && type.group === full.group,
    );
    const type = preferred(named(exact, word));
    if (type !== undefined) return { type };
  }
  if (winner !== undefined) {
    const other = short.find((type) => type.group !== winner.group);
    return other === undefined || group !== ""
      ? { type: winner }
      : {
          type: winner,
          warning: `short name ${quote(resource)} could also match lower priority resource ${other.name}.${other.group}`,
        };
  }
  const type = preferred(inGroup(named(RESOURCES, resource), group));
  return type === undefined ? undefined : { type };
}

/**
 * Finds the type that an argument names.
 * @param warn called with the text of a warning about an ambiguous short name
 * @throws CommandError `the server doesn't have a resource type "x"`
 */
export function requireType(text: string, warn?: (warning: string) => void): ResourceType {
  const match = matchType(text);
  if (match === undefined) {
    const [resource = ""] = text.split(".");
    throw new CommandError(`the server doesn't have a resource type ${quote(resource)}`);
  }
  if (match.warning !== undefined) warn?.(match.warning);
  return match.type;
}

/** The types of a category (`all`) as arguments: `pods`, `deployments.apps`; undefined for others. */
export function expandCategory(name: string): readonly string[] | undefined {
  const types = RESOURCES.filter((type) => type.preferred && type.categories.includes(name));
  if (types.length === 0) return undefined;
  return types.map((type) => (type.group === "" ? type.name : `${type.name}.${type.group}`));
}
