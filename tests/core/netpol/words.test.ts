/** Every sentence of an explanation, word by word, with its mark and the YAML it speaks of. */
import { describe, expect, it } from "vitest";
import { flowBetween } from "../../../src/core/netpol/endpoints.ts";
import { explain } from "../../../src/core/netpol/explain.ts";
import type { Explanation } from "../../../src/core/netpol/explain.ts";
import type { Line } from "../../../src/core/netpol/phrases.ts";
import { SPEC_PROFILE } from "../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../src/core/netpol/profile.ts";
import { PROFILES } from "../../../src/core/netpol/profiles/registry.ts";
import type { Flow } from "../../../src/core/netpol/types.ts";
import { explanationLines, verdictSentence } from "../../../src/core/netpol/words.ts";
import {
  WORLD,
  app,
  db,
  egress,
  fromApp,
  fromBlock,
  named,
  readFlow,
  where,
} from "./clauses/case.ts";
import { network, pod, policy } from "./world.ts";

const MARK = { yes: "✓", no: "✕", info: "·" } as const;

/** A line a sentence, indented by depth: `✕ text [policy path]`. */
function draw(lines: readonly Line[], depth = 0): string[] {
  return lines.flatMap(({ mark, text, policy: ref, path, lines: below }) => {
    const link =
      ref !== undefined || path !== undefined ? ` [${ref?.name ?? "?"} ${path ?? "?"}]` : "";
    return [`${"  ".repeat(depth)}${MARK[mark]} ${text}${link}`, ...draw(below, depth + 1)];
  });
}

function explained(
  policies: readonly object[],
  flow: string,
  profile: Partial<Profile> = {},
  more: Partial<Flow> = {},
): Explanation {
  const net = network([...WORLD, ...policies], { ...SPEC_PROFILE, ...profile });
  const { from, to, port, protocol, viaService } = readFlow(flow);
  const [source, destination] = [net.endpoints.resolve(from), net.endpoints.resolve(to)];
  if (!source.ok || !destination.ok) throw new Error(`no such end: ${flow}`);
  const asked = flowBetween(source, destination, port, protocol);
  return explain(net, { ...asked, viaService, ...more });
}

const egressOf = (...asked: Parameters<typeof explained>): string[] =>
  draw(explanationLines(explained(...asked)).slice(0, 1));
const ingressOf = (...asked: Parameters<typeof explained>): string[] =>
  draw(explanationLines(explained(...asked)).slice(1, 2));
/** What stands between the two gates and the verdict. */
const questionsOf = (...asked: Parameters<typeof explained>): string[] =>
  draw(explanationLines(explained(...asked)).slice(2, -1));

const plugin = (name: string): Profile => {
  const found = PROFILES.find((profile) => profile.name === name);
  if (found === undefined) throw new Error(`no plugin ${name}`);
  return found;
};

const WEB_TO_DB = "shop/web > shop/db 5432";

describe("the verdict", () => {
  const reject = plugin("kube-router");
  it.each<[string, readonly object[], Partial<Profile>]>([
    ["Allowed: web may connect to db.", [], {}],
    ["Dropped at the egress gate of web.", [egress("web")], {}],
    ["Dropped at the ingress gate of db.", [db()], {}],
    [
      "Dropped at the egress gate of web; the ingress gate of db would drop it too.",
      [db(), egress("web")],
      {},
    ],
    ["Refused at the egress gate of web.", [egress("web")], reject],
    ["Refused at the ingress gate of db.", [db()], reject],
    [
      "Refused at the egress gate of web; the ingress gate of db would refuse it too.",
      [db(), egress("web")],
      reject,
    ],
    ["Dropped at the ingress gate of db.", [db()], { name: "of nobody" }],
  ])("%s", (sentence, policies, profile) => {
    const explanation = explained(policies, WEB_TO_DB, profile);
    expect(verdictSentence(explanation)).toBe(sentence);
    const mark = sentence.startsWith("Allowed") ? "yes" : "no";
    expect(explanationLines(explanation).at(-1)).toEqual({ mark, text: sentence, lines: [] });
  });

  it("names a node by its name, and an address by itself", () => {
    expect(verdictSentence(explained([], "192.0.2.1 > 203.0.113.9 80"))).toBe(
      "Allowed: node node-1 may connect to 203.0.113.9.",
    );
  });
});

describe("a gate", () => {
  it.each<[string, Parameters<typeof explained>, string]>([
    ["open", [[], WEB_TO_DB], "✓ Egress of web is open: no policy in shop selects it for Egress."],
    [
      "guarded by a policy without rules",
      [[egress("web")], WEB_TO_DB],
      "✕ Egress of web is guarded by 1 policy without egress rules; nothing gets out.",
    ],
    [
      "guarded by a rule that does not fit",
      [[egress("web", { to: [fromApp("job")] })], WEB_TO_DB],
      "✕ Egress of web is guarded by 1 policy; no rule lets this out.",
    ],
    [
      "guarded, with a rule that fits",
      [[egress("web", { to: [fromApp("job")] }, {})], WEB_TO_DB],
      "✓ Egress of web is guarded by 1 policy; a rule lets this out.",
    ],
    [
      "guarded by two, one of them without rules",
      [
        [
          egress("web", { to: [fromApp("job")] }),
          policy("shop/f", { podSelector: {}, policyTypes: ["Egress"] }),
        ],
        WEB_TO_DB,
      ],
      "✕ Egress of web is guarded by 2 policies; no rule lets this out.",
    ],
    ["of a pod to itself", [[db()], "shop/db > shop/db 1"], "a pod always reaches itself"],
    [
      "of an address",
      [[], "203.0.113.9 > shop/db 1"],
      "✓ 203.0.113.9 is no pod: no policy guards what it sends.",
    ],
    [
      "of a pod on the host's network (S46)",
      [[], "mon/exporter > shop/db 1"],
      "✓ exporter uses the network of its node: policies do not guard it.",
    ],
    [
      "to the pod's own node (S44)",
      [[egress("web")], "shop/web > 192.0.2.1 1", { egressToLocalNode: "allowed" }],
      "✓ Spec default always lets web reach its own node.",
    ],
    [
      "to another node (S45)",
      [[egress("web")], "shop/web > 192.0.2.2 1", { remoteNodes: "allowed" }],
      "✓ Spec default lets nodes and web reach each other.",
    ],
    [
      "that the plugin does not guard",
      [[], WEB_TO_DB, { ...plugin("flannel") }],
      "✓ flannel does not enforce Egress here.",
    ],
    [
      "of a plugin without a title",
      [[], WEB_TO_DB, { ...plugin("flannel"), name: "of nobody" }],
      "✓ This plugin does not enforce Egress here.",
    ],
    [
      "of a pod that no policy selects, where that closes it",
      [[], WEB_TO_DB, plugin("aws-strict")],
      "✕ Egress of web is closed: no policy selects it, and AWS VPC CNI (strict) closes such pods.",
    ],
  ])("egress, %s", (_title, asked, sentence) => {
    expect(egressOf(...asked)[0]).toContain(sentence);
  });

  it.each<[string, Parameters<typeof explained>, string]>([
    ["open", [[], WEB_TO_DB], "✓ Ingress of db is open: no policy in shop selects it for Ingress."],
    [
      "guarded by a policy without rules",
      [[db()], WEB_TO_DB],
      "✕ Ingress of db is guarded by 1 policy without ingress rules; nothing gets in.",
    ],
    [
      "guarded by a rule that does not fit",
      [[db({ from: [fromApp("job")] })], WEB_TO_DB],
      "✕ Ingress of db is guarded by 1 policy; no rule lets this in.",
    ],
    [
      "guarded, with a rule that fits",
      [[db({})], WEB_TO_DB],
      "✓ Ingress of db is guarded by 1 policy; a rule lets this in.",
    ],
    [
      "of a pod and itself (S41)",
      [[db()], "shop/db > shop/db 1"],
      "✓ Ingress of db is not asked: a pod always reaches itself.",
    ],
    [
      "of an address",
      [[], "shop/web > 203.0.113.9 1"],
      "✓ 203.0.113.9 is no pod: no policy guards what it receives.",
    ],
    [
      "from the pod's own node (S43)",
      [[db()], "192.0.2.1 > shop/db 1"],
      "✓ The caller counts as the node of db: a pod's own node may always enter.",
    ],
  ])("ingress, %s", (_title, asked, sentence) => {
    expect(ingressOf(...asked)[0]).toBe(sentence);
  });

  it("names the policies that would guard it, were it guarded", () => {
    const policies = [
      db(),
      egress("web"),
      policy("shop/other", { podSelector: app("job") }),
      policy("shop/out", { podSelector: app("db"), policyTypes: ["Egress"] }),
      policy("mon/all", { podSelector: {} }),
    ];
    expect(ingressOf(policies, WEB_TO_DB, plugin("flannel"))).toEqual([
      "✓ flannel does not enforce Ingress here.",
      "  · p selects db for Ingress and has no effect. [p spec.policyTypes]",
    ]);
    expect(egressOf(policies, WEB_TO_DB, plugin("flannel"))).toEqual([
      "✓ flannel does not enforce Egress here.",
      "  · e selects web for Egress and has no effect. [e spec.policyTypes]",
    ]);
    expect(ingressOf([db()], "shop/db > shop/db 1", plugin("flannel"))).toHaveLength(1);
    expect(ingressOf([db()], "192.0.2.1 > shop/db 1")).toHaveLength(1);
  });
});

describe("policies that do not guard a gate", () => {
  it("one of them with its selector, several as a number", () => {
    const web = policy("shop/a", { podSelector: app("web") });
    const job = policy("shop/b", { podSelector: app("job") });
    expect(ingressOf([web], WEB_TO_DB).slice(1)).toEqual([
      "  · a selects other pods: The rule wants pods with app=web; db has app=db. [a spec.podSelector]",
    ]);
    expect(ingressOf([web, job], WEB_TO_DB).slice(1)).toEqual([
      "  · 2 other policies of the namespace select other pods.",
    ]);
    expect(ingressOf([policy("mon/a", { podSelector: app("web") })], WEB_TO_DB)).toHaveLength(1);
  });

  it("rules that policyTypes leave out (S9), and nothing of policies without such rules", () => {
    const idle = (spec: object): string[] =>
      ingressOf(
        [policy("shop/p", { podSelector: app("db"), policyTypes: ["Egress"], ...spec })],
        WEB_TO_DB,
      );
    expect(idle({ ingress: [{}] })).toEqual([
      "✓ Ingress of db is open: no policy in shop selects it for Ingress.",
      "  · p has ingress rules, but its policyTypes lack Ingress: they have no effect. [p spec.policyTypes]",
    ]);
    expect(idle({ egress: [{}] })).toHaveLength(1);
    expect(idle({ podSelector: app("job"), ingress: [{}] })).toEqual([
      "✓ Ingress of db is open: no policy in shop selects it for Ingress.",
      "  · p selects other pods: The rule wants pods with app=job; db has app=db. [p spec.podSelector]",
    ]);
  });

  it("policies that the plugin rejects as a whole, of that namespace", () => {
    const picky: Partial<Profile> = {
      namedPorts: { Ingress: false, Egress: false },
      unsupportedPolicy: "left-out",
    };
    const named = (path: string, pods: object): object =>
      policy(path, { podSelector: pods, ingress: [{ ports: [{ port: "pg" }] }] });
    expect(ingressOf([named("shop/p", app("db"))], WEB_TO_DB, picky)).toEqual([
      "✓ Ingress of db is open: no policy in shop selects it for Ingress.",
      "  ✕ p selects it, but this plugin rejects the whole policy: it names a port. [p spec]",
    ]);
    expect(ingressOf([named("mon/p", {})], WEB_TO_DB, picky)).toHaveLength(1);
    expect(ingressOf([named("shop/p", app("job"))], WEB_TO_DB, picky)[1]).toContain(
      "p selects other pods",
    );
  });
});

describe("a rule", () => {
  it("says what of it fits, and why", () => {
    const rules = [
      { from: [fromApp("job")], ports: [{ port: 1 }] },
      { from: [fromApp("web")], ports: [{ port: 1 }] },
      { from: [fromApp("job")] },
      { ports: [{ port: 5432 }] },
    ];
    expect(
      ingressOf([policy("shop/a", { podSelector: {} }), db(...rules)], WEB_TO_DB).slice(1),
    ).toEqual([
      "  ✕ a selects it and has no rules: it allows nothing. [a spec.podSelector]",
      "  ✕ p, ingress rule 1: fits neither peer nor port. [p spec.ingress[0]]",
      "    ✕ The rule wants TCP 1; this goes to TCP 5432. [p spec.ingress[0].ports[0]]",
      "    ✓ Right namespace: shop, the policy's own. [p spec.ingress[0].from[0]]",
      "    ✕ The rule wants pods with app=job; web has app=web. [p spec.ingress[0].from[0].podSelector]",
      "  ✕ p, ingress rule 2: fits the peer, not the port. [p spec.ingress[1]]",
      "    ✕ The rule wants TCP 1; this goes to TCP 5432. [p spec.ingress[1].ports[0]]",
      "    ✓ Right namespace: shop, the policy's own. [p spec.ingress[1].from[0]]",
      "    ✓ Pod web fits the podSelector. [p spec.ingress[1].from[0].podSelector]",
      "  ✕ p, ingress rule 3: fits the port, not the peer. [p spec.ingress[2]]",
      "    ✓ Any port: the rule lists none. [p spec.ingress[2]]",
      "    ✓ Right namespace: shop, the policy's own. [p spec.ingress[2].from[0]]",
      "    ✕ The rule wants pods with app=job; web has app=web. [p spec.ingress[2].from[0].podSelector]",
      "  ✓ p, ingress rule 4: allows this. [p spec.ingress[3]]",
      "    ✓ Port TCP 5432 is listed. [p spec.ingress[3].ports[0]]",
      "    ✓ Open from anyone: the rule lists no peers. [p spec.ingress[3]]",
    ]);
  });

  it("of egress goes out", () => {
    expect(egressOf([egress("web", {})], WEB_TO_DB).slice(1)).toEqual([
      "  ✓ e, egress rule 1: allows this. [e spec.egress[0]]",
      "    ✓ Any port: the rule lists none. [e spec.egress[0]]",
      "    ✓ Open to anyone: the rule lists no peers. [e spec.egress[0]]",
    ]);
  });

  const ports = (list: object[], flow = WEB_TO_DB, profile: Partial<Profile> = {}): string[] =>
    ingressOf([db({ from: [fromApp("web")], ports: list })], flow, profile)
      .slice(2, -2)
      .map((line) => line.trim().replace(/ \[.*/, ""));
  const unread = { namedPorts: { Ingress: false, Egress: true } } as const;
  const whole = { namedPorts: { Ingress: "whole-protocol", Egress: true } } as const;

  it.each<[string, object, string, string?, Partial<Profile>?]>([
    ["a number", { port: 5432 }, "✓ Port TCP 5432 is listed."],
    ["another", { port: 80 }, "✕ The rule wants TCP 80; this goes to TCP 5432."],
    ["a range", { port: 5430, endPort: 5440 }, "✓ Port TCP 5432 is in the range TCP 5430-5440."],
    [
      "another protocol",
      { port: 5432, protocol: "UDP" },
      "✕ The rule wants UDP 5432; this is TCP 5432, another protocol.",
    ],
    ["a protocol", { protocol: "TCP" }, "✓ Every TCP port is listed."],
    ["a name", { port: "pg" }, "✓ Port TCP pg means TCP 5432 at the destination."],
    ["no name there", { port: "nope" }, "✕ The destination declares no TCP port named nope."],
    [
      "the name of another port",
      { port: "pg" },
      "✕ At the destination TCP pg means 5432; this goes to TCP 80.",
      "shop/web > shop/db 80",
    ],
    [
      "a name that is not read",
      { port: "pg" },
      "✕ This plugin does not read port names here: TCP pg is skipped.",
      WEB_TO_DB,
      unread,
    ],
    [
      "a name that stands for its protocol",
      { port: "pg" },
      "✓ This plugin does not look pg up: it lets every TCP port through.",
      WEB_TO_DB,
      whole,
    ],
    [
      "ICMP",
      { port: 5432 },
      "✕ The rule wants TCP 5432; ICMP has no ports.",
      "shop/web > shop/db 0 ICMP",
    ],
  ])("port entry: %s", (_title, entry, sentence, flow, profile) => {
    expect(ports([entry], flow, profile)).toEqual([sentence]);
  });

  it("lists the numbers of a name, three at most", () => {
    const side = policy("shop/p", {
      podSelector: app("side"),
      ingress: [{ ports: [{ port: "many" }] }],
    });
    expect(ingressOf([side], "shop/web > shop/side 80")[2]).toContain(
      "At the destination TCP many means 81, 82; this goes to TCP 80.",
    );
    const four = pod("shop/four", "10.244.1.50", {
      labels: { app: "side" },
      ports: [81, 82, 83, 84].map((containerPort) => ({ name: "many", containerPort })),
    });
    expect(ingressOf([side, four], "shop/web > shop/four 80")[2]).toContain(
      "At the destination TCP many means 81, 82, 83; this goes to TCP 80.",
    );
  });

  const peers = (list: object[], flow: string, profile: Partial<Profile> = {}): string[] =>
    ingressOf([db({ from: list })], flow, profile)
      .slice(3)
      .map((line) => line.trim());

  it("an entry of labels: what it wants and what is there", () => {
    expect(
      peers(
        [
          { namespaceSelector: named("mon") },
          { namespaceSelector: { matchLabels: { name: "mon" } } },
          { namespaceSelector: { matchLabels: { team: "a" } } },
          { namespaceSelector: {} },
          { podSelector: {} },
          { podSelector: { matchLabels: { mon: "mon" } }, namespaceSelector: {} },
          { podSelector: where("app", "In", "x", "y"), namespaceSelector: {} },
        ],
        "mon/prom > shop/db 5432",
      ),
    ).toEqual([
      "✓ Namespace mon fits the namespaceSelector. [p spec.ingress[0].from[0].namespaceSelector]",
      "✕ The rule wants namespaces with name=mon; mon has no such label, its name is in kubernetes.io/metadata.name. [p spec.ingress[0].from[1].namespaceSelector]",
      "✕ The rule wants namespaces with team=a; mon has no label team. [p spec.ingress[0].from[2].namespaceSelector]",
      "✓ Every namespace fits: the namespaceSelector is empty. [p spec.ingress[0].from[3].namespaceSelector]",
      "✕ A podSelector alone means pods in namespace shop; this one is in mon. [p spec.ingress[0].from[4]]",
      "✓ Every pod fits: the podSelector is empty. [p spec.ingress[0].from[4].podSelector]",
      "✓ Every namespace fits: the namespaceSelector is empty. [p spec.ingress[0].from[5].namespaceSelector]",
      "✕ The rule wants pods with mon=mon; prom has no label mon. [p spec.ingress[0].from[5].podSelector]",
      "✓ Every namespace fits: the namespaceSelector is empty. [p spec.ingress[0].from[6].namespaceSelector]",
      "✕ The rule wants pods with app one of x or y; prom has app=prom. [p spec.ingress[0].from[6].podSelector]",
    ]);
    expect(
      peers([{ podSelector: { matchLabels: { env: "prod" } } }], "shop/db > shop/db 1"),
    ).toEqual([]);
  });

  it("an empty value is seen", () => {
    const own = policy("shop/p", {
      podSelector: app("web"),
      ingress: [{ from: [{ podSelector: { matchLabels: { env: "prod" } } }] }],
    });
    expect(ingressOf([own], "shop/db > shop/web 80").at(-1)).toContain(
      'The rule wants pods with env=prod; db has env="".',
    );
    const none = policy("shop/p", {
      podSelector: app("web"),
      ingress: [{ from: [{ podSelector: { matchLabels: { zone: "" } } }] }],
    });
    expect(ingressOf([none], "shop/db > shop/web 80").at(-1)).toContain(
      'The rule wants pods with zone=""; db has no label zone.',
    );
  });

  it("an entry of addresses, and one of nothing", () => {
    expect(
      peers(
        [
          fromBlock("10.244.1.0/24"),
          fromBlock("10.244.0.0/16", "10.244.1.0/28"),
          fromBlock("10.9.0.0/16"),
          fromBlock("fd00::/64"),
          {},
        ],
        WEB_TO_DB,
      ),
    ).toEqual([
      "✓ 10.244.1.10 is inside 10.244.1.0/24. [p spec.ingress[0].from[0].ipBlock]",
      "✕ 10.244.1.10 is inside 10.244.0.0/16, but its except 10.244.1.0/28 takes it out. [p spec.ingress[0].from[1].ipBlock]",
      "✕ 10.244.1.10 is outside 10.9.0.0/16. [p spec.ingress[0].from[2].ipBlock]",
      "✕ 10.244.1.10 is IPv4; the block fd00::/64 holds only IPv6. [p spec.ingress[0].from[3].ipBlock]",
      "✕ This entry names no peer, so it matches nobody. [p spec.ingress[0].from[4]]",
    ]);
    expect(peers([fromBlock("10.0.0.0/8")], "2001:db8::1 > shop/db 1")).toEqual([
      "✕ 2001:db8::1 is IPv6; the block 10.0.0.0/8 holds only IPv4. [p spec.ingress[0].from[0].ipBlock]",
    ]);
    expect(peers([fromBlock("10.0.0.0/8")], WEB_TO_DB, { ipBlockMatchesPods: false })).toEqual([
      "✕ In this plugin an ipBlock does not match 10.244.1.10, which is inside the cluster. [p spec.ingress[0].from[0].ipBlock]",
    ]);
  });

  it("labels are asked about pods only", () => {
    expect(peers([fromApp("web")], "203.0.113.9 > shop/db 1")).toEqual([
      "✕ Selectors match pods only; 203.0.113.9 is no pod. [p spec.ingress[0].from[0]]",
    ]);
    expect(peers([fromApp("exporter")], "mon/exporter > shop/db 1")).toEqual([
      "✕ exporter uses the network of its node, so selectors do not see it. [p spec.ingress[0].from[0]]",
    ]);
  });
});

describe("what depends on the plugin", () => {
  it("is said with the plugins that judge otherwise, and in which decision", () => {
    expect(questionsOf([db({ from: [fromBlock("10.244.1.0/24")] })], WEB_TO_DB)).toEqual([
      "· Plugin dependent: the API leaves open whether an ipBlock matches the address of a pod.",
      "  ✕ Cilium drops it.",
      "    · Blocks mean the world outside; a pod is matched by labels only.",
    ]);
    expect(questionsOf([db({ ports: [{ port: 1 }] })], "shop/web > shop/db 0 ICMP")).toEqual([
      "· Plugin dependent: the API leaves open what policies mean for ICMP.",
      "  ✓ kube-router lets it through.",
      "    · Echo requests and ICMP errors are accepted before policies are asked.",
    ]);
  });

  it("refuses where the plugin answers", () => {
    const whole: Partial<Profile> = { namedPorts: { Ingress: "whole-protocol", Egress: true } };
    const lines = questionsOf([db({ ports: [{ port: "pg" }] })], "shop/web > shop/db 80", whole);
    expect(lines).toContain("  ✕ kube-router refuses it.");
    expect(lines).toContain("  ✕ Calico drops it.");
  });

  it("says so where a gate changes and the verdict does not", () => {
    const shut = [egress("web"), db({ from: [fromBlock("10.244.1.0/24")] })];
    expect(questionsOf(shut, WEB_TO_DB)[1]).toBe(
      "  ✕ Cilium judges Ingress otherwise; in all it is the same.",
    );
    const ping = [egress("web", { ports: [{ port: 1 }] }), db({ ports: [{ port: 1 }] })];
    expect(questionsOf(ping, "shop/web > shop/db 0 ICMP")[1]).toBe(
      "  ✓ kube-router lets it through.",
    );
    const both = [
      egress("web", { to: [fromBlock("10.244.1.0/24")] }),
      db({ from: [fromBlock("10.244.1.0/24")] }),
    ];
    expect(questionsOf(both, WEB_TO_DB)[1]).toBe("  ✕ Cilium drops it.");
  });

  it("is not said where nothing hinges on it", () => {
    expect(questionsOf([], "mon/exporter > shop/db 1")).toEqual([]);
    expect(questionsOf([], WEB_TO_DB)).toEqual([]);
  });
});
