import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { contains, overlaps, type Rect } from "../../../src/core/graph/geometry.ts";
import { gridLayout, ringLayout, type GraphLayout } from "../../../src/core/graph/layout.ts";
import { neighbour } from "../../../src/core/graph/navigate.ts";
import type { GraphModel } from "../../../src/core/graph/types.ts";
import { day, denyEgress, denyIngress, graph, namespace, pod } from "./cluster.ts";

/** Pods per workload, per namespace. */
const shape = fc.array(fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 7 }), {
  minLength: 1,
  maxLength: 7,
});

function cluster(namespaces: readonly (readonly number[])[]): GraphModel {
  return graph(
    namespaces.flatMap((workloads, n) => [
      namespace(`n${n}`),
      ...workloads.flatMap((count, w) =>
        Array.from({ length: count }, (_, i) =>
          pod(`n${n}/w${w}-${i}`, `10.${n}.${w}.${i + 1}`, "", "", {
            metadata: {
              name: `w${w}-${i}`,
              namespace: `n${n}`,
              ownerReferences: [
                {
                  apiVersion: "apps/v1",
                  kind: "StatefulSet",
                  name: `w${w}`,
                  uid: "u",
                  controller: true,
                },
              ],
            },
          }),
        ),
      ),
    ]),
    { foldAbove: 10_000 },
  );
}

function clashes(rects: readonly Rect[]): number {
  let count = 0;
  for (const [i, a] of rects.entries())
    for (const b of rects.slice(i + 1)) if (overlaps(a, b)) count++;
  return count;
}

const places = (layout: GraphLayout) => Object.fromEntries(layout.cards);

describe("the grid", () => {
  it("overlaps no cards and no regions, and keeps every card in its region", () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 4 }), (namespaces, columns) => {
        const model = cluster(namespaces);
        const layout = gridLayout(model, { columns });
        expect(layout.cards.size).toBe(model.cards.size);
        expect(clashes([...layout.cards.values()])).toBe(0);
        expect(clashes([...layout.regions.values()])).toBe(0);
        for (const region of model.regions) {
          const outer = layout.regions.get(region.id);
          for (const id of region.blocks.flat()) {
            const rect = layout.cards.get(id);
            expect(outer !== undefined && rect !== undefined && contains(outer, rect)).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("does not know policies and flows", () => {
    const plain = graph(day());
    const full = graph(day([denyIngress("production"), denyEgress("dev")]), { all: true });
    expect(places(gridLayout(full))).toEqual(places(gridLayout(plain)));
  });

  it("moves nothing in earlier rows when a pod comes, unless the rows are dealt anew", () => {
    fc.assert(
      fc.property(shape, fc.nat(), (namespaces, pick) => {
        const n = pick % namespaces.length;
        const more = namespaces.map((workloads, i) => (i === n ? [...workloads, 1] : workloads));
        const before = gridLayout(cluster(namespaces), { columns: 3 });
        const after = gridLayout(cluster(more), { columns: 3 });
        const shelf = before.regions.get(`region/n${n}`)?.y;
        const dealt = [...before.regions].some(
          ([id, rect]) =>
            Number(id.slice("region/n".length)) <= n &&
            (after.regions.get(id)?.y !== rect.y || after.regions.get(id)?.x !== rect.x),
        );
        if (dealt) return;
        for (const [id, rect] of before.cards) {
          const earlier = (before.cards.get(id)?.y ?? 0) < (shelf ?? 0);
          const same = Number(id.slice("pod/n".length).split("/")[0]) === n;
          if (earlier || same) expect(after.cards.get(id)).toEqual(rect);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("deals anew only for a clear gain: one more replica of day26 moves no other pod", () => {
    const before = gridLayout(cluster([[1, 1, 1], [2]]));
    const after = gridLayout(cluster([[1, 2, 1], [2]]));
    for (const [id, rect] of before.cards) {
      if (id.startsWith("pod/n0")) expect(after.cards.get(id)).toEqual(rect);
    }
  });

  it("puts replicas of a workload into one column", () => {
    const layout = gridLayout(cluster([[3, 2]]));
    const xs = [0, 1, 2].map((i) => layout.cards.get(`pod/n0/w0-${i}`)?.x);
    expect(new Set(xs).size).toBe(1);
    expect(layout.cards.get("pod/n0/w1-0")?.x).not.toBe(xs[0]);
  });

  it("uses the place: wide ones side by side, high ones below each other", () => {
    const model = cluster([[1, 1, 1], [2], [3], [1, 1]]);
    const zoom = (layout: GraphLayout, width: number, height: number) =>
      Math.min(width / layout.bounds.width, height / layout.bounds.height);
    const wide = gridLayout(model, { aspect: 2.6 });
    const high = gridLayout(model, { aspect: 0.8 });
    expect(wide.bounds.width).toBeGreaterThan(high.bounds.width);
    expect(zoom(wide, 1144, 440)).toBeGreaterThan(zoom(high, 1144, 440));
    expect(zoom(high, 352, 440)).toBeGreaterThan(zoom(wide, 352, 440));
  });

  it("deals outside addresses into columns where that makes all larger", () => {
    const outside = ["internet", "partner", "metadata", "corp", "vault"].map((name, i) => ({
      name,
      address: `1.2.3.${i}`,
    }));
    const { bounds } = gridLayout(graph(day(), { outside }), { aspect: 1.6 });
    expect(Math.min(704 / bounds.width, 440 / bounds.height)).toBeGreaterThan(0.6);
  });

  it("keeps to its columns on a narrow screen", () => {
    const layout = gridLayout(cluster([[1, 1, 1, 1, 1]]), { columns: 2 });
    expect(new Set([...layout.cards.values()].map((r) => r.x)).size).toBe(2);
  });
});

describe("the ring", () => {
  it.each([1, 2, 5, 9, 14])("of %i pods overlaps nothing", (count) => {
    const layout = ringLayout(cluster([Array.from({ length: count }, () => 1)]));
    const withGates = [...layout.cards.values()].map((r) => ({
      ...r,
      x: r.x - 8,
      width: r.width + 16,
    }));
    expect(clashes(withGates)).toBe(0);
  });
  it("begins at the top", () => {
    const layout = ringLayout(cluster([[1, 1, 1, 1, 1]]));
    const [first, ...rest] = [...layout.cards.values()];
    expect(rest.every((r) => r.y > (first?.y ?? 0))).toBe(true);
  });
});

describe("arrow keys", () => {
  const layout = gridLayout(cluster([[1, 1, 1], [1]]));
  it.each([
    ["pod/n0/w0-0", "right", "pod/n0/w1-0"],
    ["pod/n0/w1-0", "left", "pod/n0/w0-0"],
    ["pod/n0/w0-0", "down", "pod/n1/w0-0"],
    ["pod/n0/w0-0", "left", undefined],
    ["pod/n0/w0-0", "up", undefined],
  ] as const)("from %s %s to %s", (from, heading, to) => {
    expect(neighbour(layout.cards, from, heading)).toBe(to);
  });
  it("reach every card from every other", () => {
    fc.assert(
      fc.property(shape, (namespaces) => {
        const { cards } = gridLayout(cluster(namespaces));
        const [start] = cards.keys();
        if (start === undefined) return;
        const seen = new Set([start]);
        const queue = [start];
        for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
          for (const heading of ["left", "right", "up", "down"] as const) {
            const next = neighbour(cards, id, heading);
            if (next !== undefined && !seen.has(next)) {
              seen.add(next);
              queue.push(next);
            }
          }
        }
        expect(seen.size).toBe(cards.size);
      }),
      { numRuns: 40 },
    );
  });
});
