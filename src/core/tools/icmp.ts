/** One ICMP echo request and what comes of it. */
import type { RejectKind } from "../network/types.ts";
import type { Run } from "./tool.ts";

export type Echo =
  | { readonly kind: "reply"; readonly milliseconds: number; readonly ttl: number }
  /** An ICMP error from a router; not all pings print those. */
  | { readonly kind: "error"; readonly error: RejectKind; readonly from: string }
  /** Nobody has the address; the own node says so after some seconds. */
  | { readonly kind: "unreachable"; readonly seconds: number }
  | { readonly kind: "silence" };

const FULL_TTL = 64;

/** A small, repeatable wobble around a round trip, so that replies do not all look alike. */
function wobble(milliseconds: number, sequence: number): number {
  const phase = ((sequence * 2654435761) % 1000) / 1000;
  return milliseconds * (0.85 + 0.4 * Math.abs(phase));
}

export function echo(run: Run, ip: string, target: string, sequence: number): Echo {
  const connection = run.net.probe({ ip, port: 0, protocol: "ICMP", tool: run.name, target });
  if (connection.outcome === "open") {
    return {
      kind: "reply",
      milliseconds: wobble(connection.roundTrip, sequence),
      ttl: FULL_TTL - connection.hops,
    };
  }
  if (connection.outcome === "no-route") {
    return { kind: "unreachable", seconds: connection.seconds };
  }
  const { reject } = connection;
  if (reject !== undefined) {
    const error = reject.kind === "tcp-reset" ? "icmp-port-unreachable" : reject.kind;
    return { kind: "error", error, from: reject.from };
  }
  return { kind: "silence" };
}
