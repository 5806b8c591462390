/**
 * Labels of either pod or of either namespace, added, changed or removed.
 *
 * Labels that a pod has are left alone where they hold more together than policies: a controller's
 * pod without them may be replaced by another just like it, and a Service would lose its pod.
 */
import { labelValue, selectorMatches, valueSatisfies } from "../../api/labels.ts";
import type { Requirement } from "../../api/labels.ts";
import type { Labels } from "../../api/objects.ts";
import type { CompiledPeer, CompiledPolicy, CompiledSelector } from "../../netpol/compile.ts";
import type { ClusterEdit } from "../../netpol/edit.ts";
import { policiesIsolating } from "../../netpol/evaluate.ts";
import { NAMESPACE_NAME_LABEL } from "../../netpol/normalise.ts";
import type { PodEndpoint } from "../../netpol/types.ts";
import { triedRules } from "../gate.ts";
import type { Gate } from "../gate.ts";
import type { Proposal } from "../proposal.ts";
import { imperative } from "../title.ts";

/** One label: `null` removes it. */
interface LabelChange {
  readonly key: string;
  readonly value: string | null;
}

/** More labels than this are no small change. */
const MAX_LABELS = 3;
/** Ways out of one policy's selector that are tried. */
const MAX_ESCAPES = 4;

/** Labels that make a rule see the other end, or another policy's rules count for the subject. */
export function labelsThatOpen(gate: Gate): Proposal[] {
  return [...peerLabels(gate), ...joinPolicies(gate), ...escapePolicies(gate)];
}

/** Labels that hide the other end from the rules, or bring the subject under another policy. */
export function labelsThatClose(gate: Gate): Proposal[] {
  return [...hidePeer(gate), ...joinPolicies(gate), ...escapePolicies(gate)];
}

/** Gives the other pod, or its namespace, the labels that a rule of the right port wants. */
function peerLabels(gate: Gate): Proposal[] {
  const { peer } = gate;
  if (peer.kind !== "pod") return [];
  return triedRules(gate).flatMap(({ policy, trace, compiled }) => {
    if (!trace.portsMatched) return [];
    return compiled.peers.flatMap((entry, index) => {
      if (entry.kind !== "pods" || trace.peers[index]?.matched === true) return [];
      if (entry.namespaceSelector === undefined && peer.namespace !== policy.namespace) return [];
      const ofPod = changesToMeet(gate, entry.podSelector, peer.labels);
      const ofNamespace = changesToMeet(gate, entry.namespaceSelector, peer.namespaceLabels);
      const podEdits = podChanges(gate, peer, ofPod);
      const namespaceEdits = namespaceChanges(peer.namespace, ofNamespace);
      if (podEdits === undefined || namespaceEdits === undefined) return [];
      return proposalOf([...podEdits, ...namespaceEdits]) ?? [];
    });
  });
}

/** Makes the subject one of those that another policy of its namespace selects. */
function joinPolicies(gate: Gate): Proposal[] {
  const { network, subject, direction } = gate;
  const isolating = new Set<CompiledPolicy>(policiesIsolating(network, subject, direction));
  return (network.byNamespace.get(subject.namespace) ?? []).flatMap((policy) => {
    const rules = policy.rules[direction];
    if (rules === undefined || isolating.has(policy)) return [];
    if (!gate.allowed && rules.length === 0) return [];
    const changes = changesToMeet(gate, policy.podSelector, subject.labels);
    return proposalOf(podChanges(gate, subject, changes)) ?? [];
  });
}

/** Takes the subject out of all policies that isolate it, or one after the other. */
function escapePolicies(gate: Gate): Proposal[] {
  const { network, subject, direction } = gate;
  const ways = policiesIsolating(network, subject, direction).map(({ podSelector }) =>
    changesToEscape(gate, podSelector, subject.labels),
  );
  const single = ways.flat().slice(0, MAX_ESCAPES);
  const firsts = ways.flatMap(([first]) => first ?? []);
  const all = [...single.map((change) => [change]), ...(ways.length > 1 ? [firsts] : [])];
  return all.flatMap((changes) => proposalOf(podChanges(gate, subject, unique(changes))) ?? []);
}

/** Takes from the other pod (or its namespace) a label that the allowing rules want. */
function hidePeer(gate: Gate): Proposal[] {
  const { peer } = gate;
  if (peer.kind !== "pod") return [];
  const entries = triedRules(gate).flatMap(({ trace, compiled }): CompiledPeer[] =>
    trace.peersMatched && trace.portsMatched
      ? compiled.peers.filter((_, index) => trace.peers[index]?.matched)
      : [],
  );
  return entries.slice(0, MAX_ESCAPES).flatMap((entry) => {
    if (entry.kind !== "pods") return [];
    const { podSelector, namespaceSelector } = entry;
    const ofPod = podSelector ? changesToEscape(gate, podSelector, peer.labels) : [];
    const ofNamespace = namespaceSelector
      ? changesToEscape(gate, namespaceSelector, peer.namespaceLabels)
      : [];
    return [
      ...ofPod.map((change) => podChanges(gate, peer, [change])),
      ...ofNamespace.map((change) => namespaceChanges(peer.namespace, [change])),
    ].flatMap((edits) => proposalOf(edits) ?? []);
  });
}

// ---------------------------------------------------------------------------------------------
// What to change

/**
 * Changes after which the labels meet a selector; empty when they do, undefined when none help.
 */
function changesToMeet(
  gate: Gate,
  selector: CompiledSelector | undefined,
  labels: Labels,
): LabelChange[] | undefined {
  const wanted = new Map<string, string | null>();
  const requirements = selector?.requirements ?? [];
  const valueOf = (key: string): string | undefined => {
    const value = wanted.get(key);
    return value === undefined ? labelValue(labels, key) : (value ?? undefined);
  };
  for (const requirement of requirements) {
    if (valueSatisfies(requirement, valueOf(requirement.key))) continue;
    const value = valueThatMeets(gate, requirement);
    if (value === undefined || wanted.has(requirement.key)) return undefined;
    wanted.set(requirement.key, value);
  }
  const met = requirements.every((one) => valueSatisfies(one, valueOf(one.key)));
  return met ? [...wanted].map(([key, value]) => ({ key, value })) : undefined;
}

/** A value with which the label meets a requirement; `null` where it has to be absent. */
function valueThatMeets(
  gate: Gate,
  { operator, key, values }: Requirement,
): string | null | undefined {
  switch (operator) {
    case "=":
    case "==":
    case "in":
      return values[0];
    case "exists":
      return usualValue(gate, key);
    case "!=":
    case "notin":
    case "!":
      return null;
    case "gt":
    case "lt":
    case "invalid":
      return undefined;
  }
}

/** The value that another pod or namespace has, or `true`. */
function usualValue({ network }: Gate, key: string): string {
  const { pods, namespaces } = network.endpoints;
  const values = [...pods, ...namespaces].map(({ labels }) => labelValue(labels, key));
  return values.find((value) => value !== undefined) ?? "true";
}

/** Single changes after which the labels do not meet a selector that they meet. */
function changesToEscape(gate: Gate, selector: CompiledSelector, labels: Labels): LabelChange[] {
  return selector.requirements.flatMap((requirement): LabelChange[] => {
    const { key, operator, values } = requirement;
    const value = labelValue(labels, key);
    if (value !== undefined) return [{ key, value: null }];
    if (operator === "!") return [{ key, value: usualValue(gate, key) }];
    return values.slice(0, 1).map((first) => ({ key, value: first }));
  });
}

// ---------------------------------------------------------------------------------------------
// Edits

function podChanges(
  gate: Gate,
  pod: PodEndpoint,
  changes: readonly LabelChange[] | undefined,
): ClusterEdit[] | undefined {
  if (changes === undefined) return undefined;
  const { namespace, name } = pod;
  const had = changes.filter(({ key }) => labelValue(pod.labels, key) !== undefined);
  if (had.length > 0 && (isControlled(gate, pod) || isServedBy(gate, pod, had))) return undefined;
  return changes.map((change) => ({ kind: "label-pod", namespace, name, ...change }));
}

function isControlled({ network }: Gate, { namespace, name }: PodEndpoint): boolean {
  return network.objects.pods.some(
    ({ metadata }) =>
      metadata.name === name &&
      (metadata.namespace ?? "default") === namespace &&
      metadata.ownerReferences?.some(({ controller }) => controller === true) === true,
  );
}

/** Does a Service find the pod by one of these labels? */
function isServedBy(
  { services }: Gate,
  { namespace, labels }: PodEndpoint,
  changes: readonly LabelChange[],
): boolean {
  return services.some(({ metadata, spec: { selector } }) => {
    if (selector === undefined || (metadata.namespace ?? "default") !== namespace) return false;
    const byThem = changes.some(({ key }) => Object.hasOwn(selector, key));
    return byThem && selectorMatches({ matchLabels: selector }, labels);
  });
}

function namespaceChanges(
  name: string,
  changes: readonly LabelChange[] | undefined,
): ClusterEdit[] | undefined {
  // the API server keeps the label with the name (S24)
  if (changes === undefined || changes.some(({ key }) => key === NAMESPACE_NAME_LABEL))
    return undefined;
  return changes.map((change) => ({ kind: "label-namespace", name, ...change }));
}

function unique(changes: readonly LabelChange[]): LabelChange[] {
  return [...new Map(changes.map((change) => [change.key, change])).values()];
}

type LabelEdit = ClusterEdit & { readonly kind: "label-pod" | "label-namespace" };

function proposalOf(edits: readonly ClusterEdit[] | undefined): Proposal | undefined {
  const labels = (edits ?? []).filter((edit): edit is LabelEdit => edit.kind.startsWith("label-"));
  if (labels.length === 0 || labels.length > MAX_LABELS) return undefined;
  return { idea: "label", title: titleOf(labels), size: labels.length, changes: labels };
}

function titleOf(edits: readonly LabelEdit[]): string {
  const byObject = new Map<string, LabelEdit[]>();
  for (const edit of edits) {
    const object =
      edit.kind === "label-pod" ? `pod ${edit.namespace}/${edit.name}` : `namespace ${edit.name}`;
    byObject.set(object, [...(byObject.get(object) ?? []), edit]);
  }
  const phrases = [...byObject].flatMap(([object, list]) => {
    const set = list.filter(({ value }) => value !== null);
    const removed = list.filter(({ value }) => value === null);
    const pairs = set.map(({ key, value }) => `${key}=${value ?? ""}`).join(" and ");
    const keys = `${removed.length === 1 ? "label" : "labels"} ${removed.map(({ key }) => key).join(" and ")}`;
    return [
      ...(set.length === 0 ? [] : [`label ${object} with ${pairs}`]),
      ...(removed.length === 0 ? [] : [`remove the ${keys} from ${object}`]),
    ];
  });
  return imperative("", phrases);
}
