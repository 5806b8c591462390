/**
 * Rows of bits on Uint32Array: bit `i` of a row is bit `i & 31` of word `i >> 5`.
 *
 * Several rows of equal length may lie in one array, row `r` from word `r * words` on; functions
 * that work inside such an array take the offset of the row in words.
 */

export type Bits = Uint32Array;

/** Words needed for `n` bits. */
export function wordsFor(n: number): number {
  return (n + 31) >>> 5;
}

/** A row of `n` zeros. */
export function emptyRow(n: number): Bits {
  return new Uint32Array(wordsFor(n));
}

/** A row of `n` ones; the unused bits of the last word stay zero. */
export function fullRow(n: number): Bits {
  const row = emptyRow(n);
  setRange(row, 0, 0, n);
  return row;
}

export function setBit(bits: Bits, offset: number, index: number): void {
  const word = offset + (index >>> 5);
  bits[word] = (bits[word] ?? 0) | (1 << (index & 31));
}

export function clearBit(bits: Bits, offset: number, index: number): void {
  const word = offset + (index >>> 5);
  bits[word] = (bits[word] ?? 0) & ~(1 << (index & 31));
}

export function writeBit(bits: Bits, offset: number, index: number, one: boolean): void {
  if (one) setBit(bits, offset, index);
  else clearBit(bits, offset, index);
}

export function hasBit(bits: Bits, offset: number, index: number): boolean {
  return ((bits[offset + (index >>> 5)] ?? 0) & (1 << (index & 31))) !== 0;
}

/** Sets the bits from `from` up to, not including, `to`. */
export function setRange(bits: Bits, offset: number, from: number, to: number): void {
  if (from >= to) return;
  const first = from >>> 5;
  const last = (to - 1) >>> 5;
  for (let word = first; word <= last; word++) {
    const at = offset + word;
    bits[at] = (bits[at] ?? 0) | rangeMask(word, from, to);
  }
}

/** The bits of one word that lie in [from, to). */
export function rangeMask(word: number, from: number, to: number): number {
  let mask = -1;
  const low = from - word * 32;
  const high = to - word * 32;
  if (low > 0) mask = low >= 32 ? 0 : mask << low;
  if (high < 32) mask &= high <= 0 ? 0 : -1 >>> (32 - high);
  return mask;
}

/** target |= source, for `words` words. */
export function orInto(
  target: Bits,
  targetOffset: number,
  source: Bits,
  sourceOffset: number,
  words: number,
): void {
  for (let i = 0; i < words; i++) {
    const at = targetOffset + i;
    target[at] = (target[at] ?? 0) | (source[sourceOffset + i] ?? 0);
  }
}

/** target |= source, in the bits from `from` up to, not including, `to`. */
export function orRange(
  target: Bits,
  targetOffset: number,
  source: Bits,
  from: number,
  to: number,
): void {
  if (from >= to) return;
  for (let word = from >>> 5; word <= (to - 1) >>> 5; word++) {
    const at = targetOffset + word;
    target[at] = (target[at] ?? 0) | ((source[word] ?? 0) & rangeMask(word, from, to));
  }
}

/** target &= source over the whole row. */
export function andInto(target: Bits, source: Bits): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) & (source[i] ?? 0);
}

/** Number of ones in a word. */
export function popcount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Number of ones in a whole array. */
export function countBits(bits: Bits): number {
  let count = 0;
  for (const word of bits) count += popcount(word);
  return count;
}

/** Calls back with the index of every one, ascending. */
export function forEachBit(bits: Bits, visit: (index: number) => void): void {
  for (let word = 0; word < bits.length; word++) {
    forEachBitOfWord(bits[word] ?? 0, word * 32, visit);
  }
}

/** Calls back with `base` + the index of every one in a word. */
export function forEachBitOfWord(word: number, base: number, visit: (index: number) => void): void {
  let rest = word;
  while (rest !== 0) {
    const low = rest & -rest;
    visit(base + 31 - Math.clz32(low));
    rest ^= low;
  }
}

/**
 * The transposed square matrix: bit (r, c) becomes bit (c, r).
 * @param bits `n` rows of `wordsFor(n)` words.
 */
export function transpose(bits: Bits, n: number): Bits {
  const words = wordsFor(n);
  const result = new Uint32Array(bits.length);
  const block = new Uint32Array(32);
  for (let blockRow = 0; blockRow < words; blockRow++) {
    const rows = Math.min(32, n - blockRow * 32);
    for (let blockColumn = 0; blockColumn < words; blockColumn++) {
      block.fill(0);
      let any = 0;
      for (let i = 0; i < rows; i++) {
        const word = bits[(blockRow * 32 + i) * words + blockColumn] ?? 0;
        block[i] = word;
        any |= word;
      }
      if (any === 0) continue;
      transposeBlock(block);
      const columns = Math.min(32, n - blockColumn * 32);
      for (let i = 0; i < columns; i++) {
        result[(blockColumn * 32 + i) * words + blockRow] = block[i] ?? 0;
      }
    }
  }
  return result;
}

/** Writes a row of `n` bits into column `column` of a square matrix. */
export function copyToColumn(
  target: Bits,
  column: number,
  row: Bits,
  rowOffset: number,
  n: number,
): void {
  const words = wordsFor(n);
  const bit = 1 << (column & 31);
  for (let i = 0, at = column >>> 5; i < n; i++, at += words) {
    const one = ((row[rowOffset + (i >>> 5)] ?? 0) >>> (i & 31)) & 1;
    const rest = (target[at] ?? 0) & ~bit;
    target[at] = one === 1 ? rest | bit : rest;
  }
}

/**
 * Copies `length` bits from position `from` of one row to position `to` of another, where the
 * target has zeros.
 */
export function copyBits(
  target: Bits,
  targetOffset: number,
  to: number,
  source: Bits,
  sourceOffset: number,
  from: number,
  length: number,
): void {
  const shift = (from - to) & 31;
  const end = to + length;
  for (let word = to >>> 5; word * 32 < end; word++) {
    // The bits of the source that come to lie in this word start in word `first` of it.
    const first = sourceOffset + ((word * 32 + from - to) >> 5);
    const low = (source[first] ?? 0) >>> shift;
    const high = shift === 0 ? 0 : (source[first + 1] ?? 0) << (32 - shift);
    const at = targetOffset + word;
    target[at] = (target[at] ?? 0) | ((low | high) & rangeMask(word, to, end));
  }
}

/** Transposes 32×32 bits in place by swapping ever smaller squares. */
function transposeBlock(block: Bits): void {
  let mask = 0x0000ffff;
  for (let size = 16; size !== 0; size >>>= 1, mask ^= mask << size) {
    for (let k = 0; k < 32; k = (k + size + 1) & ~size) {
      const high = block[k] ?? 0;
      const low = block[k + size] ?? 0;
      const swap = ((high >>> size) ^ low) & mask;
      block[k] = high ^ (swap << size);
      block[k + size] = low ^ swap;
    }
  }
}
