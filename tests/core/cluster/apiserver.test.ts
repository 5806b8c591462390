import { describe, expect, test } from "vitest";
import type { ApiRequest } from "../../../src/core/cluster/types.ts";
import { at, stringAt } from "../../../src/core/cluster/values.ts";
import { deployment, Lab, message, pod, PODS, policy, POLICIES, SERVICES, TYPES } from "./lab.ts";

describe("verbs", () => {
  test("create answers 201 with what the server adds", () => {
    const lab = new Lab();
    const { code, body } = lab.post(POLICIES, policy("deny"));
    expect(code).toBe(201);
    expect(body).toMatchObject({
      metadata: { namespace: "default", generation: 1, creationTimestamp: "2026-11-21T10:00:00Z" },
      spec: { podSelector: {}, policyTypes: ["Ingress"] },
    });
    expect(at(body, "metadata", "uid")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
  });

  test("generateName draws a name", () => {
    const lab = new Lab();
    const { body } = lab.post(PODS, { ...pod("x"), metadata: { generateName: "web-" } });
    expect(at(body, "metadata", "name")).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test("update replaces, counts generation only for spec, keeps uid and status", () => {
    const lab = new Lab();
    const created = lab.post(POLICIES, policy("deny")).body;
    const labelled = {
      ...policy("deny"),
      metadata: { name: "deny", labels: { a: "b" } },
    };
    const first = lab.request("PUT", `${POLICIES}/deny`, { body: labelled });
    expect(first.code).toBe(200);
    expect(at(first.body, "metadata", "generation")).toBe(1);
    expect(at(first.body, "metadata", "uid")).toBe(at(created, "metadata", "uid"));
    const second = lab.request("PUT", `${POLICIES}/deny`, {
      body: policy("deny", { podSelector: {}, policyTypes: ["Egress"] }),
    });
    expect(at(second.body, "metadata", "generation")).toBe(2);
    expect(at(second.body, "metadata", "labels")).toBeUndefined();
  });

  test("an update without a change keeps the resourceVersion and tells nobody", () => {
    const lab = new Lab();
    const { body } = lab.post(POLICIES, policy("deny"));
    const seen: string[] = [];
    lab.cluster.watch((event) => seen.push(event.type));
    const again = lab.request("PUT", `${POLICIES}/deny`, { body: policy("deny") });
    expect(at(again.body, "metadata", "resourceVersion")).toBe(
      at(body, "metadata", "resourceVersion"),
    );
    expect(seen).toEqual([]);
  });

  test("delete answers a Status for what is gone at once, the object while it waits", () => {
    const lab = new Lab();
    lab.post(POLICIES, policy("deny"));
    expect(lab.delete(`${POLICIES}/deny`).body).toMatchObject({
      kind: "Status",
      status: "Success",
      details: { name: "deny", group: "networking.k8s.io", kind: "networkpolicies" },
    });
    lab.post(PODS, pod("web"));
    lab.cluster.settle();
    expect(lab.delete(`${PODS}/web`).body).toMatchObject({
      kind: "Pod",
      metadata: { deletionGracePeriodSeconds: 30 },
    });
    expect(lab.rows(PODS)[0]).toContain("Terminating");
    lab.cluster.settle();
    expect(lab.rows(PODS)).toEqual([]);
  });

  test("deletecollection takes what the selector names", () => {
    const lab = new Lab();
    for (const name of ["a", "b"]) {
      lab.post(POLICIES, { ...policy(name), metadata: { name, labels: { app: name } } });
    }
    lab.request("DELETE", POLICIES, { query: { labelSelector: "app=a" } });
    expect(lab.rows(POLICIES).map((row) => row.split(" ")[0])).toEqual(["b"]);
  });

  test("dry runs answer as if and change nothing", () => {
    const lab = new Lab();
    const before = lab.cluster.state;
    expect(lab.post(PODS, pod("web"), { dryRun: "All" }).code).toBe(201);
    expect(lab.cluster.state).toBe(before);
    lab.post(POLICIES, policy("deny"));
    const kept = lab.cluster.state;
    lab.delete(`${POLICIES}/deny`, { dryRun: ["All"] });
    expect(lab.cluster.state).toBe(kept);
  });

  test("lists page by limit and continue", () => {
    const lab = new Lab();
    for (const name of ["a", "b", "c"]) lab.post(POLICIES, policy(name));
    const first = lab.get(POLICIES, { limit: "2" }).body;
    expect(at(first, "metadata", "remainingItemCount")).toBe(1);
    const token = stringAt(first, "metadata", "continue");
    const second = lab.get(POLICIES, { limit: "2", continue: token }).body;
    expect(second["items"]).toMatchObject([{ metadata: { name: "c" } }]);
  });

  test("scale reads and writes replicas", () => {
    const lab = new Lab();
    const path = "/apis/apps/v1/namespaces/default/deployments";
    lab.post(path, deployment("web"));
    expect(lab.get(`${path}/web/scale`).body).toMatchObject({
      kind: "Scale",
      spec: { replicas: 2 },
      status: { selector: "app=web" },
    });
    lab.patch(`${path}/web/scale`, { spec: { replicas: 4 } }, "merge");
    lab.cluster.settle();
    expect(lab.rows(path)).toEqual([expect.stringMatching(/^web 4\/4 4 4 /)]);
  });
});

interface Refusal {
  readonly what: string;
  readonly request: ApiRequest;
  readonly code: number;
  readonly reason: string;
  readonly message: string | RegExp;
}

const get = (path: string, query: Record<string, string> = {}): ApiRequest => ({
  method: "GET",
  path,
  query,
});
const post = (
  path: string,
  body: ApiRequest["body"],
  query: Record<string, string> = {},
): ApiRequest => ({
  method: "POST",
  path,
  query,
  ...(body === undefined ? {} : { body }),
});

const REFUSALS: readonly Refusal[] = [
  {
    what: "a missing pod",
    request: get(`${PODS}/missing`),
    code: 404,
    reason: "NotFound",
    message: 'pods "missing" not found',
  },
  {
    what: "a missing object of a group",
    request: get(`${POLICIES}/missing`),
    code: 404,
    reason: "NotFound",
    message: 'networkpolicies.networking.k8s.io "missing" not found',
  },
  {
    what: "a path that is none",
    request: get("/nope"),
    code: 404,
    reason: "NotFound",
    message: "the server could not find the requested resource",
  },
  {
    what: "an unknown resource",
    request: get("/api/v1/namespaces/default/networkpolicies"),
    code: 404,
    reason: "NotFound",
    message: "the server could not find the requested resource",
  },
  {
    what: "a cluster-scoped resource in a namespace",
    request: get("/api/v1/namespaces/default/nodes"),
    code: 404,
    reason: "NotFound",
    message: "the server could not find the requested resource",
  },
  {
    what: "a scale that a kind does not have",
    request: get(`${PODS}/web/scale`),
    code: 404,
    reason: "NotFound",
    message: "the server could not find the requested resource",
  },
  {
    what: "a broken escape in the path",
    request: get("/api/v1/%zz"),
    code: 404,
    reason: "NotFound",
    message: "the server could not find the requested resource",
  },
  {
    what: "a verb the resource does not have",
    request: { method: "DELETE", path: "/api/v1/namespaces" },
    code: 405,
    reason: "MethodNotAllowed",
    message: "the server does not allow this method on the requested resource",
  },
  {
    what: "writing to discovery",
    request: post("/apis", {}),
    code: 405,
    reason: "MethodNotAllowed",
    message: "the server does not allow this method on the requested resource",
  },
  {
    what: "an object that is there already",
    request: post("/api/v1/namespaces", { metadata: { name: "default" } }),
    code: 409,
    reason: "AlreadyExists",
    message: 'namespaces "default" already exists',
  },
  {
    what: "a namespace that is not there",
    request: post("/api/v1/namespaces/nowhere/pods", pod("a")),
    code: 404,
    reason: "NotFound",
    message: 'namespaces "nowhere" not found',
  },
  {
    what: "a body of another namespace",
    request: post(PODS, { ...pod("a"), metadata: { name: "a", namespace: "kube-system" } }),
    code: 400,
    reason: "BadRequest",
    message:
      "the namespace of the provided object does not match the namespace sent on the request",
  },
  {
    what: "a resourceVersion on a new object",
    request: post(PODS, { ...pod("a"), metadata: { name: "a", resourceVersion: "7" } }),
    code: 400,
    reason: "BadRequest",
    message: "resourceVersion should not be set on objects to be created",
  },
  {
    what: "an unknown field under Strict",
    request: post(POLICIES, policy("x", { podSelector: {}, ingres: [] }), {
      fieldValidation: "Strict",
    }),
    code: 400,
    reason: "BadRequest",
    message: /strict decoding error: unknown field "spec.ingres"/,
  },
  {
    what: "a policy with a bad port",
    request: post(
      POLICIES,
      policy("x", { podSelector: {}, ingress: [{ ports: [{ port: 99999 }] }] }),
    ),
    code: 422,
    reason: "Invalid",
    message:
      'NetworkPolicy.networking.k8s.io "x" is invalid: spec.ingress[0].ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive',
  },
  {
    what: "deleting an immortal namespace",
    request: { method: "DELETE", path: "/api/v1/namespaces/default" },
    code: 403,
    reason: "Forbidden",
    message: 'namespaces "default" is forbidden: this namespace may not be deleted',
  },
  {
    what: "a user without rights",
    request: { ...get(PODS), impersonate: { user: "dev" } },
    code: 403,
    reason: "Forbidden",
    message:
      'pods is forbidden: User "dev" cannot list resource "pods" in API group "" in the namespace "default"',
  },
  {
    what: "a user without rights across namespaces",
    request: {
      ...get("/apis/networking.k8s.io/v1/networkpolicies"),
      impersonate: { user: "dev" },
    },
    code: 403,
    reason: "Forbidden",
    message:
      'networkpolicies.networking.k8s.io is forbidden: User "dev" cannot list resource "networkpolicies" in API group "networking.k8s.io" at the cluster scope',
  },
  {
    what: "a patch of no known type",
    request: {
      method: "PATCH",
      path: "/api/v1/namespaces/default",
      body: {},
      contentType: "text/plain",
    },
    code: 415,
    reason: "UnsupportedMediaType",
    message: /accepted media types include: application\/json-patch\+json/,
  },
  {
    what: "a Service address that is taken",
    request: post(SERVICES, {
      metadata: { name: "s" },
      spec: { clusterIP: "10.96.0.10", ports: [{ port: 80 }] },
    }),
    code: 422,
    reason: "Invalid",
    message:
      'Service "s" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
  },
  {
    what: "a Service address outside the range",
    request: post(SERVICES, {
      metadata: { name: "s" },
      spec: { clusterIP: "10.200.0.1", ports: [{ port: 80 }] },
    }),
    code: 422,
    reason: "Invalid",
    message:
      /failed to allocate IP 10\.200\.0\.1: the provided network does not match the current range$/,
  },
  {
    what: "a node port out of range",
    request: post(SERVICES, {
      metadata: { name: "s" },
      spec: { type: "NodePort", ports: [{ port: 80, nodePort: 99 }] },
    }),
    code: 422,
    reason: "Invalid",
    message:
      'Service "s" is invalid: spec.ports[0].nodePort: Invalid value: 99: provided port is not in the valid range. The range of valid ports is 30000-32767',
  },
  {
    what: "an unknown dry run",
    request: post(PODS, pod("a"), { dryRun: "Some" }),
    code: 400,
    reason: "BadRequest",
    message: /dryRun: Unsupported value/,
  },
  {
    what: "a short-lived token",
    request: post("/api/v1/namespaces/default/serviceaccounts/default/token", {
      spec: { expirationSeconds: 1 },
    }),
    code: 422,
    reason: "Invalid",
    message:
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes',
  },
];

describe("refusals leave the state as it was", () => {
  const lab = new Lab();
  test.each(REFUSALS)("$what", ({ request, code, reason, message: text }) => {
    const before = lab.cluster.state;
    const response = lab.cluster.request(request);
    expect({ code: response.code, reason: at(response.body, "reason") }).toEqual({ code, reason });
    if (typeof text === "string") expect(message(response)).toBe(text);
    else expect(message(response)).toMatch(text);
    expect(lab.cluster.state).toBe(before);
  });
});

describe("conflicts", () => {
  test("a stale resourceVersion", () => {
    const lab = new Lab();
    const { body } = lab.post(POLICIES, policy("deny"));
    lab.patch(`${POLICIES}/deny`, { metadata: { labels: { a: "b" } } }, "merge");
    const stale = lab.request("PUT", `${POLICIES}/deny`, { body });
    expect(stale.code).toBe(409);
    expect(message(stale)).toBe(
      'Operation cannot be fulfilled on networkpolicies.networking.k8s.io "deny": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  test("a precondition on the uid", () => {
    const lab = new Lab();
    lab.post(POLICIES, policy("deny"));
    const refused = lab.delete(`${POLICIES}/deny`, { preconditions: { uid: "other" } });
    expect(refused.code).toBe(409);
    expect(message(refused)).toContain("Precondition failed: UID in precondition: other");
  });

  test("the name of the body against that of the path", () => {
    const lab = new Lab();
    lab.post(POLICIES, policy("deny"));
    const refused = lab.patch(`${POLICIES}/deny`, { metadata: { name: "other" } }, "strategic");
    expect(message(refused)).toBe(
      "the name of the object (other) does not match the name on the URL (deny)",
    );
  });

  test("nothing new in a namespace on its way out", () => {
    const lab = new Lab();
    lab.post("/api/v1/namespaces", { metadata: { name: "old", finalizers: ["example.com/wait"] } });
    lab.delete("/api/v1/namespaces/old");
    const refused = lab.post("/api/v1/namespaces/old/configmaps", { metadata: { name: "a" } });
    expect(refused.code).toBe(403);
    expect(message(refused)).toBe(
      'configmaps "a" is forbidden: unable to create new content in namespace old because it is being terminated',
    );
  });
});

describe("selectors", () => {
  const lab = new Lab();
  lab.post(PODS, pod("web"));
  lab.post(PODS, pod("db"));
  lab.cluster.settle();
  const names = (query: Record<string, string>): readonly unknown[] => {
    const { items } = lab.get(PODS, query).body;
    return Array.isArray(items) ? items.map((item: unknown) => at(item, "metadata", "name")) : [];
  };

  test.each([
    [{ labelSelector: "app=web" }, ["web"]],
    [{ labelSelector: "app!=web" }, ["db"]],
    [{ labelSelector: "app in (web,db)" }, ["db", "web"]],
    [{ fieldSelector: "metadata.name=db" }, ["db"]],
    [{ fieldSelector: "status.phase=Running,spec.nodeName=kind-worker" }, ["web"]],
    [{ fieldSelector: "status.phase!=Running" }, []],
  ])("%j", (query, expected) => {
    expect(names(query)).toEqual(expected);
  });

  test.each([
    [
      PODS,
      { labelSelector: "app in (web" },
      "unable to parse requirement: found '', expected: ',' or ')'",
    ],
    [PODS, { fieldSelector: "spec.bogus=1" }, "field label not supported: spec.bogus"],
    [
      PODS,
      { fieldSelector: "metadata.name" },
      "invalid selector: 'metadata.name'; can't understand 'metadata.name'",
    ],
    [
      PODS,
      { fieldSelector: "metadata.name in (a,b)" },
      "invalid selector: 'metadata.name in (a,b)'; can't understand 'b)'",
    ],
    [
      POLICIES,
      { fieldSelector: "spec.podSelector=x" },
      '"spec.podSelector" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
  ])("%s %j is refused", (path, query, text) => {
    const response = lab.get(path, query);
    expect(response.code).toBe(400);
    expect(message(response)).toBe(text);
  });
});

describe("discovery", () => {
  const lab = new Lab();
  test.each([
    ["/api", { kind: "APIVersions", versions: ["v1"] }],
    ["/api/v1", { kind: "APIResourceList", groupVersion: "v1" }],
    ["/apis/networking.k8s.io", { kind: "APIGroup", preferredVersion: { version: "v1" } }],
    ["/version", { gitVersion: "v1.35.4", major: "1", minor: "35" }],
    ["/healthz", { text: "ok" }],
  ])("%s", (path, expected) => {
    expect(lab.get(path).body).toMatchObject(expected);
  });
});

test("events.k8s.io shows the same events under its own field names", () => {
  const lab = new Lab();
  const { items } = lab.get("/apis/events.k8s.io/v1/namespaces/kube-system/events").body;
  expect(Array.isArray(items) ? items[0] : undefined).toMatchObject({
    apiVersion: "events.k8s.io/v1",
    regarding: {},
  });
});

test("eviction deletes, unless a budget forbids it", () => {
  const lab = new Lab();
  lab.post(PODS, pod("web"));
  lab.post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
    metadata: { name: "keep" },
    spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
  });
  lab.cluster.settle();
  const refused = lab.post(`${PODS}/web/eviction`, { metadata: { name: "web" } });
  expect(refused.code).toBe(429);
  lab.delete("/apis/policy/v1/namespaces/default/poddisruptionbudgets/keep");
  expect(lab.post(`${PODS}/web/eviction`, { metadata: { name: "web" } }).code).toBe(201);
  lab.cluster.settle();
  expect(lab.get(`${PODS}/web`).code).toBe(404);
});

test("parameters of the content type do not matter", () => {
  const lab = new Lab();
  lab.post(POLICIES, policy("deny"));
  const response = lab.request("PATCH", `${POLICIES}/deny`, {
    body: { metadata: { labels: { a: "b" } } },
    contentType: `${TYPES.merge}; charset=utf-8`,
  });
  expect(response.code).toBe(200);
});
