/**
 * Ends by selector, as --from, --to and the files of `check` name them:
 *
 *     web             pod web, or the pods of workload web, of the namespace of bare names
 *     shop/web        the same in namespace shop; * and ? stand for any text (sho?/web-*)
 *     shop/           every pod of namespace shop
 *     app=web         pods with these labels, in every namespace (kubectl's selector language)
 *     shop/app=web    pods with these labels in namespace shop
 *     *               every pod
 *     203.0.113.7     an address
 */
import { parseLabelSelector, requirementsMatch, type Requirement } from "../api/labels.ts";
import { workloadName } from "../api/workload.ts";
import { parseIP } from "../net/ip.ts";
import type { Resolution } from "../netpol/endpoints.ts";
import type { PodEndpoint } from "../netpol/types.ts";
import { compilePattern, hasMagic, matches } from "../shell/pattern.ts";
import type { Cluster } from "./cluster.ts";
import { nearest } from "./suggest.ts";

export type Selector =
  | { readonly kind: "address"; readonly ip: string }
  | {
      readonly kind: "pods";
      /** Pattern of namespaces. */
      readonly namespace: string;
      /** Pattern of names; absent with labels. */
      readonly name: string;
      readonly labels: readonly Requirement[];
    };

export type ParsedEnd =
  | { readonly ok: true; readonly selector: Selector }
  | { readonly ok: false; readonly error: string };

const NAMESPACE_PATTERN = /^[a-z0-9*?[\]!-]*$/;
const NAME_PATTERN = /^[a-z0-9.*?[\]!-]+$/;
/** Text that only a label selector has. */
const LABEL_SIGNS = /[=!<>,() ]/;

/**
 * Reads a selector.
 * @param namespace that of bare names
 */
export function parseSelector(text: string, namespace: string): ParsedEnd {
  const bad = (error: string): ParsedEnd => ({ ok: false, error });
  if (text === "") return bad("is empty");
  const address = /^\[(.+)\]$/.exec(text)?.[1] ?? text;
  if (parseIP(address) !== undefined)
    return { ok: true, selector: { kind: "address", ip: address } };
  if (text === "*") return pods("*", "*");
  const slash = text.indexOf("/");
  const place = text.slice(0, Math.max(0, slash));
  const placed = slash >= 0 && NAMESPACE_PATTERN.test(place);
  const rest = placed ? text.slice(slash + 1) : text;
  if (LABEL_SIGNS.test(rest)) {
    const parsed = parseLabelSelector(rest);
    if (!parsed.ok) return bad(`${JSON.stringify(rest)} is no label selector: ${parsed.error}`);
    return pods(placed ? place : "*", "*", parsed.requirements);
  }
  if (placed && rest === "") return pods(place, "*");
  if (!NAME_PATTERN.test(rest))
    return bad(
      `${JSON.stringify(text)} is neither [NAMESPACE/]NAME, NAMESPACE/, a label selector nor an IP address`,
    );
  return pods(placed ? place : namespace, rest);
}

function pods(namespace: string, name: string, labels: readonly Requirement[] = []): ParsedEnd {
  return { ok: true, selector: { kind: "pods", namespace: namespace || "*", name, labels } };
}

/** The pods, in order, or the address. Empty: it selects nothing. */
export function selectEnds(
  cluster: Cluster,
  selector: Selector,
  { all = false }: { readonly all?: boolean } = {},
): readonly (Resolution & { readonly ok: true })[] {
  if (selector.kind === "address") {
    const found = cluster.network.endpoints.address(selector.ip);
    return found.ok ? [found] : [];
  }
  return selectPods(cluster, selector, all).map((endpoint) => ({ ok: true, endpoint }));
}

function selectPods(
  cluster: Cluster,
  { namespace, name, labels }: Selector & { readonly kind: "pods" },
  all: boolean,
): readonly PodEndpoint[] {
  const inNamespace = matcher(namespace);
  const named = matcher(name);
  // what no policy guards (S46), and what the lab itself put there, is shown to those who name it
  const anyName = name === "*" && labels.length === 0 && !all;
  const anyNamespace = hasMagic(namespace) && !all;
  const candidates = cluster.pods.filter(
    (pod) =>
      inNamespace(pod.namespace) &&
      requirementsMatch(labels, pod.labels) &&
      !(anyNamespace && cluster.isStandIn(pod)) &&
      !(anyName && pod.hostNetwork),
  );
  const own = candidates.filter((pod) => named(pod.name));
  if (own.length > 0) return own;
  return candidates.filter((pod) => {
    const object = cluster.podOf(pod);
    return object !== undefined && named(workloadName(object));
  });
}

function matcher(pattern: string): (text: string) => boolean {
  if (pattern === "*") return () => true;
  if (!hasMagic(pattern)) return (text) => text === pattern;
  const compiled = compilePattern(pattern);
  return (text) => matches(compiled, text);
}

/** ` (did you mean shop/web?)` for a selector that selects nothing, or nothing. */
export function hintFor(cluster: Cluster, selector: Selector): string {
  if (selector.kind === "address") return "";
  if (selector.labels.length > 0 || hasMagic(selector.name)) return "";
  return podHint(cluster, selector.namespace, selector.name);
}

/** Pods that may have been meant: of that name elsewhere, or of a name like it. */
export function podHint(cluster: Cluster, namespace: string, name: string): string {
  const asked = `${namespace}/${name}`;
  const sameName = cluster.pods.filter(
    (pod) => pod.name === name || workloadIs(cluster, pod, name),
  );
  const found =
    sameName.length > 0
      ? sameName.map((pod) => `${pod.namespace}/${name}`)
      : nearest(
          asked,
          cluster.pods.map((pod) => `${pod.namespace}/${pod.name}`),
        );
  const unique = [...new Set(found)].slice(0, 3);
  return unique.length === 0 ? "" : ` (did you mean ${unique.join(" or ")}?)`;
}

function workloadIs(cluster: Cluster, pod: PodEndpoint, name: string): boolean {
  const object = cluster.podOf(pod);
  return object !== undefined && workloadName(object) === name;
}
