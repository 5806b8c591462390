/**
 * Random numbers from a text: the same text gives the same numbers everywhere and for ever, since
 * links to items carry nothing else. Numbers are those of sfc32 (Chris Doty-Humphrey, PractRand).
 */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const WARM_UP = 15;
const TWO_32 = 2 ** 32;

/** FNV-1a over UTF-16 units, begun at `basis`. */
function hash(text: string, basis: number): number {
  let value = basis;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), FNV_PRIME);
  return value >>> 0;
}

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(seed: string) {
    this.#a = hash(seed, FNV_OFFSET);
    this.#b = hash(seed, this.#a ^ 0x9e3779b9);
    this.#c = hash(seed, this.#b ^ 0x243f6a88);
    for (let i = 0; i < WARM_UP; i++) this.#next();
  }

  /** An integer of 32 bits. */
  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** An integer from 0 up to, not including, `count`. */
  below(count: number): number {
    return Math.floor((this.#next() / TWO_32) * count);
  }

  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** @throws RangeError for an empty list, which is a mistake of the caller */
  pick<T>(list: readonly T[]): T {
    const index = this.below(list.length);
    if (index >= list.length) throw new RangeError("nothing to pick from");
    return list[index] as T;
  }

  shuffle<T>(list: readonly T[]): T[] {
    const out = [...list];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }
}
