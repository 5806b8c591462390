/** What a generator suggests: changes not yet tried, and how they become edits of a cluster. */
import type { NetworkPolicySpec } from "../api/objects.ts";
import { applyEdits } from "../netpol/edit.ts";
import type { ClusterEdit } from "../netpol/edit.ts";
import type { ClusterObjects } from "../netpol/endpoints.ts";
import type { Flow, PolicyRef } from "../netpol/types.ts";

/** Ideas that a person would call the same; at most two of one are shown. */
export type Idea =
  | "label"
  | "peer"
  | "port"
  | "rule"
  | "list-items"
  | "policy-types"
  | "delete-policy"
  | "create-policy"
  | "dns"
  | "question";

/** An edit, or a change of a policy's spec; several of one policy become one edit. */
export type Change =
  | Exclude<ClusterEdit, { readonly kind: "replace-policy" }>
  | {
      readonly kind: "change-spec";
      readonly policy: PolicyRef;
      readonly change: (spec: NetworkPolicySpec) => NetworkPolicySpec;
    };

export interface Proposal {
  readonly idea: Idea;
  /** An imperative without a full stop. */
  readonly title: string;
  readonly size: number;
  readonly changes: readonly Change[];
  /** The question to ask instead. */
  readonly flow?: Flow;
  /** What everybody does here (the DNS rule): it goes first, whatever else it opens. */
  readonly usual?: boolean;
}

/** The changes as edits in order; undefined where a policy to change is not there. */
export function editsOf(
  objects: ClusterObjects,
  changes: readonly Change[],
): readonly ClusterEdit[] | undefined {
  const edits: ClusterEdit[] = [];
  let present = objects;
  for (const change of changes) {
    const edit = change.kind === "change-spec" ? replacement(present, change) : change;
    if (edit === undefined) return undefined;
    present = applyEdits(present, [edit]);
    const before =
      edit.kind === "replace-policy"
        ? edits.findIndex(
            (other) =>
              other.kind === "replace-policy" &&
              sameName(other.policy.metadata, edit.policy.metadata),
          )
        : -1;
    if (before < 0) edits.push(edit);
    else edits[before] = edit;
  }
  return edits;
}

function replacement(
  { policies }: ClusterObjects,
  { policy: ref, change }: Change & { readonly kind: "change-spec" },
): ClusterEdit | undefined {
  const policy = policies.find(({ metadata }) => sameName(metadata, ref));
  if (policy === undefined) return undefined;
  return { kind: "replace-policy", policy: { ...policy, spec: change(policy.spec ?? {}) } };
}

function sameName(
  a: { readonly namespace?: string; readonly name: string },
  b: { readonly namespace?: string; readonly name: string },
): boolean {
  return a.name === b.name && (a.namespace ?? "default") === (b.namespace ?? "default");
}

/** Both at once: what it takes at two gates. */
export function joined(a: Proposal, b: Proposal): Proposal {
  return {
    idea: a.idea === "dns" || b.idea === "dns" ? "dns" : a.idea === b.idea ? a.idea : "rule",
    title: `${a.title}. Then ${b.title.charAt(0).toLowerCase()}${b.title.slice(1)}`,
    size: a.size + b.size,
    changes: [...a.changes, ...b.changes],
    ...(a.usual === true || b.usual === true ? { usual: true } : {}),
  };
}
