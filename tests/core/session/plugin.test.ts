import { describe, expect, it } from "vitest";
import { detectPlugin } from "../../../src/core/session/detectPlugin.ts";
import { importCluster } from "../../../src/core/session/import.ts";
import { applyDelta, diffStates } from "../../../src/core/session/delta.ts";
import { comparePlugins } from "../../../src/core/session/pluginFlows.ts";
import { loadSession, saveSession } from "../../../src/core/session/save.ts";
import { Session } from "../../../src/core/session/session.ts";
import { networkOf, pluginOf } from "../../../src/core/session/view.ts";
import { parse, serialise } from "../../../src/core/cluster/snapshot.ts";
import type { Json, JsonObject } from "../../../src/core/api/json.ts";
import { profileNamed } from "../../../src/core/netpol/profiles/registry.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import { TextOutput } from "../../../src/core/shell/streams.ts";
import {
  ALLOW_WEB,
  DENY_ALL,
  NOW,
  NO_TOOLS,
  SMALL,
  openHeadless,
  policy,
  startOf,
  SCENARIO,
} from "../../support/session.ts";

const FILES = { "deny.yaml": DENY_ALL, "allow.yaml": ALLOW_WEB };
const open = () => openHeadless(startOf(SMALL, FILES));
const SHELL = `
apiVersion: v1
kind: Pod
metadata: { name: shell }
spec: { containers: [{ name: c, image: "nicolaka/netshoot", command: ["sleep", "infinity"] }] }
`;
const CURL = "kubectl exec client -- curl -sS -m 3 -o /dev/null -w '%{http_code}' http://web";

const profile = (id: string): Profile => {
  const found = profileNamed(id);
  if (found === undefined) throw new Error(`no plugin ${id}`);
  return found;
};

describe("a lab's plugin", () => {
  it("is the spec default of a new lab", () => {
    const { session } = open();
    expect(session.cluster.state.plugin).toBe("spec");
    expect(pluginOf(session.cluster.state).title).toBe("Spec default");
  });

  it("decides what the terminal meets, at once, and is undone and redone", async () => {
    const { session, run } = open();
    await run("kubectl apply -f deny.yaml");
    expect(await run(CURL)).toMatchObject({ code: 28 });
    await session.setPlugin("flannel");
    expect(networkOf(session.cluster.state).profile.name).toBe("flannel");
    expect(await run(CURL)).toMatchObject({ code: 0, out: "200" });
    session.undo();
    expect(session.cluster.state.plugin).toBe("spec");
    expect(await run(CURL)).toMatchObject({ code: 28 });
    session.redo();
    expect(await run(CURL)).toMatchObject({ code: 0, out: "200" });
  });

  it("is one labelled moment; the same one again and unknown names are none", async () => {
    const { session } = open();
    await session.setPlugin("calico");
    await session.setPlugin("calico");
    await session.setPlugin("nonsense");
    await session.setPlugin("__proto__");
    expect(session.history.moments.map(({ label }) => label)).toEqual(["Start", "Plugin: Calico"]);
  });

  it("stays when objects change, also by controllers", async () => {
    const { session, run } = open();
    await session.setPlugin("cilium");
    await run(
      "kubectl delete pod db --now; kubectl create deployment x --image=nginx:1.27; sleep 5",
    );
    expect(session.cluster.state.plugin).toBe("cilium");
  });

  it("that rejects refuses the caller at once, as the tool says it", async () => {
    const { session, run } = open();
    await run("kubectl apply -f deny.yaml");
    await session.setPlugin("kube-router");
    const ran = await run("kubectl exec client -- curl -sS -m 3 http://web");
    expect(ran.code).toBe(7);
    expect(ran.err).toContain("after 0 ms: Couldn't connect to server");
  });

  it("of kube-router lets pings through that others drop", async () => {
    const { session, run } = openHeadless(startOf(`${SMALL}---${SHELL}`, FILES));
    const ping = `kubectl exec shell -- ping -c 1 -W 2 ${await ipOf(run, "db")}`;
    await run("kubectl apply -f deny.yaml");
    expect((await run(ping)).out).toContain("100% packet loss");
    await session.setPlugin("kube-router");
    expect((await run(ping)).out).toContain(" 0% packet loss");
  });

  it("of AWS sees the Service's address in egress, where others see the pod", async () => {
    const { session, run } = open();
    const service = (await run("kubectl get svc web -o jsonpath={.spec.clusterIP}")).out;
    const block = (cidr: string): string =>
      policy(
        "out",
        `{ podSelector: { matchLabels: { app: client } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: ${cidr}/32 } }] }] }`,
      );
    session.files.write("/home/learner/vip.yaml", block(service));
    await run("kubectl apply -f vip.yaml");
    const byAddress = `kubectl exec client -- curl -sS -m 3 -o /dev/null -w '%{http_code}' http://${service}`;
    expect(await run(byAddress)).toMatchObject({ code: 28 });
    await session.setPlugin("aws-standard");
    expect(await run(byAddress)).toMatchObject({ code: 0, out: "200" });
    session.files.write("/home/learner/pod.yaml", block(await ipOf(run, "web")));
    await run("kubectl apply -f pod.yaml");
    expect(await run(byAddress)).toMatchObject({ code: 28 });
    await session.setPlugin("calico");
    expect(await run(byAddress)).toMatchObject({ code: 0, out: "200" });
  });
});

type Run = ReturnType<typeof openHeadless>["run"];

async function ipOf(run: Run, pod: string): Promise<string> {
  return (await run(`kubectl get pod ${pod} -o jsonpath={.status.podIP}`)).out;
}

describe("an open connection when a policy closes the way (S64)", () => {
  /** Types two lines into nc, the policy between them; what came back. */
  async function typed(plugin: string): Promise<string> {
    const redis = `${SMALL}---
apiVersion: v1
kind: Pod
metadata: { name: cache, labels: { app: cache } }
spec: { containers: [{ name: redis, image: "redis:7", ports: [{ containerPort: 6379 }] }] }
---${SHELL}`;
    const { session, host, run } = openHeadless(startOf(redis, FILES));
    await session.setPlugin(plugin);
    const ip = await ipOf(run, "cache");
    const lines = ["PING\n", "PING\n"];
    const output = new TextOutput();
    const stdin = {
      async read(): Promise<string | undefined> {
        const line = lines.shift();
        if (lines.length === 0 && line !== undefined) {
          await session.perform("deny", (client) =>
            Promise.resolve(
              client.request({
                method: "POST",
                path: "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
                body: {
                  apiVersion: "networking.k8s.io/v1",
                  kind: "NetworkPolicy",
                  metadata: { name: "deny" },
                  spec: { podSelector: {} },
                },
              }),
            ),
          );
        }
        return line;
      },
    };
    const streams = { stdin, stdout: output, stderr: new TextOutput() };
    await host.finish(session.run(`kubectl exec -i shell -- nc ${ip} 6379`, streams));
    return output.text;
  }

  it("lives on where only new connections are judged", async () => {
    expect(await typed("calico")).toBe("+PONG\r\n+PONG\r\n");
  });

  it("falls silent where every packet is judged", async () => {
    expect(await typed("cilium")).toBe("+PONG\r\n");
  });
});

describe("kept labs", () => {
  const json = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

  it("come back with the plugin of every moment", async () => {
    const { session, run, host } = open();
    await session.setPlugin("cilium");
    await run("kubectl apply -f deny.yaml");
    await session.setPlugin("kube-router");
    session.undo();
    const loaded = loadSession(json(saveSession(session)));
    if (!loaded.ok) throw new Error(loaded.error);
    expect(loaded.notice).toBeUndefined();
    const again = new Session(loaded.start, { clock: host.clock, textTools: NO_TOOLS });
    expect(again.cluster.state.plugin).toBe("cilium");
    expect(again.history.moments.map(({ state }) => state.cluster.plugin)).toEqual([
      "spec",
      "cilium",
      "cilium",
      "kube-router",
    ]);
    again.redo();
    expect(again.cluster.state.plugin).toBe("kube-router");
  });

  it("from before clusters had plugins run the spec default", () => {
    const { session } = open();
    const { plugin: _, ...snapshot } = serialise(session.cluster.state);
    expect(parse(snapshot)).toMatchObject({ ok: true, state: { plugin: "spec" } });
  });

  it.each<Json>(["", "a b", "x".repeat(41), 3, null, { a: 1 }, "../etc"])(
    "with %j for a plugin are no snapshots",
    (plugin) => {
      const { session } = open();
      expect(parse({ ...serialise(session.cluster.state), plugin }).ok).toBe(false);
    },
  );

  it("with a plugin that is not known open on the spec default and say so", async () => {
    const { session } = open();
    await session.setPlugin("weave");
    const text = JSON.stringify(saveSession(session)).replaceAll("weave", "romana");
    const loaded = loadSession(JSON.parse(text) as unknown);
    if (!loaded.ok) throw new Error(loaded.error);
    expect(loaded.notice).toContain("romana");
    expect(loaded.start.cluster.plugin).toBe("spec");
    expect(loaded.start.history?.moments.map(({ state }) => state.cluster.plugin)).toEqual([
      "spec",
      "spec",
    ]);
  });

  it("differences carry it", () => {
    const { session } = open();
    const before = session.cluster.state;
    const after = { ...before, plugin: "antrea" };
    const delta = json(diffStates(before, after));
    expect(applyDelta(before, delta)?.plugin).toBe("antrea");
  });
});

describe("the plugin of an imported cluster", () => {
  const agent = (kind: string, where: string, containers: Json = []): JsonObject => {
    const [namespace = "", name = ""] = where.split("/");
    const spec = kind === "DaemonSet" ? { template: { spec: { containers } } } : { containers };
    return { apiVersion: "v1", kind, metadata: { namespace, name }, spec };
  };
  const strict = [
    { name: "aws-node", env: [{ name: "NETWORK_POLICY_ENFORCING_MODE", value: "strict" }] },
  ];

  it.each<[JsonObject[], string | undefined]>([
    [[agent("DaemonSet", "kube-system/calico-node")], "calico"],
    [[agent("Pod", "calico-system/calico-node-x7k2p")], "calico"],
    [
      [agent("DaemonSet", "kube-system/canal"), agent("DaemonSet", "kube-flannel/kube-flannel-ds")],
      "calico",
    ],
    [[agent("DaemonSet", "kube-system/cilium")], "cilium"],
    [[agent("Pod", "kube-system/cilium-9d8fz")], "cilium"],
    [[agent("Pod", "kube-system/cilium-operator-5f7c9d-abcde")], undefined],
    [[agent("DaemonSet", "kube-flannel/kube-flannel-ds")], "flannel"],
    [[agent("Pod", "kube-flannel/kube-flannel-ds-2xkbn")], "flannel"],
    [[agent("DaemonSet", "kube-system/aws-node")], "aws-standard"],
    [[agent("DaemonSet", "kube-system/aws-node", strict)], "aws-strict"],
    [
      [agent("DaemonSet", "kube-system/aws-node"), agent("DaemonSet", "calico-system/calico-node")],
      "calico",
    ],
    [[agent("DaemonSet", "kube-system/antrea-agent")], "antrea"],
    [[agent("Pod", "kube-system/weave-net-abc12")], "weave"],
    [[agent("DaemonSet", "kube-system/kube-router")], "kube-router"],
    [[agent("DaemonSet", "kube-system/azure-npm")], "azure-npm"],
    [[agent("DaemonSet", "openshift-ovn-kubernetes/ovnkube-node")], "ovn-kubernetes"],
    [[agent("DaemonSet", "kube-system/kindnet")], "kindnet"],
    [
      [
        agent("Pod", "kube-system/kindnet-abc12", [
          { image: "docker.io/kindest/kindnetd:v20240202-8f1494ea" },
        ]),
      ],
      "kindnet-old",
    ],
    [
      [
        agent("Pod", "kube-system/kindnet-abc12", [
          { image: "docker.io/kindest/kindnetd:v20250512-df8de77b" },
        ]),
      ],
      "kindnet",
    ],
    [[agent("DaemonSet", "shop/calico-node")], undefined],
    [[agent("Deployment", "kube-system/calico-node")], undefined],
    [
      [{ kind: "DaemonSet", metadata: { namespace: "kube-system", name: "aws-node" }, spec: "x" }],
      "aws-standard",
    ],
    [[{ kind: "Pod" }], undefined],
    [[], undefined],
  ])("%j", (objects, plugin) => {
    expect(detectPlugin(objects)?.id).toBe(plugin);
  });

  it("is what the new lab runs, and the import says so", () => {
    const text = JSON.stringify(
      agent("DaemonSet", "kube-system/cilium", [{ name: "c", image: "x" }]),
    );
    const daemonSet = text.replace('"v1"', '"apps/v1"');
    const made = importCluster([{ name: "a.yaml", text: `${daemonSet}\n---\n${SMALL}` }], NOW);
    expect(made.plugin).toEqual({ id: "cilium", by: "DaemonSet kube-system/cilium" });
    expect(made.start?.cluster.plugin).toBe("cilium");
    expect(made.start?.scenario.story.join(" ")).toContain("The network plugin is Cilium");
  });

  it("is the spec default where none is recognised", () => {
    const made = importCluster([{ name: "a.yaml", text: SMALL }], NOW);
    expect(made.plugin).toBeUndefined();
    expect(made.start?.cluster.plugin).toBe("spec");
  });
});

describe("two plugins on a lab", () => {
  it("list the flows that differ, with nodes, the outside and Services", async () => {
    const { session, run } = open();
    await run("kubectl apply -f deny.yaml");
    const compare = (a: string, b: string) =>
      comparePlugins(session.cluster.state, SCENARIO.outside, profile(a), profile(b));
    const idle = compare("calico", "flannel");
    expect(idle.total).toBe(idle.differences.length);
    expect(
      idle.differences.every(({ first, decisions }) => !first && decisions.join() === "enforces"),
    ).toBe(true);
    const ends = idle.differences.map(
      ({ request }) => `${request.source} ${request.destination} ${request.port}`,
    );
    expect(ends).toContain("pod/default/client pod/default/web 80");
    expect(ends).toContain("203.0.113.10 pod/default/web 80");
    expect(compare("calico", "kindnet")).toMatchObject({ total: 0 });
    expect(compare("calico", "kindnet").judged).toBeGreaterThan(20);
    const self = compare("calico", "cilium").differences;
    expect(self).toEqual([
      {
        request: {
          source: "pod/default/web",
          destination: "pod/default/web",
          port: 80,
          protocol: "TCP",
        },
        service: "default/web",
        first: false,
        decisions: ["selfViaService"],
      },
    ]);
    const pings = compare("calico", "kube-router").differences;
    expect(pings.every(({ request }) => request.protocol === "ICMP")).toBe(true);
    expect(pings.length).toBeGreaterThan(0);
  });
});
