import { describe, expect, it } from "vitest";
import { desk, HOME, namespace, pod, stored } from "./world.ts";

const POLICY = stored("networking.k8s.io/v1", "NetworkPolicy", "deny", {
  metadata: { namespace: "shop" },
  spec: {
    podSelector: { matchLabels: { app: "web" } },
    policyTypes: ["Ingress"],
    ingress: [{ ports: [{ protocol: "TCP", port: 80, endPort: 90 }], from: [{ podSelector: {} }] }],
  },
});

const OBJECTS = [
  namespace("default"),
  namespace("shop"),
  pod("default", "alone"),
  pod("shop", "web-1", { app: "web" }),
  pod("shop", "web-2", { app: "web", tier: "x" }),
  POLICY,
];

describe("kubectl", () => {
  it.each([
    [
      "get pods",
      "NAME    READY   STATUS    RESTARTS   AGE\nalone   1/1     Running   0          2m\n",
    ],
    [
      "get pods -n shop -L tier --no-headers",
      "web-1   1/1   Running   0     2m    \nweb-2   1/1   Running   0     2m    x\n",
    ],
    ["get pods -A -o name", "pod/alone\npod/web-1\npod/web-2\n"],
    [
      "get po,netpol -n shop -o name",
      "pod/web-1\npod/web-2\nnetworkpolicy.networking.k8s.io/deny\n",
    ],
    ["get po web-2 -n shop -o jsonpath={.metadata.labels.tier}", "x"],
    ["get -n=shop pods -l tier -o custom-columns=N:.metadata.name", "N\nweb-2\n"],
    ["config current-context", "kind-kind\n"],
    ["api-versions", expect.stringContaining("networking.k8s.io/v1\n") as string],
  ])("%s", async (line, stdout) => {
    expect(await desk(OBJECTS).run(...line.split(" "))).toEqual({
      stdout,
      stderr: "",
      exitCode: 0,
    });
  });

  it.each([
    ["get netpol", 0, "No resources found in default namespace.\n"],
    ["get netpol -A -l x=y", 0, "No resources found\n"],
    ["get podz", 1, `error: the server doesn't have a resource type "podz"\n`],
    ["get pods nope", 1, 'Error from server (NotFound): pods "nope" not found\n'],
    [
      "get pods a b",
      1,
      'Error from server (NotFound): pods "a" not found\nError from server (NotFound): pods "b" not found\n',
    ],
    ["get pod x -n nowhere", 1, 'Error from server (NotFound): namespaces "nowhere" not found\n'],
    ["get pod x -A", 1, "error: a resource cannot be retrieved by name across all namespaces\n"],
    [
      "get pods/",
      1,
      "error: arguments in resource/name form must have a single resource and name\n",
    ],
    ["get pods --bogus", 1, "error: unknown flag: --bogus\nSee 'kubectl get --help' for usage.\n"],
    [
      "gets pods",
      1,
      'error: unknown command "gets" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n',
    ],
    [
      "--context=nope get pods",
      1,
      "Error in configuration: context was not found for specified context: nope\n",
    ],
    [
      "config bogus",
      1,
      `error: unknown command "bogus"\nSee 'kubectl config -h' for help and examples\n`,
    ],
    ["top pods", 1, "error: Metrics API not available\n"],
  ])("%s ends with %i", async (line, exitCode, stderr) => {
    expect(await desk(OBJECTS).run(...line.split(" "))).toEqual({ stdout: "", stderr, exitCode });
  });

  it("describes a NetworkPolicy in words", async () => {
    const { stdout } = await desk(OBJECTS).run("describe", "netpol", "deny", "-n", "shop");
    expect(stdout).toBe(`Name:         deny
Namespace:    shop
Created on:   2026-01-02 03:02:05 +0000 UTC
Labels:       <none>
Annotations:  <none>
Spec:
  PodSelector:     app=web
  Allowing ingress traffic:
    To Port Range: 80-90/TCP
    From:
      PodSelector: <none>
  Not affecting egress traffic
  Policy Types: Ingress
`);
  });

  it("describes by prefix when nothing has the name", async () => {
    const { run } = desk(OBJECTS);
    const { stdout } = await run("describe", "pod", "web", "-n", "shop");
    expect(stdout.match(/^Name: +web-\d$/gm)).toHaveLength(2);
    expect((await run("describe", "pod", "x", "-n", "shop")).exitCode).toBe(1);
  });

  it("keeps the namespace of the context, and prefers -n", async () => {
    const { run } = desk(OBJECTS);
    await run("config", "set-context", "--current", "--namespace=shop");
    expect((await run("get", "pods", "-o", "name")).stdout).toBe("pod/web-1\npod/web-2\n");
    expect((await run("get", "pods", "-n", "default", "-o", "name")).stdout).toBe("pod/alone\n");
  });

  it("refuses the connection without a context", async () => {
    const { run } = desk(OBJECTS);
    await run("config", "unset", "current-context");
    const { stderr, exitCode } = await run("get", "pods");
    expect(exitCode).toBe(1);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
    );
  });

  it("merges the files of KUBECONFIG, the first one winning", async () => {
    const { run, files, env } = desk(OBJECTS);
    files.write(
      `${HOME}/extra`,
      "contexts:\n- name: here\n  context: {cluster: kind-kind, user: kind-kind, namespace: shop}\ncurrent-context: here\n",
    );
    env.set("KUBECONFIG", `${HOME}/extra:${HOME}/.kube/config`);
    expect((await run("config", "get-contexts", "-o", "name")).stdout).toBe("here\nkind-kind\n");
    expect((await run("get", "pods", "-o", "name")).stdout).toBe("pod/web-1\npod/web-2\n");
  });

  it("explains fields, and names the one that does not exist", async () => {
    const { run } = desk(OBJECTS);
    const { stdout } = await run("explain", "netpol.spec.ingress.ports.endPort");
    expect(stdout).toContain("FIELD: endPort <integer>\n");
    expect(await run("explain", "netpol.spec.bogus")).toEqual({
      stdout: "GROUP:      networking.k8s.io\nKIND:       NetworkPolicy\nVERSION:    v1\n\n",
      stderr: 'error: field "bogus" does not exist\n',
      exitCode: 1,
    });
  });

  it("prints logs by their window", async () => {
    const line = (text: string, seconds: number) => ({
      time: Date.parse("2026-01-02T03:04:00Z") + seconds * 1000,
      stream: "stdout" as const,
      text,
    });
    const log = [line("one", 0), line("two", 1), line("three", 4)];
    const { run } = desk(OBJECTS, log);
    expect((await run("logs", "alone", "--tail=2", "--prefix")).stdout).toBe(
      "[pod/alone/main] two\n[pod/alone/main] three\n",
    );
    expect((await run("logs", "alone", "--since=2s")).stdout).toBe("three\n");
    expect((await run("logs", "alone", "--limit-bytes=5")).stdout).toBe("one\nt");
    expect((await run("logs", "alone", "-c", "no")).stderr).toBe(
      "error: container no is not valid for pod alone\n",
    );
  });
});

describe("help and completion", () => {
  it("lays help out as kubectl does", async () => {
    const { stdout } = await desk([]).run("version", "--help");
    expect(stdout).toMatch(/\n {4}-o, --output='':\n {8}\S/);
    expect(stdout).toContain("Usage:\n  kubectl version [flags] [options]\n");
  });

  it.each([
    [["get", "pods", "-n", "shop", "web-1", ""], "web-2\n:4\n"],
    [["get", "pods", "-n", "s"], "shop\n:4\n"],
    [["get", "pods", "--show-l"], "--show-labels\n:4\n"],
    [["get", "networkp"], "networkpolicies.networking.k8s.io\n:4\n"],
    [["get", "netp"], ":4\n"],
    [["get", "pod/al"], "pod/alone\n:4\n"],
    [["apply", "-f", ""], "json\nyaml\nyml\n:8\n"],
    [["foo", ""], ":0\n"],
  ])("completes %j", async (words, stdout) => {
    const outcome = await desk(OBJECTS).run("__completeNoDesc", ...words);
    expect(outcome.stdout).toBe(stdout);
  });
});
