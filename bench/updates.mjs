// Times the way from one state to the next: the new full matrix after a single change. Each way
// there leads back again, and the matrix that comes out is compared with one that is built anew.
import { median, timed } from "./timing.mjs";

const UPDATES = 81;

/** One policy after the other gets the spec of another one. Median of milliseconds, or null. */
export function measurePolicies({ engine, matrix, objects, at, replace }) {
  const raw = objects.filter(({ kind }) => kind === "NetworkPolicy");
  const originals = matrix.network.objects.policies;
  if (originals.length < 2) return null;
  return walk(
    { engine, matrix, at },
    (current, i) => {
      const index = (i * 37) % originals.length;
      const { spec } = raw[(index + 1 + i) % raw.length];
      const changed = { ...raw[index], spec };
      return () => {
        const [policy] = engine.normaliseObjects([changed]).policies;
        return replace(current, { policies: current.network.objects.policies.with(index, policy) });
      };
    },
    (current) => replace(current, { policies: originals }),
  );
}

/** One pod after the other gets the labels of another one. Median of milliseconds, or null. */
export function measureLabels({ engine, matrix, at, replace }) {
  const originals = matrix.network.objects.pods;
  if (originals.length < 2) return null;
  return walk(
    { engine, matrix, at },
    (current, i) => {
      const index = (i * 37) % originals.length;
      const { labels } = originals[(index + 1 + i) % originals.length].metadata;
      return () => {
        const { pods } = current.network.objects;
        const pod = pods[index];
        const changed = { ...pod, metadata: { ...pod.metadata, labels } };
        return replace(current, { pods: pods.with(index, changed) });
      };
    },
    (current) => replace(current, { pods: originals }),
  );
}

function walk({ engine, matrix, at }, stepOf, takeBack) {
  const times = [];
  let current = matrix;
  for (let i = 0; i < UPDATES; i++) {
    const { ms, result } = timed(stepOf(current, i));
    times.push(ms);
    current = result;
  }
  const { objects } = current.network;
  mustEqual(current, engine.buildMatrix(engine.compileNetwork(objects), at), "a new start");
  mustEqual(takeBack(current), matrix, "where it began");
  return median(times);
}

function mustEqual(a, b, what) {
  const same = (x, y) => Buffer.from(x.buffer).equals(Buffer.from(y.buffer));
  if (!same(a.egress, b.egress) || !same(a.ingress, b.ingress)) {
    throw new Error(`a matrix that was updated is not that of ${what}`);
  }
}
