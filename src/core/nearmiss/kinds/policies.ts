/** Whole policies: created, deleted, or told another direction. */
import type { NetworkPolicy, NetworkPolicySpec } from "../../api/objects.ts";
import { policyTypesOf } from "../../netpol/normalise.ts";
import type { PolicyRef } from "../../netpol/types.ts";
import {
  compiledPolicy,
  peerEntry,
  peerWords,
  portEntries,
  portWords,
  selectorWords,
  way,
} from "../gate.ts";
import type { Gate } from "../gate.ts";
import { workloadSelector } from "../identity.ts";
import type { Proposal } from "../proposal.ts";
import { changeTypes, policyName, withRules } from "../spec.ts";

/** More policies than this are not deleted or changed at once. */
const MAX_POLICIES = 3;

/** A policy of its own for this peer and port. */
export function createAllow(gate: Gate): Proposal[] {
  const { network, subject, flow, direction } = gate;
  const podSelector = workloadSelector(network.endpoints, subject);
  const entry = peerEntry(gate, subject.namespace);
  const spec = withRules({ podSelector, policyTypes: [direction] }, direction, [
    { peers: [entry], ports: portEntries(gate) },
  ]);
  const base = `allow-${nameOf(gate)}`;
  const policy = newPolicy(gate, base, spec);
  const words = peerWords(gate, subject.namespace, entry);
  return [
    {
      idea: "create-policy",
      title: `Create policy ${policy.metadata.name} for ${selectorWords(podSelector)}: ${way(gate)} ${words} on ${portWords(flow)}`,
      size: 3,
      changes: [{ kind: "create-policy", policy }],
    },
  ];
}

/** A default deny for the subject's workload, or for all of its namespace. */
export function createDeny(gate: Gate): Proposal[] {
  const { network, subject, direction } = gate;
  if (gate.side.policies.length > 0) return [];
  const workload = workloadSelector(network.endpoints, subject);
  const kind = direction.toLowerCase();
  const specs: [string, NetworkPolicySpec][] = [
    [
      `deny-${kind}-${shortName(subject.name)}`,
      { podSelector: workload, policyTypes: [direction] },
    ],
    [`default-deny-${kind}`, { podSelector: {}, policyTypes: [direction] }],
  ];
  // a pod without labels has no selector of its own
  return specs.slice(workload.matchLabels === undefined ? 1 : 0).map(([base, spec], i) => {
    const policy = newPolicy(gate, base, spec);
    return {
      idea: "create-policy",
      title: `Create policy ${policy.metadata.name}: no ${kind} for ${selectorWords(spec.podSelector)} of ${subject.namespace}`,
      size: 2 - i,
      changes: [{ kind: "create-policy", policy }],
    };
  });
}

/** Deletes the policies that isolate the subject. */
export function deleteIsolating(gate: Gate): Proposal[] {
  return deletion(gate.side.policies.map(({ policy }) => policy));
}

/** Deletes the policies with the rules that allow. */
export function deleteAllowing(gate: Gate): Proposal[] {
  return deletion(gate.side.policies.filter(({ allows }) => allows).map(({ policy }) => policy));
}

/** Takes the direction out of the policyTypes of those that isolate for it. */
export function dropDirection(gate: Gate): Proposal[] {
  const { network, side, direction } = gate;
  const refs = side.policies.map(({ policy }) => policy);
  const keep = refs.every((ref) => typesOf(gate, ref).length === 2);
  if (!keep || refs.length === 0 || refs.length > MAX_POLICIES || network.policies.length === 0)
    return [];
  return [
    {
      idea: "policy-types",
      title: `Take ${direction} out of the policyTypes of ${refs.map(policyName).join(" and ")}`,
      size: refs.length,
      changes: refs.map((ref) =>
        changeTypes(
          ref,
          typesOf(gate, ref).filter((type) => type !== direction),
        ),
      ),
    },
  ];
}

/** Adds the direction to a policy that selects the subject for the other one only. */
export function addDirection(gate: Gate): Proposal[] {
  const { side, direction, allowed } = gate;
  return side.bystanders
    .filter(({ reason, idleRules }) => reason === "other-direction" && (allowed || idleRules > 0))
    .map(({ policy }) => ({
      idea: "policy-types",
      title: `Add ${direction} to the policyTypes of ${policyName(policy)}`,
      size: 1,
      changes: [changeTypes(policy, ["Ingress", "Egress"])],
    }));
}

// ---------------------------------------------------------------------------------------------

function deletion(refs: readonly PolicyRef[]): Proposal[] {
  if (refs.length === 0 || refs.length > MAX_POLICIES) return [];
  return [
    {
      idea: "delete-policy",
      title: `Delete ${refs.map(policyName).join(" and ")}`,
      size: refs.length,
      changes: refs.map((policy) => ({ kind: "delete-policy", policy })),
    },
  ];
}

function typesOf({ network }: Gate, ref: PolicyRef): readonly ("Ingress" | "Egress")[] {
  return policyTypesOf(compiledPolicy(network, ref)?.source.spec);
}

/** A policy under a name that is free. */
export function newPolicy(
  { network, subject: { namespace } }: Gate,
  base: string,
  spec: NetworkPolicySpec,
): NetworkPolicy {
  const taken = new Set(network.byNamespace.get(namespace)?.map(({ ref }) => ref.name));
  let name = base;
  for (let n = 2; taken.has(name); n++) name = `${base}-${n}`;
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec,
  };
}

/** `web-to-db` at the ingress gate of db, `web-to-db-egress` at the egress gate of web. */
function nameOf({ flow, direction }: Gate): string {
  const [source, destination] = [flow.source, flow.destination].map((end) =>
    end.kind === "pod" ? shortName(end.name) : end.ip.replaceAll(/[.:]+/g, "-").replace(/-$/, "0"),
  );
  return `${source ?? ""}-to-${destination ?? ""}${direction === "Egress" ? "-egress" : ""}`;
}

/** A pod's name without the hashes of its ReplicaSet, short enough to be part of a name. */
function shortName(name: string): string {
  return name
    .replace(/-[a-z0-9]{8,10}-[a-z0-9]{5}$/, "")
    .slice(0, 40)
    .replace(/[^a-z0-9]+$/, "");
}
