/**
 * resource.Quantity: fixed-point numbers with a decimal or binary suffix, and their canonical form.
 * After apimachinery/pkg/api/resource.
 */
import { DecodeAbort } from "./goError.ts";

const WRONG_FORMAT =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX = "unable to parse quantity's suffix";

/** Nano is the finest; what is finer is rounded up. */
const SCALE = 9;
const DECIMAL: readonly (readonly [suffix: string, exponent: number])[] = [
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
];
const BINARY: readonly (readonly [suffix: string, power: number])[] = [
  ["Ki", 10],
  ["Mi", 20],
  ["Gi", 30],
  ["Ti", 40],
  ["Pi", 50],
  ["Ei", 60],
];

export interface Quantity {
  /** Billionths. */
  readonly nanos: bigint;
  readonly format: "decimal" | "binary" | "exponent";
}

/** @throws DecodeAbort with Kubernetes' words. Exponents are limited to what a quantity can hold. */
export function parseQuantity(text: string): Quantity {
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(.*)$/s.exec(text);
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match ?? [];
  if (whole === "" && fraction === "") throw new DecodeAbort(WRONG_FORMAT);
  if (!/^[eEinumkKMGTP]*[-+]?[0-9]*$/.test(suffix)) throw new DecodeAbort(WRONG_FORMAT);
  const digits = BigInt(`${whole}${fraction}`);
  const unit = suffixOf(suffix);
  const exponent = SCALE + unit.exponent - fraction.length;
  let value = digits * (1n << BigInt(unit.power));
  if (exponent >= 0) value *= 10n ** BigInt(Math.min(exponent, 60));
  else value = divideUp(value, 10n ** BigInt(Math.min(-exponent, 400)));
  // The largest is 2^63-1, in units of one.
  const max = ((1n << 63n) - 1n) * 10n ** BigInt(SCALE);
  if (value > max) value = max;
  return { nanos: sign === "-" ? -value : value, format: unit.format };
}

function suffixOf(suffix: string): {
  exponent: number;
  power: number;
  format: Quantity["format"];
} {
  const decimal = DECIMAL.find(([name]) => name === suffix);
  if (decimal !== undefined) return { exponent: decimal[1], power: 0, format: "decimal" };
  const binary = BINARY.find(([name]) => name === suffix);
  if (binary !== undefined) return { exponent: 0, power: binary[1], format: "binary" };
  const exponent = /^[eE]([+-]?[0-9]{1,9})$/.exec(suffix)?.[1];
  if (exponent === undefined) throw new DecodeAbort(WRONG_SUFFIX);
  return { exponent: Number(exponent), power: 0, format: "exponent" };
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}

/** The form in which the server stores it: `1024Mi` → `1Gi`, `0.5` → `500m`, `1000m` → `1`. */
export function formatQuantity(quantity: Quantity): string {
  const { nanos, format } = quantity;
  if (nanos === 0n) return "0";
  const negative = nanos < 0n;
  const size = negative ? -nanos : nanos;
  const one = 10n ** BigInt(SCALE);
  let text: string;
  if (format === "binary" && size % one === 0n && size >= 1024n * one)
    text = binaryText(size / one);
  else text = decimalText(size, format === "exponent");
  return negative ? `-${text}` : text;
}

function binaryText(whole: bigint): string {
  let power = 0;
  while (power < 60 && whole % 1024n === 0n) {
    whole /= 1024n;
    power += 10;
  }
  return `${whole}${BINARY.find(([, p]) => p === power)?.[0] ?? ""}`;
}

function decimalText(nanos: bigint, exponent: boolean): string {
  let power = -SCALE;
  while (power < 18 && nanos % 1000n === 0n) {
    nanos /= 1000n;
    power += 3;
  }
  if (exponent) return power === 0 ? `${nanos}` : `${nanos}e${power}`;
  return `${nanos}${DECIMAL.find(([, p]) => p === power)?.[0] ?? ""}`;
}
