import { describe, expect, it } from "vitest";
import type { ClusterState } from "../../../src/core/cluster/types.ts";
import { HOME } from "../../../src/core/session/home.ts";
import type { Session } from "../../../src/core/session/session.ts";
import { TextOutput, textInput } from "../../../src/core/shell/streams.ts";
import { DENY_ALL, SMALL, openHeadless, startOf } from "../../support/session.ts";

const POLICIES = "networking.k8s.io/NetworkPolicy";
const FILES = { "deny.yaml": DENY_ALL };
const start = startOf(SMALL, FILES);
const open = () => openHeadless(start);

const labels = (session: Session): readonly string[] =>
  session.history.moments.map(({ label }) => label);
const policies = (state: ClusterState): readonly string[] => [
  ...(state.objects.get(POLICIES) ?? new Map<string, unknown>()).keys(),
];
/** Every object of a state by kind and key, as JSON. */
const everything = (state: ClusterState): unknown =>
  Object.fromEntries(
    [...state.objects].map(([kind, map]) => [kind, Object.fromEntries([...map])] as const),
  );

describe("what makes a moment", () => {
  it.each([
    ["a policy applied", "kubectl apply -f deny.yaml"],
    ["a pod created", "kubectl run x --image=nginx:1.27"],
    ["a pod deleted", "kubectl delete pod db --wait=false"],
    ["a label set", "kubectl label pod web tier=front"],
    ["a file written", "echo hello > note.txt"],
    ["a file's mode changed", "chmod 600 deny.yaml"],
    ["a change before a failure", "echo x > y; false"],
    [
      "a change of namespace in the kubeconfig",
      "kubectl config set-context --current --namespace=x",
    ],
  ])("%s: one", async (_, command) => {
    const { session, run } = open();
    await run(command);
    expect(labels(session)).toEqual(["Start", command]);
    expect(session.history.position).toBe(1);
  });

  it.each([
    ["reading", "kubectl get pods -A"],
    ["a client's dry run", "kubectl apply --dry-run=client -f deny.yaml"],
    ["a server's dry run", "kubectl apply --dry-run=server -f deny.yaml"],
    ["a comparison, whose files are gone again", "kubectl diff -f deny.yaml"],
    ["a refused write", "kubectl delete pod nobody"],
    ["a syntax error", "if then"],
    ["a question of access, which is a POST", "kubectl auth can-i list pods"],
    ["who am I, which is a POST", "kubectl auth whoami"],
    ["a label that is there already", "kubectl label pod web app=web --overwrite"],
    ["a connection", "kubectl exec client -- curl -sS -m 3 http://web"],
  ])("%s: none", async (_, command) => {
    const { session, run } = open();
    await run(command);
    expect(labels(session)).toEqual(["Start"]);
  });

  it("an object applied a second time: none", async () => {
    const { session, run } = open();
    await run("kubectl apply -f deny.yaml");
    expect((await run("kubectl apply -f deny.yaml")).out).toBe(
      "networkpolicy.networking.k8s.io/deny-all unchanged\n",
    );
    expect(labels(session)).toHaveLength(2);
  });

  it("perform: one when its client wrote, none when it only read or failed", async () => {
    const { session } = open();
    await session.perform("Looked", (client) =>
      Promise.resolve(client.request({ method: "GET", path: "/api/v1/namespaces/default/pods" })),
    );
    await expect(session.perform("Failed", () => Promise.reject(new Error("no")))).rejects.toThrow(
      "no",
    );
    const gone = await session.request("Deleted web", {
      method: "DELETE",
      path: "/api/v1/namespaces/default/services/web",
    });
    expect(gone.code).toBe(200);
    expect(labels(session)).toEqual(["Start", "Deleted web"]);
  });

  it("what was half done before a fault is a moment all the same", async () => {
    const { session } = open();
    const work = session.perform("Half", (client) => {
      client.request({ method: "DELETE", path: "/api/v1/namespaces/default/services/web" });
      return Promise.reject(new Error("then it broke"));
    });
    await expect(work).rejects.toThrow("then it broke");
    expect(labels(session)).toEqual(["Start", "Half"]);
  });
});

describe("undo and redo", () => {
  it("bring back cluster, files and tried flows, there and back again", async () => {
    const { session, run } = open();
    await run("kubectl exec client -- curl -sS -m 3 http://web");
    expect(session.tried).toHaveLength(1);
    await run("kubectl apply -f deny.yaml; echo done > note.txt");
    await run("kubectl exec client -- curl -sS -m 3 http://web");
    const after = session.cluster.state;
    const files = session.files.snapshot();
    const tried = session.tried;
    expect(tried.map(({ outcome }) => outcome)).toEqual(["timeout"]);

    session.undo();
    expect(policies(session.cluster.state)).toEqual([]);
    expect(session.files.stat(`${HOME}/note.txt`)).toBeUndefined();
    expect(session.tried.map(({ outcome }) => outcome)).toEqual(["open"]);

    session.redo();
    expect(everything(session.cluster.state)).toEqual(everything(after));
    expect(session.files.snapshot()).toEqual(files);
    expect(session.tried).toEqual(tried);
  });

  it("stop at both ends without a change", async () => {
    const { session, run } = open();
    await run("echo a > a");
    session.redo();
    expect(session.history.position).toBe(1);
    session.undo();
    session.undo();
    session.goTo(-7);
    expect(session.history.position).toBe(0);
    session.goTo(99);
    expect(session.history.position).toBe(1);
  });

  it("something new after an undo drops what was undone", async () => {
    const { session, run } = open();
    await run("echo a > a");
    await run("echo b > b");
    session.undo();
    await run("echo c > c");
    expect(labels(session)).toEqual(["Start", "echo a > a", "echo c > c"]);
    expect(session.files.stat(`${HOME}/b`)).toBeUndefined();
  });

  it("a pod that was deleted runs again, with its address", async () => {
    const { session, run } = open();
    const before = session.cluster.state.objects.get("/Pod")?.get("default/db");
    await run("kubectl delete pod db --now");
    session.cluster.settle();
    expect(session.cluster.state.objects.get("/Pod")?.has("default/db")).toBe(false);
    session.undo();
    session.cluster.settle();
    expect(session.cluster.state.objects.get("/Pod")?.get("default/db")).toEqual(before);
    expect((await run("kubectl exec db -- hostname")).out).toBe("db\n");
  });

  it("what controllers do after a command belongs to the command's moment", async () => {
    const { session, run } = open();
    await run("kubectl create deployment shop --image=nginx:1.27 --replicas=2");
    const pods = (state: ClusterState): number =>
      [...(state.objects.get("/Pod")?.values() ?? [])].filter(
        (pod) =>
          pod.metadata.name.startsWith("shop-") &&
          (pod as { status?: { phase?: string } }).status?.phase === "Running",
      ).length;
    expect(pods(session.cluster.state)).toBe(0);
    session.cluster.settle();
    expect(pods(session.cluster.state)).toBe(2);
    await run("echo later > later");
    expect(labels(session)).toHaveLength(3);
    session.undo();
    expect(pods(session.cluster.state)).toBe(2);
    session.undo();
    expect(pods(session.cluster.state)).toBe(0);
  });

  it("two commands at once: the one that ends last does not undo the other's moment", async () => {
    const { session, host } = open();
    const nowhere = { stdout: new TextOutput(), stderr: new TextOutput() };
    const slow = session.run("sleep 5; echo slow > slow", nowhere);
    await host.settle();
    await session.run("kubectl apply -f deny.yaml", nowhere);
    await host.finish(slow);
    expect(labels(session)).toEqual([
      "Start",
      "kubectl apply -f deny.yaml",
      "sleep 5; echo slow > slow",
    ]);
    session.undo();
    expect(policies(session.cluster.state)).toEqual(["default/deny-all"]);
    expect(session.files.stat(`${HOME}/slow`)).toBeUndefined();
    session.undo();
    expect(policies(session.cluster.state)).toEqual([]);
  });

  it("an undo while a command runs is not overwritten when it ends", async () => {
    const { session, host, run } = open();
    await run("kubectl apply -f deny.yaml");
    const slow = session.run("sleep 5; echo slow > slow", {
      stdout: new TextOutput(),
      stderr: new TextOutput(),
    });
    await host.settle();
    session.undo();
    await host.finish(slow);
    session.goTo(0);
    expect(policies(session.cluster.state)).toEqual([]);
  });
});

describe("listeners", () => {
  it("hear of changes in cluster, files and position, and no longer after they left", async () => {
    const { session, run } = open();
    let heard = 0;
    const stop = session.subscribe(() => heard++);
    await run("kubectl apply -f deny.yaml");
    expect(heard).toBeGreaterThan(0);
    heard = 0;
    session.undo();
    expect(heard).toBeGreaterThan(0);
    stop();
    heard = 0;
    await run("echo a > a");
    expect(heard).toBe(0);
  });
});

describe("the log", () => {
  it("keeps everything run, failed or not, oldest first, and survives an undo", async () => {
    const { session, run } = open();
    for (const command of ["true", "nonsense", "echo a > a"]) await run(command);
    session.undo();
    expect(session.log).toEqual(["true", "nonsense", "echo a > a"]);
  });

  it("keeps the last thousand", () => {
    const { session } = open();
    for (let i = 0; i < 1010; i++) session.remember(`echo ${i}`);
    expect(session.log).toHaveLength(1000);
    expect(session.log[0]).toBe("echo 10");
  });
});

describe("ask", () => {
  it("answers and leaves no trace", async () => {
    const { session, host } = open();
    const before = { ...session.history };
    const stdout = new TextOutput();
    const code = await host.finish(
      session.ask("kubectl apply --dry-run=server -f -", {
        stdin: textInput(DENY_ALL),
        stdout,
        stderr: stdout,
      }),
    );
    expect([code, stdout.text]).toEqual([
      0,
      "networkpolicy.networking.k8s.io/deny-all created (server dry run)\n",
    ]);
    expect(session.history).toEqual(before);
    expect(session.log).toEqual([]);
    expect(session.tried).toEqual([]);
  });
});

describe("attempt", () => {
  const request = (source: string, destination: string, port: number) => ({
    source,
    destination,
    port,
    protocol: "TCP" as const,
  });

  it.each([
    ["a pod that listens", "pod/default/client", "pod/default/web", 80, "open"],
    ["a port nobody listens on", "pod/default/client", "pod/default/web", 81, "refused"],
    ["a guarded pod", "pod/default/client", "pod/default/db", 5432, "timeout"],
    ["a host of the scenario, by its card", "pod/default/client", "outside/internet", 443, "open"],
    ["a pod from a node", "node/kind-worker2", "pod/default/web", 80, "open"],
  ])("%s", async (_, source, destination, port, outcome) => {
    const { session, run } = open();
    await run(
      `kubectl apply -f - <<'END'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard-db }
spec: { podSelector: { matchLabels: { app: db } } }
END`,
    );
    const seen: string[] = [];
    session.onAttempt(({ connection, tool }) => seen.push(`${tool} ${connection.outcome}`));
    expect(session.attempt(request(source, destination, port))?.outcome).toBe(outcome);
    expect(seen).toEqual([`connect ${outcome}`]);
    expect(session.tried.map((flow) => flow.outcome)).toEqual([outcome]);
    expect(session.tried[0]?.source).toBe(source);
  });

  it("is undefined where an end does not exist, and nobody is told", () => {
    const { session } = open();
    const seen: unknown[] = [];
    session.onAttempt((observation) => seen.push(observation));
    expect(session.attempt(request("pod/default/client", "pod/default/no", 80))).toBeUndefined();
    expect(session.attempt(request("pod/default/no", "pod/default/web", 80))).toBeUndefined();
    expect(seen).toEqual([]);
    expect(session.tried).toEqual([]);
  });
});

describe("replay", () => {
  it("the log on a fresh lab of the same start gives the same objects, uids and all", async () => {
    const first = open();
    for (const command of [
      "kubectl apply -f deny.yaml",
      "kubectl create deployment shop --image=nginx:1.27 --replicas=2",
      "kubectl rollout status deployment shop --timeout=60s",
      "kubectl expose deployment shop --port=80",
      "kubectl label pod web tier=front",
      "kubectl exec client -- curl -sS -m 2 http://web",
      "kubectl delete pod db --now",
      "kubectl scale deployment shop --replicas=1",
      "for i in 1 2; do kubectl create configmap c$i --from-literal=n=$i; done",
      "sleep 30",
    ])
      await first.run(command);
    const second = open();
    for (const command of first.session.log) await second.run(command);
    expect(everything(second.session.cluster.state)).toEqual(
      everything(first.session.cluster.state),
    );
    expect(second.session.cluster.state.resourceVersion).toBe(
      first.session.cluster.state.resourceVersion,
    );
    // and the comparison sees uids
    const uid = first.session.cluster.state.objects.get("/ConfigMap")?.get("default/c2")
      ?.metadata.uid;
    expect(uid).toMatch(/^[0-9a-f]{8}-/);
    expect(everything(start.cluster)).not.toEqual(everything(first.session.cluster.state));
  });
});

describe("lab time", () => {
  it("is whole milliseconds also after a call that took parts of one; events need that", async () => {
    const { host, run } = open();
    await run("kubectl exec client -- curl -sS -m 3 http://web");
    expect(Number.isInteger(host.clock.now())).toBe(true);
    expect(await run("kubectl delete pod db --now")).toMatchObject({ code: 0 });
  });
});

describe("the editor's commands", () => {
  it("are not there without a page", async () => {
    expect(await open().run("vi deny.yaml")).toMatchObject({ code: 127 });
  });
});
