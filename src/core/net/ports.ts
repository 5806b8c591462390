/** Ports of TCP, UDP and SCTP: 1–65535, inclusive ranges (S36). */

export interface PortRange {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
}

export const ALL_PORTS: PortRange = { from: 1, to: 65535 };

/** True for a whole number from 1 to 65535. */
export function isPort(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65535;
}

/** True when the range holds the port; the ends belong to it. */
export function rangeContains(range: PortRange, port: number): boolean {
  return port >= range.from && port <= range.to;
}

/** `80`, or `8000-9000`. */
export function formatRange(range: PortRange): string {
  return range.from === range.to ? String(range.from) : `${range.from}-${range.to}`;
}

/** The smallest list of disjoint, ascending ranges that holds the same ports. */
export function mergeRanges(ranges: readonly PortRange[]): PortRange[] {
  const merged: PortRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = merged.at(-1);
    if (last !== undefined && range.from <= last.to + 1) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}
