/**
 * Answers a scenario of raw objects and probes: the form in which verdicts of independent engines
 * are exchanged. Only `id`, `objects` and `from`, `to`, `port`, `protocol` of a probe are read.
 */
import { isArray, isObject } from "../api/json.ts";
import type { Json, JsonObject } from "../api/json.ts";
import { compileNetwork } from "./compile.ts";
import type { CompiledNetwork } from "./compile.ts";
import { describeNoEnd, flowBetween } from "./endpoints.ts";
import { evaluate } from "./evaluate.ts";
import { normaliseObjects } from "./normalise.ts";
import type { FlowProtocol } from "./types.ts";

export interface ProbeAnswer {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: string;
  /** Do the source's policies let it out, the destination's let it in, both? Absent with `error`. */
  readonly egress?: boolean;
  readonly ingress?: boolean;
  readonly allowed?: boolean;
  /** Why there is no verdict: an end has no address or has finished (S66, S68), or is unknown. */
  readonly error?: string;
}

export interface ScenarioAnswer {
  readonly id: Json;
  readonly probes: readonly ProbeAnswer[];
}

const PROTOCOLS: readonly string[] = ["TCP", "UDP", "SCTP", "ICMP"] satisfies FlowProtocol[];

/** One record in, one record out; total for every JSON value. */
export function answerScenario(scenario: Json): ScenarioAnswer {
  const record: JsonObject = isObject(scenario) ? scenario : {};
  const objects = isArray(record["objects"]) ? record["objects"] : [];
  const probes = isArray(record["probes"]) ? record["probes"] : [];
  const network = compileNetwork(normaliseObjects(objects));
  return {
    id: record["id"] ?? null,
    probes: probes.map((probe) => answerProbe(network, isObject(probe) ? probe : {})),
  };
}

function answerProbe(network: CompiledNetwork, probe: JsonObject): ProbeAnswer {
  const text = (key: string): string => (typeof probe[key] === "string" ? probe[key] : "");
  const from = text("from");
  const to = text("to");
  const protocol = text("protocol") || "TCP";
  const port = typeof probe["port"] === "number" ? probe["port"] : 0;
  const asked = { from, to, port, protocol };
  const source = network.endpoints.resolve(from);
  if (!source.ok) return { ...asked, error: describeNoEnd(source.text, source.reason) };
  const destination = network.endpoints.resolve(to);
  if (!destination.ok)
    return { ...asked, error: describeNoEnd(destination.text, destination.reason) };
  if (!isProtocol(protocol))
    return { ...asked, error: `unknown protocol ${JSON.stringify(protocol)}` };
  const verdict = evaluate(network, flowBetween(source, destination, port, protocol));
  return {
    ...asked,
    egress: verdict.egress.allowed,
    ingress: verdict.ingress.allowed,
    allowed: verdict.allowed,
  };
}

function isProtocol(text: string): text is FlowProtocol {
  return PROTOCOLS.includes(text);
}
