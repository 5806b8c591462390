import type { CompiledNetwork } from "../netpol/compile.ts";
import { flowBetween, type Resolution } from "../netpol/endpoints.ts";
import { evaluate, policiesIsolating } from "../netpol/evaluate.ts";
import { buildMatrix, type ReachMatrix } from "../netpol/matrix.ts";
import type { Direction, Endpoint, PolicyRef, Verdict } from "../netpol/types.ts";
import { findListener, listenersOf } from "../network/listeners.ts";
import type { Pod } from "../api/objects.ts";
import { podId, podOfId } from "./ids.ts";
import type { FlowRequest, FlowStatus, CardId } from "./types.ts";

interface Judgement {
  readonly status: FlowStatus;
  /** Policies that isolate either end. */
  readonly policies: readonly PolicyRef[];
}

/**
 * What the graph asks of the evaluator and the data plane. The picture decides nothing itself: it
 * never shows a verdict that is not theirs.
 */
export interface GraphJudge {
  /** Policies that isolate the pod in that direction; empty when its gate is open. */
  guards(pod: CardId, direction: Direction): readonly PolicyRef[];
  /** How this attempt would end now. Ends are pods, outside addresses and nodes, never groups. */
  judge(flow: FlowRequest): Judgement;
}

/** The status of a flow that policies alone decide. */
export function statusOf(verdict: Verdict): FlowStatus {
  if (!verdict.egress.allowed) return verdict.ingress.allowed ? "blocked-egress" : "blocked-both";
  return verdict.ingress.allowed ? "allowed" : "blocked-ingress";
}

/** The policies that isolate either end of a verdict, source first, none twice. */
export function policiesOf(verdict: Verdict): readonly PolicyRef[] {
  const found = new Map<string, PolicyRef>();
  for (const side of [verdict.egress, verdict.ingress]) {
    if (!("isolatedBy" in side)) continue;
    for (const policy of side.isolatedBy) found.set(`${policy.namespace}/${policy.name}`, policy);
  }
  return [...found.values()];
}

/** Whether a pod answers on a port; the picture draws an attempt that nothing answers as refused. */
export type Answers = (flow: FlowRequest) => boolean;

/** What really listens in these pods; outside addresses and nodes are taken to answer. */
export function podAnswers(pods: readonly Pod[]): Answers {
  const byId = new Map(
    pods.map((pod) => [podId(pod.metadata.namespace ?? "default", pod.metadata.name), pod]),
  );
  return ({ destination, port, protocol }) => {
    const pod = byId.get(destination);
    if (pod === undefined || protocol === "ICMP") return true;
    return findListener(listenersOf(pod), port, protocol) !== undefined;
  };
}

/**
 * The judge over a compiled network. Between pods it reads the reach matrix of the port, which is
 * what the matrix view shows too; everything else is evaluated one by one.
 * @param addressOf the IP of an outside address's or a node's card; undefined where it has none.
 */
export function networkJudge(
  network: CompiledNetwork,
  {
    answers = () => true,
    addressOf = () => undefined,
  }: { readonly answers?: Answers; readonly addressOf?: (card: CardId) => string | undefined } = {},
): GraphJudge {
  const { endpoints } = network;
  const matrices = new Map<string, ReachMatrix>();
  const matrixAt = (flow: FlowRequest): ReachMatrix => {
    const key = `${flow.protocol}/${flow.port}`;
    const known = matrices.get(key);
    if (known !== undefined) return known;
    const made = buildMatrix(network, { port: flow.port, protocol: flow.protocol });
    matrices.set(key, made);
    return made;
  };

  const guardsOf = new Map<string, readonly PolicyRef[]>();
  const guards: GraphJudge["guards"] = (pod, direction) => {
    const key = `${direction} ${pod}`;
    const known = guardsOf.get(key);
    if (known !== undefined) return known;
    const end = resolvePod(network, pod);
    const found =
      end?.kind === "pod"
        ? policiesIsolating(network, end, direction).map((policy) => policy.ref)
        : [];
    guardsOf.set(key, found);
    return found;
  };

  const indexes = new Map<CardId, number | undefined>();
  const indexOf = (card: CardId): number | undefined => {
    if (!indexes.has(card)) {
      const { namespace, name } = podOfId(card) ?? { namespace: "", name: "" };
      indexes.set(card, endpoints.indexOf(namespace, name));
    }
    return indexes.get(card);
  };

  const ending = (status: FlowStatus, flow: FlowRequest): FlowStatus =>
    status === "allowed" && !answers(flow) ? "refused" : status;

  return {
    guards,
    judge(flow) {
      const source = indexOf(flow.source);
      const destination = indexOf(flow.destination);
      if (source !== undefined && destination !== undefined) {
        const matrix = matrixAt(flow);
        const out = matrix.letsOut(source, destination);
        const enter = matrix.letsIn(source, destination);
        return {
          status: ending(statusFrom(out, enter), flow),
          policies: [...guards(flow.source, "Egress"), ...guards(flow.destination, "Ingress")],
        };
      }
      const from = resolveEnd(network, flow.source, addressOf);
      const to = resolveEnd(network, flow.destination, addressOf);
      if (from?.ok !== true || to?.ok !== true) return { status: "no-route", policies: [] };
      const verdict = evaluate(network, flowBetween(from, to, flow.port, flow.protocol));
      return { status: ending(statusOf(verdict), flow), policies: policiesOf(verdict) };
    },
  };
}

function statusFrom(out: boolean, enter: boolean): FlowStatus {
  if (!out) return enter ? "blocked-egress" : "blocked-both";
  return enter ? "allowed" : "blocked-ingress";
}

function resolveEnd(
  network: CompiledNetwork,
  card: CardId,
  addressOf: (card: CardId) => string | undefined,
): Resolution | undefined {
  const pod = podOfId(card);
  if (pod !== undefined) return network.endpoints.pod(pod.namespace, pod.name);
  const ip = addressOf(card);
  return ip === undefined ? undefined : network.endpoints.address(ip);
}

function resolvePod(network: CompiledNetwork, card: CardId): Endpoint | undefined {
  const pod = podOfId(card);
  if (pod === undefined) return undefined;
  const found = network.endpoints.pod(pod.namespace, pod.name);
  return found.ok ? found.endpoint : undefined;
}
