import { describe, expect, it } from "vitest";
import { diffGraphs, isQuiet } from "../../../src/core/graph/changes.ts";
import { gridLayout, ringLayout } from "../../../src/core/graph/layout.ts";
import { fitText, textWidth } from "../../../src/core/draw/measure.ts";
import { chips } from "../../../src/core/graph/drawCard.ts";
import { packetOf } from "../../../src/core/graph/packet.ts";
import { DARK, LIGHT } from "../../../src/core/draw/palette.ts";
import { composePicture } from "../../../src/core/graph/picture.ts";
import { renderSvg } from "../../../src/core/graph/svg.ts";
import { describeCard, describeFlow, graphAsText } from "../../../src/core/graph/text.ts";
import type { Verdict } from "../../../src/core/netpol/types.ts";
import type { TraceStep } from "../../../src/core/network/types.ts";
import {
  allowFrontend,
  asked,
  day,
  denyEgress,
  denyIngress,
  graph,
  namespace,
  pod,
} from "./cluster.ts";

const tried = [
  asked("production/frontend production/backend 8080"),
  asked("dev/attacker production/backend 8080"),
];
const model = graph(day([denyIngress("production"), allowFrontend]), { tried });

describe("the SVG file", () => {
  const picture = composePicture(model, gridLayout(model));
  const svg = renderSvg(picture, { title: "a < b & c" });

  it("is well-formed, closed and free of scripts, styles and references", () => {
    const document = new RegExp("<(/?)([a-z]+)[^<>]*?(/?)>", "g");
    const open: string[] = [];
    for (const [, closing, name, empty] of svg.matchAll(document)) {
      if (empty === "/") continue;
      if (closing === "/") expect(open.pop()).toBe(name);
      else open.push(name ?? "");
    }
    expect(open).toEqual([]);
    expect(svg).not.toMatch(/<script|<style|href|url\(|undefined|NaN|var\(/);
    expect(svg).toContain("<title>a &lt; b &amp; c</title>");
  });

  it("draws every pod, every gate and every mark", () => {
    for (const name of ["frontend", "backend", "database", "attacker"])
      expect(svg).toContain(`>${name}</text>`);
    expect(svg.match(/class="gate"/g)).toHaveLength(8);
    expect(svg.match(/class="line"/g)).toHaveLength(2);
    expect(svg.match(/class="cross"/g)).toHaveLength(1);
    expect(svg.match(/class="arrow"/g)).toHaveLength(1);
    expect(svg.match(/class="label"/g)).toHaveLength(2);
    expect(svg.match(/stroke-dasharray="6 5"/g)).toHaveLength(1);
  });

  it("keeps hostile names harmless", () => {
    const evil = graph([namespace("a"), pod("a/x", "10.0.0.1", `app="><script>`)]);
    const out = renderSvg(composePicture(evil, gridLayout(evil)));
    expect(out).not.toContain("<script");
    expect(out).toContain("&lt;");
  });

  it("is the same every time, and differs by its palette", () => {
    expect(renderSvg(picture, { title: "a < b & c" })).toBe(svg);
    expect(renderSvg(picture, { palette: DARK })).toContain(DARK.bg);
    expect(svg).toContain(LIGHT.allow);
  });

  it("draws a ring and an empty cluster", () => {
    expect(renderSvg(composePicture(model, ringLayout(model)))).toContain(
      ">web</text>".replace("web", "frontend"),
    );
    const empty = graph([namespace("default")]);
    expect(renderSvg(composePicture(empty, gridLayout(empty)))).toContain(
      "The cluster has no pods yet.",
    );
  });
});

describe("the text", () => {
  it("says all that the picture says", () => {
    expect(graphAsText(model)).toBe(
      [
        "4 pods in 2 namespaces, 2 network policies, 1 of 2 flows shown passes.",
        "Namespace production, env=prod: 3 pods, 2 policies",
        "  Pod frontend, app=frontend, 10.244.1.2. Ingress guarded by default-deny. Egress open.",
        "  Pod backend, app=backend, 10.244.2.3. Ingress guarded by allow-frontend and default-deny. Egress open.",
        "  Pod database, app=database, 10.244.1.4. Ingress guarded by default-deny. Egress open.",
        "Namespace dev: 1 pod",
        "  Pod attacker, app=attacker, 10.244.2.5. Ingress open. Egress open.",
        "Flows",
        "  production/frontend to production/backend, TCP 8080: allowed",
        "  dev/attacker to production/backend, TCP 8080: dropped at the destination's ingress gate (production/allow-frontend, production/default-deny)",
      ].join("\n"),
    );
  });
  it("says when policies are not enforced", () => {
    expect(graphAsText({ ...model, enforced: false })).toContain("does not enforce policies");
  });
  it("has words for gates that are none", () => {
    const host = graph([
      namespace("a"),
      pod("a/x", "10.0.0.1", "", "", { spec: { hostNetwork: true } }),
    ]);
    const card = host.cards.get("pod/a/x");
    expect(card && describeCard(card, host)).toContain("Gates none: it uses the node's network.");
  });
  it("names the side of a drop", () => {
    const egress = graph(day([denyEgress("dev")]), { tried });
    const flow = egress.flows.find((f) => f.source === "pod/dev/attacker");
    expect(flow && describeFlow(flow, egress)).toContain(
      "dropped at the source's egress gate (dev/no-egress)",
    );
  });
});

describe("changes", () => {
  const before = graph(day(), { tried });
  it("name flows that closed and gates that became guarded", () => {
    const changes = diffGraphs(before, model);
    expect(changes.closed).toEqual(["pod/dev/attacker>pod/production/backend:TCP/8080"]);
    expect(changes.opened).toEqual([]);
    expect(changes.guarded.map((g) => g.card)).toEqual([
      "pod/production/frontend",
      "pod/production/backend",
      "pod/production/database",
    ]);
  });
  it("are the other way round on the way back", () => {
    const back = diffGraphs(model, before);
    expect(back.opened).toHaveLength(1);
    expect(back.freed).toHaveLength(3);
  });
  it("are none between equal states, and not for what comes new", () => {
    expect(isQuiet(diffGraphs(model, model))).toBe(true);
    const more = graph(
      [...day([denyIngress("production"), allowFrontend]), pod("production/new", "10.244.9.9")],
      { tried },
    );
    expect(isQuiet(diffGraphs(model, more))).toBe(true);
  });
});

describe("packets", () => {
  const dns = graph([...day(), namespace("kube-system"), pod("kube-system/coredns", "10.244.0.3")]);
  const context = { model: dns, dns: "pod/kube-system/coredns" };
  const caller = { kind: "pod", namespace: "dev", name: "attacker" } as const;
  const end = (ns: string, name: string, ip: string) =>
    ({
      kind: "pod",
      namespace: ns,
      name,
      labels: {},
      namespaceLabels: {},
      ips: [ip],
      hostNetwork: false,
      namedPorts: [],
    }) as const;
  const open = { allowed: true, reason: "not-isolated" } as const;
  const deny = {
    allowed: false,
    reason: "no-rule-matched",
    isolatedBy: [{ namespace: "production", name: "default-deny" }],
    misses: [],
  } as const;
  const verdict = (egress: Verdict["egress"], ingress: Verdict["ingress"]): TraceStep => ({
    step: "policy",
    verdict: {
      flow: {
        source: end("dev", "attacker", "10.244.2.5"),
        destination: end("production", "backend", "10.244.2.3"),
        port: 8080,
        protocol: "TCP",
      },
      allowed: egress.allowed && ingress.allowed,
      egress,
      ingress,
    },
  });
  const name: TraceStep = {
    step: "name",
    name: "backend.production",
    seconds: 0,
    answer: { kind: "addresses", canonical: "x", ips: ["10.96.10.20"] },
  };
  const unknown: TraceStep = { ...name, answer: { kind: "nxdomain" } };
  const listener = (listening: boolean): TraceStep => ({
    step: "listener",
    ip: "10.244.2.3",
    port: 8080,
    listening,
  });
  const journey = (...trace: TraceStep[]) =>
    packetOf("1", caller, { trace, outcome: "open", remoteAddress: "" }, context).legs.map(
      ({ destination, stop, word, outcome }) => [
        destination.split("/").at(-1),
        stop,
        word,
        outcome,
      ],
    );

  it.each([
    [
      "reach a listener by way of DNS",
      [name, verdict(open, open), listener(true)],
      [
        ["coredns", undefined, "10.96.10.20", "pass"],
        ["backend", "listener", "open", "pass"],
      ],
    ],
    [
      "stop at the ingress gate",
      [verdict(open, deny)],
      [["backend", "ingress", "dropped", "drop"]],
    ],
    ["stop at the egress gate", [verdict(deny, deny)], [["backend", "egress", "dropped", "drop"]]],
    [
      "are refused by the pod",
      [verdict(open, open), listener(false)],
      [["backend", "listener", "refused", "refuse"]],
    ],
    ["end at DNS without a name", [unknown], [["coredns", "name", "no such name", "fail"]]],
    ["go nowhere without a trace", [], []],
  ])("%s", (_, trace, legs) => {
    expect(journey(...trace)).toEqual(legs);
  });

  it("are empty for a caller that is not in the picture", () => {
    expect(
      packetOf(
        "1",
        { kind: "pod", namespace: "x", name: "y" },
        { trace: [listener(true)], outcome: "open", remoteAddress: "" },
        context,
      ).legs,
    ).toEqual([]);
  });
});

describe("text on cards", () => {
  const long = "a-very-long-pod-name-that-goes-on-until-sixty-three-chars-x7k2p";
  it("is cut to its room and keeps the end that tells replicas apart", () => {
    const cut = fitText(long, 124, 13.5, "ui", "middle");
    expect(textWidth(cut, 13.5, "ui")).toBeLessThanOrEqual(124);
    expect(cut.endsWith("…x7k2p")).toBe(true);
    expect(fitText("web", 124, 13.5, "ui")).toBe("web");
  });
  it.each([
    [["app=web"], ["app=web"]],
    [
      ["app=web", "tier=frontend-very-long"],
      ["app=web", "+1"],
    ],
    [
      ["a=b", "c=d", "e=f", "g=h", "i=j"],
      ["a=b", "c=d", "e=f", "+2"],
    ],
    [[], []],
  ])("shows of labels %j the chips %j", (labels, shown) => {
    expect(chips(labels, 128)).toEqual(shown);
  });
  it("cuts a label that is too long, and still counts the others", () => {
    const [first, more] = chips([`app.kubernetes.io/name=${long}`, "a=b"], 128);
    expect(first).toMatch(/…$/);
    expect(more).toBe("+1");
  });
});
