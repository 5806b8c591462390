/** host:port as BusyBox' libbb/xconnect.c takes it apart, and its way of failing. */
import { isIPv6 } from "../../network/addresses.ts";
import { firstAddress, lookup, servicePort } from "../socket.ts";
import { isAtLeast, type Run } from "../tool.ts";
import { die } from "./applet.ts";

export interface SocketAddress {
  readonly ip: string;
  readonly port: number;
  /** Without the port. */
  readonly host: string;
}

/**
 * Resolves `host` or `host:port`. A bad port name is an error since 1.35 and port 0 before; a name
 * that does not resolve ends the applet with `bad address`.
 */
export async function resolveHost(
  run: Run,
  text: string,
  defaultPort: number,
  family?: 4 | 6,
): Promise<SocketAddress> {
  const at = text.lastIndexOf(":");
  const single = at > 0 && text.indexOf(":") === at;
  const host = single ? text.slice(0, at) : text;
  const typed = single ? text.slice(at + 1) : undefined;
  if (typed !== undefined && !/^\d{1,5}$/.test(typed)) {
    const modern = isAtLeast(run.variant.version, "1.35.0");
    die(run, modern ? `bad port '${typed}'` : `bad port spec '${text}'`);
  }
  const answer = await lookup(run, host, family);
  if (answer.kind !== "addresses") return die(run, `bad address '${text}'`);
  // Debian builds without the preference for IPv4.
  const six = run.variant.build === "debian" ? answer.ips.find(isIPv6) : undefined;
  return {
    ip: six ?? firstAddress(answer),
    port: typed === undefined ? defaultPort : Number(typed),
    host,
  };
}

/** A port by number or by name in /etc/services. */
export function portNumber(run: Run, text: string, protocol: "tcp" | "udp" = "tcp"): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  const named = servicePort(run, text, protocol);
  if (named !== undefined) return named;
  if (isAtLeast(run.variant.version, "1.35.0")) return die(run, `bad port '${text}'`);
  return 0;
}
