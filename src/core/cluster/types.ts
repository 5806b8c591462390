import type { Json, JsonObject } from "../api/json.ts";
import type { KubeObject } from "../api/objects.ts";

/** `group/Kind`, e.g. `networking.k8s.io/NetworkPolicy`; the core group is empty: `/Pod`. */
export type GroupKind = `${string}/${string}`;
/** `namespace/name`; cluster-scoped objects have an empty namespace: `/kind-worker`. */
export type NamespacedKey = `${string}/${string}`;

/** The whole cluster: deeply readonly, replaced, never mutated. JSON-serialisable via snapshot(). */
export interface ClusterState {
  readonly resourceVersion: number;
  readonly objects: ReadonlyMap<GroupKind, ReadonlyMap<NamespacedKey, KubeObject>>;
  /** Seed of the next uid, suffix, cluster IP; advances with every use. */
  readonly seed: number;
  /** Addresses handed out so far; pod IPs are never used again within a lab. */
  readonly ipam: {
    /** Next host part per pod CIDR. */
    readonly nextPodHost: Readonly<Record<string, number>>;
    /** Order of creation of unbound pods, for the scheduler's round. */
    readonly scheduled: number;
  };
  /** What the kubelets know and the API does not show. */
  readonly kubelet: KubeletState;
  /** Id of the network plugin that the nodes run, e.g. `calico`. */
  readonly plugin: string;
}

/** The plugin of a cluster of which nothing is said: the API as documented. */
export const DEFAULT_PLUGIN = "spec";

/** The stand-in for the kubelets: images on each node and where each pod stands. */
export interface KubeletState {
  /** Images present per node. */
  readonly images: Readonly<Record<string, readonly string[]>>;
  /** By pod uid. */
  readonly pods: ReadonlyMap<string, PodRuntime>;
}

/** Where one pod stands on its node. Times are lab time in milliseconds since the epoch. */
export interface PodRuntime {
  /** Handed out with the sandbox; shown in the status once the sandbox is up. */
  readonly ip: string;
  readonly since: number;
  readonly containers: Readonly<Record<string, ContainerRuntime>>;
  /** When the node began to stop the pod. */
  readonly stopping?: number;
  /** Pending in the dump that it came from, and left so: no scheduler and no node starts it (S66). */
  readonly held?: true;
}

/**
 * `starting`: the process runs, the API does not show it yet (kubelet looks once a second).
 * `done`: ended for good.
 */
export type ContainerPhase =
  "pulling" | "pull-failed" | "pull-backoff" | "starting" | "running" | "crash-backoff" | "done";

export interface ContainerRuntime {
  readonly phase: ContainerPhase;
  /** The image the phase is about; when the spec names another, the container is replaced. */
  readonly image: string;
  /** When the phase ends by itself; absent when it lasts. */
  readonly until?: number;
  readonly restarts: number;
  /** 64 hex digits; absent before the container was made. */
  readonly id?: string;
  /** When its process began. */
  readonly startedAt?: number;
  /** How the present container ended, when it is `done`. */
  readonly exit?: ContainerEnd;
  /** How the one before it ended. */
  readonly last?: ContainerEnd;
}

/** A container of a pod, by names. */
export interface ContainerRef {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** One run of a container's main process. */
export interface ProcessRef extends ContainerRef {
  /** Another one after every restart; without it whichever runs. */
  readonly id?: string;
}

/** How a container's main process ended. */
export interface ContainerExit {
  readonly exitCode: number;
  /** `Completed`, `Error`, `StartError`, `OOMKilled`; worked out of the exit code when absent. */
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerEnd extends ContainerExit {
  readonly id: string;
  readonly startedAt: number;
  readonly finishedAt: number;
}

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A request to the API server as HTTP would carry it; `query` values are decoded. */
export interface ApiRequest {
  readonly method: HttpMethod;
  /** e.g. `/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/web` */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** e.g. `application/json`, `application/strategic-merge-patch+json`, `application/apply-patch+yaml` */
  readonly contentType?: string;
  /** `application/json;as=Table;v=v1;g=meta.k8s.io` asks for a Table. */
  readonly accept?: string;
  readonly body?: Json;
  /** `Impersonate-User` and `Impersonate-Group` (`kubectl --as`); absent: kubernetes-admin. */
  readonly impersonate?: { readonly user: string; readonly groups?: readonly string[] };
  /** Sent as User-Agent; the name of the field manager where `fieldManager` is not given. */
  readonly userAgent?: string;
}

export interface ApiResponse {
  /** HTTP status code. */
  readonly code: number;
  /** An object, a List, a Table, a Status, or an API discovery document. */
  readonly body: JsonObject;
  /** Texts of `Warning: 299` headers, without quotes. */
  readonly warnings: readonly string[];
}

export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
}

/** What a pure step may know of the world. */
export interface ClusterEnv {
  /** Lab time, milliseconds since the epoch. */
  readonly now: number;
}

export interface HandleResult {
  readonly state: ClusterState;
  readonly response: ApiResponse;
  /** What changed, in order; empty for reads, dry runs and refusals. */
  readonly events: readonly WatchEvent[];
}

/**
 * What clients (kubectl, page, import, lessons) hold. Implemented by the mutable `Cluster` around
 * the pure `handle`; the controllers run on the injected clock behind it.
 */
export interface KubeClient {
  request(request: ApiRequest): ApiResponse;
  /** Calls back for every change from now on, until the returned function is called. */
  watch(listener: (event: WatchEvent) => void): () => void;
}
