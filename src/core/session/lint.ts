/** The linter over a lab: the live cluster, and a text as if it were applied. */
import type { NetworkPolicy } from "../api/objects.ts";
import { isObject, type JsonObject } from "../api/json.ts";
import type { ClusterState } from "../cluster/types.ts";
import type { Finding } from "../lint/finding.ts";
import { lintSteps } from "../lint/lint.ts";
import type { LintSource } from "../lint/sources.ts";
import type { LintInput } from "../lint/world.ts";
import { nameOf, readFiles } from "./documents.ts";
import { namespacesOf, nodesOf, pluginOf, podsOf, policiesIn, servicesOf } from "./view.ts";

function inputOf(state: ClusterState): LintInput {
  return {
    namespaces: namespacesOf(state),
    pods: podsOf(state),
    nodes: nodesOf(state),
    services: servicesOf(state),
    policies: policiesIn(state),
    profile: pluginOf(state).profile,
  };
}

/** Steps of a computation, each short, with the result at the end. */
export type Steps<T> = Generator<undefined, T>;

let latest: { readonly input: LintInput; readonly found: readonly Finding[] } | undefined;

function isSame(a: LintInput, b: LintInput): boolean {
  return (
    a.policies === b.policies &&
    a.pods === b.pods &&
    a.namespaces === b.namespaces &&
    a.services === b.services &&
    a.nodes === b.nodes &&
    a.profile === b.profile
  );
}

/** What is found now in the live cluster; what does not change for policies is not done again. */
export function* findingSteps(state: ClusterState): Steps<readonly Finding[]> {
  const input = inputOf(state);
  if (latest === undefined || !isSame(latest.input, input)) {
    latest = { input, found: yield* lintSteps(input) };
  }
  return latest.found;
}

/** A finding in a text, with the source of its object there. */
export interface TextFinding {
  readonly finding: Finding;
  readonly source: LintSource;
}

/**
 * What would be found in a text if it were applied to the cluster.
 * @param objects those of the text that the API server would take, as it would store them
 */
export function* textFindingSteps(
  state: ClusterState,
  text: string,
  objects: readonly JsonObject[],
): Steps<readonly TextFinding[]> {
  const written = readFiles([{ name: "", text }]).objects;
  const policies = objects.filter(isPolicy);
  const sources = written.map((source): LintSource => {
    const stored = objects.find((object) => isStoredFrom(object, source.object));
    const namespace = stored === undefined ? undefined : nameOf(stored).namespace;
    return { ...source, ...(namespace !== undefined && { namespace }) };
  });
  const keys = new Set(policies.map(keyOf));
  const live = inputOf(state);
  const others = live.policies.filter((policy) => !keys.has(keyOf(policy)));
  const found = yield* lintSteps({
    ...live,
    policies: [...others, ...policies],
    focus: policies,
    sources,
  });
  return found.flatMap((finding): TextFinding[] => {
    const { kind, name, namespace } = finding.object;
    const source = sources.findLast(({ object, namespace: stored }) => {
      const own = nameOf(object);
      if (object["kind"] !== kind || own.name !== name) return false;
      return namespace === undefined || namespace === (stored ?? own.namespace);
    });
    return source === undefined ? [] : [{ finding, source }];
  });
}

function isPolicy(object: JsonObject): object is JsonObject & NetworkPolicy {
  const { apiVersion, kind } = object;
  return (
    kind === "NetworkPolicy" &&
    typeof apiVersion === "string" &&
    apiVersion.startsWith("networking.k8s.io/")
  );
}

/** One kind and name; the namespace may have been filled in. */
function isStoredFrom(stored: JsonObject, written: JsonObject): boolean {
  const metadata = written["metadata"];
  const namespace = isObject(metadata) ? metadata["namespace"] : undefined;
  return (
    stored["kind"] === written["kind"] &&
    nameOf(stored).name === nameOf(written).name &&
    (typeof namespace !== "string" || namespace === nameOf(stored).namespace)
  );
}

function keyOf({ metadata }: NetworkPolicy): string {
  return `${metadata.namespace ?? "default"}/${metadata.name}`;
}
