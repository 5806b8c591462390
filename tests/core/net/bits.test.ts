import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  andInto,
  clearBit,
  copyBits,
  copyToColumn,
  countBits,
  emptyRow,
  forEachBit,
  forEachBitOfWord,
  fullRow,
  hasBit,
  orInto,
  orRange,
  popcount,
  rangeMask,
  setBit,
  setRange,
  transpose,
  wordsFor,
  writeBit,
} from "../../../src/core/net/bits.ts";
import { formatRange, rangeContains } from "../../../src/core/net/ports.ts";

const size = fc.integer({ min: 1, max: 130 });
const indexes = (n: number): fc.Arbitrary<number[]> => fc.array(fc.nat(n - 1));
const rowOf = (n: number, list: readonly number[]): Uint32Array => {
  const row = emptyRow(n);
  for (const index of list) setBit(row, 0, index);
  return row;
};
const listOf = (row: Uint32Array): number[] => {
  const list: number[] = [];
  forEachBit(row, (index) => list.push(index));
  return list;
};
const sized = size.chain((n) => fc.tuple(fc.constant(n), indexes(n), indexes(n)));

describe("bit rows", () => {
  it("hold a set of indexes", () => {
    fc.assert(
      fc.property(sized, ([n, list]) => {
        const wanted = [...new Set(list)].sort((a, b) => a - b);
        const row = rowOf(n, list);
        expect(listOf(row)).toEqual(wanted);
        expect(countBits(row)).toBe(wanted.length);
        for (let i = 0; i < n; i++) expect(hasBit(row, 0, i)).toBe(wanted.includes(i));
      }),
    );
  });

  it("union and intersection are those of sets", () => {
    fc.assert(
      fc.property(sized, ([n, a, b]) => {
        const union = rowOf(n, a);
        orInto(union, 0, rowOf(n, b), 0, wordsFor(n));
        expect(listOf(union)).toEqual(listOf(rowOf(n, [...a, ...b])));
        const both = rowOf(n, a);
        andInto(both, rowOf(n, b));
        expect(listOf(both)).toEqual(
          listOf(
            rowOf(
              n,
              a.filter((i) => b.includes(i)),
            ),
          ),
        );
      }),
    );
  });

  it("ranges set exactly their bits", () => {
    fc.assert(
      fc.property(size, fc.nat(130), fc.nat(130), (n, x, y) => {
        const [from, to] = [Math.min(x, y, n), Math.min(Math.max(x, y), n)];
        const row = emptyRow(n);
        setRange(row, 0, from, to);
        expect(listOf(row)).toEqual(Array.from({ length: to - from }, (_, i) => from + i));
        for (const [word, bits] of row.entries())
          expect(bits).toBe(rangeMask(word, from, to) >>> 0);
      }),
    );
    expect(countBits(fullRow(97))).toBe(97);
  });

  it("transposing swaps rows and columns", () => {
    fc.assert(
      fc.property(
        size.chain((n) =>
          fc.tuple(fc.constant(n), fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)))),
        ),
        ([n, cells]) => {
          const words = wordsFor(n);
          const matrix = new Uint32Array(n * words);
          for (const [r, c] of cells) setBit(matrix, r * words, c);
          const turned = transpose(matrix, n);
          expect(countBits(turned)).toBe(countBits(matrix));
          for (const [r, c] of cells) expect(hasBit(turned, c * words, r)).toBe(true);
          expect(transpose(turned, n)).toEqual(matrix);
        },
      ),
    );
  });
});

describe("a row between others", () => {
  /** Three rows of two words; what is done to the one in the middle leaves the others alone. */
  const rows = (fill: number): Uint32Array => new Uint32Array(6).fill(fill);
  const outer = (bits: Uint32Array): number[] => [0, 1, 4, 5].map((at) => bits[at] ?? 0);
  const ONES = [-1, -1, -1, -1].map((word) => word >>> 0);

  it("gets another one's bits beside its own", () => {
    const target = rows(0);
    setBit(target, 2, 3);
    orInto(target, 2, Uint32Array.from([9, 1, 2, 9]), 1, 2);
    expect([...target]).toEqual([0, 0, 9, 2, 0, 0]);
    andInto(target.subarray(2, 4), Uint32Array.from([8, 2, 7]));
    expect([...target]).toEqual([0, 0, 8, 2, 0, 0]);
  });
  it("gets a range beside what it has", () => {
    const target = rows(0);
    setBit(target, 2, 0);
    setBit(target, 2, 63);
    setRange(target, 2, 31, 33);
    expect([...target]).toEqual([0, 0, 0x80000001, 0x80000001, 0, 0]);
    setRange(target, 2, 40, 40);
    setRange(target, 2, 50, 40);
    orRange(target, 2, Uint32Array.from([-1, -1]), 32, 32);
    orRange(target, 2, Uint32Array.from([-1, -1]), 50, 32);
    expect([...target]).toEqual([0, 0, 0x80000001, 0x80000001, 0, 0]);
    setRange(target, 2, 0, 64);
    expect([...target]).toEqual([0, 0, 0xffffffff, 0xffffffff, 0, 0]);
  });
  it("gets bits copied beside what it has", () => {
    const target = rows(0);
    setBit(target, 2, 1);
    copyBits(target, 2, 32, Uint32Array.from([-1, -1]), 0, 0, 32);
    copyBits(target, 2, 4, Uint32Array.from([0b1011]), 0, 0, 4);
    expect([...target]).toEqual([0, 0, 0b1011_0010, 0xffffffff, 0, 0]);
  });
  it("loses single bits", () => {
    const target = rows(0xffffffff);
    clearBit(target, 2, 33);
    expect(hasBit(target, 2, 33)).toBe(false);
    expect(outer(target)).toEqual(ONES);
    expect(countBits(target)).toBe(191);
  });
});

describe("words", () => {
  it.each([
    [0, 0],
    [1, 1],
    [32, 1],
    [33, 2],
    [64, 2],
    [65, 3],
  ])("%i bits are %i words, all of them ones in a full row", (n, words) => {
    expect(wordsFor(n)).toBe(words);
    expect(emptyRow(n)).toHaveLength(words);
    expect(countBits(fullRow(n))).toBe(n);
  });
  it.each([
    [0, 0],
    [1, 1],
    [-1, 32],
    [0x80000000, 1],
    [0x55555555, 16],
    [0x33333333, 16],
    [0x0f0f0f0f, 16],
    [0x00ff00ff, 16],
    [0xfffffffe | 0, 31],
  ])("%i has %i ones", (word, ones) => {
    expect(popcount(word)).toBe(ones);
  });
  it.each([
    [0, 0, 32, -1],
    [0, 32, 64, 0],
    [1, 0, 32, 0],
    [0, 31, 33, 1 << 31],
    [1, 31, 33, 1],
    [1, 40, 44, 0xf00],
    [2, 0, 64, 0],
    [0, 64, 96, 0],
  ])("word %i of the range from %i to %i", (word, from, to, mask) => {
    expect(rangeMask(word, from, to)).toBe(mask);
  });
  it("visits the ones of a word from its base on, in order", () => {
    const seen: number[] = [];
    forEachBitOfWord(0x80000101 | 0, 64, (index) => seen.push(index));
    expect(seen).toEqual([64, 72, 95]);
  });
});

describe("ports", () => {
  it("a range has both its ends (S36)", () => {
    const range = { from: 5430, to: 5439 };
    expect([5430, 5432, 5439].every((port) => rangeContains(range, port))).toBe(true);
    expect([5429, 5440].some((port) => rangeContains(range, port))).toBe(false);
    expect(formatRange(range)).toBe("5430-5439");
    expect(formatRange({ from: 80, to: 80 })).toBe("80");
  });
});

describe("columns", () => {
  it("take the rows of the other matrix, and no other column changes", () => {
    fc.assert(
      fc.property(
        size.chain((n) =>
          fc.tuple(
            fc.constant(n),
            fc.array(fc.nat(n * n - 1)),
            fc.array(fc.nat(n * n - 1)),
            indexes(n),
          ),
        ),
        ([n, a, b, which]) => {
          const words = wordsFor(n);
          const matrix = (cells: readonly number[]): Uint32Array => {
            const bits = new Uint32Array(n * words);
            for (const cell of cells) setBit(bits, Math.floor(cell / n) * words, cell % n);
            return bits;
          };
          const [target, before, source] = [matrix(a), matrix(a), matrix(b)];
          for (const c of which) copyToColumn(target, c, source, c * words, n);
          for (let r = 0; r < n; r++) {
            for (let c = 0; c < n; c++) {
              const expected = which.includes(c)
                ? hasBit(source, c * words, r)
                : hasBit(before, r * words, c);
              if (hasBit(target, r * words, c) !== expected) return false;
            }
          }
          return true;
        },
      ),
      { numRuns: 40 },
    );
  });

  it("single bits come and go and leave the others", () => {
    const row = rowOf(65, [0, 31, 32, 63, 64]);
    clearBit(row, 0, 32);
    clearBit(row, 0, 33);
    writeBit(row, 0, 33, true);
    writeBit(row, 0, 64, false);
    expect(listOf(row)).toEqual([0, 31, 33, 63]);
  });
});

describe("parts of rows", () => {
  const parts = size.chain((n) =>
    fc.tuple(fc.constant(n), indexes(n), indexes(n), fc.nat(n), fc.nat(n), fc.nat(n)),
  );

  it("are united with what is there, and nothing beyond them", () => {
    fc.assert(
      fc.property(parts, ([n, a, b, from, to]) => {
        const row = rowOf(n, a);
        orRange(row, 0, rowOf(n, b), from, to);
        const added = b.filter((index) => index >= from && index < to);
        expect(listOf(row)).toEqual(listOf(rowOf(n, [...a, ...added])));
      }),
    );
  });

  it("are copied to any place", () => {
    fc.assert(
      fc.property(parts, ([n, a, , from, to, length]) => {
        const words = wordsFor(n);
        const source = new Uint32Array(3 * words).fill(0xffffffff);
        source.set(rowOf(n, a), words);
        const target = new Uint32Array(3 * wordsFor(2 * n));
        const cut = Math.min(length, n - from);
        copyBits(target, wordsFor(2 * n), to, source, words, from, cut);
        const expected = rowOf(
          2 * n,
          a.flatMap((index) => (index >= from && index < from + cut ? [index - from + to] : [])),
        );
        const at = wordsFor(2 * n);
        expect([...target.subarray(at, 2 * at)]).toEqual([...expected]);
        expect(countBits(target)).toBe(countBits(expected));
      }),
    );
  });
});
