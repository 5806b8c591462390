/** A cluster under test: short requests, frozen states, virtual time. */
import { freshCluster } from "../../../src/core/cluster/bootstrap/fresh.ts";
import { Cluster } from "../../../src/core/cluster/cluster.ts";
import { VirtualClock } from "../../../src/core/cluster/clock.ts";
import type { Json, JsonObject } from "../../../src/core/api/json.ts";
import type { ApiRequest, ApiResponse, HttpMethod } from "../../../src/core/cluster/types.ts";
import { objectsAt, stringAt } from "../../../src/core/cluster/values.ts";

export const NOW = Date.UTC(2026, 10, 21, 10, 0, 0);
export const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
export const TYPES = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

/** Freezes a value and all it holds, Maps included, so that any write to it throws. */
export function deepFreeze<T>(value: T, seen = new Set<unknown>()): T {
  if (typeof value !== "object" || value === null || seen.has(value)) return value;
  if (Object.isFrozen(value)) return value;
  seen.add(value);
  if (value instanceof Map) {
    for (const item of value.values()) deepFreeze(item, seen);
    const refuse = (): never => {
      throw new TypeError("a frozen map was written to");
    };
    Object.assign(value, { set: refuse, delete: refuse, clear: refuse });
  }
  for (const item of Object.values(value)) deepFreeze(item, seen);
  return Object.freeze(value);
}

const FRESH = freshCluster({ now: NOW });

export class Lab {
  readonly clock = new VirtualClock(NOW);
  readonly cluster = new Cluster(FRESH, this.clock);

  request(method: HttpMethod, path: string, extra: Partial<ApiRequest> = {}): ApiResponse {
    return this.cluster.request({ method, path, ...extra });
  }

  get(path: string, query: Record<string, string> = {}): ApiResponse {
    return this.request("GET", path, { query });
  }

  post(path: string, body: Json, query: Record<string, string> = {}): ApiResponse {
    return this.request("POST", path, { body, query });
  }

  patch(
    path: string,
    body: Json,
    type: keyof typeof TYPES,
    query: Record<string, string> = {},
  ): ApiResponse {
    return this.request("PATCH", path, { body, query, contentType: TYPES[type] });
  }

  delete(path: string, body?: Json): ApiResponse {
    return this.request("DELETE", path, body === undefined ? {} : { body });
  }

  /** The cells of the plain table, joined, one string a row. */
  rows(path: string): readonly string[] {
    const { body } = this.request("GET", path, { accept: TABLE });
    return objectsAt(body, "rows").map((row) =>
      Array.isArray(row["cells"]) ? row["cells"].join(" ") : "",
    );
  }
}

export function message(response: ApiResponse): string {
  return stringAt(response.body, "message");
}

export function pod(name: string, extra: JsonObject = {}): JsonObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: name } },
    spec: {
      containers: [
        { name: "main", image: "nginx:1.27", ports: [{ name: "http", containerPort: 80 }] },
      ],
      ...extra,
    },
  };
}

export function deployment(name: string, replicas = 2): JsonObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "main", image: "nginx:1.27" }] },
      },
    },
  };
}

export function policy(name: string, spec: JsonObject = { podSelector: {} }): JsonObject {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name }, spec };
}

export const PODS = "/api/v1/namespaces/default/pods";
export const SERVICES = "/api/v1/namespaces/default/services";
export const POLICIES = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
export const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
