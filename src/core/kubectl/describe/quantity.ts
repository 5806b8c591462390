/** Sums of resource quantities (`100m`, `70Mi`), written back as the API writes them. */

const BINARY: readonly (readonly [string, bigint])[] = [
  ["Ei", 1n << 60n],
  ["Pi", 1n << 50n],
  ["Ti", 1n << 40n],
  ["Gi", 1n << 30n],
  ["Mi", 1n << 20n],
  ["Ki", 1n << 10n],
];
const DECIMAL: readonly (readonly [string, bigint])[] = [
  ["E", 10n ** 18n],
  ["P", 10n ** 15n],
  ["T", 10n ** 12n],
  ["G", 10n ** 9n],
  ["M", 10n ** 6n],
  ["k", 10n ** 3n],
];

/** An amount in thousandths, and whether it was written in powers of two. */
export interface Amount {
  readonly milli: bigint;
  readonly binary: boolean;
}

export const ZERO_AMOUNT: Amount = { milli: 0n, binary: false };

/** Reads a quantity; what cannot be read counts as zero. */
export function parseAmount(text: string): Amount {
  const match = /^(\d{1,18})(?:\.(\d{1,9}))?(m|k|[KMGTPE]i?)?$/.exec(text);
  if (match === null) return ZERO_AMOUNT;
  const [, whole = "0", fraction = "", suffix = ""] = match;
  if (suffix === "m") return { milli: BigInt(whole), binary: false };
  const scale = [...BINARY, ...DECIMAL].find(([unit]) => unit === suffix)?.[1] ?? 1n;
  const digits = BigInt(whole + fraction) * 1000n * scale;
  return { milli: digits / 10n ** BigInt(fraction.length), binary: suffix.endsWith("i") };
}

export function addAmounts(a: Amount, b: Amount): Amount {
  return { milli: a.milli + b.milli, binary: a.milli === 0n ? b.binary : a.binary };
}

/** `950m`, `2`, `390Mi`, `0`. */
export function formatAmount({ milli, binary }: Amount): string {
  if (milli === 0n) return "0";
  if (milli % 1000n !== 0n) return `${milli}m`;
  const value = milli / 1000n;
  const unit = (binary ? BINARY : DECIMAL).find(([, size]) => value % size === 0n);
  return unit === undefined ? `${value}` : `${value / unit[1]}${unit[0]}`;
}

/** Whole per cent of `part` in `whole`, cut off; 0 when there is nothing to be part of. */
export function percentOf(part: Amount, whole: Amount): bigint {
  return whole.milli === 0n ? 0n : (part.milli * 100n) / whole.milli;
}
