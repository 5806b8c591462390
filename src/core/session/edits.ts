/**
 * Edits of a cluster (what a near miss proposes, what a fix does) as the API requests that make
 * them and as the kubectl commands that a person would type; both leave the same cluster.
 */
import { isObject, type Json, type JsonObject } from "../api/json.ts";
import type { KubeObject, NetworkPolicy } from "../api/objects.ts";
import { handle } from "../cluster/apiserver.ts";
import type { ApiRequest, ClusterState, GroupKind } from "../cluster/types.ts";
import { applyEdits, type ClusterEdit } from "../netpol/edit.ts";
import type { PolicyRef } from "../netpol/types.ts";
import { diffJson } from "./jsonPatch.ts";
import { authoredJson, objectText } from "./objectText.ts";
import type { Session } from "./session.ts";
import { clusterObjectsOf } from "./view.ts";

const POLICY_KIND = "networking.k8s.io/NetworkPolicy";

/** One command with the request that does the same. */
export interface EditStep {
  /** May have several lines (a here-document). */
  readonly command: string;
  readonly request: ApiRequest;
}

export type EditResult = { readonly ok: true } | { readonly ok: false; readonly message: string };

/**
 * The edits as steps, in order. Labels of one object are set by one step; an edit that would
 * change nothing, or what does not exist, has none.
 */
export function stepsFor(state: ClusterState, edits: readonly ClusterEdit[]): EditStep[] {
  let present = state;
  return grouped(edits).flatMap((group) => {
    const step = stepOf(present, group);
    present = editedState(present, group);
    return step ?? [];
  });
}

/** The edits as kubectl commands to be typed in order. */
export function commandsFor(state: ClusterState, edits: readonly ClusterEdit[]): string[] {
  return stepsFor(state, edits).map(({ command }) => command);
}

/**
 * Makes the edits through the API as one moment of the lab, all or none.
 * @param label what the timeline says
 */
export function applyEditsTo(
  session: Session,
  label: string,
  edits: readonly ClusterEdit[],
): Promise<EditResult> {
  return session.perform<EditResult>(label, (client) => {
    const requests = stepsFor(session.cluster.state, edits).map(({ request }) => request);
    const refusal = refusalOf(session, requests);
    if (refusal !== undefined) return Promise.resolve({ ok: false, message: refusal });
    for (const request of requests) client.request(request);
    return Promise.resolve({ ok: true });
  });
}

/** What the API server would say to the first request that it would refuse. */
function refusalOf({ cluster }: Session, requests: readonly ApiRequest[]): string | undefined {
  let { state } = cluster;
  for (const request of requests) {
    const result = handle(state, request, { now: cluster.now });
    const { code, body } = result.response;
    if (code >= 400) {
      const { message } = body;
      return typeof message === "string" ? message : `the API server answered ${code}`;
    }
    ({ state } = result);
  }
  return undefined;
}

/** The state as verdicts would see it after the edits; nothing else of it has happened. */
export function editedState(state: ClusterState, edits: readonly ClusterEdit[]): ClusterState {
  const before = clusterObjectsOf(state);
  const after = applyEdits(before, edits);
  const changed: (readonly [GroupKind, readonly KubeObject[]])[] = [
    ["/Namespace", after.namespaces],
    ["/Pod", after.pods],
    [POLICY_KIND, after.policies],
  ];
  const lists: readonly (readonly KubeObject[])[] = [
    before.namespaces,
    before.pods,
    before.policies,
  ];
  const objects = new Map(state.objects);
  for (const [index, [kind, items]] of changed.entries()) {
    if (items === lists[index]) continue;
    objects.set(kind, new Map(items.map((item) => [keyOf(item), item])));
  }
  return { ...state, objects };
}

function keyOf({ metadata }: KubeObject): `${string}/${string}` {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

// ---------------------------------------------------------------------------------------------

type LabelEdit = ClusterEdit & { readonly kind: "label-pod" | "label-namespace" };

/** Neighbouring labels of one object go together. */
function grouped(edits: readonly ClusterEdit[]): ClusterEdit[][] {
  const groups: ClusterEdit[][] = [];
  for (const edit of edits) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    if (last !== undefined && first !== undefined && sameLabelled(first, edit)) last.push(edit);
    else groups.push([edit]);
  }
  return groups;
}

function sameLabelled(a: ClusterEdit, b: ClusterEdit): boolean {
  if (a.kind === "label-pod" && b.kind === "label-pod") {
    return a.name === b.name && a.namespace === b.namespace;
  }
  return a.kind === "label-namespace" && b.kind === "label-namespace" && a.name === b.name;
}

function stepOf(state: ClusterState, group: readonly ClusterEdit[]): EditStep | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  switch (first.kind) {
    case "label-pod":
    case "label-namespace":
      return labelStep(
        state,
        first,
        group.filter((edit): edit is LabelEdit => edit.kind.startsWith("label-")),
      );
    case "create-policy":
      return createStep(first.policy);
    case "replace-policy":
      return replaceStep(state, first.policy);
    case "delete-policy":
      return deleteStep(state, first.policy);
  }
}

function labelStep(
  state: ClusterState,
  target: LabelEdit,
  edits: readonly LabelEdit[],
): EditStep | undefined {
  const isPod = target.kind === "label-pod";
  const object = isPod
    ? state.objects.get("/Pod")?.get(`${target.namespace}/${target.name}`)
    : state.objects.get("/Namespace")?.get(`/${target.name}`);
  if (object === undefined) return undefined;
  const had = new Map(Object.entries(object.metadata.labels ?? {}));
  // the last word on a key counts
  const wanted = new Map(edits.map(({ key, value }) => [key, value]));
  const changes = [...wanted].filter(([key, value]) => (had.get(key) ?? null) !== value);
  if (changes.length === 0) return undefined;
  const words = changes.map(([key, value]) => (value === null ? `${key}-` : `${key}=${value}`));
  const overwrite = changes.some(([key, value]) => value !== null && had.has(key));
  const flag = overwrite ? " --overwrite" : "";
  return isPod
    ? {
        command: `kubectl -n ${target.namespace} label pod ${target.name} ${words.join(" ")}${flag}`,
        request: patchRequest(`/api/v1/namespaces/${target.namespace}/pods/${target.name}`, {
          metadata: { labels: Object.fromEntries(changes) },
        }),
      }
    : {
        command: `kubectl label namespace ${target.name} ${words.join(" ")}${flag}`,
        request: patchRequest(`/api/v1/namespaces/${target.name}`, {
          metadata: { labels: Object.fromEntries(changes) },
        }),
      };
}

function createStep(policy: NetworkPolicy): EditStep {
  const text = objectText(policy);
  const mark = /[$`\\]/.test(text) ? "'EOF'" : "EOF";
  return {
    command: `kubectl apply -f - <<${mark}\n${text.trimEnd()}\nEOF`,
    request: {
      method: "POST",
      path: policiesPath(policy.metadata.namespace ?? "default"),
      contentType: "application/json",
      body: authoredJson(policy),
      userAgent: AGENT,
    },
  };
}

function replaceStep(state: ClusterState, policy: NetworkPolicy): EditStep | undefined {
  const { namespace = "default", name } = policy.metadata;
  const object = policyIn(state, { namespace, name });
  if (object === undefined) return undefined;
  const from = authoredJson(object);
  const to = authoredJson(policy);
  const patch: Json[] = [
    ...["labels", "annotations"].flatMap((field) =>
      diffJson(
        member(from["metadata"], field),
        member(to["metadata"], field),
        `/metadata/${field}`,
      ),
    ),
    ...diffJson(from["spec"], to["spec"], "/spec"),
  ].map((operation) => ({ ...operation }));
  if (patch.length === 0) return undefined;
  const text = JSON.stringify(patch).replaceAll("'", `'\\''`);
  return {
    command: `kubectl -n ${namespace} patch networkpolicy ${name} --type=json -p '${text}'`,
    request: {
      ...patchRequest(`${policiesPath(namespace)}/${name}`, patch),
      contentType: "application/json-patch+json",
    },
  };
}

function deleteStep(state: ClusterState, ref: PolicyRef): EditStep | undefined {
  if (policyIn(state, ref) === undefined) return undefined;
  return {
    command: `kubectl -n ${ref.namespace} delete networkpolicy ${ref.name}`,
    request: {
      method: "DELETE",
      path: `${policiesPath(ref.namespace)}/${ref.name}`,
      userAgent: AGENT,
    },
  };
}

/** What the API server writes down as the author of a field. */
const AGENT = "netpol-lab";

function patchRequest(path: string, body: Json): ApiRequest {
  return {
    method: "PATCH",
    path,
    contentType: "application/merge-patch+json",
    body,
    userAgent: AGENT,
  };
}

function policiesPath(namespace: string): string {
  return `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
}

function policyIn(state: ClusterState, { namespace, name }: PolicyRef): KubeObject | undefined {
  return state.objects.get(POLICY_KIND)?.get(`${namespace}/${name}`);
}

function member(object: Json | undefined, field: string): JsonObject | undefined {
  const value = isObject(object) ? object[field] : undefined;
  return isObject(value) ? value : undefined;
}
