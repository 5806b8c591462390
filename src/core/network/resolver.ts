/**
 * How the C libraries look a name up: search list, ndots, retries, what an error makes them do.
 * Sources: glibc resolv/res_query.c (__res_context_search) and res_send.c; musl
 * src/network/lookup_name.c and res_msend.c. Both ask for A and AAAA together.
 */
import { canonicalName } from "./dns.ts";
import type { DnsRecord, NameAnswer, ResolveOptions } from "./types.ts";

export interface ResolvConf {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
}

type LookupType = "A" | "AAAA";

/** What came back for one name: both questions travel together, so they share their fate. */
export type Exchange =
  | {
      readonly kind: "answers";
      readonly replies: readonly {
        readonly rcode: "NOERROR" | "NXDOMAIN" | "SERVFAIL" | "REFUSED";
        readonly answers: readonly DnsRecord[];
      }[];
    }
  | { readonly kind: "timeout" }
  | { readonly kind: "unreachable" };

/** Asks one server once and waits for at most `seconds`. */
export type Ask = (
  server: string,
  name: string,
  types: readonly LookupType[],
  seconds: number,
) => Promise<Exchange>;

/** Waits without asking (musl ignores ICMP errors and waits its time out). */
export type Wait = (seconds: number) => Promise<void>;

const GLIBC = { seconds: 5, attempts: 2 } as const;
const MUSL_SECONDS = 5;

function typesFor(family: ResolveOptions["family"]): readonly LookupType[] {
  if (family === 4) return ["A"];
  return family === 6 ? ["AAAA"] : ["A", "AAAA"];
}

function dotsIn(name: string): number {
  return name.split(".").length - 1;
}

/** Addresses of an exchange, aliases followed; undefined when there is none. */
function addressesIn(exchange: Exchange): Extract<NameAnswer, { kind: "addresses" }> | undefined {
  if (exchange.kind !== "answers") return undefined;
  const records = exchange.replies.flatMap((reply) => reply.answers);
  const found = records.filter((entry) => entry.type === "A" || entry.type === "AAAA");
  const first = found[0];
  if (first === undefined) return undefined;
  return {
    kind: "addresses",
    canonical: canonicalName(first.name),
    ips: [...new Set(found.map((entry) => entry.data))],
  };
}

type Failure = "timeout" | "unreachable" | "servfail" | "nxdomain" | "no-data";

function failureOf(exchange: Exchange): Failure {
  if (exchange.kind !== "answers") return exchange.kind;
  const codes = exchange.replies.map((reply) => reply.rcode);
  if (codes.some((code) => code === "SERVFAIL" || code === "REFUSED")) return "servfail";
  return codes.every((code) => code === "NXDOMAIN") ? "nxdomain" : "no-data";
}

/** One name, all servers in turn, as often as the library tries. */
async function glibcQuery(
  conf: ResolvConf,
  name: string,
  types: readonly LookupType[],
  ask: Ask,
): Promise<Exchange> {
  let last: Exchange = { kind: "timeout" };
  for (let attempt = 0; attempt < GLIBC.attempts; attempt++) {
    for (const server of conf.nameservers) {
      last = await ask(server, name, types, GLIBC.seconds);
      if (last.kind === "answers") return last;
    }
  }
  return last;
}

async function glibcSearch(
  conf: ResolvConf,
  name: string,
  types: readonly LookupType[],
  ask: Ask,
): Promise<NameAnswer> {
  const trailingDot = name.endsWith(".");
  const bare = trailingDot ? name.slice(0, -1) : name;
  const attempt = async (full: string): Promise<NameAnswer | Failure> => {
    const exchange = await glibcQuery(conf, full, types, ask);
    return addressesIn(exchange) ?? failureOf(exchange);
  };
  let asTyped: Failure | undefined;
  if (trailingDot || dotsIn(bare) >= conf.ndots) {
    const result = await attempt(bare);
    if (typeof result !== "string") return result;
    if (trailingDot) return failed(result);
    asTyped = result;
  }
  let noData = false;
  let servfail = false;
  for (const domain of conf.search) {
    const result = await attempt(`${bare}.${domain}`);
    if (typeof result !== "string") return result;
    if (result === "unreachable") return { kind: "refused" };
    if (result === "no-data") noData = true;
    if (result === "servfail") servfail = true;
    if (result === "timeout") break;
  }
  if (asTyped === undefined) {
    const result = await attempt(bare);
    if (typeof result !== "string") return result;
    // The error of the name as typed is what the caller hears, unless a search name was half found.
    if (result !== "nxdomain") return failed(result);
  } else if (asTyped !== "nxdomain") return failed(asTyped);
  if (noData) return { kind: "no-data" };
  return servfail ? { kind: "servfail" } : { kind: "nxdomain" };
}

function failed(failure: Failure): NameAnswer {
  return { kind: failure === "unreachable" ? "refused" : failure };
}

async function muslSearch(
  conf: ResolvConf,
  name: string,
  types: readonly LookupType[],
  ask: Ask,
  wait: Wait,
): Promise<NameAnswer> {
  const bare = name.endsWith(".") ? name.slice(0, -1) : name;
  const direct = name.endsWith(".") || dotsIn(bare) >= conf.ndots;
  const names = direct ? [bare] : [...conf.search.map((domain) => `${bare}.${domain}`), bare];
  for (const candidate of names) {
    const exchange = await muslQuery(conf, candidate, types, ask, wait);
    const found = addressesIn(exchange);
    if (found !== undefined) return found;
    const failure = failureOf(exchange);
    if (failure !== "nxdomain") return failed(failure);
  }
  return { kind: "nxdomain" };
}

/** musl asks all servers at once and takes the first answer; errors of the way do not count. */
async function muslQuery(
  conf: ResolvConf,
  name: string,
  types: readonly LookupType[],
  ask: Ask,
  wait: Wait,
): Promise<Exchange> {
  const [first] = conf.nameservers;
  if (first === undefined) return { kind: "timeout" };
  const exchange = await ask(first, name, types, MUSL_SECONDS);
  if (exchange.kind === "unreachable") {
    await wait(MUSL_SECONDS);
    return { kind: "timeout" };
  }
  return exchange;
}

/** getaddrinfo for a name that is no number, files aside. Waits as long as that library waits. */
export function lookUp(
  conf: ResolvConf,
  name: string,
  options: Pick<ResolveOptions, "libc" | "family">,
  ask: Ask,
  wait: Wait,
): Promise<NameAnswer> {
  const types = typesFor(options.family);
  return options.libc === "musl"
    ? muslSearch(conf, name, types, ask, wait)
    : glibcSearch(conf, name, types, ask);
}
