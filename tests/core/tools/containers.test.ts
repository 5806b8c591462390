import { afterEach, describe, expect, it } from "vitest";
import type { KubeObject, Pod } from "../../../src/core/api/objects.ts";
import { CancelSource, VirtualClock } from "../../../src/core/cluster/clock.ts";
import type {
  ClusterState,
  ContainerExit,
  ContainerPhase,
  PodRuntime,
  WatchEvent,
} from "../../../src/core/cluster/types.ts";
import type { FlowObservation } from "../../../src/core/network/types.ts";
import type { ExecOutcome } from "../../../src/core/shell/kubelet.ts";
import { Pipe, TextOutput } from "../../../src/core/shell/streams.ts";
import {
  createContainers,
  type ContainerHost,
  type Containers,
} from "../../../src/core/tools/containers.ts";
import {
  DNS_OBJECTS,
  namespace,
  plane,
  pod,
  policy,
  service,
  slice,
  snapshot,
} from "../../support/network.ts";

const settle = (): Promise<void> => new Promise((done) => setImmediate(done));

/** A cluster that only knows which containers run, and writes down how they end. */
class Host implements ContainerHost {
  state: ClusterState;
  readonly exits: { readonly container: string; readonly exit: ContainerExit }[] = [];
  readonly #listeners = new Set<(event: WatchEvent) => void>();

  constructor(objects: readonly KubeObject[]) {
    this.state = this.#stateOf(objects, 1);
  }

  #stateOf(objects: readonly KubeObject[], generation: number): ClusterState {
    const pods = new Map<string, PodRuntime>();
    for (const object of objects.filter((entry) => entry.kind === "Pod")) {
      const { metadata, spec } = object as Pod;
      const phase: ContainerPhase = "running";
      const runtime = { phase, image: "", restarts: 0, startedAt: 0 };
      pods.set(metadata.uid ?? "", {
        ip: "",
        since: 0,
        containers: Object.fromEntries(
          spec.containers.map(({ name }) => [name, { ...runtime, id: `${name}-${generation}` }]),
        ),
      });
    }
    const kubelet = { images: {}, pods };
    const ipam = { nextPodHost: {}, scheduled: 0 };
    const { objects: byKind } = snapshot(...objects);
    return {
      resourceVersion: generation,
      objects: byKind as ClusterState["objects"],
      seed: 1,
      ipam,
      kubelet,
      plugin: "spec",
    };
  }

  change(objects: readonly KubeObject[], generation = 2): void {
    this.state = this.#stateOf(objects, generation);
    for (const listener of this.#listeners) {
      listener({ type: "MODIFIED", object: objects[0] as KubeObject });
    }
  }

  watch(listener: (event: WatchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  containerExited(ref: { readonly container: string }, exit: ContainerExit): boolean {
    this.exits.push({ container: ref.container, exit });
    return true;
  }
}

const BASE = [
  ...DNS_OBJECTS,
  namespace("shop"),
  pod("shop/web", "10.244.1.20"),
  pod("shop/box", "10.244.1.10", {
    image: "busybox:1.36",
    container: { command: ["sleep", "3600"] },
  }),
  pod("shop/nothing", "10.244.1.30", { image: "registry.k8s.io/pause:3.10" }),
  service("shop/web", { clusterIP: "10.96.10.1", ports: [{ name: "http", port: 80 }] }),
  slice("shop/web", ["10.244.1.20"], [{ name: "http", port: 80 }]),
];

let opened: Containers[] = [];
afterEach(() => {
  for (const containers of opened) containers.close();
  opened = [];
});

function start(objects: readonly KubeObject[] = BASE) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const host = new Host(objects);
  const observed: FlowObservation[] = [];
  const containers = createContainers({
    cluster: host,
    plane: plane(),
    clock,
    observe: (observation) => observed.push(observation),
  });
  opened.push(containers);
  const exec = async (
    pod: string,
    argv: readonly string[],
    stdin?: string,
  ): Promise<{ outcome: ExecOutcome; stdout: string; stderr: string; seconds: number }> => {
    const stdout = new TextOutput();
    const stderr = new TextOutput();
    const input = new Pipe();
    if (stdin !== undefined) input.write(stdin);
    input.closeWriter();
    let outcome: ExecOutcome | undefined;
    const begun = clock.now();
    const ref = { namespace: "shop", pod, container: pod };
    void containers
      .exec(ref, argv, { stdin: input, stdout, stderr, cancel: new CancelSource() })
      .then((ended) => {
        outcome = ended;
      });
    await clock.run(() => outcome !== undefined, settle);
    if (outcome === undefined) throw new Error("exec never ended");
    const seconds = Math.round((clock.now() - begun) / 1000);
    return { outcome, stdout: stdout.text, stderr: stderr.text, seconds };
  };
  return { clock, host, containers, exec, observed };
}

describe("exec", () => {
  it.each<[string, readonly string[], string]>([
    ["a program", ["echo", "hello"], "hello\n"],
    ["the host name", ["hostname"], "box\n"],
    [
      "the resolver's settings",
      ["cat", "/etc/resolv.conf"],
      "search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
    ],
    [
      "the environment of Services",
      ["sh", "-c", "echo $WEB_SERVICE_HOST:$WEB_SERVICE_PORT"],
      "10.96.10.1:80\n",
    ],
    ["the pod's address", ["hostname", "-i"], "10.244.1.10\n"],
    [
      "the namespace's file",
      ["cat", "/var/run/secrets/kubernetes.io/serviceaccount/namespace"],
      "shop",
    ],
  ])("runs %s", async (_what, argv, stdout) => {
    const run = await start().exec("box", argv);
    expect(run).toMatchObject({ outcome: { exitCode: 0 }, stdout, stderr: "" });
  });

  it("hands on the exit status and both streams", async () => {
    const run = await start().exec("box", ["sh", "-c", "echo out; echo err >&2; exit 4"]);
    expect(run).toMatchObject({ outcome: { exitCode: 4 }, stdout: "out\n", stderr: "err\n" });
  });

  it.each([
    ["box", ["bash"], 'exec: "bash": executable file not found in $PATH: unknown'],
    ["box", ["curl", "web"], 'exec: "curl": executable file not found in $PATH: unknown'],
    ["box", ["/bin/nope"], 'exec: "/bin/nope": stat /bin/nope: no such file or directory: unknown'],
    ["box", ["/etc/hostname"], 'exec: "/etc/hostname": permission denied: unknown'],
    ["box", ["/etc"], 'exec: "/etc": is a directory: unknown'],
    ["nothing", ["sh"], 'exec: "sh": executable file not found in $PATH: unknown'],
    ["web", ["ping", "box"], 'exec: "ping": executable file not found in $PATH: unknown'],
  ])("in %s, says of %j what containerd says", async (name, argv, words) => {
    const { outcome } = await start().exec(name, argv);
    expect("error" in outcome ? outcome.error : "").toContain(words);
    expect("error" in outcome ? outcome.error : "").toMatch(
      /^failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: /,
    );
  });

  it("has the tools of the image: curl in nginx, wget in busybox", async () => {
    const page = await start().exec("box", ["wget", "-qO-", "-T", "2", "http://web"]);
    expect(page.stdout).toContain("Welcome to nginx!");
    const curl = await start().exec("web", [
      "curl",
      "-sS",
      "-o",
      "/dev/null",
      "-w",
      "%{http_code}",
      "http://web.shop",
    ]);
    expect(curl.stdout).toBe("200");
  });

  it("a file written by one exec is there for the next", async () => {
    const lab = start();
    await lab.exec("box", ["sh", "-c", "echo kept > /tmp/note"]);
    expect((await lab.exec("box", ["cat", "/tmp/note"])).stdout).toBe("kept\n");
    lab.host.change(BASE); // restarted: a container of its own
    expect((await lab.exec("box", ["cat", "/tmp/note"])).outcome).toEqual({ exitCode: 1 });
  });
});

describe("policies hold for whatever runs", () => {
  const closed = [
    ...BASE,
    policy("shop/deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
  ];
  const everything = pod("shop/shoot", "10.244.1.40", {
    image: "nicolaka/netshoot",
    container: { command: ["sleep", "1d"] },
  });

  it.each([
    ["curl", "-m", "3", "http://10.96.10.1/"],
    ["wget", "-T", "3", "-O-", "http://10.244.1.20/"],
    ["nc", "-zv", "-w", "3", "10.244.1.20", "80"],
    ["ping", "-c", "1", "-W", "1", "10.244.1.20"],
    ["bash", "-c", "timeout 3 cat < /dev/tcp/10.244.1.20/80"],
    ["nslookup", "web.shop"],
    ["dig", "+short", "web.shop.svc.cluster.local"],
    ["host", "web.shop"],
    ["telnet", "10.244.1.20", "80"],
    ["ncat", "-z", "-w", "3", "10.244.1.20", "80"],
    ["getent", "hosts", "web.shop"],
  ])("%s gets nowhere, and all it tries is seen", async (...argv) => {
    const lab = start([...closed, everything]);
    const { outcome, stdout, stderr } = await lab.exec("shoot", argv);
    expect(outcome).not.toEqual({ exitCode: 0 });
    expect(stdout + stderr).not.toContain("nginx");
    expect(lab.observed.length).toBeGreaterThan(0);
    for (const { connection, caller } of lab.observed) {
      expect(caller).toEqual({ kind: "pod", namespace: "shop", name: "shoot" });
      expect(connection.outcome).toBe("timeout");
    }
  });
});

describe("first processes", () => {
  it("tells the cluster how they end, and keeps what they printed", async () => {
    const job = pod("shop/job", "10.244.1.50", {
      image: "busybox",
      container: { command: ["sh", "-c", "echo hi; sleep 2; echo bye >&2; exit 3"] },
    });
    const { clock, host, containers } = start([...BASE, job]);
    await clock.run(() => host.exits.length > 0, settle);
    expect(host.exits).toEqual([{ container: "job", exit: { exitCode: 3 } }]);
    const ref = { namespace: "shop", pod: "job", container: "job" };
    const lines = containers.logs(ref, {})?.map((line) => `${line.stream} ${line.text}`);
    expect(lines).toEqual(["stdout hi", "stderr bye"]);
  });

  it("a shell with nothing to read ends at once; a program that is not there never starts", async () => {
    const idle = pod("shop/idle", "10.244.1.51", { image: "busybox" });
    const wrong = pod("shop/wrong", "10.244.1.52", {
      image: "busybox",
      container: { command: ["slep", "1"] },
    });
    const { clock, host } = start([idle, wrong]);
    await clock.run(() => host.exits.length > 1, settle);
    const byName = new Map(host.exits.map((entry) => [entry.container, entry.exit]));
    expect(byName.get("idle")).toEqual({ exitCode: 0 });
    expect(byName.get("wrong")).toMatchObject({ exitCode: 128, reason: "StartError" });
    expect(byName.get("wrong")?.message).toContain(
      'exec: "slep": executable file not found in $PATH',
    );
  });

  it("servers log five lines and go on", async () => {
    const { host, containers } = start();
    await settle();
    const ref = { namespace: "shop", pod: "web", container: "web" };
    expect(containers.logs(ref, {})?.map((line) => line.text)).toEqual([
      "web: ready: configuration read from /etc/app.conf",
      "web: ready: listening",
      "web: 10.244.1.1 - GET / 200",
      "web: 10.244.1.1 - GET /health 200",
      "web: 10.244.2.1 - GET /missing 404",
    ]);
    expect(host.exits).toEqual([]);
  });

  it("attach talks to the process and ends with it", async () => {
    const cat = pod("shop/cat", "10.244.1.53", {
      image: "busybox",
      container: {
        command: ["sh", "-c", "read n; echo got $n; exit 7"],
        stdin: true,
        stdinOnce: true,
      },
    });
    const { clock, containers, host } = start([cat]);
    const stdin = new Pipe();
    const stdout = new TextOutput();
    let outcome: ExecOutcome | undefined;
    const streams = { stdin, stdout, stderr: stdout, cancel: new CancelSource() };
    void containers
      .attach({ namespace: "shop", pod: "cat", container: "cat" }, streams)
      .then((ended) => {
        outcome = ended;
      });
    await settle();
    stdin.write("Ann\n");
    await clock.run(() => outcome !== undefined, settle);
    expect(outcome).toEqual({ exitCode: 7 });
    expect(stdout.text).toBe("got Ann\n");
    expect(host.exits).toEqual([{ container: "cat", exit: { exitCode: 7 } }]);
  });

  it("a container that was replaced is not heard of again", async () => {
    const { clock, host } = start();
    host.change(BASE);
    await clock.run(() => (clock.next() ?? Infinity) > Date.UTC(2026, 0, 1) + 10_000, settle);
    expect(host.exits).toEqual([]);
  });
});
