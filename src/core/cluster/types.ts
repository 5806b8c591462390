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
