/**
 * What an update judges again, cell by cell. Every bit of the matrix before is turned into its
 * opposite: what is right afterwards was judged again, what is wrong was taken over.
 */
import { describe, expect, it } from "vitest";
import { recompile } from "../../../src/core/netpol/compile.ts";
import type { CompiledNetwork } from "../../../src/core/netpol/compile.ts";
import type { ClusterObjects } from "../../../src/core/netpol/endpoints.ts";
import { buildMatrix, ReachMatrix, updateMatrix } from "../../../src/core/netpol/matrix.ts";
import { normaliseObjects } from "../../../src/core/netpol/normalise.ts";
import { network, pod, policy } from "./world.ts";
import type { PodOptions } from "./world.ts";

const AT = { port: 80, protocol: "TCP" } as const;
const COUNT = 140;
type Pods = ClusterObjects["pods"];

const made = (path: string, ips: string, options: PodOptions = {}): Pods =>
  normaliseObjects([pod(path, ips, options)]).pods;

/** `b/p000` to `b/p139`, two thirds of them in `b`, the others in `c`; then one more and one on a host's network. */
const START = (): CompiledNetwork =>
  network([
    ...Array.from({ length: COUNT }, (_, i) =>
      pod(`${i < 90 ? "b" : "c"}/p${String(i).padStart(3, "0")}`, `10.0.0.${i}`, {
        labels: { app: i < 70 ? "a" : "z", own: `o${i}` },
      }),
    ),
    pod("d/guest", "10.0.1.1"),
    pod("d/host", "192.0.2.1", { hostNetwork: true, node: "node-1" }),
    policy("c/in", { podSelector: { matchLabels: { own: "o100" } } }),
  ]);

const relabelled = (pods: Pods, fits: (i: number) => boolean): Pods =>
  pods.map((one, i) =>
    fits(i) ? { ...one, metadata: { ...one.metadata, labels: { app: "new" } } } : one,
  );

interface Judged {
  readonly egress: ReadonlySet<string>;
  readonly ingress: ReadonlySet<string>;
  readonly next: ReachMatrix;
}

/** The cells that an update judges again, as `source>destination`; a pod and itself are left out. */
function judgedAgain(net: CompiledNetwork, change: Partial<ClusterObjects>): Judged {
  const right = buildMatrix(net, AT);
  const turned = new ReachMatrix(
    net,
    AT,
    right.egress.map((word) => ~word),
    right.ingress.map((word) => ~word),
  );
  const after = recompile(net, { ...net.objects, ...change });
  const next = updateMatrix(turned, after);
  const anew = buildMatrix(after, AT);
  const judged = { egress: new Set<string>(), ingress: new Set<string>(), next };
  anew.pods.forEach((source, s) => {
    anew.pods.forEach((destination, d) => {
      if (s === d) return;
      const cell = `${source.name}>${destination.name}`;
      if (next.letsOut(s, d) === anew.letsOut(s, d)) judged.egress.add(cell);
      if (next.letsIn(s, d) === anew.letsIn(s, d)) judged.ingress.add(cell);
    });
  });
  return judged;
}

/** Cells of pods, as {@link judgedAgain} has them. */
function cells(
  { pods }: ReachMatrix,
  fits: (source: string, destination: string) => boolean,
): Set<string> {
  const found = new Set<string>();
  for (const { name: s } of pods)
    for (const { name: d } of pods) if (s !== d && fits(s, d)) found.add(`${s}>${d}`);
  return found;
}

const of =
  (...names: string[]) =>
  (s: string, d: string): boolean =>
    names.includes(s) || names.includes(d);
const NONE = (): boolean => false;
const ALL = (): boolean => true;

/** What is judged again has to be just the cells that `egress` and `ingress` name. */
function mustJudge(
  judged: Judged,
  egress: (s: string, d: string) => boolean,
  ingress: (s: string, d: string) => boolean = egress,
): void {
  const wrong = (is: ReadonlySet<string>, fits: typeof egress): string[] => {
    const wanted = cells(judged.next, fits);
    return [...is]
      .filter((cell) => !wanted.has(cell))
      .concat([...wanted].filter((c) => !is.has(c)));
  };
  expect(wrong(judged.egress, egress).slice(0, 5)).toEqual([]);
  expect(wrong(judged.ingress, ingress).slice(0, 5)).toEqual([]);
}

describe("pods", () => {
  it.each([0, 1, 31, 32, 89, 90, 139])("the labels of one, number %i", (at) => {
    const net = START();
    const judged = judgedAgain(net, { pods: relabelled(net.objects.pods, (i) => i === at) });
    mustJudge(judged, of(`p${String(at).padStart(3, "0")}`));
  });

  it.each(["a/x", "b/a", "b/p050x", "b/z", "c/a", "c/p100x", "d/a", "d/z", "e/x"])(
    "one that comes: %s",
    (path) => {
      const net = START();
      const pods = [...net.objects.pods, ...made(path, "10.0.9.9", { labels: { app: "a" } })];
      mustJudge(judgedAgain(net, { pods }), of(path.slice(2)));
    },
  );

  it.each([0, 1, 50, 89, 90, 139])("one that goes, number %i", (at) => {
    const net = START();
    const pods = net.objects.pods.filter((_pod, i) => i !== at);
    mustJudge(judgedAgain(net, { pods }), NONE);
  });

  it.each([
    [0, "e/x"],
    [139, "a/x"],
    [50, "b/z"],
    [50, "b/p050"],
  ])("number %i goes and %s comes", (at, path) => {
    const net = START();
    const pods = net.objects.pods.filter((_pod, i) => i !== at);
    mustJudge(judgedAgain(net, { pods: [...pods, ...made(path, "10.0.9.9")] }), of(path.slice(2)));
  });

  it("one without an address is none", () => {
    const net = START();
    const matrix = buildMatrix(net, AT);
    const pods = [...net.objects.pods, ...made("b/p050x", "")];
    const next = updateMatrix(matrix, recompile(net, { ...net.objects, pods }));
    expect([next.egress === matrix.egress, next.ingress === matrix.ingress]).toEqual([true, true]);
  });

  it("on the host's network: all is judged again when one changes, comes or goes", () => {
    const net = START();
    const { pods } = net.objects;
    mustJudge(judgedAgain(net, { pods: relabelled(pods, (i) => i === COUNT + 1) }), ALL);
    mustJudge(judgedAgain(net, { pods: pods.slice(0, COUNT + 1) }), ALL);
    const host = { hostNetwork: true, node: "node-1" };
    mustJudge(judgedAgain(net, { pods: [...pods, ...made("d/more", "192.0.2.1", host)] }), ALL);
  });

  it("up to sixty-four that changed, came or went", () => {
    const net = START();
    const { pods } = net.objects;
    const first = (count: number) => (s: string, d: string) =>
      [s, d].some((name) => name !== "host" && Number(name.slice(1)) < count);
    mustJudge(judgedAgain(net, { pods: relabelled(pods, (i) => i < 64) }), first(64));
    mustJudge(judgedAgain(net, { pods: relabelled(pods, (i) => i < 65) }), ALL);
    mustJudge(judgedAgain(net, { pods: pods.filter((_pod, i) => i >= 64) }), NONE);
    mustJudge(judgedAgain(net, { pods: pods.filter((_pod, i) => i >= 65) }), ALL);
    const both = (gone: number): Pods =>
      relabelled(pods, (i) => i < 32).filter((_pod, i) => i < COUNT - gone || i >= COUNT);
    mustJudge(judgedAgain(net, { pods: both(32) }), first(32));
    mustJudge(judgedAgain(net, { pods: both(33) }), ALL);
  });
});

describe("policies", () => {
  const IN = "c/in";
  const coming = (path: string, spec: object): ClusterObjects["policies"] =>
    normaliseObjects([
      policy(IN, { podSelector: { matchLabels: { own: "o100" } } }),
      policy(path, spec),
    ]).policies;
  const own = (i: number): object => ({ podSelector: { matchLabels: { own: `o${i}` } } });

  it("one that comes: the gates of those it selects, in its direction", () => {
    const net = START();
    const into = judgedAgain(net, { policies: coming("b/p", own(5)) });
    // the one that was there is a new object here: it is judged again as well
    const at =
      (...names: string[]) =>
      (_s: string, d: string) =>
        names.includes(d);
    mustJudge(into, NONE, at("p005", "p100"));
    const kept = (path: string, spec: object) => {
      const [, more] = coming(path, spec);
      return { policies: [...net.objects.policies, ...(more === undefined ? [] : [more])] };
    };
    mustJudge(judgedAgain(net, kept("b/p", own(5))), NONE, at("p005"));
    const out = { policyTypes: ["Egress"], ...own(6) };
    mustJudge(judgedAgain(net, kept("b/p", out)), (s) => s === "p006", NONE);
    mustJudge(judgedAgain(net, kept("c/p", own(5))), NONE);
    mustJudge(judgedAgain(net, kept("nowhere/p", own(5))), NONE);
    const both = { policyTypes: ["Ingress", "Egress"], ...own(7) };
    mustJudge(judgedAgain(net, kept("b/p", both)), (s) => s === "p007", at("p007"));
  });

  it("one that goes, the last of its namespace", () => {
    mustJudge(judgedAgain(START(), { policies: [] }), NONE, (_s, d) => d === "p100");
  });

  it("for half of all pods, and for more", () => {
    const net = START();
    const { pods, policies } = net.objects;
    const halves = pods.map((one, i) => ({
      ...one,
      metadata: { ...one.metadata, namespace: "b", labels: { app: i < 70 ? "a" : "z" } },
    }));
    const even = recompile(net, { ...net.objects, pods: halves.slice(0, COUNT) });
    const [, deny] = coming("b/p", { podSelector: { matchLabels: { app: "a" } } });
    const change = { policies: [...policies, ...(deny === undefined ? [] : [deny])] };
    mustJudge(judgedAgain(even, change), NONE, (_s, d) => Number(d.slice(1)) < 70);
    const odd = recompile(net, { ...net.objects, pods: halves.slice(0, COUNT - 1) });
    mustJudge(judgedAgain(odd, change), ALL);
  });
});
