/**
 * A lab as a link carries it: what it stems from, and what is different. Everything that the API
 * server, the controllers and the clock make by themselves is left out and made anew.
 */
import type { Json, JsonObject } from "../../api/json.ts";
import { parseIP } from "../../net/ip.ts";
import type { FlowRequest } from "../../graph/types.ts";
import type { Direction, PortOfInterest } from "../../netpol/types.ts";
import {
  checkExtent,
  listIn,
  numberIn,
  objectIn,
  oneOf,
  strictIn,
  textIn,
  Unsound,
  unsound,
} from "../untrusted.ts";

/** Of the format; another one is refused with a sentence. */
export const SHARE_VERSION = 1;

/** What was selected when the link was made. */
export type SharedSelection =
  | { readonly kind: "pod"; readonly id: string; readonly radius?: Direction }
  | { readonly kind: "flow"; readonly flow: FlowRequest }
  | { readonly kind: "policy"; readonly id: string }
  | { readonly kind: "namespace"; readonly name: string };

/** How the lab was looked at. */
export interface SharedView {
  readonly selected?: SharedSelection;
  readonly network?: "graph" | "matrix";
  /** The port of the matrix; absent: any. */
  readonly at?: PortOfInterest;
}

/** `GROUP/KIND NAMESPACE/NAME`; group and namespace may be empty: `/Pod default/web`. */
export type ObjectRef = string;

export interface SharedLab {
  readonly version: typeof SHARE_VERSION;
  /** The scenario that it stems from; absent: a cluster with nothing in it. */
  readonly base?: string;
  /** Title, story and the like, where they are not those of the base; with the id. */
  readonly scenario?: JsonObject;
  /** The network plugin, where it is not that of the base. */
  readonly plugin?: string;
  /** New or replaced objects, as a person would write them. */
  readonly objects?: readonly JsonObject[];
  /** The same, of which `kubectl apply` keeps that it applied just this. */
  readonly applied?: readonly JsonObject[];
  /** Objects of the base with a JSON merge patch (RFC 7386). */
  readonly patches?: readonly (readonly [ObjectRef, JsonObject])[];
  /** Objects of the base that are gone. */
  readonly gone?: readonly ObjectRef[];
  /** Addresses of pods that run or ran, by `NAMESPACE/NAME`, where they are not those of the base. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** Exit codes of pods that have ended, by `NAMESPACE/NAME`. */
  readonly ended?: Readonly<Record<string, number>>;
  /** Files of the home folder that are new or different, by path; with their mode if it is special. */
  readonly files?: Readonly<Record<string, string | readonly [text: string, mode: number]>>;
  readonly removed?: readonly string[];
  /** Commands that were typed, oldest first. */
  readonly log?: readonly string[];
  readonly view?: SharedView;
}

export type ReadShared =
  | { readonly ok: true; readonly shared: SharedLab }
  /** Why it cannot be opened, as the end of a sentence. */
  | { readonly ok: false; readonly error: string };

const MAX_DEPTH = 40;
const MAX_VALUES = 60_000;
const MAX_OBJECTS = 1000;
const MAX_FILES = 200;
export const MAX_LOG = 200;
const KEYS = [
  "version",
  "base",
  "scenario",
  "plugin",
  "objects",
  "applied",
  "patches",
  "gone",
  "addresses",
  "ended",
  "files",
  "removed",
  "log",
  "view",
];

/** Reads what a link held. Total: anything else than a sound lab is an error with its reason. */
export function readShared(value: unknown): ReadShared {
  try {
    checkExtent(value, MAX_DEPTH, MAX_VALUES);
    return { ok: true, shared: shared(value as Json) };
  } catch (error) {
    if (error instanceof Unsound) return { ok: false, error: error.message };
    throw error;
  }
}

function shared(value: Json): SharedLab {
  const version = objectIn(value, "the lab")["version"];
  if (version !== SHARE_VERSION) {
    return unsound(
      typeof version === "number" && version > SHARE_VERSION
        ? "it was made by a newer version of the lab"
        : "it is of an unknown version",
    );
  }
  const root = strictIn(value, "the lab", KEYS);
  const found: { -readonly [K in keyof SharedLab]: SharedLab[K] } = { version };
  const read = <K extends keyof SharedLab>(
    key: K,
    reader: (value: Json, what: string) => NonNullable<SharedLab[K]>,
  ): void => {
    const given = root[key];
    if (given !== undefined) found[key] = reader(given, key);
  };
  read("base", matching(/^[A-Za-z0-9][A-Za-z0-9-]{0,59}$/));
  read("scenario", objectIn);
  read("plugin", matching(/^[a-z0-9-]{1,40}$/));
  read("objects", listOf(objectIn, MAX_OBJECTS));
  read("applied", listOf(objectIn, MAX_OBJECTS));
  read("patches", listOf(patch, MAX_OBJECTS));
  read("gone", listOf(ref, MAX_OBJECTS));
  read("addresses", recordOf(address, MAX_OBJECTS));
  read("ended", recordOf(exitCode, MAX_OBJECTS));
  read("files", recordOf(file, MAX_FILES));
  read("removed", listOf(path, MAX_FILES));
  read("log", listOf(limited(4000), MAX_LOG));
  read("view", view);
  for (const name of Object.keys(found.files ?? {})) path(name, "a path");
  return found;
}

type Reader<T> = (value: Json, what: string) => T;

function listOf<T>(reader: Reader<T>, limit: number): Reader<readonly T[]> {
  return (value, what) => listIn(value, what, limit).map((item) => reader(item, what));
}

function recordOf<T>(reader: Reader<T>, limit: number): Reader<Readonly<Record<string, T>>> {
  return (value, what) => {
    const entries = Object.entries(objectIn(value, what));
    if (entries.length > limit) unsound(`${what} has too many entries`);
    return Object.fromEntries(entries.map(([key, item]) => [key, reader(item ?? null, what)]));
  };
}

function limited(limit: number): Reader<string> {
  return (value, what) => textIn(value, what, limit);
}

function matching(pattern: RegExp): Reader<string> {
  return (value, what) => {
    const found = textIn(value, what, 1000);
    return pattern.test(found) ? found : unsound(`${what} is not as it should be`);
  };
}

const ref = matching(
  /^[a-z0-9.-]{0,253}\/[A-Za-z]{1,63} [a-z0-9.:-]{0,253}\/[A-Za-z0-9.:-]{1,253}$/,
);

function patch(value: Json, what: string): readonly [ObjectRef, JsonObject] {
  const [target, change] = listIn(value, what, 2);
  return [ref(target ?? null, what), objectIn(change, what)];
}

function address(value: Json, what: string): string {
  const found = textIn(value, what, 45);
  return parseIP(found) === undefined ? unsound(`${what} has no address in it`) : found;
}

function exitCode(value: Json, what: string): number {
  const found = numberIn(value, what);
  return Number.isInteger(found) && found >= 0 && found <= 255
    ? found
    : unsound(`${what} has no exit code in it`);
}

/** Relative to the home folder, and nowhere else. */
function path(value: Json, what: string): string {
  const found = textIn(value, what, 256);
  const parts = found.split("/");
  const strange = parts.some((part) => part === "" || part === "." || part === "..");
  return strange || found.includes("\0") ? unsound(`${what} is no path of the home folder`) : found;
}

const MAX_TEXT = 512 * 1024;

function file(value: Json, what: string): string | readonly [string, number] {
  if (typeof value === "string") return textIn(value, what, MAX_TEXT);
  const [text, mode] = listIn(value, what, 2);
  const bits = numberIn(mode, what);
  if (!Number.isInteger(bits) || bits < 0 || bits > 0o7777) unsound(`${what} has a strange mode`);
  return [textIn(text, what, MAX_TEXT), bits];
}

const PROTOCOLS = ["TCP", "UDP", "SCTP", "ICMP"] as const;

function port(value: Json | undefined): number {
  const found = numberIn(value, "port");
  return Number.isInteger(found) && found >= 0 && found < 65536
    ? found
    : unsound("view has a strange port");
}

function view(value: Json, what: string): SharedView {
  const { selected, network, at } = strictIn(value, what, ["selected", "network", "at"]);
  const given = at === undefined ? undefined : strictIn(at, what, ["port", "protocol"]);
  return {
    ...(selected !== undefined && { selected: selection(selected) }),
    ...(network !== undefined && { network: oneOf(network, what, ["graph", "matrix"]) }),
    ...(given !== undefined && {
      at: { port: port(given["port"]), protocol: oneOf(given["protocol"], what, PROTOCOLS) },
    }),
  };
}

const name = limited(600);

function selection(value: Json): SharedSelection {
  const what = "the selection";
  const { kind, ...rest } = objectIn(value, what);
  switch (oneOf(kind, what, ["pod", "flow", "policy", "namespace"])) {
    case "pod": {
      const { id, radius } = strictIn(rest, what, ["id", "radius"]);
      const direction =
        radius === undefined ? undefined : oneOf(radius, what, ["Ingress", "Egress"]);
      return {
        kind: "pod",
        id: name(id ?? null, what),
        ...(direction !== undefined && { radius: direction }),
      };
    }
    case "policy":
      return { kind: "policy", id: name(strictIn(rest, what, ["id"])["id"] ?? null, what) };
    case "namespace":
      return {
        kind: "namespace",
        name: name(strictIn(rest, what, ["name"])["name"] ?? null, what),
      };
    case "flow": {
      const flow = strictIn(strictIn(rest, what, ["flow"])["flow"], what, [
        "source",
        "destination",
        "port",
        "protocol",
      ]);
      return {
        kind: "flow",
        flow: {
          source: name(flow["source"] ?? null, what),
          destination: name(flow["destination"] ?? null, what),
          port: port(flow["port"]),
          protocol: oneOf(flow["protocol"], what, PROTOCOLS),
        },
      };
    }
  }
}
