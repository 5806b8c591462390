import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/api/json.ts";
import { at, objectsAt, stringAt } from "../../../src/core/cluster/values.ts";
import { deployment, DEPLOYMENTS, Lab, NOW, pod, PODS, SERVICES, message } from "./lab.ts";

const first = (row: string): string => row.split(" ")[0] ?? "";
const settled = (lab: Lab): Lab => {
  lab.cluster.settle();
  return lab;
};
const reasons = (lab: Lab, name: string): readonly string[] => {
  const { body } = lab.get("/api/v1/namespaces/default/events", {
    fieldSelector: `involvedObject.name=${name}`,
  });
  return objectsAt(body, "items").map((event) => stringAt(event, "reason"));
};

describe("a fresh cluster", () => {
  test("is what kind gives", () => {
    const lab = new Lab();
    expect(lab.rows("/api/v1/nodes")).toEqual([
      expect.stringContaining("kind-control-plane Ready control-plane"),
      expect.stringContaining("kind-worker Ready <none>"),
      expect.stringContaining("kind-worker2 Ready <none>"),
    ]);
    const system = lab.rows("/api/v1/namespaces/kube-system/pods");
    expect(system).toHaveLength(12);
    expect(system.filter((row) => row.startsWith("coredns-"))).toEqual([
      expect.stringMatching(/1\/1 Running 0 .* 10\.244\.0\.[23] kind-control-plane/),
      expect.stringMatching(/1\/1 Running 0 .* 10\.244\.0\.[23] kind-control-plane/),
    ]);
    expect(lab.rows("/api/v1/services").map((row) => row.split(" ").slice(0, 3).join(" "))).toEqual(
      ["kubernetes ClusterIP 10.96.0.1", "kube-dns ClusterIP 10.96.0.10"],
    );
    expect(lab.rows("/api/v1/namespaces").map(first)).toEqual([
      "default",
      "kube-node-lease",
      "kube-public",
      "kube-system",
    ]);
  });

  test("is at rest, and nothing in it is younger than now", () => {
    const lab = new Lab();
    const before = lab.cluster.state;
    lab.cluster.settle();
    expect(lab.cluster.atRest).toBe(true);
    expect(lab.cluster.state).toBe(before);
    for (const objects of before.objects.values()) {
      for (const { metadata } of objects.values()) {
        expect(Date.parse(metadata.creationTimestamp ?? "")).toBeLessThanOrEqual(NOW);
      }
    }
  });
});

describe("pods", () => {
  test("pass through ContainerCreating to Running within two seconds", () => {
    const lab = new Lab();
    lab.post(PODS, pod("web"));
    expect(lab.rows(PODS)).toEqual([expect.stringContaining("web 0/1 ContainerCreating 0")]);
    lab.cluster.settle();
    expect(lab.rows(PODS)).toEqual([
      expect.stringMatching(/^web 1\/1 Running 0 \ds 10\.244\.1\.2 kind-worker /),
    ]);
    expect(lab.clock.now() - NOW).toBeLessThanOrEqual(2000);
    expect(reasons(lab, "web")).toEqual(["Scheduled", "Pulling", "Pulled", "Created", "Started"]);
  });

  test("run on the clock without anyone asking", async () => {
    const lab = new Lab();
    lab.post(PODS, pod("web"));
    const pause = (): Promise<void> => new Promise((done) => setImmediate(done));
    await lab.clock.run(() => lab.cluster.atRest, pause);
    expect(lab.rows(PODS)[0]).toContain("Running");
  });

  test("go to the workers in turn, in order of creation, and keep away from taints", () => {
    const lab = new Lab();
    for (const name of ["d", "c", "b", "a"]) lab.post(PODS, pod(name));
    settled(lab);
    const nodes = Object.fromEntries(
      lab.rows(PODS).map((row) => [first(row), /kind-\S+/.exec(row)?.[0]]),
    );
    expect(nodes).toEqual({
      d: "kind-worker",
      c: "kind-worker2",
      b: "kind-worker",
      a: "kind-worker2",
    });
  });

  test("stay pending when no node takes them", () => {
    const lab = new Lab();
    lab.post(PODS, pod("web", { nodeSelector: { disk: "ssd" } }));
    settled(lab);
    expect(lab.rows(PODS)[0]).toContain("web 0/1 Pending 0");
    expect(reasons(lab, "web")).toEqual(["FailedScheduling"]);
  });

  test("addresses are never used again", () => {
    const lab = new Lab();
    const place = { nodeName: "kind-worker" };
    lab.post(PODS, pod("a", place));
    settled(lab).delete(`${PODS}/a`);
    settled(lab).post(PODS, pod("b", place));
    expect(settled(lab).rows(PODS)[0]).toContain("10.244.1.3");
  });

  test("host network pods have the node's address", () => {
    const lab = new Lab();
    lab.post(PODS, pod("host", { hostNetwork: true, nodeName: "kind-worker2" }));
    expect(settled(lab).rows(PODS)[0]).toContain("172.18.0.4 kind-worker2");
  });

  const image = (value: string): JsonObject => ({ containers: [{ name: "main", image: value }] });
  test.each(["registry.example.com/nope/app:1", "nginx:missing"])(
    "%s cannot be pulled",
    (value) => {
      const lab = new Lab();
      lab.post(PODS, pod("broken", image(value)));
      expect(settled(lab).rows(PODS)[0]).toContain("broken 0/1 ImagePullBackOff 0");
      expect(reasons(lab, "broken")).toEqual([
        "Scheduled",
        "Pulling",
        "Failed",
        "Failed",
        "BackOff",
        "Failed",
      ]);
      lab.patch(`${PODS}/broken`, { spec: image("nginx:1.27") }, "strategic");
      expect(settled(lab).rows(PODS)[0]).toContain("broken 1/1 Running 0");
    },
  );

  test("a slow image takes twenty seconds", () => {
    const lab = new Lab();
    lab.post(PODS, pod("slow", image("nginx:slow")));
    settled(lab);
    expect(lab.clock.now() - NOW).toBeGreaterThanOrEqual(20_000);
  });

  test("another image restarts the container", () => {
    const lab = new Lab();
    lab.post(PODS, pod("web"));
    settled(lab).patch(
      `${PODS}/web`,
      { spec: { containers: [{ name: "main", image: "nginx:1.28" }] } },
      "strategic",
    );
    expect(settled(lab).rows(PODS)[0]).toMatch(/^web 1\/1 Running 1 \(/);
    expect(reasons(lab, "web")).toContain("Killing");
  });
});

describe("processes that end", () => {
  const run = (restartPolicy: string): Lab => {
    const lab = new Lab();
    lab.post(PODS, pod("job", { restartPolicy }));
    return settled(lab);
  };
  const exit = (lab: Lab, exitCode: number): boolean =>
    lab.cluster.containerExited(
      { namespace: "default", pod: "job", container: "main" },
      { exitCode },
    );

  test.each([
    ["Never", 0, "job 0/1 Completed 0", "Succeeded"],
    ["Never", 3, "job 0/1 Error 0", "Failed"],
    ["OnFailure", 0, "job 0/1 Completed 0", "Succeeded"],
    ["OnFailure", 1, "job 1/1 Running 1", "Running"],
    ["Always", 0, "job 1/1 Running 1", "Running"],
  ])("%s, exit %i: %s", (restartPolicy, code, row, phase) => {
    const lab = run(restartPolicy);
    expect(exit(lab, code)).toBe(true);
    expect(settled(lab).rows(PODS)[0]).toContain(row);
    expect(stringAt(lab.get(`${PODS}/job`).body, "status", "phase")).toBe(phase);
  });

  test("back off longer every time", async () => {
    const lab = run("Always");
    exit(lab, 1);
    settled(lab);
    for (const [count, seconds] of [
      [1, 10],
      [2, 20],
    ] as const) {
      exit(lab, 1);
      expect(settled(lab).rows(PODS)[0]).toContain(`job 0/1 CrashLoopBackOff ${count} `);
      lab.clock.advanceTo(lab.clock.now() + seconds * 1000);
      await new Promise((done) => setImmediate(done));
      expect(settled(lab).rows(PODS)[0]).toContain(`job 1/1 Running ${count + 1} `);
    }
  });

  test("a stale report, or one of a container that is not there, is refused", () => {
    const lab = run("Always");
    const [old] = lab.cluster.runningContainers().filter(({ pod: name }) => name === "job");
    exit(lab, 1);
    settled(lab);
    expect(old).toBeDefined();
    if (old !== undefined) expect(lab.cluster.containerExited(old, { exitCode: 0 })).toBe(false);
    const nobody = { namespace: "default", pod: "job", container: "other" };
    expect(lab.cluster.containerExited(nobody, { exitCode: 0 })).toBe(false);
  });

  test("a program that cannot start shows as StartError", () => {
    const lab = run("Never");
    lab.cluster.containerExited(
      { namespace: "default", pod: "job", container: "main" },
      { exitCode: 128, reason: "StartError", message: "no such file" },
    );
    expect(settled(lab).rows(PODS)[0]).toContain("job 0/1 StartError 0");
  });
});

describe("deployments", () => {
  const ready = (lab: Lab): string =>
    lab.rows(DEPLOYMENTS)[0]?.split(" ").slice(0, 4).join(" ") ?? "";
  const sets = "/apis/apps/v1/namespaces/default/replicasets";
  const setImage = (lab: Lab, image: string): void => {
    const template = { spec: { containers: [{ name: "main", image }] } };
    lab.patch(`${DEPLOYMENTS}/web`, { spec: { template } }, "strategic");
  };

  test("make a ReplicaSet and its pods", () => {
    const lab = new Lab();
    lab.post(DEPLOYMENTS, deployment("web"));
    expect(ready(settled(lab))).toBe("web 2/2 2 2");
    expect(lab.rows(PODS).map(first)).toEqual([
      expect.stringMatching(/^web-[a-z0-9]{6,10}-[a-z0-9]{5}$/),
      expect.stringMatching(/^web-[a-z0-9]{6,10}-[a-z0-9]{5}$/),
    ]);
    expect(at(lab.get(`${DEPLOYMENTS}/web`).body, "status", "conditions")).toMatchObject([
      { type: "Available", status: "True", reason: "MinimumReplicasAvailable" },
      { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
    ]);
    expect(reasons(lab, "web")).toEqual(["ScalingReplicaSet"]);
  });

  test("roll to a new template and never drop below what is allowed", () => {
    const lab = new Lab();
    lab.post(DEPLOYMENTS, deployment("web", 4));
    settled(lab);
    let lowest = 4;
    lab.cluster.watch(({ object }) => {
      if (object.kind !== "Deployment") return;
      const available = at(object, "status", "availableReplicas");
      lowest = Math.min(lowest, typeof available === "number" ? available : 0);
    });
    setImage(lab, "nginx:1.28");
    expect(ready(settled(lab))).toBe("web 4/4 4 4");
    expect(lowest).toBeGreaterThanOrEqual(3);
    const revision = at(lab.get(`${DEPLOYMENTS}/web`).body, "metadata", "annotations");
    expect(revision).toMatchObject({ "deployment.kubernetes.io/revision": "2" });
    expect(lab.rows(sets)).toHaveLength(2);
  });

  test("stop at an image that cannot be pulled, and go back", () => {
    const lab = new Lab();
    lab.post(DEPLOYMENTS, deployment("web", 3));
    settled(lab);
    setImage(lab, "nginx:missing");
    expect(ready(settled(lab))).toBe("web 3/3 1 3");
    setImage(lab, "nginx:1.27");
    expect(ready(settled(lab))).toBe("web 3/3 3 3");
    const revision = at(lab.get(`${DEPLOYMENTS}/web`).body, "metadata", "annotations");
    expect(revision).toMatchObject({ "deployment.kubernetes.io/revision": "3" });
  });

  test("scale up and down to nothing", () => {
    const lab = new Lab();
    lab.post(DEPLOYMENTS, deployment("web"));
    for (const replicas of [5, 1, 0]) {
      lab.patch(`${DEPLOYMENTS}/web`, { spec: { replicas } }, "merge");
      expect(ready(settled(lab))).toBe(`web ${replicas}/${replicas} ${replicas} ${replicas}`);
    }
    expect(lab.rows(PODS)).toEqual([]);
  });

  test("Recreate stops all before it starts any", () => {
    const lab = new Lab();
    const spec = {
      ...deployment("web"),
      spec: { ...(at(deployment("web"), "spec") as JsonObject), strategy: { type: "Recreate" } },
    };
    lab.post(DEPLOYMENTS, spec);
    settled(lab);
    setImage(lab, "nginx:1.28");
    expect(ready(settled(lab))).toBe("web 2/2 2 2");
  });

  test("a paused one does not roll", () => {
    const lab = new Lab();
    lab.post(DEPLOYMENTS, deployment("web"));
    settled(lab).patch(`${DEPLOYMENTS}/web`, { spec: { paused: true } }, "merge");
    setImage(lab, "nginx:1.28");
    expect(settled(lab).rows(sets)).toHaveLength(1);
    lab.patch(`${DEPLOYMENTS}/web`, { spec: { paused: false } }, "merge");
    expect(settled(lab).rows(sets)).toHaveLength(2);
  });

  test.each([
    ["Background", 0],
    ["Foreground", 0],
    ["Orphan", 2],
  ])("%s deletion leaves %i pods", (propagationPolicy, left) => {
    const lab = new Lab();
    lab.post(DEPLOYMENTS, deployment("web"));
    settled(lab).delete(`${DEPLOYMENTS}/web`, { propagationPolicy });
    expect(settled(lab).rows(PODS)).toHaveLength(left);
    expect(lab.rows(DEPLOYMENTS)).toEqual([]);
  });
});

describe("other workloads", () => {
  test("a DaemonSet has a pod on every node it tolerates", () => {
    const lab = new Lab();
    const path = "/apis/apps/v1/namespaces/default/daemonsets";
    const { spec } = deployment("agent") as { spec: JsonObject };
    lab.post(path, {
      metadata: { name: "agent" },
      spec: { selector: spec["selector"], template: spec["template"] },
    });
    expect(settled(lab).rows(path)[0]).toMatch(/^agent 2 2 2 2 2 /);
  });

  test("a StatefulSet makes numbered pods one after the other", () => {
    const lab = new Lab();
    const { spec } = deployment("db") as { spec: JsonObject };
    lab.post("/apis/apps/v1/namespaces/default/statefulsets", {
      metadata: { name: "db" },
      spec: { ...spec, serviceName: "db" },
    });
    expect(lab.rows(PODS).map(first)).toEqual(["db-0"]);
    expect(settled(lab).rows(PODS).map(first)).toEqual(["db-0", "db-1"]);
    expect(lab.get(`${PODS}/db-1`).body).toMatchObject({
      spec: { hostname: "db-1", subdomain: "db" },
    });
  });

  test("a Job's pods succeed", () => {
    const lab = new Lab();
    const path = "/apis/batch/v1/namespaces/default/jobs";
    lab.post(path, {
      metadata: { name: "once" },
      spec: {
        completions: 3,
        parallelism: 2,
        template: {
          spec: { restartPolicy: "Never", containers: [{ name: "c", image: "busybox" }] },
        },
      },
    });
    expect(settled(lab).rows(path)[0]).toMatch(/^once Complete 3\/3 /);
    expect(lab.rows(PODS)).toHaveLength(3);
  });
});

describe("services", () => {
  test("endpoints follow pods, and named ports each pod", () => {
    const lab = new Lab();
    lab.post(SERVICES, {
      metadata: { name: "web" },
      spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] },
    });
    const endpoints = "/api/v1/namespaces/default/endpoints";
    expect(lab.rows(endpoints)[1]).toMatch(/^web <none> /);
    lab.post(PODS, pod("web"));
    expect(settled(lab).rows(endpoints)[1]).toMatch(/^web 10\.244\.1\.2:80 /);
    lab.patch(`${PODS}/web`, { metadata: { labels: { app: "other" } } }, "merge");
    expect(lab.rows(endpoints)[1]).toMatch(/^web <none> /);
    lab.delete(`${SERVICES}/web`);
    expect(settled(lab).rows(endpoints).map(first)).toEqual(["kubernetes"]);
  });

  test("slices say who is ready and who is leaving", () => {
    const lab = new Lab();
    lab.post(SERVICES, {
      metadata: { name: "web" },
      spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
    });
    lab.post(PODS, pod("web"));
    const slice = (): unknown => {
      const { body } = lab.get("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", {
        labelSelector: "kubernetes.io/service-name=web",
      });
      return at(objectsAt(objectsAt(body, "items")[0], "endpoints")[0], "conditions");
    };
    expect(slice()).toEqual({ ready: false, serving: false, terminating: false });
    settled(lab);
    expect(slice()).toEqual({ ready: true, serving: true, terminating: false });
    lab.delete(`${PODS}/web`);
    expect(slice()).toEqual({ ready: false, serving: true, terminating: true });
  });

  test("addresses and node ports are drawn from their ranges and kept", () => {
    const lab = new Lab();
    const { body } = lab.post(SERVICES, {
      metadata: { name: "np" },
      spec: { type: "NodePort", ports: [{ port: 80 }] },
    });
    const ip = stringAt(body, "spec", "clusterIP");
    expect(ip).toMatch(/^10\.96\.\d+\.\d+$/);
    const nodePort = at(objectsAt(body, "spec", "ports")[0], "nodePort");
    expect(nodePort).toBeGreaterThanOrEqual(30000);
    const patched = lab.patch(
      `${SERVICES}/np`,
      { spec: { ports: [{ port: 80, targetPort: 81 }] } },
      "strategic",
    );
    expect(stringAt(patched.body, "spec", "clusterIP")).toBe(ip);
    expect(at(objectsAt(patched.body, "spec", "ports")[0], "nodePort")).toBe(nodePort);
    const back = lab.patch(`${SERVICES}/np`, { spec: { type: "ClusterIP" } }, "strategic");
    expect(message(back)).toBe("");
    expect(at(objectsAt(back.body, "spec", "ports")[0], "nodePort")).toBeUndefined();
    const named = lab.patch(
      `${SERVICES}/np`,
      { spec: { type: "ExternalName", externalName: "example.com" } },
      "merge",
    );
    expect(message(named)).toBe("");
    expect(lab.rows(SERVICES).at(-1)).toMatch(/^np ExternalName <none> example.com /);
  });
});

describe("namespaces", () => {
  test("come with an account and the root certificate", () => {
    const lab = new Lab();
    lab.post("/api/v1/namespaces", { metadata: { name: "shop" } });
    expect(lab.rows("/api/v1/namespaces/shop/serviceaccounts").map(first)).toEqual(["default"]);
    expect(lab.rows("/api/v1/namespaces/shop/configmaps").map(first)).toEqual(["kube-root-ca.crt"]);
  });

  test("are emptied, pods first, and go", () => {
    const lab = new Lab();
    lab.post("/api/v1/namespaces", { metadata: { name: "shop" } });
    lab.post("/api/v1/namespaces/shop/pods", pod("web"));
    lab.post("/api/v1/namespaces/shop/configmaps", { metadata: { name: "c" } });
    settled(lab);
    const gone: string[] = [];
    lab.cluster.watch(({ type, object }) => {
      if (type === "DELETED" && object.kind !== "Event") gone.push(object.kind);
    });
    expect(lab.delete("/api/v1/namespaces/shop").body).toMatchObject({
      kind: "Namespace",
      status: { phase: "Terminating" },
    });
    expect(lab.rows("/api/v1/namespaces/shop/configmaps")).toHaveLength(2);
    expect(settled(lab).get("/api/v1/namespaces/shop").code).toBe(404);
    expect(gone[0]).toBe("Pod");
    expect(gone.at(-1)).toBe("Namespace");
  });

  test("the name label cannot be taken away", () => {
    const lab = new Lab();
    const patch = { metadata: { labels: { "kubernetes.io/metadata.name": null } } };
    const { body } = lab.patch("/api/v1/namespaces/default", patch, "merge");
    expect(at(body, "metadata", "labels")).toEqual({ "kubernetes.io/metadata.name": "default" });
  });
});
