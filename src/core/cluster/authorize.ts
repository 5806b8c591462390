/**
 * Who may do what: the cluster's own RBAC objects decide, as in the API server.
 * Source: kubernetes `plugin/pkg/auth/authorizer/rbac/rbac.go`.
 */
import type { JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";
import type { Verb } from "../api/scheme.ts";
import { forbidden, qualified } from "./errors.ts";
import type { Target } from "./routes.ts";
import type { Draft } from "./store.ts";
import type { ApiRequest } from "./types.ts";
import { arrayAt, objectAt, objectsAt, stringAt } from "./values.ts";

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** The user of the lab's kubeconfig, as kind makes it. */
export const ADMIN: User = {
  name: "kubernetes-admin",
  groups: ["kubeadm:cluster-admins", "system:authenticated"],
};
/** Groups that may do everything even in a cluster without RBAC objects. */
const SUPERUSERS: ReadonlySet<string> = new Set(["system:masters", "kubeadm:cluster-admins"]);
const RBAC = "rbac.authorization.k8s.io";
const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** Who sends the request: the kubeconfig's user, or whom it acts as. */
export function requester(request: ApiRequest): User {
  const as = request.impersonate;
  if (as === undefined) return ADMIN;
  const namespace = SERVICE_ACCOUNT.exec(as.user)?.[1];
  const account =
    namespace === undefined || (as.groups ?? []).length > 0
      ? []
      : ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
  const groups = [...(as.groups ?? []), ...account];
  const anonymous = as.user === "system:anonymous" || groups.includes("system:authenticated");
  return { name: as.user, groups: anonymous ? groups : [...groups, "system:authenticated"] };
}

export interface Attributes {
  readonly verb: string;
  readonly group: string;
  /** With its subresource, e.g. `pods/log`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

const ALL: readonly JsonObject[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

/** The rules that bindings give a user cluster-wide and in a namespace. */
export function rulesFor(draft: Draft, user: User, namespace: string): readonly JsonObject[] {
  if (user.groups.some((group) => SUPERUSERS.has(group))) return ALL;
  const clusterWide = draft.list(`${RBAC}/ClusterRoleBinding`);
  const inNamespace = namespace === "" ? [] : draft.list(`${RBAC}/RoleBinding`, namespace);
  return [...clusterWide, ...inNamespace]
    .filter((binding) =>
      objectsAt(binding, "subjects").some((subject) => isSubject(subject, user, binding)),
    )
    .flatMap((binding) => rulesOf(draft, binding));
}

/** True when some rule of the user covers the request. */
export function isAllowed(draft: Draft, user: User, attributes: Attributes): boolean {
  return rulesFor(draft, user, attributes.namespace).some((rule) => covers(rule, attributes));
}

function isSubject(subject: JsonObject, user: User, binding: KubeObject): boolean {
  const name = stringAt(subject, "name");
  switch (stringAt(subject, "kind")) {
    case "User":
      return user.name === name;
    case "Group":
      return user.groups.includes(name);
    case "ServiceAccount": {
      const namespace = stringAt(subject, "namespace") || binding.metadata.namespace;
      return user.name === `system:serviceaccount:${namespace ?? ""}:${name}`;
    }
    default:
      return false;
  }
}

function rulesOf(draft: Draft, binding: KubeObject): readonly JsonObject[] {
  const reference = objectAt(binding, "roleRef");
  const name = stringAt(reference, "name");
  const role =
    stringAt(reference, "kind") === "Role"
      ? draft.get(`${RBAC}/Role`, binding.metadata.namespace, name)
      : draft.get(`${RBAC}/ClusterRole`, undefined, name);
  return objectsAt(role, "rules");
}

function covers(rule: JsonObject, attributes: Attributes): boolean {
  const has = (field: string, wanted: readonly string[]): boolean =>
    arrayAt(rule, field).some(
      (value) => value === "*" || (typeof value === "string" && wanted.includes(value)),
    );
  const subresource = attributes.resource.split("/")[1];
  const resources = [
    attributes.resource,
    ...(subresource === undefined ? [] : [`*/${subresource}`]),
  ];
  const names = arrayAt(rule, "resourceNames");
  return (
    has("verbs", [attributes.verb]) &&
    has("apiGroups", [attributes.group]) &&
    has("resources", resources) &&
    (names.length === 0 || names.includes(attributes.name))
  );
}

/** Throws Forbidden in the authorizer's words. */
export function authorize(draft: Draft, request: ApiRequest, target: Target, verb: Verb): void {
  const user = requester(request);
  const { group, name: resource } = target.resource;
  const namespace = namespaceOf(target);
  const attributes = { verb, group, resource, namespace, name: target.name ?? "" };
  if (isAllowed(draft, user, attributes)) return;
  throw forbidden(target.parent, target.name ?? "", refusal(user, attributes));
}

/** A namespace is inside itself for the authorizer. */
function namespaceOf(target: Target): string {
  return target.namespace ?? (qualified(target.parent) === "namespaces" ? (target.name ?? "") : "");
}

export function refusal(user: User, attributes: Attributes): string {
  const { verb, resource, group, namespace } = attributes;
  const scope = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  return `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${scope}`;
}
