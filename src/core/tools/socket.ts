/** Opening connections and finding addresses, with the waits that the kernel and libc impose. */
import { isAddress, isIPv6 } from "../network/addresses.ts";
import type { Connection, NameAnswer } from "../network/types.ts";
import { FileError } from "../shell/files.ts";
import type { Errno } from "./errors.ts";
import type { Run } from "./tool.ts";

export type Dialled =
  | { readonly kind: "open"; readonly connection: Connection }
  | { readonly kind: "error"; readonly errno: Errno; readonly connection: Connection }
  /** The tool's own limit came first. */
  | { readonly kind: "deadline"; readonly connection: Connection };

export interface Dial {
  readonly ip: string;
  readonly port: number;
  readonly protocol?: "TCP" | "UDP";
  /** What the person typed, for whoever watches. */
  readonly target: string;
  /** Seconds after which the tool gives up by itself. */
  readonly limit?: number;
  /**
   * connect() on a blocking socket: the kernel heeds an ICMP error only when it answers the second
   * SYN, a second later. Programs that poll see it at once.
   */
  readonly blocking: boolean;
}

/** The second SYN goes out after one second; its ICMP answer is heeded. */
const BLOCKING_ICMP_SECONDS = 1.02;

function errorOf(connection: Connection): Errno {
  if (connection.outcome === "no-route") {
    return connection.localAddress === "" ? "ENETUNREACH" : "EHOSTUNREACH";
  }
  if (connection.outcome === "timeout") return "ETIMEDOUT";
  const kind = connection.reject?.kind;
  return kind === "icmp-admin-prohibited" || kind === "icmp-host-unreachable"
    ? "EHOSTUNREACH"
    : "ECONNREFUSED";
}

/** How long the kernel takes to tell, in seconds. */
function secondsUntilKnown(connection: Connection, blocking: boolean): number {
  if (connection.outcome === "open" || connection.outcome === "refused") {
    return connection.roundTrip / 1000;
  }
  if (connection.outcome !== "rejected") return connection.seconds;
  const icmp = connection.reject?.kind !== "tcp-reset";
  return icmp && blocking && connection.protocol === "TCP" ? BLOCKING_ICMP_SECONDS : 0;
}

/** Waits as long as the connection takes, or until the tool's own limit. */
export async function dial(run: Run, request: Dial): Promise<Dialled> {
  const { net, name } = run;
  const connection = net.probe({
    ip: request.ip,
    port: request.port,
    protocol: request.protocol ?? "TCP",
    tool: name,
    target: request.target,
  });
  const seconds = secondsUntilKnown(connection, request.blocking);
  const { limit } = request;
  if (limit !== undefined && limit < seconds) {
    await pause(run, limit);
    return { kind: "deadline", connection };
  }
  await pause(run, seconds);
  if (connection.outcome === "open") return { kind: "open", connection };
  return { kind: "error", errno: errorOf(connection), connection };
}

/** Longest single wait; longer ones are made of several. */
const LONG = 24 * 3600;

/** Sleeps lab time; for ever when not finite, until the program is interrupted. */
export async function pause({ context }: Pick<Run, "context">, seconds: number): Promise<void> {
  let left = seconds;
  while (left > LONG) {
    await context.clock.sleep(LONG * 1000, context.cancel);
    left -= LONG;
  }
  await context.clock.sleep(left * 1000, context.cancel);
}

/** A file's text, or undefined when it cannot be read. */
export function readIfThere({ context }: Pick<Run, "context">, path: string): string | undefined {
  try {
    return context.fs.read(path);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** Addresses of a name in /etc/hosts. */
function hostsFile(run: Pick<Run, "context">, name: string): readonly string[] {
  const lower = name.toLowerCase();
  const found: string[] = [];
  for (const line of (readIfThere(run, "/etc/hosts") ?? "").split("\n")) {
    const [ip, ...names] = (line.split("#", 1)[0] ?? "").trim().split(/\s+/);
    if (ip !== undefined && names.some((entry) => entry.toLowerCase() === lower)) found.push(ip);
  }
  return found;
}

/** The first name of an address in /etc/hosts. */
export function hostsName(run: Pick<Run, "context">, ip: string): string | undefined {
  for (const line of (readIfThere(run, "/etc/hosts") ?? "").split("\n")) {
    const [address, name] = (line.split("#", 1)[0] ?? "").trim().split(/\s+/);
    if (address === ip && name !== undefined) return name;
  }
  return undefined;
}

/** getaddrinfo: numbers, then /etc/hosts, then DNS; waits as long as the C library waits. */
export async function lookup(run: Run, host: string, family?: 4 | 6): Promise<NameAnswer> {
  if (isAddress(host)) {
    if (family !== undefined && isIPv6(host) !== (family === 6)) return { kind: "nxdomain" };
    return { kind: "addresses", canonical: host, ips: [host] };
  }
  const listed = hostsFile(run, host).filter(
    (ip) => family === undefined || isIPv6(ip) === (family === 6),
  );
  if (listed.length > 0) return { kind: "addresses", canonical: host, ips: listed };
  const options = { libc: run.variant.libc, tool: run.name };
  return run.net.resolve(
    host,
    family === undefined ? options : { ...options, family },
    run.context.cancel,
  );
}

/** The first address, IPv4 before IPv6: pods of the lab have no IPv6 route. */
export function firstAddress(answer: Extract<NameAnswer, { kind: "addresses" }>): string {
  return answer.ips.find((ip) => !isIPv6(ip)) ?? answer.ips[0] ?? "";
}

/** The name of an address by /etc/hosts or DNS, as getnameinfo finds it; undefined when nobody knows. */
export async function reverseLookup(run: Run, ip: string): Promise<string | undefined> {
  const listed = hostsName(run, ip);
  if (listed !== undefined) return listed;
  const server = run.net.resolvConf.nameservers[0];
  if (server === undefined || isIPv6(ip)) return undefined;
  for (let attempt = 0; attempt < 2; attempt++) {
    const reply = await run.net.query(
      {
        server,
        name: `${ip.split(".").reverse().join(".")}.in-addr.arpa`,
        type: "PTR",
        transport: "UDP",
        timeoutSeconds: 5,
        tool: run.name,
      },
      run.context.cancel,
    );
    if (reply.kind === "answer") {
      return reply.answers.find((entry) => entry.type === "PTR")?.data.replace(/\.$/, "");
    }
  }
  return undefined;
}

/** The service name of a port by /etc/services; undefined in slim images, which have none. */
export function serviceName(
  run: Pick<Run, "context">,
  port: number,
  protocol: "tcp" | "udp",
): string | undefined {
  const wanted = `${port}/${protocol}`;
  for (const line of (readIfThere(run, "/etc/services") ?? "").split("\n")) {
    const [name, number] = line.split(/\s+/);
    if (number === wanted) return name;
  }
  return undefined;
}

/** The port of a service name by /etc/services. */
export function servicePort(
  run: Pick<Run, "context">,
  service: string,
  protocol: "tcp" | "udp",
): number | undefined {
  for (const line of (readIfThere(run, "/etc/services") ?? "").split("\n")) {
    const [name, number = ""] = line.split(/\s+/);
    if (name === service && number.endsWith(`/${protocol}`)) return Number.parseInt(number, 10);
  }
  return undefined;
}

/** An ephemeral port, different from call to call but the same in every replay. */
export function ephemeralPort(run: Run): number {
  const seed = run.context.clock.now() + run.args.join(" ").length * 7919;
  return 32768 + (Math.abs(Math.trunc(seed * 31)) % 28000);
}
