/** Ports as they are typed: `8080`, `53/UDP`, `icmp`. */
import type { PortOfInterest } from "../netpol/matrix.ts";
import type { FlowProtocol } from "../netpol/types.ts";
import { UsageError } from "./subcommand.ts";

const PROTOCOLS: ReadonlyMap<string, FlowProtocol> = new Map([
  ["TCP", "TCP"],
  ["UDP", "UDP"],
  ["SCTP", "SCTP"],
  ["ICMP", "ICMP"],
]);

/** The protocol of that name in any case. */
export function protocolNamed(text: string): FlowProtocol | undefined {
  return PROTOCOLS.get(text.toUpperCase());
}

/**
 * Reads a port number.
 * @throws UsageError when it is none between 1 and 65535
 */
export function portNumber(text: string): number {
  const port = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65535) throw new UsageError(`port ${text} is not between 1 and 65535`);
  return port;
}

/**
 * Reads `8080`, `8080/UDP`, `icmp`.
 * @throws UsageError for anything else
 */
export function parsePort(text: string): PortOfInterest {
  const slash = text.indexOf("/");
  const word = slash < 0 ? "TCP" : text.slice(slash + 1);
  if (slash < 0 && protocolNamed(text) === "ICMP") return { port: 0, protocol: "ICMP" };
  const protocol = protocolNamed(word);
  if (protocol === undefined || protocol === "ICMP")
    throw new UsageError(`unknown protocol "${word}" in "${text}" (TCP, UDP or SCTP)`);
  return { port: portNumber(slash < 0 ? text : text.slice(0, slash)), protocol };
}
