/** Which cards stand in which region: pods one by one, or folded by workload and namespace. */
import { namespaceId, policyId, regionId, workloadId } from "./ids.ts";
import { FOLD_ABOVE, type GraphInput } from "./input.ts";
import { mainLabels } from "./pods.ts";
import { isSystem } from "./system.ts";
import type { PolicyRef } from "../netpol/types.ts";
import type {
  AddressCard,
  CardId,
  Gate,
  GraphCard,
  GraphRegion,
  GroupCard,
  PodCard,
} from "./types.ts";

export interface Regions {
  readonly regions: readonly GraphRegion[];
  readonly cards: ReadonlyMap<CardId, GraphCard>;
  readonly cardOf: ReadonlyMap<CardId, CardId>;
}

/**
 * Regions in order of first appearance, system namespaces after the others, then outside addresses,
 * then nodes. Namespaces of the system are left out while they are empty, and stand folded beside
 * others.
 */
export function regionsOf(
  input: GraphInput,
  pods: readonly PodCard[],
  addresses: readonly AddressCard[],
): Regions {
  const large = pods.length > (input.foldAbove ?? FOLD_ABOVE);
  const cards = new Map<CardId, GraphCard>();
  const cardOf = new Map<CardId, CardId>();
  const regions: GraphRegion[] = [];

  const namespaces = namespacesInOrder(input, pods);
  const beside = namespaces.some(({ name }) => !isSystem(name));
  for (const { name, labels, pods: members } of namespaces) {
    const id = regionId(name);
    const workloads = groupBy(members, (pod) => pod.workload);
    const collapsed =
      members.length > 1 && isFolded(input, id, large || (beside && isSystem(name)));
    const blocks: CardId[][] = [];
    const add = (card: GraphCard, standsFor: readonly PodCard[]): CardId => {
      cards.set(card.id, card);
      for (const pod of standsFor) cardOf.set(pod.id, card.id);
      return card.id;
    };
    if (collapsed) {
      const card = groupCard(
        "namespace",
        namespaceId(name),
        name,
        name,
        [],
        members,
        workloads.size,
      );
      blocks.push([add(card, members)]);
    } else {
      for (const [workload, replicas] of workloads) {
        const group = workloadId(name, workload);
        if (replicas.length > 1 && isFolded(input, group, large)) {
          const shared = commonLabels(replicas);
          blocks.push([
            add(groupCard("workload", group, name, workload, shared, replicas, 1), replicas),
          ]);
        } else {
          blocks.push(replicas.map((pod) => add(pod, [pod])));
        }
      }
    }
    regions.push({
      id,
      kind: "namespace",
      name,
      labels,
      tint: regions.length,
      blocks,
      pods: members.length,
      policies: input.policies.filter((policy) => policy.metadata.namespace === name).length,
      collapsed,
      collapsible: members.length > 1,
    });
  }

  for (const kind of ["outside", "nodes"] as const) {
    const members = addresses.filter((card) => card.region === kind);
    if (members.length === 0) continue;
    for (const card of members) {
      cards.set(card.id, card);
      cardOf.set(card.id, card.id);
    }
    regions.push({
      id: kind,
      kind,
      name: kind === "outside" ? "Outside" : "Nodes",
      labels: [],
      tint: 0,
      blocks: [members.map((card) => card.id)],
      pods: 0,
      policies: 0,
      collapsed: false,
      collapsible: false,
    });
  }
  return { regions, cards, cardOf };
}

function isFolded(input: GraphInput, id: string, byDefault: boolean): boolean {
  if (input.folded?.has(id) === true) return true;
  return byDefault && input.expanded?.has(id) !== true;
}

interface NamespaceMembers {
  readonly name: string;
  readonly labels: readonly string[];
  readonly pods: readonly PodCard[];
}

function namespacesInOrder(input: GraphInput, pods: readonly PodCard[]): NamespaceMembers[] {
  const byNamespace = groupBy(pods, (pod) => pod.namespace);
  const known = new Map(input.namespaces.map((ns) => [ns.metadata.name, ns.metadata.labels]));
  for (const name of byNamespace.keys()) if (!known.has(name)) known.set(name, undefined);
  const all = [...known].map(([name, labels]) => ({
    name,
    labels: mainLabels(labels),
    pods: byNamespace.get(name) ?? [],
  }));
  // "default" exists in every cluster; empty, it says nothing unless it is all there is.
  const shown = all.filter(
    ({ name, pods: members }) => members.length > 0 || !(isSystem(name) || name === "default"),
  );
  return [
    ...shown.filter(({ name }) => !isSystem(name)),
    ...shown.filter(({ name }) => isSystem(name)),
  ];
}

function groupCard(
  kind: GroupCard["kind"],
  id: CardId,
  namespace: string,
  name: string,
  labels: readonly string[],
  pods: readonly PodCard[],
  workloads: number,
): GroupCard {
  return {
    kind,
    id,
    region: regionId(namespace),
    namespace,
    name,
    labels,
    pods: pods.map((pod) => pod.id),
    workloads,
    egress: groupGate(pods.map((pod) => pod.egress)),
    ingress: groupGate(pods.map((pod) => pod.ingress)),
  };
}

/** The gate of a group: guarded when all its pods' gates are, open when none is, else partly. */
export function groupGate(gates: readonly Gate[]): Gate {
  const real = gates.filter((gate) => gate.state !== "none");
  const policies = new Map<string, PolicyRef>();
  let guarded = 0;
  for (const gate of real) {
    if (gate.state !== "guarded") continue;
    guarded++;
    for (const policy of gate.policies) policies.set(policyId(policy), policy);
  }
  if (real.length === 0) return gates[0] ?? { state: "none", reason: "no-address" };
  if (guarded === 0) return { state: "open" };
  const named = [...policies.values()];
  if (guarded === real.length) return { state: "guarded", policies: named };
  return { state: "partly", guarded, of: real.length, policies: named };
}

function commonLabels(pods: readonly PodCard[]): readonly string[] {
  const [first, ...rest] = pods;
  return (first?.labels ?? []).filter((label) => rest.every((pod) => pod.labels.includes(label)));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
