import type { Describer } from "./context.ts";
import { describeRole, describeRoleBinding, describeServiceAccount } from "./access.ts";
import { describeConfigMap, describeSecret } from "./data.ts";
import { describeEndpoints, describeEndpointSlice } from "./endpoints.ts";
import { describeGeneric } from "./generic.ts";
import { describeNamespace } from "./namespace.ts";
import { describeNetworkPolicy } from "./networkpolicy.ts";
import { describeNode } from "./node.ts";
import { describePod } from "./pod.ts";
import { describeService } from "./service.ts";
import {
  describeDaemonSet,
  describeDeployment,
  describeReplicaSet,
  describeStatefulSet,
} from "./workloads.ts";

/** By group and kind; everything else is described field by field. */
const DESCRIBERS: ReadonlyMap<string, Describer> = new Map<string, Describer>([
  ["/Pod", describePod],
  ["/Service", describeService],
  ["/Namespace", describeNamespace],
  ["/Node", describeNode],
  ["/ConfigMap", describeConfigMap],
  ["/Secret", describeSecret],
  ["/ServiceAccount", describeServiceAccount],
  ["/Endpoints", describeEndpoints],
  ["discovery.k8s.io/EndpointSlice", describeEndpointSlice],
  ["networking.k8s.io/NetworkPolicy", describeNetworkPolicy],
  ["apps/Deployment", describeDeployment],
  ["apps/ReplicaSet", describeReplicaSet],
  ["apps/DaemonSet", describeDaemonSet],
  ["apps/StatefulSet", describeStatefulSet],
  ["rbac.authorization.k8s.io/Role", describeRole],
  ["rbac.authorization.k8s.io/ClusterRole", describeRole],
  ["rbac.authorization.k8s.io/RoleBinding", describeRoleBinding],
  ["rbac.authorization.k8s.io/ClusterRoleBinding", describeRoleBinding],
]);

export function describerFor(group: string, kind: string): Describer {
  return DESCRIBERS.get(`${group}/${kind}`) ?? describeGeneric;
}
