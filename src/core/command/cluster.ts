/** A cluster as sub-commands ask about it: compiled policies, Services, what listens where. */
import type { Pod, Protocol, Service } from "../api/objects.ts";
import type { ClusterState } from "../cluster/types.ts";
import { compileNetwork, type CompiledNetwork } from "../netpol/compile.ts";
import type { Profile } from "../netpol/profile.ts";
import type { Endpoint, PodEndpoint } from "../netpol/types.ts";
import { identityOf } from "../lint/sources.ts";
import { listenersOf } from "../network/listeners.ts";
import { SERVICE_KIND, objectsOf, podIndex } from "../network/view.ts";
import type { ReportCluster } from "../report/ends.ts";
import type { BuiltCluster } from "./subcommand.ts";

export interface PortOf {
  readonly port: number;
  readonly protocol: Protocol;
}

/** The namespace in which the lab runs its stand-ins: DNS and the control plane. */
const SYSTEM = "kube-system";

export class Cluster {
  readonly state: ClusterState;
  readonly network: CompiledNetwork;
  /** The files it was made from; absent for the live one. */
  readonly built: BuiltCluster | undefined;
  #written: ReadonlySet<string> | undefined;

  constructor(state: ClusterState, network: CompiledNetwork, built?: BuiltCluster) {
    this.state = state;
    this.network = network;
    this.built = built;
  }

  /** The same cluster under another plugin. */
  under(profile: Profile): Cluster {
    if (this.network.profile === profile) return this;
    return new Cluster(this.state, compileNetwork(this.network.objects, profile), this.built);
  }

  get pods(): readonly PodEndpoint[] {
    return this.network.endpoints.pods;
  }

  /** The pod's object. */
  podOf({ namespace, name }: PodEndpoint): Pod | undefined {
    return podIndex(this.state).byKey.get(`${namespace}/${name}`);
  }

  get services(): readonly Service[] {
    return servicesIn(this.state);
  }

  service(namespace: string, name: string): Service | undefined {
    return objectsOf(this.state, SERVICE_KIND).get(`${namespace}/${name}`) as Service | undefined;
  }

  /** What an end listens on, its usual port first; nothing for addresses that are no pod. */
  portsOf(end: Endpoint): readonly PortOf[] {
    if (end.kind !== "pod") return [];
    const pod = this.podOf(end);
    return pod === undefined ? [] : listenersOf(pod);
  }

  /** True when an object stands in the files; the live cluster has none. */
  isWritten(kind: string, { namespace = "default", name }: Named): boolean {
    this.#written ??= new Set(
      (this.built?.sources ?? []).map((source) => keyOf(identityOf(source))),
    );
    return this.#written.has(keyOf({ kind, namespace, name }));
  }

  /** The cluster as reports read it; stand-ins are left out unless `all`. */
  report(all = false): ReportCluster {
    const pods = [...podIndex(this.state).byKey.values()];
    return {
      network: this.network,
      pods,
      portsOf: (end) => this.portsOf(end),
      ...(all ? {} : { keep: (pod: PodEndpoint) => !this.isStandIn(pod) }),
    };
  }

  /** A pod that nobody asked for: the lab's own DNS and control plane, in no file. */
  isStandIn(pod: PodEndpoint): boolean {
    return this.isStandInNamed(pod.namespace, pod.name);
  }

  isStandInNamed(namespace: string, name: string): boolean {
    return namespace === SYSTEM && !this.isWritten("Pod", { namespace, name });
  }
}

/** The map of a kind holds objects of that kind, as the API server admitted them. */
export function servicesIn(state: ClusterState): readonly Service[] {
  return Array.from(objectsOf(state, SERVICE_KIND).values(), (object) => object as Service);
}

interface Named {
  readonly namespace?: string;
  readonly name: string;
}

function keyOf({ kind, namespace, name }: Named & { readonly kind: string }): string {
  return `${kind}/${namespace ?? ""}/${name}`;
}
