/**
 * Sets of IP addresses: unions and differences of blocks, exact, with one form for each set, and
 * written as few blocks with exceptions.
 */
import { formatIP } from "./ip.ts";
import type { CIDR, Family, IPAddress } from "./ip.ts";

/** Inclusive. */
interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

/** By family: spans in order that neither overlap nor touch. */
export type AddressSet = Readonly<Record<Family, readonly Span[]>>;

export const NO_ADDRESSES: AddressSet = { 4: [], 6: [] };

const FAMILIES = [4, 6] as const;
const BITS: Readonly<Record<Family, number>> = { 4: 32, 6: 128 };

/** What a block holds. */
export function addressesIn(block: CIDR): AddressSet {
  const from = toNumber(block);
  const to = from + (1n << BigInt(BITS[block.family] - block.prefix)) - 1n;
  return { ...NO_ADDRESSES, [block.family]: [{ from, to }] };
}

export function uniteAddresses(a: AddressSet, b: AddressSet): AddressSet {
  return { 4: unite([...a[4], ...b[4]]), 6: unite([...a[6], ...b[6]]) };
}

/** What is in `a` and not in `b`. */
export function withoutAddresses(a: AddressSet, b: AddressSet): AddressSet {
  return { 4: without(a[4], b[4]), 6: without(a[6], b[6]) };
}

export function isEmptySet(set: AddressSet): boolean {
  return set[4].length === 0 && set[6].length === 0;
}

export function hasAddress(set: AddressSet, address: IPAddress): boolean {
  const n = toNumber(address);
  return set[address.family].some(({ from, to }) => from <= n && n <= to);
}

/** Equal for equal sets only. */
export function addressKey(set: AddressSet): string {
  return FAMILIES.map((family) => set[family].map(({ from, to }) => `${from}-${to}`).join()).join(
    "/",
  );
}

/** A block without smaller ones, in the words of an `ipBlock`. */
export interface BlockText {
  readonly cidr: string;
  readonly except: readonly string[];
}

/** The set as blocks with exceptions, as few as a person would write, in order. */
export function blocksOf(set: AddressSet): BlockText[] {
  return FAMILIES.flatMap((family) => {
    const { blocks } = solve({ family, start: 0n, prefix: 0 }, set[family], BITS[family]).taking;
    return blocks.map(({ block, except }) => ({ cidr: format(block), except: except.map(format) }));
  });
}

// ---------------------------------------------------------------------------------------------

function unite(spans: readonly Span[]): Span[] {
  const united: { from: bigint; to: bigint }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => Number(a.from - b.from))) {
    const last = united.at(-1);
    if (last === undefined || from > last.to + 1n) united.push({ from, to });
    else if (to > last.to) last.to = to;
  }
  return united;
}

function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  return spans.flatMap((span) => {
    const left: Span[] = [];
    let { from } = span;
    for (const hole of holes) {
      if (hole.to < from || hole.from > span.to) continue;
      if (hole.from > from) left.push({ from, to: hole.from - 1n });
      from = hole.to + 1n;
    }
    if (from <= span.to) left.push({ from, to: span.to });
    return left;
  });
}

interface Block {
  readonly family: Family;
  readonly start: bigint;
  readonly prefix: number;
}

interface Described {
  readonly block: Block;
  readonly except: readonly Block[];
}

/** How to write the part of a set that lies in a block. */
interface Solution {
  /** From nothing: blocks to take. */
  readonly taking: { readonly blocks: readonly Described[]; readonly cost: number };
  /** From all of the block: what to except, and what of that to take again. */
  readonly leaving: {
    readonly except: readonly Block[];
    readonly blocks: readonly Described[];
    readonly cost: number;
  };
}

/** The cheapest ways to write it, by halves; a cost is a number of blocks and exceptions. */
function solve(block: Block, spans: readonly Span[], bits: number): Solution {
  const [first] = spans;
  if (first === undefined) {
    return {
      taking: { blocks: [], cost: 0 },
      leaving: { except: [block], blocks: [], cost: 1 },
    };
  }
  if (first.from <= block.start && lastOf(block, bits) <= first.to) {
    return {
      taking: { blocks: [{ block, except: [] }], cost: 1 },
      leaving: { except: [], blocks: [], cost: 0 },
    };
  }
  const [low, high] = halves(block, bits);
  const a = solve(low, within(spans, low, bits), bits);
  const b = solve(high, within(spans, high, bits), bits);
  const taking = {
    blocks: [...a.taking.blocks, ...b.taking.blocks],
    cost: a.taking.cost + b.taking.cost,
  };
  const leaving = {
    except: [...a.leaving.except, ...b.leaving.except],
    blocks: [...a.leaving.blocks, ...b.leaving.blocks],
    cost: a.leaving.cost + b.leaving.cost,
  };
  const whole = { block, except: leaving.except };
  return {
    taking:
      1 + leaving.cost < taking.cost
        ? { blocks: [whole, ...leaving.blocks], cost: 1 + leaving.cost }
        : taking,
    leaving:
      1 + taking.cost < leaving.cost
        ? { except: [block], blocks: taking.blocks, cost: 1 + taking.cost }
        : leaving,
  };
}

function within(spans: readonly Span[], block: Block, bits: number): Span[] {
  const end = lastOf(block, bits);
  return spans.filter(({ from, to }) => from <= end && block.start <= to);
}

function halves({ family, start, prefix }: Block, bits: number): [Block, Block] {
  const size = 1n << BigInt(bits - prefix - 1);
  return [
    { family, start, prefix: prefix + 1 },
    { family, start: start + size, prefix: prefix + 1 },
  ];
}

function lastOf({ start, prefix }: Block, bits: number): bigint {
  return start + (1n << BigInt(bits - prefix)) - 1n;
}

const WORD = 0xffff_ffffn;

/** The address as one number; words are signed. */
function toNumber({ words }: Pick<IPAddress, "words">): bigint {
  return words.reduce((sum, word) => (sum << 32n) | (BigInt(word) & WORD), 0n);
}

function format({ family, start, prefix }: Block): string {
  const word = (index: number): number =>
    Number(BigInt.asIntN(32, (start >> BigInt(32 * (3 - index))) & WORD));
  return `${formatIP({ family, words: [word(0), word(1), word(2), word(3)] })}/${prefix}`;
}
