/** Seeded pseudo-random numbers (mulberry32): the same seed gives the same lab. */
export interface Random {
  /** The state to save, so that a restored lab goes on as it would have. */
  readonly seed: number;
  /** A float in [0, 1). */
  next(): number;
  /** An integer in [0, below). */
  int(below: number): number;
}

export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    get seed() {
      return state;
    },
    next,
    int: (below) => Math.floor(next() * below),
  };
}
