/** The cluster of a question as its judge sees it, and the same cluster with edited policies. */
import { isArray, isObject, type Json, type JsonObject } from "../api/json.ts";
import type { NetworkPolicy } from "../api/objects.ts";
import { isStatus } from "../api/status.ts";
import { handle } from "../cluster/apiserver.ts";
import type { ClusterState } from "../cluster/types.ts";
import type { CheckWorld } from "../lessons/checks/check.ts";
import type { Edited, QuestionWorld, YamlProblem } from "../lessons/quiz/answer.ts";
import { createDataPlane } from "../network/dataplane.ts";
import { createOutside, webHost } from "../network/outside.ts";
import { roundRobin } from "../network/services.ts";
import {
  collectionPath,
  kindOf,
  nameOf,
  placeOf,
  readFiles,
  resourceOf,
  type SourceObject,
} from "./documents.ts";
import { judgeFlow } from "./judge.ts";
import { resolveNamed } from "./lessonWorld.ts";
import type { OutsideHost } from "./scenario.ts";
import { clusterObjectsOf, networkOf } from "./view.ts";

/** Characters that a person may type into one question. */
const MAX_YAML = 64 * 1024;
const MAX_POLICIES = 50;
/** Lab time at which edits are made; no verdict depends on it. */
const NOW = Date.UTC(2026, 0, 1);

/**
 * @param cluster of the question, its policies applied
 * @param outside hosts of its scenario
 * @param written those policies as the question has them; `withPolicies` puts others in their place
 */
export function questionWorld(
  cluster: ClusterState,
  outside: readonly OutsideHost[],
  written = "",
): QuestionWorld {
  const own = sourcesOf(written);
  const stored = clusterObjectsOf(cluster);
  const asWritten = new Map(own.map((source) => [keyOf(source), policyOf(source)]));
  return {
    world: checkWorldOf(cluster, outside),
    objects: {
      ...stored,
      policies: stored.policies.map(
        (policy) =>
          asWritten.get(`${policy.metadata.namespace ?? ""}/${policy.metadata.name}`) ?? policy,
      ),
    },
    withPolicies: (yaml) => withPolicies(cluster, outside, own, yaml),
  };
}

function checkWorldOf(state: ClusterState, outside: readonly OutsideHost[]): CheckWorld {
  return {
    state,
    network: networkOf(state),
    plane: createDataPlane({
      judge: judgeFlow,
      choose: roundRobin(),
      outside: createOutside(outside.map((host) => webHost(host.ip, [host.name]))),
    }),
    commands: [],
    answers: new Map(),
    resolve: (end) => resolveNamed(state, outside, end),
  };
}

const sourcesOf = (yaml: string): readonly SourceObject[] =>
  readFiles([{ name: "policies.yaml", text: yaml }]).objects;

function keyOf({ object }: SourceObject): string {
  const { namespace, name } = nameOf(object);
  return `${namespace}/${name}`;
}

/** The policy with its namespace and without nulls, which count as absent; nothing else filled in. */
function policyOf(source: SourceObject): NetworkPolicy {
  const object = withoutNulls(source.object) as JsonObject & NetworkPolicy; // the bank's, admitted
  const metadata = { ...object.metadata, namespace: nameOf(source.object).namespace };
  return { ...object, metadata };
}

function withoutNulls(value: Json): Json {
  if (isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      member === null || member === undefined ? [] : [[key, withoutNulls(member)]],
    ),
  );
}

function withPolicies(
  state: ClusterState,
  outside: readonly OutsideHost[],
  own: readonly SourceObject[],
  yaml: string,
): Edited {
  if (yaml.length > MAX_YAML) return refused(`more than ${MAX_YAML / 1024} KiB of YAML`);
  const { objects, problems } = readFiles([{ name: "policies.yaml", text: yaml }]);
  if (problems.length > 0) return { ok: false, problems: problems.map(problemOf) };
  if (objects.length === 0) return refused("error: no objects passed to apply");
  if (objects.length > MAX_POLICIES) return refused(`more than ${MAX_POLICIES} policies`);
  let edited = own.reduce(without, state);
  const found: YamlProblem[] = [];
  for (const source of objects) {
    const admitted = admit(edited, source);
    if ("problem" in admitted) found.push(admitted.problem);
    else edited = admitted.state;
  }
  if (found.length > 0) return { ok: false, problems: found };
  return { ok: true, world: questionWorld(edited, outside, yaml) };
}

const refused = (message: string): Edited => ({ ok: false, problems: [{ line: 1, message }] });

const problemOf = ({ line, column, message }: YamlProblem): YamlProblem => ({
  line,
  ...(column !== undefined && { column }),
  message,
});

function pathOf({ object }: SourceObject): string | undefined {
  const type = resourceOf(object);
  if (type?.kind !== "NetworkPolicy") return undefined;
  return collectionPath(type, nameOf(object).namespace);
}

function without(state: ClusterState, source: SourceObject): ClusterState {
  const path = pathOf(source);
  if (path === undefined) return state;
  const { name } = nameOf(source.object);
  return handle(state, { method: "DELETE", path: `${path}/${name}` }, { now: NOW }).state;
}

/** One policy taken as `kubectl apply` would; what is wrong with it, in the server's words. */
function admit(
  state: ClusterState,
  source: SourceObject,
): { readonly state: ClusterState } | { readonly problem: YamlProblem } {
  const { object, line } = source;
  const path = pathOf(source);
  if (path === undefined) {
    const message = `only a NetworkPolicy of networking.k8s.io/v1 belongs here, not ${article(kindOf(object))}`;
    return { problem: { line, message } };
  }
  const query = { fieldManager: "netpol-lab", fieldValidation: "Strict" };
  const answer = handle(
    without(state, source),
    { method: "POST", path, query, body: object },
    { now: NOW },
  );
  const { code, body } = answer.response;
  if (code < 400) return { state: answer.state };
  const status = isStatus(body) ? body : undefined;
  const message = status?.message ?? "refused";
  // strict decoding names the field in its message alone
  const [, unknown] = /unknown field "([^"]+)"/.exec(message) ?? [];
  const place = placeOf(source, status?.details?.causes?.[0]?.field ?? unknown);
  return { problem: { ...place, message } };
}

const article = (kind: string): string => `${/^[AEIO]/i.test(kind) ? "an" : "a"} ${kind}`;
