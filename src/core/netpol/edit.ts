/**
 * Small changes of a cluster as data: what a near miss proposes and what a lint fix does. Applied
 * here to objects for evaluation; the session turns the same data into API requests and the
 * kubectl commands that a person would type.
 */
import type { Labels, NetworkPolicy, ObjectMeta } from "../api/objects.ts";
import type { ClusterObjects } from "./endpoints.ts";
import { NAMESPACE_NAME_LABEL } from "./normalise.ts";
import type { PolicyRef } from "./types.ts";

export type ClusterEdit =
  /** `value: null` removes the label. */
  | {
      readonly kind: "label-pod";
      readonly namespace: string;
      readonly name: string;
      readonly key: string;
      readonly value: string | null;
    }
  | {
      readonly kind: "label-namespace";
      readonly name: string;
      readonly key: string;
      readonly value: string | null;
    }
  /** Its name is free in its namespace; the policy is valid and defaulted. */
  | { readonly kind: "create-policy"; readonly policy: NetworkPolicy }
  /** The whole new object under the name of an existing one. */
  | { readonly kind: "replace-policy"; readonly policy: NetworkPolicy }
  | { readonly kind: "delete-policy"; readonly policy: PolicyRef };

/** The objects after the edits, in order. Total: an edit of what does not exist changes nothing. */
export function applyEdits(objects: ClusterObjects, edits: readonly ClusterEdit[]): ClusterObjects {
  return edits.reduce(applyEdit, objects);
}

function applyEdit(objects: ClusterObjects, edit: ClusterEdit): ClusterObjects {
  switch (edit.kind) {
    case "label-pod":
      return {
        ...objects,
        pods: replaceWhere(
          objects.pods,
          ({ metadata }) => metadata.name === edit.name && metadata.namespace === edit.namespace,
          (pod) => ({ ...pod, metadata: relabelled(pod.metadata, edit) }),
        ),
      };
    case "label-namespace":
      // the API server keeps this label as it is (S24)
      if (edit.key === NAMESPACE_NAME_LABEL) return objects;
      return {
        ...objects,
        namespaces: replaceWhere(
          objects.namespaces,
          ({ metadata }) => metadata.name === edit.name,
          (namespace) => ({ ...namespace, metadata: relabelled(namespace.metadata, edit) }),
        ),
      };
    case "create-policy":
      return { ...objects, policies: [...objects.policies, edit.policy] };
    case "replace-policy":
      return {
        ...objects,
        policies: replaceWhere(objects.policies, isNamed(edit.policy.metadata), () => edit.policy),
      };
    case "delete-policy": {
      const named = isNamed(edit.policy);
      return { ...objects, policies: objects.policies.filter((policy) => !named(policy)) };
    }
  }
}

function isNamed({ namespace, name }: { readonly namespace?: string; readonly name: string }) {
  return ({ metadata }: NetworkPolicy): boolean =>
    metadata.name === name && metadata.namespace === namespace;
}

/** The list with the matching items changed; the others stay the same objects. */
function replaceWhere<T>(
  items: readonly T[],
  matches: (item: T) => boolean,
  change: (item: T) => T,
): readonly T[] {
  return items.some(matches) ? items.map((item) => (matches(item) ? change(item) : item)) : items;
}

function relabelled(
  metadata: ObjectMeta,
  { key, value }: { readonly key: string; readonly value: string | null },
): ObjectMeta {
  const others = Object.entries(metadata.labels ?? {}).filter(([name]) => name !== key);
  const labels: Labels = Object.fromEntries(value === null ? others : [...others, [key, value]]);
  return { ...metadata, labels };
}
