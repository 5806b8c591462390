// Measures one scenario in this process, which should be a fresh one: node bench/measure.mjs FILE,
// or PODS POLICIES. Prints one JSON object; an inconsistency is an error.
import { readFileSync } from "node:fs";
import { load } from "../scripts/bundle.mjs";
import { big } from "./big.mjs";
import { naive } from "./naive.mjs";

const AT = { port: 8080, protocol: "TCP" };
/** Warm runs: at least so many and for at least so long; the later half counts, when the code is hot. */
const WARM_RUNS = 82;
const WARM_MS = 2000;
const UPDATES = 41;
/** Longer naive runs are not waited for. */
const PATIENCE_MS = 60_000;

const engine = await load("bench/engine.mjs", ["src/core", "bench"]);
const args = process.argv.slice(2);
const scenario =
  args.length === 1 ? JSON.parse(readFileSync(args[0], "utf8")) : big(...args.map(Number));
const { objects } = scenario;

const timed = (work) => {
  const start = performance.now();
  const result = work();
  return { ms: performance.now() - start, result };
};
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

const evaluate = () => {
  const network = engine.compileNetwork(engine.normaliseObjects(objects));
  return engine.buildMatrix(network, AT);
};

const cold = timed(evaluate);
let matrix = cold.result;
const allowed = matrix.countAllowed();
const warm = [];
for (let spent = 0; warm.length < WARM_RUNS || spent < WARM_MS; spent += warm.at(-1)) {
  warm.push(timed(evaluate).ms);
}

const updates = measureUpdates();
const slow = measureNaive();

console.log(
  JSON.stringify({
    id: scenario.id,
    pods: matrix.pods.length,
    policies: matrix.network.policies.length,
    allowed,
    cold_ms: cold.ms,
    warm_ms: median(warm.slice(warm.length >> 1)),
    naive_ms: slow,
    update_ms: updates.length > 0 ? median(updates) : null,
    matrix_bytes: matrix.bytes,
  }),
);

/** Replaces one policy after the other by one with the spec of another; puts all back in the end. */
function measureUpdates() {
  const raw = objects.filter(({ kind }) => kind === "NetworkPolicy");
  const originals = matrix.network.objects.policies;
  const times = [];
  for (let i = 0; i < UPDATES && originals.length > 1; i++) {
    const at = (i * 37) % originals.length;
    const { spec } = raw[(at + 1 + i) % raw.length];
    const changed = { ...raw[at], spec };
    const { ms, result } = timed(() => {
      const [policy] = engine.normaliseObjects([changed]).policies;
      const policies = matrix.network.objects.policies.with(at, policy);
      return replacePolicies(policies);
    });
    times.push(ms);
    matrix = result;
  }
  const { network } = matrix;
  const anew = engine.buildMatrix(engine.compileNetwork(network.objects), AT);
  if (anew.countAllowed() !== matrix.countAllowed())
    throw new Error("updates lead elsewhere than a new start");
  matrix = replacePolicies(originals);
  if (matrix.countAllowed() !== allowed)
    throw new Error("taking back all updates does not lead back");
  return times;
}

function replacePolicies(policies) {
  const network = engine.recompile(matrix.network, { ...matrix.network.objects, policies });
  return engine.updateMatrix(matrix, network);
}

/** Milliseconds for all pairs, or null when that would take too long; checks what it judged. */
function measureNaive() {
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
