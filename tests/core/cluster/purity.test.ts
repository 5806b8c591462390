import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../../src/core/api/json.ts";
import { handle } from "../../../src/core/cluster/apiserver.ts";
import { freshCluster } from "../../../src/core/cluster/bootstrap/fresh.ts";
import { EVERYTHING, reconcile } from "../../../src/core/cluster/controllers/run.ts";
import type { ApiRequest, HttpMethod } from "../../../src/core/cluster/types.ts";
import { deepFreeze, deployment, NOW, pod, policy, TYPES } from "./lab.ts";

const METHODS: readonly HttpMethod[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const PATHS = [
  "/api/v1/namespaces",
  "/api/v1/namespaces/default",
  "/api/v1/namespaces/default/pods",
  "/api/v1/namespaces/default/pods/web",
  "/api/v1/namespaces/default/pods/web/status",
  "/api/v1/namespaces/default/pods/web/ephemeralcontainers",
  "/api/v1/namespaces/default/pods/web/eviction",
  "/api/v1/namespaces/default/services",
  "/api/v1/namespaces/kube-system/services/kube-dns",
  "/apis/apps/v1/namespaces/default/deployments",
  "/apis/apps/v1/namespaces/kube-system/deployments/coredns",
  "/apis/apps/v1/namespaces/kube-system/deployments/coredns/scale",
  "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
  "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies/deny",
  "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
  "/apis",
  "/api/v1/",
  "//",
  "/api/v1/namespaces/%2e%2e/pods",
];

const body: fc.Arbitrary<Json> = fc.oneof(
  fc.constant<Json>(pod("web")),
  fc.constant<Json>(deployment("coredns")),
  fc.constant<Json>(policy("deny")),
  fc.constant<Json>({ metadata: { name: "web" }, spec: { ports: [{ port: 80 }] } }),
  fc.constant<Json>([{ op: "add", path: "/metadata/labels", value: { a: "b" } }]),
  fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
);

const request: fc.Arbitrary<ApiRequest> = fc.record({
  method: fc.constantFrom(...METHODS),
  path: fc.oneof(
    fc.constantFrom(...PATHS),
    fc.string({ maxLength: 40 }).map((text) => `/${text}`),
  ),
  body,
  contentType: fc.constantFrom(...Object.values(TYPES), "application/json"),
  query: fc.dictionary(
    fc.constantFrom(
      "dryRun",
      "fieldManager",
      "force",
      "limit",
      "labelSelector",
      "fieldSelector",
      "continue",
    ),
    fc.constantFrom("All", "true", "1", "app=web", "metadata.name=web", "x y", ""),
    { maxKeys: 3 },
  ),
});

test("handle answers everything, changes no state it was given, and keeps it when it refuses", () => {
  const start = freshCluster({ now: NOW });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 6 }), (requests) => {
      let state = start;
      for (const one of requests) {
        deepFreeze(state);
        const { state: next, response, events } = handle(state, deepFreeze(one), { now: NOW });
        expect(response.code).toBeGreaterThanOrEqual(200);
        if (response.code >= 400) {
          expect(next).toBe(state);
          expect(events).toEqual([]);
          expect(response.body).toMatchObject({ kind: "Status", status: "Failure" });
        }
        if (one.method === "GET") expect(next).toBe(state);
        if (events.length === 0) expect(next.objects).toBe(state.objects);
        state = next;
      }
      deepFreeze(state);
      const settled = reconcile(state, { now: NOW }, EVERYTHING);
      expect(reconcile(settled.state, { now: NOW }, EVERYTHING).events).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test("the same seed gives the same cluster", () => {
  expect(freshCluster({ now: NOW }, 7)).toEqual(freshCluster({ now: NOW }, 7));
  expect(freshCluster({ now: NOW }, 7)).not.toEqual(freshCluster({ now: NOW }, 8));
});
