/** How BIND's tools ask: their own retries, their own search list, their own complaints. */
import type { DnsQuestion, DnsReply } from "../../network/types.ts";
import type { Run } from "../tool.ts";

export type Answer = Extract<DnsReply, { kind: "answer" }>;

export interface AskOptions {
  readonly server: string;
  readonly type: DnsQuestion["type"];
  readonly transport: "UDP" | "TCP";
  readonly timeout: number;
  /** How often in all. */
  readonly tries: number;
  /** Told of every attempt that failed. */
  readonly complain: (line: string) => void;
}

/** Asks until somebody answers; undefined when nobody did. */
export async function ask(
  run: Run,
  name: string,
  options: AskOptions,
): Promise<Answer | undefined> {
  const { server, type, transport, timeout, tries, complain } = options;
  for (let attempt = 0; attempt < tries; attempt++) {
    const reply = await run.net.query(
      { server, name, type, transport, timeoutSeconds: timeout, tool: run.name },
      run.context.cancel,
    );
    if (reply.kind === "answer") return reply;
    const reason =
      reply.kind === "timeout"
        ? "timed out"
        : reply.reason === "refused"
          ? "connection refused"
          : "host unreachable";
    complain(`;; communications error to ${server}#53: ${reason}`);
  }
  return undefined;
}

/** The names to try in turn: with the search list unless the name has enough dots or ends in one. */
export function candidates(run: Run, name: string, useSearch: boolean): readonly string[] {
  const { search, ndots } = run.net.resolvConf;
  if (name.endsWith(".")) return [name.slice(0, -1)];
  if (!useSearch || search.length === 0) return [name];
  const searched = search.map((domain) => `${name}.${domain}`);
  return name.split(".").length - 1 >= ndots ? [name, ...searched] : [...searched, name];
}

export const RCODES: Readonly<Record<Answer["rcode"], number>> = {
  NOERROR: 0,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  REFUSED: 5,
};

const QUERY_TYPES: readonly DnsQuestion["type"][] = [
  "A",
  "AAAA",
  "SRV",
  "PTR",
  "CNAME",
  "TXT",
  "NS",
  "SOA",
  "MX",
  "HTTPS",
  "ANY",
];

export function queryType(text: string): DnsQuestion["type"] | undefined {
  return QUERY_TYPES.find((type) => type === text.toUpperCase());
}
