/**
 * A scenario: a cluster to begin with, files in the home folder, a story, and flows to watch.
 * Authored as plain YAML under lessons/scenarios/; parsed strictly, so that a slip is a build error.
 */
import { isArray, isObject, type Json, type JsonObject } from "../api/json.ts";
import type { Protocol } from "../api/objects.ts";
import { parseIP } from "../net/ip.ts";

/** An end of a watched flow: `namespace/pod`, an address, or `dns` (the pods behind kube-dns). */
export type WatchEnd = string;

export interface WatchedFlow {
  readonly text: string;
  readonly from: WatchEnd;
  readonly to: WatchEnd;
  readonly port: number;
  readonly protocol: Protocol;
  readonly want: "allowed" | "blocked";
}

/** An address outside the cluster that has a name on the picture. */
export interface OutsideHost {
  readonly name: string;
  readonly ip: string;
}

export interface ScenarioStep {
  readonly text: string;
  readonly command: string;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly level: string;
  /** Paragraphs; `code` and **strong** are the only markup. */
  readonly story: readonly string[];
  readonly steps: readonly ScenarioStep[];
  readonly watch: readonly WatchedFlow[];
  readonly outside: readonly OutsideHost[];
}

/** Thrown for an ill-formed scenario; the message begins with the path of the fault. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}

const fail = (path: string, message: string): never => {
  throw new ScenarioError(`${path}: ${message}`);
};

function text(value: Json | undefined, path: string): string {
  return typeof value === "string" && value !== "" ? value : fail(path, "must be a text");
}

function list(value: Json | undefined, path: string): readonly Json[] {
  if (value === undefined) return [];
  return isArray(value) ? value : fail(path, "must be a list");
}

function object(value: Json | undefined, path: string, keys: readonly string[]): JsonObject {
  if (!isObject(value)) return fail(path, "must be a map");
  for (const key of Object.keys(value))
    if (!keys.includes(key)) fail(path === "" ? key : `${path}.${key}`, "is not a known field");
  return value;
}

function end(value: Json | undefined, path: string): WatchEnd {
  const given = text(value, path);
  if (given === "dns" || given.split("/").length === 2 || parseIP(given) !== undefined)
    return given;
  return fail(path, `"${given}" must be namespace/pod, an address, or dns`);
}

function watched(value: Json, path: string): WatchedFlow {
  const flow = object(value, path, ["text", "from", "to", "port", "protocol", "want"]);
  const { port, protocol = "TCP", want } = flow;
  return {
    text: text(flow["text"], `${path}.text`),
    from: end(flow["from"], `${path}.from`),
    to: end(flow["to"], `${path}.to`),
    port:
      typeof port === "number" && Number.isInteger(port) && port > 0 && port < 65536
        ? port
        : fail(`${path}.port`, "must be between 1 and 65535"),
    protocol:
      protocol === "TCP" || protocol === "UDP" || protocol === "SCTP"
        ? protocol
        : fail(`${path}.protocol`, "must be TCP, UDP or SCTP"),
    want:
      want === "allowed" || want === "blocked"
        ? want
        : fail(`${path}.want`, "must be allowed or blocked"),
  };
}

/**
 * Reads a parsed `scenario.yaml`.
 * @throws ScenarioError naming the path of what is wrong; unknown fields are wrong.
 */
export function readScenario(id: string, document: Json): Scenario {
  const root = object(document, "", [
    "title",
    "summary",
    "level",
    "story",
    "steps",
    "watch",
    "outside",
  ]);
  return {
    id,
    title: text(root["title"], "title"),
    summary: text(root["summary"], "summary"),
    level: text(root["level"], "level"),
    story: list(root["story"], "story").map((p, i) => text(p, `story[${i}]`)),
    steps: list(root["steps"], "steps").map((step, i) => {
      const fields = object(step, `steps[${i}]`, ["text", "command"]);
      return {
        text: text(fields["text"], `steps[${i}].text`),
        command: text(fields["command"], `steps[${i}].command`),
      };
    }),
    watch: list(root["watch"], "watch").map((flow, i) => watched(flow, `watch[${i}]`)),
    outside: list(root["outside"], "outside").map((host, i) => {
      const fields = object(host, `outside[${i}]`, ["name", "ip"]);
      const ip = text(fields["ip"], `outside[${i}].ip`);
      if (parseIP(ip) === undefined) fail(`outside[${i}].ip`, `"${ip}" is not an address`);
      return { name: text(fields["name"], `outside[${i}].name`), ip };
    }),
  };
}
