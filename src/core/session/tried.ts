/**
 * What was tried in this lab: one entry a pair of ends, port and protocol, newest last. The *verdict*
 * shown for it is always computed anew; the outcome kept here is what the tool met at the time.
 */
import type { Protocol } from "../api/objects.ts";
import type { Endpoint } from "../netpol/types.ts";
import type { Caller, ConnectOutcome, FlowObservation } from "../network/types.ts";

/** An end by name, so that it survives a restart of the pod: `pod/NS/NAME`, `node/NAME`, an address. */
export type EndName = string;

export interface TriedFlow {
  readonly source: EndName;
  readonly destination: EndName;
  /** At the pod, after Service translation; 0 for ICMP. */
  readonly port: number;
  readonly protocol: Protocol | "ICMP";
  readonly outcome: ConnectOutcome;
  /** The tool and what was typed, e.g. `curl` and `http://backend`. */
  readonly tool: string;
  readonly target: string;
  /** Lab time, milliseconds since the epoch. */
  readonly time: number;
}

/** How many are kept. */
export const TRIED_LIMIT = 60;

export function endName(end: Endpoint): EndName {
  if (end.kind === "pod") return `pod/${end.namespace}/${end.name}`;
  return end.nodeName === undefined ? end.ip : `node/${end.nodeName}`;
}

export function callerName(caller: Caller): EndName {
  if (caller.kind === "pod") return `pod/${caller.namespace}/${caller.name}`;
  return caller.kind === "node" ? `node/${caller.name}` : caller.ip;
}

/** The flow that an attempt amounted to. */
export function triedFlow(observation: FlowObservation): TriedFlow {
  const { connection, caller, tool, target, time } = observation;
  const judged = connection.trace.findLast((step) => step.step === "policy")?.verdict.flow;
  const icmp = connection.protocol === "ICMP";
  return {
    source: judged === undefined ? callerName(caller) : endName(judged.source),
    destination: judged === undefined ? connection.remoteAddress : endName(judged.destination),
    port: icmp ? 0 : (judged?.port ?? connection.port),
    protocol: connection.protocol,
    outcome: connection.outcome,
    tool,
    target,
    time,
  };
}

const sameFlow = (a: TriedFlow, b: TriedFlow): boolean =>
  a.source === b.source &&
  a.destination === b.destination &&
  a.port === b.port &&
  a.protocol === b.protocol;

/** Adds an attempt at the end; an earlier one of the same flow gives way to it. */
export function addTried(tried: readonly TriedFlow[], flow: TriedFlow): readonly TriedFlow[] {
  return [...tried.filter((other) => !sameFlow(other, flow)), flow].slice(-TRIED_LIMIT);
}
