// Measures one scenario in this process, which should be a fresh one:
//   node --expose-gc bench/measure.mjs WHAT FILE, or WHAT PODS POLICIES
// WHAT is `cold` (the first evaluation alone), `warm` (that and further ones) or `all`. Prints one
// JSON object with times in milliseconds; an inconsistency is an error.
import { readFileSync } from "node:fs";
import { load } from "../scripts/bundle.mjs";
import { big } from "./big.mjs";
import { naive } from "./naive.mjs";
import { median, timed } from "./timing.mjs";
import { measureLabels, measurePolicies } from "./updates.mjs";

const AT = { port: 8080, protocol: "TCP" };
/** Warm runs: at least so many and for at least so long; the later half counts, when the code is hot. */
const WARM_RUNS = 82;
const WARM_MS = 2000;
/** Longer naive runs are not waited for. */
const PATIENCE_MS = 60_000;
const QUESTIONS = 301;
/** The size of cluster for which near misses are promised, and how many flows are asked about. */
const NEAR_MISS_PODS = 100;
const NEAR_MISS_FLOWS = 21;

const engine = await load("bench/engine.mjs", ["src/core", "bench"]);
const [what, ...args] = process.argv.slice(2);
const scenario =
  args.length === 1 ? JSON.parse(readFileSync(args[0], "utf8")) : big(...args.map(Number));
const { objects } = scenario;

const evaluate = () => {
  const network = engine.compileNetwork(engine.normaliseObjects(objects));
  return engine.buildMatrix(network, AT);
};

// What reading the objects left behind is not part of the first evaluation.
const before = memoryInUse();
const cold = timed(evaluate);
const figures = {
  cold_ms: cold.ms,
  cold_cpu_ms: cold.cpu,
  // What a compiled cluster and its matrix keep alive besides the objects.
  memory_bytes: Math.max(cold.result.bytes, memoryInUse() - before),
  peak_bytes: process.resourceUsage().maxRSS * 1024,
};
if (what !== "cold") Object.assign(figures, measureWarm());
if (what === "all") {
  Object.assign(figures, measureAll(cold.result));
  if (figures.pods <= NEAR_MISS_PODS) figures.near_miss_ms = await measureNearMisses(cold.result);
}
console.log(JSON.stringify(figures));

function measureWarm() {
  const runs = [];
  for (let spent = 0; runs.length < WARM_RUNS || spent < WARM_MS; spent += runs.at(-1).ms) {
    runs.push(timed(evaluate));
    runs.at(-1).result = undefined;
  }
  const late = runs.slice(runs.length >> 1);
  return {
    warm_ms: median(late.map(({ ms }) => ms)),
    warm_min_ms: Math.min(...late.map(({ ms }) => ms)),
    warm_cpu_ms: median(late.map(({ cpu }) => cpu)),
  };
}

function measureAll(matrix) {
  const allowed = matrix.countAllowed();
  const replace = (previous, changes) =>
    engine.updateMatrix(
      previous,
      engine.recompile(previous.network, { ...previous.network.objects, ...changes }),
    );
  const tools = { engine, matrix, objects, at: AT, replace };
  return {
    id: scenario.id,
    pods: matrix.pods.length,
    policies: matrix.network.policies.length,
    allowed,
    update_ms: measurePolicies(tools),
    label_update_ms: measureLabels(tools),
    why_ms: measureWhy(matrix),
    ...measureAllPorts(),
    naive_ms: measureNaive(matrix, allowed),
    matrix_bytes: matrix.bytes,
  };
}

/** One flow explained, each of another pair. */
function measureWhy({ network, pods }) {
  const times = Array.from({ length: QUESTIONS }, (_, i) => {
    const source = pods[(i * 7919) % pods.length];
    const destination = pods[(i * 104_729 + 1) % pods.length];
    return timed(() => engine.explain(network, { source, destination, ...AT })).ms;
  });
  return median(times);
}

/** All classes of ports at once, from objects. */
function measureAllPorts() {
  const runs = Array.from({ length: 15 }, () => {
    const { ms, result } = timed(() =>
      engine.buildAllPorts(engine.compileNetwork(engine.normaliseObjects(objects))),
    );
    return { ms, classes: result.classes.list.length };
  });
  return { all_ports_ms: median(runs.map(({ ms }) => ms)), port_classes: runs[0].classes };
}

/** The search for the edits that flip one blocked flow, each of another pair. */
async function measureNearMisses(matrix) {
  const { compileNetwork, normaliseObjects, nearMisses } = await load("bench/nearMiss.mjs", [
    "src/core",
    "bench",
  ]);
  const network = compileNetwork(normaliseObjects(objects));
  const { pods } = network.endpoints;
  const portsOf = new Map(
    network.objects.pods.map(({ metadata, spec }) => [
      `${metadata.namespace}/${metadata.name}`,
      spec.containers
        .flatMap(({ ports = [] }) => ports)
        .map(({ containerPort, protocol }) => ({ port: containerPort, protocol })),
    ]),
  );
  const listenersOf = ({ namespace, name }) => portsOf.get(`${namespace}/${name}`) ?? [];
  const times = [];
  for (let i = 0; times.length < NEAR_MISS_FLOWS && i < 50 * NEAR_MISS_FLOWS; i++) {
    const [s, d] = [(i * 7919) % pods.length, (i * 104_729 + 1) % pods.length];
    if (matrix.allows(s, d)) continue;
    const flow = { source: pods[s], destination: pods[d], ...AT };
    times.push(timed(() => nearMisses({ network, flow, services: [], listenersOf })).ms);
  }
  return times.length === 0 ? null : median(times);
}

/** Bytes that are alive, outside the heap as well. */
function memoryInUse() {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Milliseconds for all pairs, or null when that would take too long; checks what it judged. */
function measureNaive(matrix, allowed) {
  const pods = new Map(
    objects
      .filter(({ kind }) => kind === "Pod")
      .map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod]),
  );
  const ends = matrix.pods.map(({ namespace, name }) => pods.get(`${namespace}/${name}`));
  const allows = naive(objects, AT.port);
  const start = performance.now();
  let count = 0;
  for (const [s, source] of ends.entries()) {
    for (const [d, destination] of ends.entries()) {
      if (s === d) continue;
      const verdict = allows(source, destination);
      if (verdict !== matrix.allows(s, d)) {
        throw new Error(
          `the two evaluators differ on ${source.metadata.name} -> ${destination.metadata.name}`,
        );
      }
      if (verdict) count++;
    }
    const elapsed = performance.now() - start;
    const whole = (elapsed / (s + 1)) * ends.length;
    if (elapsed > 1500 && whole > PATIENCE_MS) return null;
  }
  const ms = performance.now() - start;
  if (count !== allowed) throw new Error(`naive counts ${count} pairs, the matrix ${allowed}`);
  return ms;
}
