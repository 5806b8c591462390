import { describe, expect, it, vi } from "vitest";
import type { Json } from "../../../../src/core/api/json.ts";
import { compileNetwork } from "../../../../src/core/netpol/compile.ts";
import { flowBetween } from "../../../../src/core/netpol/endpoints.ts";
import { evaluate } from "../../../../src/core/netpol/evaluate.ts";
import { explain } from "../../../../src/core/netpol/explain.ts";
import { normaliseObjects } from "../../../../src/core/netpol/normalise.ts";
import {
  openQuestions,
  type OpenQuestion,
  type QuestionId,
} from "../../../../src/core/netpol/profiles/questions.ts";
import { profileNamed } from "../../../../src/core/netpol/profiles/registry.ts";
import type { Flow, FlowProtocol } from "../../../../src/core/netpol/types.ts";
import { explanationLines } from "../../../../src/core/netpol/words.ts";
import { readRecords } from "../../../support/corpus.ts";
import * as world from "../world.ts";

vi.setConfig({ testTimeout: 120_000 });

interface Probe {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: FlowProtocol;
  readonly class?: string;
}

interface Scenario {
  readonly id: string;
  readonly objects: Json[];
  readonly probes: readonly Probe[];
}

/** Probes with the open questions that their flows raise. */
function* asked(file: string): Iterable<readonly [where: string, Probe, OpenQuestion[]]> {
  for (const { id, objects, probes } of readRecords<Scenario>(file)) {
    const network = compileNetwork(normaliseObjects(objects));
    for (const probe of probes) {
      const from = network.endpoints.resolve(probe.from);
      const to = network.endpoints.resolve(probe.to);
      if (!from.ok || !to.ok) throw new Error(`${id}: ${probe.from} or ${probe.to} is no end`);
      const flow = flowBetween(from, to, probe.port, probe.protocol);
      yield [`${id}: ${probe.from} -> ${probe.to}`, probe, openQuestions(network, flow)];
    }
  }
}

const CLASSES = ["ipblock-pod", "host-network", "node", "self", "dual-stack"];

describe.each(["verdict-cases.jsonl", "verdict-random.jsonl"])("%s", (file) => {
  const probes = [...asked(file)];

  it("every flow of a class raises the question of that name", () => {
    const seen = new Set<string>();
    const silent = probes.flatMap(([where, probe, questions]) => {
      if (probe.class === undefined) return [];
      seen.add(probe.class);
      return questions.some(({ id }) => id === probe.class) ? [] : [`${where} (${probe.class})`];
    });
    expect(silent).toEqual([]);
    expect([...seen].every((name) => CLASSES.includes(name))).toBe(true);
    expect(seen.size).toBeGreaterThanOrEqual(4);
  });

  it("flows whose verdict would be another one hinge, and only they", () => {
    for (const [where, probe, questions] of probes) {
      const blocks = questions.find(({ id }) => id === "ipblock-pod");
      // the class is given to pods where the verdict would be another one without such blocks
      if (probe.class === "ipblock-pod") expect([where, blocks?.hinges]).toEqual([where, true]);
      if (probe.class === undefined) expect([where, blocks]).toEqual([where, undefined]);
    }
  });
});

// ---------------------------------------------------------------------------------------------

const WORLD = [
  world.namespace("shop"),
  world.pod("shop/web", "10.0.1.10", { labels: { app: "web" }, node: "node-1" }),
  world.pod("shop/db", "10.0.1.20", { labels: { app: "db" }, node: "node-2" }),
  world.node("node-1", "192.0.2.1"),
  world.node("node-2", "192.0.2.2"),
];
const db = (rule: object): object =>
  world.policy("shop/db", {
    podSelector: { matchLabels: { app: "db" } },
    policyTypes: ["Ingress"],
    ingress: [rule],
  });

function ask(
  policies: readonly object[],
  [from, to, port, protocol = "TCP"]: readonly [string, string, number, FlowProtocol?],
  plugin = "spec",
  extra: Partial<Flow> = {},
): { readonly questions: OpenQuestion[]; readonly texts: string[]; readonly allowed: boolean } {
  const profile = profileNamed(plugin);
  const net = world.network([...WORLD, ...policies], profile);
  const source = net.endpoints.resolve(from);
  const destination = net.endpoints.resolve(to);
  if (!source.ok || !destination.ok) throw new Error("no end");
  const flow = { ...flowBetween(source, destination, port, protocol), ...extra };
  const explanation = explain(net, flow);
  const texts = explanationLines(explanation).flatMap(({ text, lines }) => [
    text,
    ...lines.map((line) => `- ${line.text}`),
  ]);
  return {
    questions: [...explanation.openQuestions],
    texts,
    allowed: evaluate(net, flow).allowed,
  };
}

const differing = (questions: readonly OpenQuestion[], id: QuestionId): string[] | undefined =>
  questions.find((question) => question.id === id)?.pluginsThatDiffer.map(({ plugin }) => plugin);

describe("an open question", () => {
  const block = db({ from: [{ ipBlock: { cidr: "10.0.1.0/24" } }] });

  it("names the plugins that judge otherwise, and in which decision", () => {
    const { questions, allowed } = ask([block], ["shop/web", "shop/db", 80]);
    expect(allowed).toBe(true);
    expect(questions).toEqual([
      {
        id: "ipblock-pod",
        hinges: true,
        pluginsThatDiffer: [
          {
            plugin: "cilium",
            allowed: false,
            gates: ["Ingress"],
            decisions: ["ipBlockMatchesPods"],
          },
        ],
      },
    ]);
  });

  it("becomes the words plugin dependent, with a line for each such plugin", () => {
    const { texts } = ask([block], ["shop/web", "shop/db", 80]);
    expect(texts).toContain(
      "Plugin dependent: the API leaves open whether an ipBlock matches the address of a pod.",
    );
    expect(texts).toContain("- Cilium drops it.");
  });

  it("is asked from where the lab stands: under Cilium the others differ", () => {
    const { questions, texts, allowed } = ask([block], ["shop/web", "shop/db", 80], "cilium");
    expect(allowed).toBe(false);
    expect(differing(questions, "ipblock-pod")).toContain("calico");
    expect(differing(questions, "ipblock-pod")).not.toContain("flannel");
    expect(texts).toContain("- Calico lets it through.");
  });

  it("says nothing where labels decide", () => {
    const rule = db({ from: [{ podSelector: { matchLabels: { app: "web" } } }] });
    const { questions, texts } = ask([rule], ["shop/web", "shop/db", 80]);
    expect(questions).toEqual([]);
    expect(texts.join()).not.toContain("Plugin dependent");
  });

  it("says nothing where another rule decides", () => {
    const rules = db({ from: [{ ipBlock: { cidr: "10.0.1.0/24" } }, { podSelector: {} }] });
    expect(ask([rules], ["shop/web", "shop/db", 80]).questions).toEqual([]);
  });

  it("is raised by nodes always, in words only where the verdict hinges on it", () => {
    const open = ask([], ["shop/web", "192.0.2.1", 10250]);
    expect(open.questions.map(({ id, hinges }) => [id, hinges])).toEqual([["node", false]]);
    expect(open.texts.join()).not.toContain("Plugin dependent");
    const deny = world.policy("shop/deny", { podSelector: {}, policyTypes: ["Egress"] });
    const closed = ask([deny], ["shop/web", "192.0.2.1", 10250]);
    expect(differing(closed.questions, "node")).toEqual(["cilium", "aws-standard", "aws-strict"]);
    expect(closed.texts.join()).toContain("Plugin dependent");
  });

  const deny = world.policy("shop/deny", { podSelector: {} });
  it.each<
    [
      QuestionId,
      readonly object[],
      readonly [string, string, number, FlowProtocol?],
      object,
      string[],
    ]
  >([
    ["icmp", [deny], ["shop/web", "shop/db", 0, "ICMP"], {}, ["kube-router"]],
    [
      "end-port",
      [db({ ports: [{ port: 80, endPort: 90 }] })],
      ["shop/web", "shop/db", 85],
      {},
      ["weave"],
    ],
    [
      "named-port",
      [db({ ports: [{ port: "http" }] })],
      ["shop/web", "shop/db", 85],
      {},
      ["ovn-kubernetes", "weave"],
    ],
    [
      "self",
      [deny],
      ["shop/db", "shop/db", 80],
      { viaService: true },
      ["cilium", "antrea", "ovn-kubernetes"],
    ],
    [
      "service-address",
      [
        world.policy("shop/out", {
          podSelector: {},
          policyTypes: ["Egress"],
          egress: [{ to: [{ ipBlock: { cidr: "10.0.1.20/32" } }] }],
        }),
      ],
      ["shop/web", "shop/db", 80],
      { viaService: true, dialled: { ip: "10.96.0.20", port: 80 } },
      ["aws-standard", "aws-strict"],
    ],
  ])("%s is computed", (id, policies, flow, extra, plugins) => {
    expect(differing(ask(policies, flow, "spec", extra).questions, id)).toEqual(plugins);
  });
});
