/** Can the checks of a step be met by opening everything, or by closing everything? Neither may be. */
import type { NetworkPolicy } from "../../api/objects.ts";
import type { ClusterState, GroupKind, NamespacedKey } from "../../cluster/types.ts";
import type { CheckWorld } from "../../lessons/checks/check.ts";
import type { CheckSource } from "../../lessons/checks/registry.ts";
import { namespacesOf, networkOf, policiesIn } from "../view.ts";
import { runIn } from "./lab.ts";

const KIND: GroupKind = "networking.k8s.io/NetworkPolicy";

/** A world whose policies are others; everything else stays. */
export function withPolicies(world: CheckWorld, policies: readonly NetworkPolicy[]): CheckWorld {
  const { state } = world;
  const map = new Map<NamespacedKey, NetworkPolicy>(
    policies.map((p) => [`${p.metadata.namespace ?? "default"}/${p.metadata.name}`, p]),
  );
  const changed: ClusterState = { ...state, objects: new Map([...state.objects, [KIND, map]]) };
  return { ...world, state: changed, network: networkOf(changed) };
}

type Spec = NonNullable<NetworkPolicy["spec"]>;

const everywhere = (world: CheckWorld, name: string, spec: Spec): readonly NetworkPolicy[] =>
  namespacesOf(world.state).map(({ metadata }) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: metadata.name, uid: `${name}-${metadata.name}` },
    spec,
  }));

/** The policies as they are, and one more in each namespace that allows everything. */
export function allowAll(world: CheckWorld): CheckWorld {
  const spec: Spec = {
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    ingress: [{}],
    egress: [{}],
  };
  return withPolicies(world, [...policiesIn(world.state), ...everywhere(world, "open-wide", spec)]);
}

/** The same names and targets without a rule, and every pod of every namespace closed. */
export function denyAll(world: CheckWorld): CheckWorld {
  const emptied = policiesIn(world.state).map((policy): NetworkPolicy => {
    const { ingress: _, egress: __, ...spec } = policy.spec ?? {};
    return { ...policy, spec };
  });
  const spec: Spec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
  return withPolicies(world, [...emptied, ...everywhere(world, "shut-tight", spec)]);
}

/** Does the plugin take notice of policies at all? Without one, neither makes a difference. */
export function enforces(world: CheckWorld): boolean {
  const { Ingress, Egress } = world.network.profile.enforces;
  return Ingress && Egress;
}

const allHold = (world: CheckWorld, sources: readonly CheckSource[]): boolean =>
  runIn(world, sources).every(({ holds }) => holds);

/** What is unfair about the checks in a world in which they hold. */
export function unfair(
  world: CheckWorld,
  sources: readonly CheckSource[],
): { readonly open: boolean; readonly shut: boolean } {
  return { open: allHold(allowAll(world), sources), shut: allHold(denyAll(world), sources) };
}
