import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { compilePolicy } from "../../../src/core/netpol/compile.ts";
import { flowBetween } from "../../../src/core/netpol/endpoints.ts";
import { explain } from "../../../src/core/netpol/explain.ts";
import type { Explanation } from "../../../src/core/netpol/explain.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { MAX_WORDS, wordCount } from "../../../src/core/netpol/phrases.ts";
import type { Line } from "../../../src/core/netpol/phrases.ts";
import { readPolicy } from "../../../src/core/netpol/reading.ts";
import { explanationLines, verdictSentence } from "../../../src/core/netpol/words.ts";
import { mustBe } from "../../support/mustBe.ts";
import { namespace, network, node, pod, policy } from "./world.ts";
import * as world from "./world.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import type { FlowProtocol } from "../../../src/core/netpol/types.ts";

vi.setConfig({ testTimeout: 60_000 });

const OBJECTS = [
  namespace("production", { env: "prod" }),
  namespace("dev"),
  node("worker", "192.0.2.1"),
  pod("production/frontend", "10.0.0.1", { labels: { app: "frontend" }, node: "worker" }),
  pod("production/backend", "10.0.0.2", {
    labels: { app: "backend" },
    ports: [{ name: "http", containerPort: 8080 }],
    node: "worker",
  }),
  pod("production/agent", "192.0.2.1", { hostNetwork: true, node: "worker" }),
  pod("dev/attacker", "10.0.1.1", { labels: { app: "attacker" } }),
  policy("production/default-deny", { podSelector: {}, policyTypes: ["Ingress"] }),
  policy("production/allow-frontend", {
    podSelector: { matchLabels: { app: "backend" } },
    policyTypes: ["Ingress"],
    ingress: [
      { from: [{ podSelector: { matchLabels: { app: "frontend" } } }], ports: [{ port: 8080 }] },
    ],
    egress: [{}],
  }),
  policy("production/by-name", {
    podSelector: { matchLabels: { app: "frontend" } },
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [{ namespaceSelector: { matchLabels: { name: "dev" } } }],
        ports: [{ port: "http" }],
      },
      { from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.0.1.0/24"] } }] },
    ],
  }),
];

function explainIn(
  net: CompiledNetwork,
  from: string,
  to: string,
  port: number,
  protocol: FlowProtocol = "TCP",
): Explanation {
  const source = net.endpoints.resolve(from);
  const destination = net.endpoints.resolve(to);
  if (!source.ok || !destination.ok) throw new Error("no such end");
  return explain(net, flowBetween(source, destination, port, protocol));
}

/** One line a sentence, indented by depth, with its mark and path. */
function draw(lines: readonly Line[], depth = 0): string[] {
  return lines.flatMap(({ mark, text, path, lines: below }) => [
    `${"  ".repeat(depth)}${{ yes: "✓", no: "✕", info: "·" }[mark]} ${text}${path === undefined ? "" : ` [${path}]`}`,
    ...draw(below, depth + 1),
  ]);
}

const why = (from: string, to: string, port: number, protocol?: FlowProtocol): string[] =>
  draw(explanationLines(explainIn(network(OBJECTS), from, to, port, protocol)));

describe("why", () => {
  it("names the gate, the policies, and the clause that failed with both its values", () => {
    expect(why("dev/attacker", "production/backend", 8080)).toEqual([
      "✓ Egress of attacker is open: no policy in dev selects it for Egress.",
      "✕ Ingress of backend is guarded by 2 policies; no rule lets this in.",
      "  ✕ allow-frontend, ingress rule 1: fits the port, not the peer. [spec.ingress[0]]",
      "    ✓ Port TCP 8080 is listed. [spec.ingress[0].ports[0]]",
      "    ✕ A podSelector alone means pods in namespace production; this one is in dev. [spec.ingress[0].from[0]]",
      "    ✕ The rule wants pods with app=frontend; attacker has app=attacker. [spec.ingress[0].from[0].podSelector]",
      "  ✕ default-deny selects it and has no rules: it allows nothing. [spec.podSelector]",
      "  · by-name selects other pods: The rule wants pods with app=frontend; backend has app=backend. [spec.podSelector]",
      "✕ Dropped at the ingress gate of backend.",
    ]);
  });

  it("shows the rule that allows, and egress rules that policyTypes leaves out", () => {
    expect(why("production/backend", "203.0.113.7", 443)).toContain(
      "  · allow-frontend has egress rules, but its policyTypes lack Egress: they have no effect. [spec.policyTypes]",
    );
    expect(why("production/frontend", "production/backend", 8080)).toContain(
      "  ✓ allow-frontend, ingress rule 1: allows this. [spec.ingress[0]]",
    );
  });

  it("tells the label that a namespace really has (S24)", () => {
    const lines = why("dev/attacker", "production/frontend", 8080).join("\n");
    expect(lines).toContain(
      "The rule wants namespaces with name=dev; dev has no such label, its name is in kubernetes.io/metadata.name.",
    );
    expect(lines).toContain("The destination declares no TCP port named http.");
    expect(lines).toContain(
      "10.0.1.1 is inside 10.0.0.0/8, but its except 10.0.1.0/24 takes it out.",
    );
  });

  it.each([
    ["production/backend", "production/backend", "a pod always reaches itself"],
    ["192.0.2.1", "production/backend", "a pod's own node may always enter"],
    [
      "production/agent",
      "production/backend",
      "agent uses the network of its node: policies do not guard it.",
    ],
    ["203.0.113.7", "production/backend", "203.0.113.7 is no pod: no policy guards what it sends."],
  ])("%s -> %s: %s", (from, to, text) => {
    expect(why(from, to, 80).join("\n")).toContain(text);
  });

  it("says that ping has no port", () => {
    expect(why("production/frontend", "production/backend", 0, "ICMP").join("\n")).toContain(
      "The rule wants TCP 8080; ICMP has no ports.",
    );
  });

  it("is the verdict: its last sentence, its marks, every rule tried, every path in the YAML", () => {
    fc.assert(
      fc.property(
        world.cluster,
        world.policies,
        world.portAndProtocol,
        (cluster, policies, { port, protocol }) => {
          const net = network([...cluster, ...policies]);
          const ends = world.endsOf(net).slice(0, 6);
          for (const from of ends) {
            for (const to of ends) {
              const explanation = explainIn(net, from, to, port, protocol);
              const { verdict, egress, ingress } = explanation;
              for (const side of [egress, ingress]) {
                if (side.policies.length > 0) {
                  mustBe(
                    side.policies.some(({ allows }) => allows),
                    side.verdict.allowed,
                  );
                }
              }
              mustBe(verdictSentence(explanation).startsWith("Allowed"), verdict.allowed);
              for (const line of allLines(explanationLines(explanation))) checkLine(net, line);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

function allLines(lines: readonly Line[]): Line[] {
  return lines.flatMap((line) => [line, ...allLines(line.lines)]);
}

/** A sentence is short, and its path leads to something in its policy. */
function checkLine(net: CompiledNetwork, line: Line): void {
  expect(wordCount(line.text), line.text).toBeLessThanOrEqual(MAX_WORDS);
  expect(line.text).toMatch(/^\S.*[.:]$/);
  if (line.policy === undefined || line.path === undefined) return;
  const { namespace: ns, name } = line.policy;
  const found = net.byNamespace.get(ns)?.find(({ ref }) => ref.name === name);
  let value: unknown = found?.source;
  for (const step of line.path.split(/[.[\]]+/).filter((part) => part !== "")) {
    value = (value as Record<string, unknown> | undefined)?.[step];
  }
  expect(value, `${ns}/${name} ${line.path}`).toBeDefined();
}

describe("reading a policy", () => {
  const read = (spec: object): string[] => {
    const [first] = normaliseObjects([policy("shop/p", spec)]).policies;
    return first === undefined ? [] : draw(readPolicy(compilePolicy(first)));
  };

  it("says whom it selects, what it isolates and what each rule lets through", () => {
    expect(
      read({
        podSelector: { matchLabels: { app: "db" } },
        ingress: [
          {
            from: [
              { podSelector: { matchLabels: { app: "web" } } },
              {
                namespaceSelector: { matchLabels: { team: "a" } },
                podSelector: { matchLabels: { app: "api" } },
              },
              { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } },
            ],
            ports: [{ port: 5432 }, { port: 53, protocol: "UDP" }],
          },
          {},
        ],
      }),
    ).toEqual([
      "· Selects pods with app=db in namespace shop. [spec.podSelector]",
      "· Isolates them for Ingress: only what a rule of some policy allows gets through. [spec.policyTypes]",
      "✓ Lets in what any of its 2 rules allows: [spec.ingress]",
      "  ✓ On TCP 5432 or UDP 53, from any of these 3: [spec.ingress[0]]",
      "    ✓ Pods with app=web in namespace shop. [spec.ingress[0].from[0]]",
      "    ✓ Pods with app=api in namespaces with team=a. [spec.ingress[0].from[1]]",
      "    ✓ Addresses in 10.0.0.0/8 except 10.1.0.0/16. [spec.ingress[0].from[2]]",
      "  ✓ On any port, from anyone: pods, nodes and outside addresses. [spec.ingress[1]]",
      "· Leaves Egress alone.",
    ]);
  });

  it("warns of rules without effect, and says when nothing passes", () => {
    expect(read({ policyTypes: ["Egress"], ingress: [{}] })).toEqual([
      "· Selects every pod in namespace shop. [spec.podSelector]",
      "· Isolates them for Egress: only what a rule of some policy allows gets through. [spec.policyTypes]",
      "✕ Its ingress rules have no effect: policyTypes lacks Ingress. [spec.ingress]",
      "✕ Lets nothing out.",
    ]);
  });

  it("stays short whatever a policy holds", () => {
    const many = Array.from({ length: 9 }, (_, i) => ({
      key: `k${i}`,
      operator: "In",
      values: ["a", "b", "c", "d", "e"],
    }));
    const selector = { matchExpressions: many };
    const odd = {
      podSelector: selector,
      ingress: [
        {
          from: [{ podSelector: selector, namespaceSelector: selector }],
          ports: [{ port: 1 }, { protocol: "UDP" }, { protocol: "SCTP" }, { port: "x" }],
        },
      ],
    };
    const [first] = normaliseObjects([policy("shop/p", odd)]).policies;
    if (first === undefined) throw new Error("no policy");
    for (const { text } of allLines(readPolicy(compilePolicy(first)))) {
      expect(wordCount(text), text).toBeLessThanOrEqual(MAX_WORDS);
    }
    fc.assert(
      fc.property(world.spec, (spec) => {
        const [next] = normaliseObjects([policy("shop/p", spec)]).policies;
        if (next === undefined) return;
        for (const { text } of allLines(readPolicy(compilePolicy(next)))) {
          expect(wordCount(text), text).toBeLessThanOrEqual(MAX_WORDS);
        }
      }),
    );
  });
});
