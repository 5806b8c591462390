import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { DARK, LIGHT } from "../../../src/core/draw/palette.ts";
import { evaluate } from "../../../src/core/netpol/evaluate.ts";
import type { PortOfInterest } from "../../../src/core/netpol/matrix.ts";
import {
  CELL_STATES,
  matrixChanges,
  matrixModel,
  portsInUse,
  stateAt,
  type CellState,
  type MatrixModel,
} from "../../../src/core/report/matrix.ts";
import { endFilter, shownEnds, usualLevel } from "../../../src/core/report/matrixFilter.ts";
import {
  lineGate,
  matrixCell,
  matrixLines,
  type MatrixLine,
} from "../../../src/core/report/matrixLines.ts";
import { matrixSvg } from "../../../src/core/report/matrixSvg.ts";
import {
  asText,
  matrixCsv,
  matrixMarkdown,
  matrixText,
} from "../../../src/core/report/matrixText.ts";
import * as world from "../netpol/world.ts";
import { portsOf, replica, report } from "./cluster.ts";

vi.setConfig({ testTimeout: 60_000 });

const TCP80: PortOfInterest = { port: 80, protocol: "TCP" };

/** web ×2 → api ×2 → db; a tool in another namespace; a pod that listens nowhere; a node's pod. */
const SHOP = [
  replica("shop/web", 1, 80),
  replica("shop/web", 2, 80),
  replica("shop/api", 3, 8080),
  replica("shop/api", 4, 8080),
  world.pod("shop/db", "10.0.5.1", {
    labels: { app: "db" },
    ports: [{ name: "sql", containerPort: 5432 }],
  }),
  world.pod("dev/tool", "10.0.6.1", { labels: { app: "tool" } }),
  world.pod("dev/proxy", "192.0.2.1", { hostNetwork: true, node: "node-1" }),
];
const POLICIES = [
  world.policy("shop/deny", { podSelector: {} }),
  world.policy("shop/api", {
    podSelector: { matchLabels: { app: "api" } },
    ingress: [
      { from: [{ podSelector: { matchLabels: { app: "web" } } }], ports: [{ port: 8080 }] },
    ],
  }),
  world.policy("dev/quiet", { podSelector: {}, policyTypes: ["Egress"] }),
];
const INTERNET = { name: "internet", ip: "203.0.113.9" };
const shop = report([...SHOP, ...POLICIES], { portsOf, outside: [INTERNET] });

const nameAt = (model: MatrixModel, index: number): string => model.ends[index]?.ref.name ?? "";
function stateOf(model: MatrixModel, from: string, to: string): CellState {
  const at = (name: string): number => model.ends.findIndex((_, i) => nameAt(model, i) === name);
  return stateAt(model, at(from), at(to));
}

describe("the matrix", () => {
  const any = matrixModel(shop, "any");
  it("puts pods by namespace and workload, leaves out those on the hosts' network, addresses last", () => {
    expect(any.ends.map(({ ref }) => ref.name)).toEqual([
      "tool",
      "api-5d4f8c7b9-xxxx3",
      "api-5d4f8c7b9-xxxx4",
      "db",
      "web-5d4f8c7b9-xxxx1",
      "web-5d4f8c7b9-xxxx2",
      "internet",
    ]);
    const named = matrixModel({ ...shop, namespaces: ["shop", "dev"] }, "any");
    expect(nameAt(named, 0)).toBe("api-5d4f8c7b9-xxxx3");
  });

  it.each<[from: string, to: string, state: CellState]>([
    ["web-5d4f8c7b9-xxxx1", "api-5d4f8c7b9-xxxx3", "allowed"],
    ["web-5d4f8c7b9-xxxx1", "web-5d4f8c7b9-xxxx2", "blocked-ingress"],
    ["tool", "internet", "blocked-egress"],
    ["tool", "db", "blocked-both"],
    ["db", "tool", "no-port"],
    ["db", "db", "none"],
    ["db", "internet", "allowed"],
    ["internet", "db", "blocked-ingress"],
  ])("on any listening port, %s to %s is %s", (from, to, state) => {
    expect(stateOf(any, from, to)).toBe(state);
  });

  it("says refused where policies let a port pass on which nothing listens", () => {
    const at80 = matrixModel(report(SHOP), TCP80);
    expect(stateOf(at80, "tool", "web-5d4f8c7b9-xxxx1")).toBe("allowed");
    expect(stateOf(at80, "tool", "db")).toBe("refused");
    // where it is not known what listens, policies alone decide
    expect(stateOf(matrixModel(report(SHOP, {}), TCP80), "tool", "db")).toBe("allowed");
    // every end answers to ICMP
    const icmp = matrixModel(report(SHOP), { port: 0, protocol: "ICMP" });
    expect(stateOf(icmp, "tool", "db")).toBe("allowed");
  });

  it("lists the ports in use", () => {
    expect(portsInUse(shop).map(({ port }) => port)).toEqual([80, 443, 5432, 8080]);
  });

  it("is the evaluator, and its sums are those of its cells", () => {
    const scene = fc.record({
      cluster: world.cluster,
      policies: world.policies,
      port: fc.constantFrom(53, 80, 8080),
      protocol: fc.constantFrom("TCP" as const, "UDP" as const),
    });
    fc.assert(
      fc.property(scene, ({ cluster, policies, port, protocol }) => {
        const reported = report([...cluster, ...policies], {});
        const model = matrixModel(reported, { port, protocol });
        let pairs = 0;
        let passing = 0;
        for (const [s, source] of model.ends.entries()) {
          for (const [d, destination] of model.ends.entries()) {
            if (s === d) continue;
            pairs++;
            const ends = { source: source.endpoint, destination: destination.endpoint };
            const { egress, ingress, allowed } = evaluate(reported.network, {
              ...ends,
              port,
              protocol,
            });
            if (allowed) passing++;
            expect(stateAt(model, s, d)).toBe(
              allowed
                ? "allowed"
                : egress.allowed
                  ? "blocked-ingress"
                  : ingress.allowed
                    ? "blocked-egress"
                    : "blocked-both",
            );
          }
        }
        expect(model.allowed).toBe(passing);
        expect(model.asked).toBe(pairs);
      }),
      { numRuns: 60 },
    );
  });
});

describe("lines and cells", () => {
  const model = matrixModel(shop, "any");
  const byId = (lines: readonly MatrixLine[], id: string): MatrixLine => {
    const found = lines.find((line) => line.id === id);
    if (found === undefined) throw new Error(`no line ${id}`);
    return found;
  };
  it.each([
    ["pod", ["namespace/dev", "pod/dev/tool", "namespace/shop", "workload/shop/api"]],
    [
      "workload",
      ["namespace/dev", "pod/dev/tool", "namespace/shop", "workload/shop/api", "pod/shop/db"],
    ],
    ["namespace", ["namespace/dev", "pod/dev/tool", "namespace/shop", "outside"]],
  ] as const)("by %s", (level, ids) => {
    const lines = matrixLines(model, { level });
    expect(lines.slice(0, ids.length).map(({ id }) => id)).toEqual(ids);
  });

  it("one group may be folded or opened against the level", () => {
    const folds = new Map([["namespace/shop", true]]);
    expect(byId(matrixLines(model, { level: "pod", folds }), "namespace/shop").kind).toBe("group");
    const opened = matrixLines(model, {
      level: "namespace",
      folds: new Map([["namespace/shop", false]]),
    });
    expect(byId(opened, "workload/shop/api").kind).toBe("group");
  });

  it("a folded group counts its pairs, its gates too", () => {
    const lines = matrixLines(model, { level: "workload" });
    const [web, api] = [byId(lines, "workload/shop/web"), byId(lines, "workload/shop/api")];
    expect(matrixCell(model, web, api)).toMatchObject({ allowed: 4, asked: 4, state: "allowed" });
    expect(matrixCell(model, web, web)).toMatchObject({
      allowed: 0,
      asked: 2,
      state: "blocked-ingress",
    });
    expect(lineGate(model, api, "Ingress")).toEqual({ least: 2, most: 2, guarded: 2, of: 2 });
    expect(lineGate(model, byId(lines, "outside"), "Ingress")).toBeUndefined();
    expect(matrixCell(model, byId(lines, "namespace/dev"), api)).toBeUndefined();
  });

  it("counts of groups are the sums of their pairs, however the lines are folded", () => {
    const levels = fc.constantFrom("pod" as const, "workload" as const, "namespace" as const);
    fc.assert(
      fc.property(world.cluster, world.policies, levels, (cluster, policies, level) => {
        const all = matrixModel(report([...cluster, ...policies]), "any");
        const lines = matrixLines(all, { level });
        const totals = { allowed: 0, asked: 0 };
        for (const row of lines) {
          for (const column of lines) {
            const cell = matrixCell(all, row, column);
            totals.allowed += cell?.allowed ?? 0;
            totals.asked += cell?.asked ?? 0;
          }
        }
        expect(totals).toEqual({ allowed: all.allowed, asked: all.asked });
      }),
      { numRuns: 60 },
    );
  });

  it("tells what opened and closed, by name", () => {
    const before = matrixModel(report(SHOP), "any");
    const after = matrixModel(report([...SHOP.slice(1), ...POLICIES]), "any");
    const changes = matrixChanges(before, after);
    const closed = changes.filter((change) => change < 0).length;
    expect(changes.some((change) => change > 0)).toBe(false);
    // of the five callers of shop, less those that still pass: web → api ×2
    expect(closed).toBe(5 * 4 - 4 - 2);
    const lines = matrixLines(after, { level: "namespace" });
    const dev = byId(lines, "pod/dev/tool");
    expect(matrixCell(after, dev, byId(lines, "namespace/shop"), changes)?.closed).toBe(4);
  });

  it("filters by words of name, namespace and label, and by what cells say", () => {
    const names = (words: string): string[] =>
      model.ends.filter(endFilter(words)).map(({ ref }) => ref.name);
    expect(names("SHOP/ app=db")).toEqual(["db"]);
    expect(names("203.0")).toEqual(["internet"]);
    expect(names("")).toHaveLength(model.ends.length);
    expect(names("nothing")).toEqual([]);
    const { rows, columns } = shownEnds(model, { from: "web", to: "shop" }, "allowed");
    expect([...rows].map((i) => nameAt(model, i))).toEqual([
      "web-5d4f8c7b9-xxxx1",
      "web-5d4f8c7b9-xxxx2",
    ]);
    expect([...columns].map((i) => nameAt(model, i))).toEqual([
      "api-5d4f8c7b9-xxxx3",
      "api-5d4f8c7b9-xxxx4",
    ]);
    expect(shownEnds(model, { from: "", to: "" }, "changed").rows.size).toBe(0);
    expect(usualLevel(model)).toBe("pod");
  });
});

describe("as text", () => {
  const model = matrixModel(shop, "any");
  it("is a numbered table with a legend", () => {
    expect(matrixText(model, { level: "workload" })).toMatchInlineSnapshot(`
      "any listening port: 9 of 36 pass. Rows call, columns answer.
                            1   2   3   4   5
      1 dev/tool            · 0/2   ✗ 0/2   E
      2 shop/api (2 pods)   - 0/2 0/2 0/4 2/2
      3 shop/db             - 0/2   · 0/2   ✓
      4 shop/web (2 pods)   - 4/4 0/2 0/2 2/2
      5 internet            - 0/2   I 0/2   ·
      ✓ allowed, E blocked at egress, I blocked at ingress, ✗ blocked at egress and ingress, - nothing listens there
      "
    `);
  });
  it("is a Markdown table", () => {
    expect(matrixMarkdown(model, { level: "namespace" })).toMatchInlineSnapshot(`
      "**any listening port**: 9 of 36 pass. Rows call, columns answer.

      | from, to | dev/tool | shop (5 pods) | internet |
      | --- | --- | --- | --- |
      | dev/tool | · | 0/5 | ✗ blocked at egress |
      | shop (5 pods) | - | 4/20 | 5/5 |
      | internet | · nothing listens there | 0/5 | · |
      "
    `);
  });
  it("is CSV, as a grid or as a list", () => {
    expect(matrixCsv(model, { level: "namespace" })).toMatchInlineSnapshot(`
      ""from, on any listening port",dev/tool,shop (5 pods),internet
      dev/tool,,0 of 5,blocked-egress
      shop (5 pods),no-port,4 of 20,5 of 5
      internet,no-port,0 of 5,
      "
    `);
    const list = matrixCsv(model, { level: "pod", shape: "list" }).trimEnd().split("\r\n");
    expect(list[0]).toBe("source,destination,port,state,allowed,of");
    expect(list).toContain("shop/db,internet,any listening port,allowed,1,1");
  });
  it.each([
    ["=1+1", "'=1+1"],
    ["+x", "'+x"],
    ["-x", "'-x"],
    ["@sum", "'@sum"],
    ["\tx", "'\tx"],
    ["shop/web", "shop/web"],
    ["a=b", "a=b"],
  ])("no field becomes a formula: %j", (text, safe) => {
    expect(asText(text)).toBe(safe);
  });
  it("fields with commas and quotes are quoted", () => {
    const odd = { name: '=HYPERLINK("x", "y")', ip: "203.0.113.1" };
    const csv = matrixCsv(matrixModel({ ...shop, outside: [odd] }, "any"));
    expect(csv).toContain(`"'=HYPERLINK(""x"", ""y"")"`);
  });
});

describe("as SVG", () => {
  const model = matrixModel(shop, "any");
  const svg = matrixSvg(model, { level: "pod" });
  const count = (text: string, part: string): number => text.split(part).length - 1;

  it("is one well-formed file: every tag closed, no script, style or reference", () => {
    const stack: string[] = [];
    for (const [, close, name = "", rest = ""] of svg.matchAll(
      /<(\/?)([a-z]+)((?:"[^"]*"|[^>"])*)>/g,
    )) {
      if (close === "/") expect(stack.pop()).toBe(name);
      else if (!rest.endsWith("/")) stack.push(name);
    }
    expect(stack).toEqual([]);
    expect(svg).not.toMatch(/<script|<style|href|url\(/);
    expect(svg).toContain("<title>Who can open a connection to whom, any listening port</title>");
  });
  it("draws a mark for each pair, and each heading's name once an axis", () => {
    const pairs = model.ends.length ** 2;
    const legend = new Set(model.states).size - 1;
    expect(count(svg, "<path")).toBe(pairs + legend);
    expect(count(svg, ">shop</text>")).toBe(2);
  });
  it("takes the inks of a theme", () => {
    const dark = matrixSvg(model, { level: "pod", palette: DARK });
    expect([svg.includes(LIGHT.deny), svg.includes(DARK.deny)]).toEqual([true, false]);
    expect([dark.includes(LIGHT.deny), dark.includes(DARK.deny)]).toEqual([false, true]);
  });
  it("escapes names", () => {
    const odd = { name: "<a&b>", ip: "203.0.113.1" };
    const text = matrixSvg(matrixModel({ ...shop, outside: [odd] }, "any"), { level: "pod" });
    expect(text).toContain("&lt;a&amp;b&gt;");
    expect(text).not.toContain("<a&b>");
  });
  it("has counts for groups and signs for changes", () => {
    const changes = matrixChanges(
      matrixModel(report(SHOP, { portsOf, outside: [INTERNET] }), "any"),
      model,
    );
    const text = matrixSvg(model, { level: "workload", changes });
    expect(text).toContain(">4/4</text>");
    expect(text).toContain(">−</text>");
    expect(text).toContain("− closed");
  });
});

it("has a state for every code", () => {
  expect(new Set(CELL_STATES).size).toBe(7);
});
