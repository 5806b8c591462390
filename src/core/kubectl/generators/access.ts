/** `create role`, `clusterrole`, `rolebinding`, `clusterrolebinding`. */
import type { JsonObject } from "../../api/json.ts";
import { CommandError } from "../errors.ts";
import { fields, someOf } from "./fields.ts";

const RBAC = "rbac.authorization.k8s.io";

export interface RuleOptions {
  readonly verbs: readonly string[];
  /** Group and plural, with the subresource behind a slash. */
  readonly resources: readonly { readonly group: string; readonly name: string }[];
  readonly resourceNames: readonly string[];
}

/** One rule per API group, groups in the order of the alphabet. */
export function policyRules(options: RuleOptions): JsonObject[] {
  const groups = new Map<string, string[]>();
  for (const { group, name } of options.resources) {
    const names = groups.get(group) ?? [];
    if (!names.includes(name)) names.push(name);
    groups.set(group, names);
  }
  const verbs = options.verbs.includes("*") ? ["*"] : [...new Set(options.verbs)];
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, resources]) =>
      fields({
        verbs,
        apiGroups: [group],
        resources,
        resourceNames: someOf(options.resourceNames),
      }),
    );
}

export function role(
  kind: "Role" | "ClusterRole",
  name: string,
  namespace: string | undefined,
  rules: readonly JsonObject[],
  aggregation?: Readonly<Record<string, string>>,
): JsonObject {
  return fields({
    kind,
    apiVersion: `${RBAC}/v1`,
    metadata: fields({ name, namespace }),
    rules: aggregation === undefined ? rules : null,
    aggregationRule:
      aggregation === undefined
        ? undefined
        : { clusterRoleSelectors: [{ matchLabels: aggregation }] },
  });
}

export interface Subjects {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  /** `namespace:name` each. */
  readonly serviceAccounts: readonly string[];
}

/** @throws CommandError when a service account is not `namespace:name` */
export function subjects(options: Subjects): JsonObject[] {
  const named = (kind: string) => (name: string) => ({ kind, apiGroup: RBAC, name });
  return [
    ...options.users.map(named("User")),
    ...options.groups.map(named("Group")),
    ...options.serviceAccounts.map((text) => {
      const [namespace = "", name = "", more] = text.split(":");
      if (namespace === "" || name === "" || more !== undefined) {
        throw new CommandError("serviceaccount must be <namespace>:<name>");
      }
      return { kind: "ServiceAccount", name, namespace };
    }),
  ];
}

export function roleBinding(
  kind: "RoleBinding" | "ClusterRoleBinding",
  name: string,
  namespace: string | undefined,
  roleRef: { readonly kind: "Role" | "ClusterRole"; readonly name: string },
  bound: readonly JsonObject[],
): JsonObject {
  return fields({
    kind,
    apiVersion: `${RBAC}/v1`,
    metadata: fields({ name, namespace }),
    subjects: someOf(bound),
    roleRef: { apiGroup: RBAC, kind: roleRef.kind, name: roleRef.name },
  });
}
