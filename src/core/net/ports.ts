/** Ports of TCP, UDP and SCTP: 1–65535, inclusive ranges (S36). */

export interface PortRange {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
}

/** True when the range holds the port; the ends belong to it. */
export function rangeContains(range: PortRange, port: number): boolean {
  return port >= range.from && port <= range.to;
}

/** `80`, or `8000-9000`. */
export function formatRange(range: PortRange): string {
  return range.from === range.to ? String(range.from) : `${range.from}-${range.to}`;
}
