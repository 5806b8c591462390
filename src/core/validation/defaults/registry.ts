/** What the API fills in where a client left fields out, by `group/Kind`. */
import type { JsonObject } from "../../api/json.ts";
import { defaultNetworkPolicy } from "./networkPolicy.ts";
import { defaultNamespace, defaultNode, defaultSecret } from "./others.ts";
import { defaultPod } from "./pod.ts";
import { defaultEndpoints, defaultEndpointSlice, defaultService } from "./service.ts";
import {
  defaultCronJob,
  defaultDaemonSet,
  defaultDeployment,
  defaultJob,
  defaultPersistentVolumeClaim,
  defaultReplicaSet,
  defaultReplicationController,
  defaultStatefulSet,
} from "./workloads.ts";

type Defaulter = (object: JsonObject) => JsonObject;

const DEFAULTERS: ReadonlyMap<string, Defaulter> = new Map([
  ["/Endpoints", defaultEndpoints],
  ["/Namespace", defaultNamespace],
  ["/Node", defaultNode],
  ["/PersistentVolumeClaim", defaultPersistentVolumeClaim],
  ["/Pod", defaultPod],
  ["/ReplicationController", defaultReplicationController],
  ["/Secret", defaultSecret],
  ["/Service", defaultService],
  ["apps/DaemonSet", defaultDaemonSet],
  ["apps/Deployment", defaultDeployment],
  ["apps/ReplicaSet", defaultReplicaSet],
  ["apps/StatefulSet", defaultStatefulSet],
  ["batch/CronJob", defaultCronJob],
  ["batch/Job", defaultJob],
  ["discovery.k8s.io/EndpointSlice", defaultEndpointSlice],
  ["networking.k8s.io/NetworkPolicy", defaultNetworkPolicy],
]);

export function defaulterFor(group: string, kind: string): Defaulter {
  return DEFAULTERS.get(`${group}/${kind}`) ?? ((object) => object);
}
