/** What somebody with a belief would expect a check to say, by the belief's own evaluator. */
import type { NetworkPolicy } from "../../api/objects.ts";
import type { ClusterState, GroupKind, NamespacedKey } from "../../cluster/types.ts";
import type { KubeObject } from "../../api/objects.ts";
import type { CheckWorld } from "../../lessons/checks/check.ts";
import { readCheck, type CheckSource } from "../../lessons/checks/registry.ts";
import {
  believedAnswer,
  MISCONCEPTIONS,
  type Misconception,
} from "../../lessons/misconceptions.ts";
import { flowBetween, type ClusterObjects } from "../../netpol/endpoints.ts";
import { createDataPlane } from "../../network/dataplane.ts";
import { roundRobin } from "../../network/services.ts";
import { clusterObjectsOf, networkOf } from "../view.ts";

/** The variations of the evaluator that a belief has; a belief about something else has none. */
export const evaluatorsOf = (belief: string): readonly Misconception[] =>
  MISCONCEPTIONS.filter(({ id }) => id === belief);

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** A policy as it was written, before the API server filled anything in: two beliefs are about that. */
function asWritten(policy: NetworkPolicy): NetworkPolicy {
  const text = policy.metadata.annotations?.[LAST_APPLIED];
  if (text === undefined) return policy;
  const { spec } = JSON.parse(text) as Pick<NetworkPolicy, "spec">;
  return { ...policy, ...(spec && { spec }) };
}

const TRY = /^try \S+ -> (?:\[[^\]]*\]|[^\s:]+(?::[^\s:]+)?):(\d+)/;

/** Does the check hold in the eyes of somebody with the belief? Undefined where nothing shows it. */
export function believedHolds(
  belief: Misconception,
  world: CheckWorld,
  source: CheckSource,
): boolean | undefined {
  if (typeof source !== "string") {
    if ("not" in source) {
      const inner = believedHolds(belief, world, source.not);
      return inner === undefined ? undefined : !inner;
    }
    const parts = ("all" in source ? source.all : source.any).map((part) =>
      believedHolds(belief, world, part),
    );
    if (parts.includes(undefined)) return undefined;
    return "all" in source ? !parts.includes(false) : parts.includes(true);
  }
  const check = readCheck(source);
  const objects = clusterObjectsOf(world.state);
  const written = { ...objects, policies: objects.policies.map(asWritten) };
  const answer = believedAnswer(belief, written);
  if (check.flow !== undefined) {
    const { from, to, port, protocol, want } = check.flow;
    const [a, b] = [world.resolve(from), world.resolve(to)];
    if (!a.ok || !b.ok) return undefined;
    return answer({ flow: flowBetween(a, b, port, protocol) }) === (want === "allow");
  }
  const dialled = TRY.exec(source)?.[1];
  if (dialled !== undefined) {
    const plane = createDataPlane({
      judge: (_, flow, { viaService }) => {
        const port = viaService && flow.port !== 53 ? { servicePort: Number(dialled) } : {};
        return answer({ flow, ...port }) ? { action: "allow" } : { action: "drop" };
      },
      choose: roundRobin(),
      outside: world.plane.outside,
    });
    return check.run({ ...world, plane }).holds;
  }
  // other checks look at objects; what a belief only concludes does not change them
  if (belief.reads === undefined) return undefined;
  return check.run(readAs(world, belief.reads(written))).holds;
}

/** The world with the objects as a belief reads them. */
function readAs(world: CheckWorld, read: ClusterObjects): CheckWorld {
  const byKey = (list: readonly KubeObject[]): ReadonlyMap<NamespacedKey, KubeObject> =>
    new Map(list.map((o) => [`${o.metadata.namespace ?? ""}/${o.metadata.name}`, o]));
  const objects = new Map<GroupKind, ReadonlyMap<NamespacedKey, KubeObject>>([
    ...world.state.objects,
    ["/Namespace", byKey(read.namespaces)],
    ["/Pod", byKey(read.pods)],
    ["networking.k8s.io/NetworkPolicy", byKey(read.policies)],
  ]);
  const state: ClusterState = { ...world.state, objects };
  return { ...world, state, network: networkOf(state) };
}

/**
 * Does the belief's evaluator give the wrong option? With claims it has to see all of them hold;
 * without, it has to see one of the checks fail that really hold. Undefined: the belief has no
 * evaluator, or the checks are of a kind that it says nothing about.
 */
export function gives(
  belief: string,
  world: CheckWorld,
  { claims, checks }: { readonly claims?: readonly CheckSource[] | undefined; readonly checks: readonly CheckSource[] },
): boolean | undefined {
  let said: boolean | undefined;
  for (const evaluator of evaluatorsOf(belief)) {
    const seen = (claims ?? checks).map((source) => believedHolds(evaluator, world, source));
    if (claims === undefined ? seen.includes(false) : seen.every((holds) => holds === true)) return true;
    if (!seen.includes(undefined)) said = false;
  }
  return said;
} // prettier-ignore
