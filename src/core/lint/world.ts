/**
 * The cluster as the linter sees it: compiled policies, pods by namespace, namespaces by name, and
 * what is *not* known. A folder of manifests is rarely a whole cluster: a namespace of which no pod
 * is given says nothing about pods, and rules that would need them keep silent.
 */
import { labelValue, mapRequirements, requirementsMatch } from "../api/labels.ts";
import type { Requirement } from "../api/labels.ts";
import type {
  Container,
  ContainerPort,
  Labels,
  Namespace,
  NetworkPolicy,
  Node,
  Pod,
  Protocol,
  Service,
} from "../api/objects.ts";
import { isObject } from "../api/json.ts";
import type { Json, JsonObject } from "../api/json.ts";
import { parseIP } from "../net/ip.ts";
import type { IPAddress } from "../net/ip.ts";
import { compilePolicy, compileSelector } from "../netpol/compile.ts";
import type { CompiledPolicy, CompiledSelector } from "../netpol/compile.ts";
import { NAMESPACE_NAME_LABEL } from "../netpol/normalise.ts";
import { SPEC_PROFILE } from "../netpol/profile.ts";
import type { Profile } from "../netpol/profile.ts";
import type { Direction } from "../netpol/types.ts";
import { identityOf, list, record, text } from "./sources.ts";
import type { LintSource } from "./sources.ts";

/** What is looked at. Only policies are needed; the more there is, the more can be said. */
export interface LintInput {
  readonly policies: readonly NetworkPolicy[];
  readonly namespaces?: readonly Namespace[];
  readonly pods?: readonly Pod[];
  readonly services?: readonly Service[];
  readonly nodes?: readonly Node[];
  /** Only what is found in these policies is of interest; all of them if absent. */
  readonly focus?: readonly NetworkPolicy[];
  /** The network plugin; what the API documents, if absent. */
  readonly profile?: Profile;
  /**
   * The texts of the objects: for lines, for what defaulting hides (no policyTypes, `from: []`),
   * for objects that do not even decode.
   */
  readonly sources?: readonly LintSource[];
  /**
   * Addresses that are in no source were made up for objects that only have been written down, and
   * say nothing.
   */
  readonly onlyWrittenAddresses?: boolean;
}

export interface PodPort {
  readonly name: string | undefined;
  readonly port: number;
  readonly protocol: Protocol;
}

/** A pod that has not finished; it need not have an address yet. */
export interface LintPod {
  readonly pod: Pod;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly hostNetwork: boolean;
  /** Ports that it declares, sidecars included. */
  readonly ports: readonly PodPort[];
  readonly addresses: readonly IPAddress[];
}

export interface LintNamespace {
  readonly name: string;
  readonly labels: Labels;
  /** Its object is given, so all of its labels are known. */
  readonly listed: boolean;
  /** Pods that selectors see; those on the host's network are apart where the plugin ignores them. */
  readonly pods: readonly LintPod[];
  readonly hostPods: readonly LintPod[];
}

export const SYSTEM_NAMESPACE = "kube-system";
const DEFAULT_NAMESPACE = "default";
/** Every cluster has these, listed or not. */
const BUILT_IN = [SYSTEM_NAMESPACE, DEFAULT_NAMESPACE];

const compiledPolicies = new WeakMap<NetworkPolicy, CompiledPolicy>();

function compiled(policy: NetworkPolicy): CompiledPolicy {
  let known = compiledPolicies.get(policy);
  if (known === undefined) compiledPolicies.set(policy, (known = compilePolicy(policy)));
  return known;
}

export class LintWorld {
  readonly profile: Profile;
  /** Those in which is looked for findings; {@link policiesIn} has all that act. */
  readonly policies: readonly CompiledPolicy[];
  readonly services: readonly Service[];
  /** Services whose cluster IP is really theirs. */
  readonly addressed: readonly Service[];
  readonly nodes: readonly Node[];
  readonly namespaces: ReadonlyMap<string, LintNamespace>;
  /** Pods that selectors see, in all namespaces. */
  readonly pods: readonly LintPod[];
  /** Some Namespace object is given: labels that none of them has are had by none. */
  readonly namespacesListed: boolean;
  readonly sources: readonly LintSource[];
  readonly #policiesIn = new Map<string, CompiledPolicy[]>();
  readonly #written = new Map<string, JsonObject>();
  readonly #selected = new Map<string, readonly LintPod[]>();
  readonly #picked = new Map<string, ReadonlySet<LintPod>>();
  readonly #matching = new Map<string, readonly LintNamespace[]>();
  readonly #isolating = new Map<LintPod, Partial<Record<Direction, readonly CompiledPolicy[]>>>();

  constructor(input: LintInput) {
    const { policies, namespaces = [], pods = [], services = [], nodes = [] } = input;
    this.profile = input.profile ?? SPEC_PROFILE;
    const all = policies.map(compiled);
    this.policies = input.focus?.map(compiled) ?? all;
    this.services = services;
    this.sources = input.sources ?? [];
    this.nodes = nodes;
    this.namespacesListed = namespaces.length > 0;
    for (const policy of all) {
      const { namespace } = policy.ref;
      const group = this.#policiesIn.get(namespace);
      if (group === undefined) this.#policiesIn.set(namespace, [policy]);
      else group.push(policy);
    }
    const names = new Set(BUILT_IN);
    for (const { metadata } of namespaces) names.add(metadata.name);
    const members = new Map<string, LintPod[]>();
    const known = input.onlyWrittenAddresses === true ? writtenAddresses(this.sources) : undefined;
    for (const pod of pods) {
      const found = lintPod(pod);
      if (found === undefined) continue;
      const hasAddress = known?.has(`Pod ${found.namespace}/${found.name}`) !== false;
      const end = hasAddress || found.addresses.length === 0 ? found : { ...found, addresses: [] };
      names.add(end.namespace);
      const group = members.get(end.namespace);
      if (group === undefined) members.set(end.namespace, [end]);
      else group.push(end);
    }
    for (const name of this.#policiesIn.keys()) names.add(name);
    const listed = new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels]));
    const blind = this.profile.hostNetwork !== "identity";
    this.namespaces = new Map(
      [...names].sort().map((name): [string, LintNamespace] => {
        const all = members.get(name) ?? [];
        const hostPods = blind ? all.filter((pod) => pod.hostNetwork) : [];
        return [
          name,
          {
            name,
            labels: { ...listed.get(name), [NAMESPACE_NAME_LABEL]: name },
            listed: listed.has(name),
            pods: hostPods.length === 0 ? all : all.filter((pod) => !pod.hostNetwork),
            hostPods,
          },
        ];
      }),
    );
    this.addressed = services.filter(({ metadata: { namespace = DEFAULT_NAMESPACE, name } }) => {
      return known?.has(`Service ${namespace}/${name}`) !== false;
    });
    this.pods = [...this.namespaces.values()].flatMap((namespace) => namespace.pods);
    for (const source of this.sources) {
      const { kind, namespace, name } = identityOf(source);
      if (kind === "NetworkPolicy") this.#written.set(`${namespace}/${name}`, source.object);
    }
  }

  policiesIn(namespace: string): readonly CompiledPolicy[] {
    return this.#policiesIn.get(namespace) ?? [];
  }

  podsIn(namespace: string): readonly LintPod[] {
    return this.namespaces.get(namespace)?.pods ?? [];
  }

  /** Pods of one namespace that a selector picks. */
  select(namespace: string, selector: CompiledSelector | undefined): readonly LintPod[] {
    const pods = this.podsIn(namespace);
    if (selector === undefined || selector.requirements.length === 0) return pods;
    const key = `${namespace} ${selector.key}`;
    let found = this.#selected.get(key);
    if (found === undefined) {
      found = pods.filter(({ labels }) => requirementsMatch(selector.requirements, labels));
      this.#selected.set(key, found);
    }
    return found;
  }

  /** Does a selector pick this pod? */
  picks(selector: CompiledSelector, pod: LintPod): boolean {
    if (selector.requirements.length === 0) return true;
    const key = `${pod.namespace} ${selector.key}`;
    let picked = this.#picked.get(key);
    if (picked === undefined) {
      picked = new Set(this.select(pod.namespace, selector));
      this.#picked.set(key, picked);
    }
    return picked.has(pod);
  }

  /** The policies that isolate a pod in a direction. */
  isolating(pod: LintPod, direction: Direction): readonly CompiledPolicy[] {
    let known = this.#isolating.get(pod);
    if (known === undefined) this.#isolating.set(pod, (known = {}));
    return (known[direction] ??= this.policiesIn(pod.namespace).filter(
      ({ rules, podSelector }) => rules[direction] !== undefined && this.picks(podSelector, pod),
    ));
  }

  /** Pods of one namespace that carry all labels of a map, as a Service selects. */
  backing(namespace: string, labels: Labels): readonly LintPod[] {
    return this.select(namespace, compileSelector({ matchLabels: labels }));
  }

  /** Namespaces that a selector picks, of those known. */
  matching(selector: CompiledSelector): readonly LintNamespace[] {
    let found = this.#matching.get(selector.key);
    if (found === undefined) {
      found = [...this.namespaces.values()].filter(({ labels }) =>
        requirementsMatch(selector.requirements, labels),
      );
      this.#matching.set(selector.key, found);
    }
    return found;
  }

  /** The policy as it was written: in its file, else in what `kubectl apply` noted. */
  written({ ref, source }: CompiledPolicy): JsonObject | undefined {
    return this.#written.get(`${ref.namespace}/${ref.name}`) ?? lastApplied(source);
  }
}

/** `Pod NS/NAME` and `Service NS/NAME` of the objects that were written with an address. */
function writtenAddresses(sources: readonly LintSource[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const source of sources) {
    const { kind, namespace, name } = identityOf(source);
    const status = record(source.object["status"]);
    const has =
      kind === "Pod"
        ? text(status["podIP"]) !== "" || list(status["podIPs"]).length > 0
        : text(record(source.object["spec"])["clusterIP"]) !== "";
    if (has) found.add(`${kind} ${namespace}/${name}`);
  }
  return found;
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const applied = new WeakMap<NetworkPolicy, JsonObject | undefined>();

function lastApplied(policy: NetworkPolicy): JsonObject | undefined {
  if (applied.has(policy)) return applied.get(policy);
  const note = labelValue(policy.metadata.annotations, LAST_APPLIED);
  const parsed = note === undefined ? undefined : parseJson(note);
  // what was patched or edited since then is not what was written
  const same =
    parsed !== undefined &&
    sameRules(parsed["spec"], asJson(policy)["spec"], "ingress") &&
    sameRules(parsed["spec"], asJson(policy)["spec"], "egress");
  const object = same ? parsed : undefined;
  applied.set(policy, object);
  return object;
}

function parseJson(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** As many rules as noted: enough to know that nobody added or removed one. */
function sameRules(a: Json | undefined, b: Json | undefined, key: "ingress" | "egress"): boolean {
  const rules = (spec: Json | undefined): number => {
    const list = isObject(spec) ? spec[key] : undefined;
    return Array.isArray(list) ? list.length : 0;
  };
  return rules(a) === rules(b);
}

/** An object of the API as the JSON that it is. */
export function asJson(object: object): JsonObject {
  return isObject(object) ? object : {};
}

const lintPods = new WeakMap<Pod, LintPod | undefined>();

/** The same for the same object, so that what is known of a pod is known in the next world, too. */
function lintPod(pod: Pod): LintPod | undefined {
  if (!lintPods.has(pod)) lintPods.set(pod, readPod(pod));
  return lintPods.get(pod);
}

function readPod(pod: Pod): LintPod | undefined {
  const { metadata, spec, status } = pod;
  if (status?.phase === "Succeeded" || status?.phase === "Failed") return undefined;
  const ips = (status?.podIPs ?? []).map(({ ip }) => ip);
  const texts = ips.length > 0 ? ips : [status?.podIP ?? ""];
  return {
    pod,
    namespace: metadata.namespace ?? DEFAULT_NAMESPACE,
    name: metadata.name,
    labels: metadata.labels ?? {},
    hostNetwork: spec.hostNetwork === true,
    ports: [
      ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always"),
      ...spec.containers,
    ].flatMap(portsOf),
    addresses: texts.flatMap((ip) => parseIP(ip) ?? []),
  };
}

function portsOf({ ports }: Container): PodPort[] {
  return (ports ?? []).map(({ name, containerPort, protocol }: ContainerPort) => ({
    name: name === "" ? undefined : name,
    port: containerPort,
    protocol: protocol ?? "TCP",
  }));
}

/** Requirements that only the namespace of that name meets. */
export function namedNamespace(name: string): readonly Requirement[] {
  return mapRequirements({ [NAMESPACE_NAME_LABEL]: name });
}

/** Computes once a world. */
export function perWorld<T>(compute: (world: LintWorld) => T): (world: LintWorld) => T {
  const known = new WeakMap<LintWorld, T>();
  return (world) => {
    let value = known.get(world);
    if (value === undefined) known.set(world, (value = compute(world)));
    return value;
  };
}
