import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { overlaps, type Point, type Rect } from "../../../src/core/graph/geometry.ts";
import { gridLayout, ringLayout, type GraphLayout } from "../../../src/core/graph/layout.ts";
import { placeLabels } from "../../../src/core/graph/labels.ts";
import { endsAtSource, type FlowPath } from "../../../src/core/graph/marks.ts";
import { routeFlows, wayBetween } from "../../../src/core/graph/paths.ts";
import type { GraphModel } from "../../../src/core/graph/types.ts";
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

function crosses(points: readonly Point[], rect: Rect): boolean {
  return points.slice(1).some((b, i) => {
    const a = points[i] ?? b;
    const stretch = {
      x: Math.min(a.x, b.x),
      y: Math.min(a.y, b.y),
      width: Math.abs(b.x - a.x) || 0.1,
      height: Math.abs(b.y - a.y) || 0.1,
    };
    return overlaps(stretch, rect);
  });
}

/** Flows whose line runs over a card. */
function strays(model: GraphModel, layout: GraphLayout): readonly string[] {
  return routeFlows(model, layout)
    .filter(({ flow }) => !endsAtSource(flow.status))
    .filter(({ points }) => [...layout.cards.values()].some((rect) => crosses(points, rect)))
    .map(({ flow }) => flow.id);
}

const some = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 6 });

function pods(counts: readonly number[]): GraphModel {
  return graph(
    counts.flatMap((count, n) => [
      namespace(`n${n}`),
      ...Array.from({ length: count }, (_, i) => pod(`n${n}/p${i}`, `10.0.${n}.${i + 1}`)),
      ...(n % 3 === 1 ? [denyIngress(`n${n}`)] : []),
      ...(n % 3 === 2 ? [denyEgress(`n${n}`)] : []),
    ]),
    { all: true, foldAbove: 1000, outside: [{ name: "internet", address: "1.2.3.4" }] },
  );
}

describe("paths on the grid", () => {
  it("run from right edge to left edge and over no card", () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 4 }), (counts, columns) => {
        const model = pods(counts);
        const layout = gridLayout(model, { columns });
        expect(strays(model, layout)).toEqual([]);
        for (const { flow, points } of routeFlows(model, layout)) {
          if (endsAtSource(flow.status)) continue;
          const from = layout.cards.get(flow.source);
          const to = layout.cards.get(flow.destination);
          expect(points[0]?.x).toBeGreaterThanOrEqual((from?.x ?? 0) + (from?.width ?? 0));
          expect(points.at(-1)?.x).toBeLessThan(to?.x ?? 0);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("notices a line that runs over a card", () => {
    const model = graph(day(), { tried: [asked("production/frontend production/backend 8080")] });
    const layout = gridLayout(model);
    const inTheWay = {
      ...layout,
      cards: new Map([...layout.cards, ["x", { x: 180, y: 0, width: 40, height: 400 }]]),
    };
    expect(strays(model, layout)).toEqual([]);
    expect(strays(model, inTheWay)).toHaveLength(1);
  });

  const model = graph(day([denyIngress("production"), allowFrontend, denyEgress("dev")]), {
    tried: [
      "production/frontend production/backend 8080",
      "production/backend production/database 5432",
      "dev/attacker production/frontend 8080",
      "production/database dev/attacker 9999",
    ].map(asked),
  });
  const layout = gridLayout(model);
  const paths = new Map(
    routeFlows(model, layout).map((path) => [path.flow.members[0]?.id ?? "", path]),
  );
  const pathOf = (from: string, to: string, port: number): FlowPath => {
    const path = paths.get(`pod/${from}>pod/${to}:TCP/${port}`);
    if (path === undefined) throw new Error(`no path ${from} ${to}`);
    return path;
  };

  it("are straight between neighbours", () => {
    expect(pathOf("production/frontend", "production/backend", 8080).points).toHaveLength(2);
  });

  it("end in a cross before the ingress gate that drops", () => {
    const { end, mark } = pathOf("production/backend", "production/database", 5432);
    const card = layout.cards.get("pod/production/database");
    expect(end).toBe("cross");
    expect(mark.x).toBeLessThan((card?.x ?? 0) - 10);
    expect(mark.x).toBeGreaterThan((card?.x ?? 0) - 30);
  });

  it("end in a cross on the outer side of the egress gate that drops, with a way not taken", () => {
    const { end, mark, ghost, points } = pathOf("dev/attacker", "production/frontend", 8080);
    const card = layout.cards.get("pod/dev/attacker");
    const right = (card?.x ?? 0) + (card?.width ?? 0);
    expect(end).toBe("cross");
    expect(mark.x).toBeGreaterThan(right + 8);
    expect(mark.x).toBeLessThan(right + 20);
    expect(Math.abs(mark.y - ((card?.y ?? 0) + (card?.height ?? 0) / 2))).toBeLessThan(20);
    expect(points.every((p) => p.x <= mark.x)).toBe(true);
    expect(ghost).toBeDefined();
  });

  it("end in a bar at a port where nothing listens", () => {
    const { flow, end } = pathOf("production/database", "dev/attacker", 9999);
    expect([flow.status, end]).toEqual(["refused", "bar"]);
  });

  it("exist between any two cards for a packet", () => {
    expect(wayBetween("pod/dev/attacker", "pod/production/backend", layout)).toMatch(/^M/);
    expect(wayBetween("pod/dev/attacker", "pod/gone", layout)).toBe("");
  });
});

describe("paths of the ring", () => {
  it("are straight, stay off their own cards, and the two directions do not coincide", () => {
    const model = pods([5]);
    const layout = ringLayout(model);
    const paths = routeFlows(model, layout);
    expect(paths).toHaveLength(20);
    expect(new Set(paths.map((p) => p.d)).size).toBe(20);
    for (const { flow, points } of paths) {
      for (const id of [flow.source, flow.destination]) {
        const rect = layout.cards.get(id);
        const [a, b] = points;
        if (rect === undefined || a === undefined || b === undefined) throw new Error("no place");
        for (const p of [a, b]) expect(overlaps({ ...p, width: 0, height: 0 }, rect)).toBe(false);
      }
    }
  });
});

describe("labels", () => {
  it("that are placed overlap no card, no name of a region, no mark and no other label", () => {
    fc.assert(
      fc.property(some, (counts) => {
        const model = pods(counts);
        const asTried = {
          ...model,
          flows: model.flows.slice(0, 30).map((flow) => ({ ...flow, kinds: ["tried" as const] })),
        };
        const layout = gridLayout(asTried);
        const paths = routeFlows(asTried, layout);
        const placed = [...placeLabels(asTried, layout, paths).values()]
          .filter((l) => l.placed)
          .map((l) => l.rect);
        for (const [i, rect] of placed.entries()) {
          for (const other of placed.slice(i + 1)) expect(overlaps(rect, other)).toBe(false);
          for (const card of layout.cards.values()) expect(overlaps(rect, card)).toBe(false);
          for (const region of layout.regions.values()) {
            expect(overlaps(rect, { ...region, height: 32 })).toBe(false);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  const dropped = (...targets: string[]) => {
    const model = graph(
      [
        ...day([denyEgress("dev")]),
        ...["a", "b", "c", "d"].map((n, i) => pod(`dev/${n}`, `10.244.3.${i + 1}`)),
      ],
      { tried: targets.map((target) => asked(`dev/attacker ${target}`)) },
    );
    const layout = gridLayout(model);
    const paths = routeFlows(model, layout);
    return { paths, layout, labels: [...placeLabels(model, layout, paths).values()] };
  };

  it("say where a flow was going that never left, and on which port", () => {
    const { labels } = dropped("production/backend 8080");
    expect(labels).toMatchObject([{ text: "→ backend TCP 8080", placed: true }]);
  });

  it("of several flows dropped at one gate are stacked", () => {
    const { labels } = dropped("production/backend 8080", "dev/a 80", "production/database 5432");
    expect(labels.map(({ text, placed }) => [text, placed])).toEqual([
      ["→ backend TCP 8080", true],
      ["→ a TCP 80", true],
      ["→ database TCP 5432", true],
    ]);
    for (const [i, { rect }] of labels.entries())
      for (const other of labels.slice(i + 1)) expect(overlaps(rect, other.rect)).toBe(false);
  });

  it("of many flows dropped at one gate end in one that lists the others", () => {
    const { labels, paths } = dropped(...["a", "b", "c", "d"].map((name) => `dev/${name} 80`));
    expect(labels.filter(({ placed }) => placed)).toHaveLength(2);
    const [more, ...none] = labels.flatMap((label) => label.more ?? []);
    expect(none).toEqual([]);
    expect(more?.text).toBe("→ 2 others");
    expect(more?.rows.map(({ text }) => text)).toEqual(["→ c TCP 80", "→ d TCP 80"]);
    expect(more?.rows.every((row) => paths.some(({ flow }) => flow.id === row.flow))).toBe(true);
  });
});
