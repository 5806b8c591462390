/** Selectors that pick nothing, by their cause. */
import type { Fix } from "../finding.ts";
import { replacing, withPeers, withSpec } from "../change.ts";
import { missesOf } from "../misses.ts";
import type { Miss } from "../misses.ts";
import { peerSpecs } from "../peers.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";
import type { LabelSelector, NetworkPolicy } from "../../api/objects.ts";
import { formatLabelSelector } from "../../api/labels.ts";
import { NAMESPACE_NAME_LABEL } from "../../netpol/normalise.ts";
import type { Twin } from "../twins.ts";
import { listed, short } from "../words.ts";

/** The policy with another selector in the place of the one that missed. */
function reselected({ policy, at, which }: Miss, selector: LabelSelector): NetworkPolicy {
  if (at === undefined) {
    return withSpec(policy, { ...policy.source.spec, podSelector: selector });
  }
  const { direction, rule, peer } = at;
  const old = peerSpecs(policy, direction, rule.ref.index)[peer] ?? {};
  return withPeers(policy, direction, rule.ref.index, peer, 1, { ...old, [which]: selector });
}

function twinFixes(miss: Miss, twin: Twin | undefined): Fix[] {
  if (twin === undefined) return [];
  return [replacing(`Select ${short(twin.right)}`, reselected(miss, twin.selector))];
}

const wants = ({ selector }: Miss): string => short(formatLabelSelector(selector));
const maybe = (twin: Twin | undefined): string =>
  twin === undefined ? "" : ` Did you mean ${short(twin.right)}?`;

export const selectorMatchesNothing: Rule = {
  code: "selector-matches-nothing",
  severity: "warning",
  title: "A selector that matches nothing",
  why: "A selector without a match is no error for the API: the rule or policy just has no effect.",
  remedy:
    "Compare the labels with `kubectl get pods --show-labels`, and correct the selector or the pods.",
  *check(world) {
    for (const miss of missesOf(world, "nobody")) {
      const { policy, path, which, at, cause } = miss;
      const where =
        at === undefined ? ` in ${policy.ref.namespace}` : which === "podSelector" ? " there" : "";
      const what = which === "podSelector" ? "pod" : "namespace";
      const message = `No ${what}${where} has ${wants(miss)}.${maybe(cause.twin)}`;
      yield inPolicy(policy, path, message, twinFixes(miss, cause.twin));
    }
  },
};

/** S23, S24. */
export const namespaceLabelUnknown: Rule = {
  code: "namespace-label-unknown",
  severity: "warning",
  title: "A namespace label that nobody has",
  why: "Namespaces are selected by their own labels; by itself each has only kubernetes.io/metadata.name.",
  remedy: "Select kubernetes.io/metadata.name, or put the label on the namespace.",
  *check(world) {
    for (const miss of missesOf(world, "no-namespace")) {
      const { policy, path, cause, selector } = miss;
      const named = Object.entries(selector.matchLabels ?? {}).find(
        ([, value]) => cause.twin?.right === `${NAMESPACE_NAME_LABEL}=${value}`,
      );
      const fixes = twinFixes(miss, cause.twin);
      if (named !== undefined && world.namespaces.get(named[1])?.listed === true) {
        const [key, value] = named;
        fixes.push({
          title: `Label namespace ${value} with ${key}=${value}`,
          edits: [{ kind: "label-namespace", name: value, key, value }],
        });
      }
      const message = world.namespacesListed
        ? `No namespace has ${wants(miss)}.${maybe(cause.twin)}`
        : `The API puts no label name on namespaces; their name is in ${NAMESPACE_NAME_LABEL}.`;
      yield inPolicy(policy, path, message, fixes);
    }
  },
};

/** S21. */
export const labelCase: Rule = {
  code: "label-case",
  severity: "warning",
  title: "A label in another case",
  why: "Labels are compared letter by letter: App and app are two keys, Web and web two values.",
  remedy: "Write the label as the pods or namespaces have it.",
  *check(world) {
    for (const miss of missesOf(world, "case")) {
      const { wrong, right } = miss.cause.twin;
      const has = miss.which === "podSelector" ? "pods have" : "a namespace has";
      const message = `Nothing has ${short(wrong)}; ${has} ${short(right)}.`;
      yield inPolicy(miss.policy, miss.path, message, twinFixes(miss, miss.cause.twin));
    }
  },
};

/** S14. */
export const ownNamespaceOnly: Rule = {
  code: "own-namespace-only",
  severity: "warning",
  title: "A podSelector thought to reach other namespaces",
  why: "A podSelector without a namespaceSelector means pods of the policy's own namespace only.",
  remedy: "Put a namespaceSelector beside it, in the same item.",
  *check(world) {
    for (const miss of missesOf(world, "elsewhere")) {
      const { policy, at, path, cause, selector } = miss;
      if (at === undefined) continue;
      const names = [...new Set(cause.pods.map(({ namespace }) => namespace))];
      const message = `No pod of ${policy.ref.namespace} has ${wants(miss)}, but pods of ${listed(names)} do.`;
      const fixes = names.map((name) =>
        replacing(
          `Select the pods of ${name}`,
          withPeers(policy, at.direction, at.rule.ref.index, at.peer, 1, {
            namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: name } },
            podSelector: selector,
          }),
        ),
      );
      yield inPolicy(policy, path, message, fixes.length === 1 ? fixes : []);
    }
  },
};

/** S22. */
export const policyInWrongNamespace: Rule = {
  code: "policy-in-wrong-namespace",
  severity: "warning",
  title: "A policy in another namespace than its pods",
  why: "A policy acts on pods of its own namespace only; elsewhere it is accepted and does nothing.",
  remedy: "Move the policy to the namespace of its pods.",
  *check(world) {
    for (const miss of missesOf(world, "elsewhere")) {
      const { policy, at, cause } = miss;
      if (at !== undefined) continue;
      const names = [...new Set(cause.pods.map(({ namespace }) => namespace))];
      const [target] = names;
      const { namespace, name } = policy.ref;
      const free =
        target !== undefined &&
        names.length === 1 &&
        !world.policiesIn(target).some(({ ref }) => ref.name === name);
      const moved: Fix[] = free
        ? [
            {
              title: `Move the policy to ${target}`,
              edits: [
                { kind: "create-policy", policy: movedTo(policy.source, target) },
                { kind: "delete-policy", policy: policy.ref },
              ],
            },
          ]
        : [];
      const message = `No pod of ${namespace} has ${wants(miss)}, but pods of ${listed(names)} do.`;
      yield inPolicy(policy, "metadata.namespace", message, moved);
    }
  },
};

/** A new object: what the server gave the old one stays behind. */
function movedTo({ apiVersion, kind, metadata, spec }: NetworkPolicy, namespace: string) {
  const { name, labels } = metadata;
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, ...(labels && { labels }) },
    ...(spec && { spec }),
  };
}
