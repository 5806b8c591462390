/**
 * The ends of connections: pods with an address, nodes, and everything outside.
 *
 * A pod without an address or one that has finished is no end (S66, S68); a terminating one still
 * is (S67). An address that belongs to a pod is that pod (S29); the pods on a host's network share
 * the address of their node, and that address is the node.
 */
import { canonicalIP, parseIP } from "../net/ip.ts";
import type { IPAddress } from "../net/ip.ts";
import { makeEnds, patchEnds } from "./ends.ts";
import type { ClusterObjects, Ends, NamespaceRange, NoEnd } from "./ends.ts";
import type { Endpoint, Flow, FlowProtocol, PodEndpoint } from "./types.ts";

export { compareText } from "./ends.ts";
export type { ClusterObjects, NamespaceRange, NoEnd } from "./ends.ts";

export type Resolution =
  | {
      readonly ok: true;
      readonly endpoint: Endpoint;
      /** Set when an address was named rather than a pod. */
      readonly family?: 4 | 6;
    }
  | { readonly ok: false; readonly reason: NoEnd; readonly text: string };

const NO_END_TEXT: Readonly<Record<NoEnd, string>> = {
  "no-address": "has no address",
  finished: "has finished",
  "unknown-pod": "does not exist",
  "not-an-address": "is neither NAMESPACE/POD nor an IP address",
};

/** e.g. `pod shop/job has finished`. */
export function describeNoEnd(text: string, reason: NoEnd): string {
  return reason === "not-an-address"
    ? `${JSON.stringify(text)} ${NO_END_TEXT[reason]}`
    : `pod ${text} ${NO_END_TEXT[reason]}`;
}

export class ClusterEndpoints {
  /** Ordered by namespace, then by name. */
  readonly pods: readonly PodEndpoint[];
  readonly namespaces: readonly NamespaceRange[];
  /** Addresses of every node: the InternalIPs of its object, else the hostIP of its pods (S43). */
  readonly nodes: ReadonlyMap<string, readonly string[]>;
  readonly #ends: Ends;
  readonly #addresses: (readonly IPAddress[] | undefined)[] = [];
  #noEnds: ReadonlyMap<string, NoEnd> | undefined;
  #byName: ReadonlyMap<string, number> | undefined;
  #byAddress: ReadonlyMap<string, Endpoint> | undefined;
  #hostPods: readonly PodEndpoint[] | undefined;

  /** @param previous ends of another state: what both have in common stays the same object. */
  constructor(objects: Omit<ClusterObjects, "policies">, previous?: ClusterEndpoints) {
    const old = previous === undefined ? undefined : previous.#ends;
    const patched = old === undefined ? undefined : patchEnds(old, objects);
    const ends = patched ?? makeEnds(objects, old);
    this.#ends = ends;
    this.pods = ends.pods;
    this.namespaces = ends.namespaces;
    this.nodes = ends.nodes;
    // Whoever was patched in has the place of the one before.
    if (patched !== undefined && previous !== undefined) this.#byName = previous.#byName;
  }

  /** The addresses of the pod at a position in {@link pods}, parsed. */
  addresses(index: number): readonly IPAddress[] {
    let list = this.#addresses[index];
    if (list === undefined) {
      list = (this.pods[index]?.ips ?? []).flatMap((ip) => parseIP(ip) ?? []);
      this.#addresses[index] = list;
    }
    return list;
  }

  /** Position of a pod in {@link pods}. */
  indexOf(namespace: string, name: string): number | undefined {
    this.#byName ??= new Map(this.pods.map((pod, i) => [`${pod.namespace}/${pod.name}`, i]));
    return this.#byName.get(`${namespace}/${name}`);
  }

  /** The pod, or why it is no end of a connection. */
  pod(namespace: string, name: string): Resolution {
    const index = this.indexOf(namespace, name);
    const endpoint = index === undefined ? undefined : this.pods[index];
    if (endpoint !== undefined) return { ok: true, endpoint };
    const text = `${namespace}/${name}`;
    this.#noEnds ??= new Map(
      this.#ends.sorted.flatMap(({ metadata }, i): [string, NoEnd][] => {
        const end = this.#ends.made[i];
        if (end === undefined || typeof end === "object") return [];
        return [[`${metadata.namespace ?? "default"}/${metadata.name}`, end]];
      }),
    );
    return { ok: false, reason: this.#noEnds.get(text) ?? "unknown-pod", text };
  }

  /** The pod or node that has the address; any other address is itself. */
  address(text: string): Resolution {
    const ip = parseIP(text);
    const canonical = canonicalIP(text);
    if (ip === undefined || canonical === undefined) {
      return { ok: false, reason: "not-an-address", text };
    }
    this.#byAddress ??= this.#indexAddresses();
    const endpoint = this.#byAddress.get(canonical) ?? { kind: "address", ip: canonical };
    return { ok: true, endpoint, family: ip.family };
  }

  /** Pods on the host's network that share an address with this end, itself left out (S46). */
  onHost(end: Endpoint): readonly PodEndpoint[] {
    const ips = end.kind === "pod" ? (end.hostNetwork ? end.ips : []) : [end.ip];
    if (ips.length === 0) return [];
    this.#hostPods ??= this.pods.filter(({ hostNetwork }) => hostNetwork);
    return this.#hostPods.filter(
      (pod) =>
        !(end.kind === "pod" && end.name === pod.name && end.namespace === pod.namespace) &&
        pod.ips.some((ip) => ips.includes(ip)),
    );
  }

  /** `NAMESPACE/POD`, or an IP address. */
  resolve(text: string): Resolution {
    const slash = text.indexOf("/");
    return slash < 0 ? this.address(text) : this.pod(text.slice(0, slash), text.slice(slash + 1));
  }

  /** Later entries win: a pod over a node over a pod on the host's network. */
  #indexAddresses(): Map<string, Endpoint> {
    const index = new Map<string, Endpoint>();
    const add = (ip: string, endpoint: Endpoint): void => {
      const canonical = canonicalIP(ip);
      if (canonical !== undefined) index.set(canonical, endpoint);
    };
    for (const pod of this.pods) if (pod.hostNetwork) for (const ip of pod.ips) add(ip, pod);
    for (const [nodeName, ips] of this.nodes) {
      for (const ip of ips) add(ip, { kind: "address", ip, nodeName });
    }
    for (const pod of this.pods) if (!pod.hostNetwork) for (const ip of pod.ips) add(ip, pod);
    return index;
  }
}

/** A flow between two resolved ends; a family that was named is kept (S28). */
export function flowBetween(
  source: Resolution & { readonly ok: true },
  destination: Resolution & { readonly ok: true },
  port: number,
  protocol: FlowProtocol,
): Flow {
  const family = destination.family ?? source.family;
  return {
    source: source.endpoint,
    destination: destination.endpoint,
    port,
    protocol,
    ...(family !== undefined && { family }),
  };
}
