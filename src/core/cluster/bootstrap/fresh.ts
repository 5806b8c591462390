/** A new cluster, as kind leaves it: built through the API server and its controllers. */
import type { Json, JsonObject } from "../../api/json.ts";
import { apiVersionOf, findKind } from "../../api/scheme.ts";
import { handle } from "../apiserver.ts";
import { reconcile, settle, EVERYTHING } from "../controllers/run.ts";
import { storageKind } from "../kinds.ts";
import { uuid } from "../names.ts";
import { Draft, emptyState } from "../store.ts";
import { firstGeneration } from "../strategy/generation.ts";
import type { ClusterEnv, ClusterState } from "../types.ts";
import { kube, objectAt, stringAt, timestamp } from "../values.ts";
import { leaseObject, NODES, nodeObject, type NodeSpec } from "./nodes.ts";
import {
  API_ENDPOINTS,
  CONTROL_PLANE,
  DAEMONS,
  FOUNDATIONS,
  NAMESPACES,
  SERVICES,
} from "./system.ts";

/** The cluster was made that long ago, so that nothing in it is younger than now. */
const AGE_MS = 60_000;

/** @param seed decides every generated name of the cluster. */
export function freshCluster(env: ClusterEnv, seed = 1): ClusterState {
  const begin = env.now - AGE_MS;
  const [controlPlane, ...workers] = NODES;
  let state = emptyState(seed);
  for (const name of NAMESPACES) {
    state = create(state, { apiVersion: "v1", kind: "Namespace", metadata: { name } }, begin);
  }
  state = reconcile(state, { now: begin }, EVERYTHING).state;
  state = plant(state, FOUNDATIONS, begin);
  for (const object of [...SERVICES, ...API_ENDPOINTS]) state = create(state, object, begin);
  if (controlPlane !== undefined) state = addNode(state, controlPlane, begin);
  for (const object of CONTROL_PLANE) state = create(state, object, begin);
  const planed = settle(state, { now: begin });
  state = planed.state;
  for (const worker of workers) state = addNode(state, worker, planed.now);
  for (const object of DAEMONS) state = create(state, object, planed.now);
  state = settle(state, { now: planed.now }).state;
  return { ...state, ipam: { ...state.ipam, scheduled: 0 } };
}

/** Stores what the API server itself writes at its start, before it answers anyone. */
function plant(state: ClusterState, objects: readonly JsonObject[], now: number): ClusterState {
  const draft = new Draft(state, { now });
  for (const object of objects) {
    const type = findKind(stringAt(object, "apiVersion"), stringAt(object, "kind"));
    if (type === undefined) continue;
    const metadata = {
      ...objectAt(object, "metadata"),
      uid: uuid(draft.random),
      creationTimestamp: timestamp(now),
    };
    const kind = storageKind(type);
    draft.put(kind, kube(firstGeneration(kind, { ...object, metadata })));
  }
  return draft.commit();
}

function addNode(state: ClusterState, spec: NodeSpec, now: number): ClusterState {
  const added = create(state, nodeObject(spec, now), now);
  const uid = added.objects.get("/Node")?.get(`/${spec.name}`)?.metadata.uid ?? "";
  return create(added, leaseObject(spec, uid, now), now);
}

/** Posts an object of the lab's own making; a refusal is a mistake in the data. */
function create(state: ClusterState, object: JsonObject, now: number): ClusterState {
  const type = findKind(stringAt(object, "apiVersion"), stringAt(object, "kind"));
  if (type === undefined) throw new TypeError(`no kind ${stringAt(object, "kind")}`);
  const base = type.group === "" ? "/api/v1" : `/apis/${apiVersionOf(type)}`;
  const namespace = stringAt(object, "metadata", "namespace");
  const scope = type.namespaced ? `/namespaces/${namespace}` : "";
  const body: Json = object;
  const request = { method: "POST", path: `${base}${scope}/${type.name}`, body } as const;
  const { state: next, response } = handle(state, request, { now });
  if (response.code !== 201) throw new TypeError(stringAt(response.body, "message"));
  return next;
}
