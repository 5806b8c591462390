/** host. */
import { Cancelled } from "../../cluster/clock.ts";
import { isAddress } from "../../network/addresses.ts";
import { canonicalName, reverseName } from "../../network/dns.ts";
import type { DnsQuestion, DnsRecord } from "../../network/types.ts";
import { getopt, hasFlag, valueOf, type ParsedOptions } from "../getopt.ts";
import { firstAddress, lookup } from "../socket.ts";
import { isAtLeast, netTool, type Run } from "../tool.ts";
import {
  bindVersion,
  headerLines,
  messageBytes,
  pseudoId,
  questionLine,
  sectionText,
} from "./message.ts";
import { RCODES, ask, candidates, queryType, type Answer } from "./resolver.ts";

const USAGE = `Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]
            [-R number] [-m flag] [-p port] hostname [server]
       -a is equivalent to -v -t ANY
       -A is like -a but omits RRSIG, NSEC, NSEC3
       -c specifies query class for non-IN data
       -C compares SOA records on authoritative nameservers
       -d is equivalent to -v
       -l lists all hosts in a domain, using AXFR
       -m set memory debugging flag (trace|record|usage)
       -N changes the number of dots allowed before root lookup is done
       -p specifies the port on the server to query
       -r disables recursive processing
       -R specifies number of retries for UDP packets
       -s a SERVFAIL response should stop query
       -t specifies the query type
       -T enables TCP/IP mode
       -U enables UDP mode
       -v enables verbose output
       -V print version number and exit
       -w specifies to wait forever for a reply
       -W specifies how long to wait for a reply
       -4 use IPv4 query transport only
       -6 use IPv6 query transport only
`;

export const host = netTool(async (run) => {
  const { stdout, stderr } = run.context;
  const args = run.args.map((arg) => (arg.startsWith("--") ? "-\u0000" : arg));
  const parsed = getopt(args, { short: "aACc:dilm:N:p:rR:st:TUvVwW:46", stopAtOperand: false });
  if ("error" in parsed) {
    const letter = parsed.error.option === "\u0000" ? "-" : parsed.error.option;
    const problem = parsed.error.kind.startsWith("missing")
      ? "option requires an argument"
      : "illegal option";
    stderr.write(`host: ${problem} -- ${letter}\n${USAGE}`);
    return 1;
  }
  if (hasFlag(parsed, "V")) {
    const stream = run.variant.version.startsWith("9.18") ? stderr : stdout;
    stream.write(`host ${bindVersion(run.variant)}\n`);
    return 0;
  }
  const [name, given] = parsed.operands;
  if (name === undefined) {
    stderr.write(USAGE);
    return 1;
  }
  const asked = valueOf(parsed, "t");
  const type = hasFlag(parsed, "a")
    ? ("ANY" as const)
    : asked === undefined
      ? undefined
      : queryType(asked);
  if (asked !== undefined && type === undefined) {
    stderr.write(`host: invalid type: ${asked}\n\n`);
    return 2;
  }
  let server = run.net.resolvConf.nameservers[0] ?? "127.0.0.1";
  if (given !== undefined) {
    const answer = await lookup(run, given);
    if (answer.kind !== "addresses") {
      stderr.write(`host: couldn't get address for '${given}': not found\n`);
      return 1;
    }
    server = firstAddress(answer);
  }
  try {
    return await new Host(run, parsed, server, given, type).look(name);
  } catch (error) {
    if (error instanceof Cancelled && error.reason === "SIGINT") return 1;
    throw error;
  }
});

class Host {
  readonly #run: Run;
  readonly #parsed: ParsedOptions;
  readonly #server: string;
  readonly #given: string | undefined;
  readonly #type: DnsQuestion["type"] | undefined;
  readonly #verbose: boolean;
  #heading: string;

  constructor(
    run: Run,
    parsed: ParsedOptions,
    server: string,
    given: string | undefined,
    type: DnsQuestion["type"] | undefined,
  ) {
    this.#run = run;
    this.#parsed = parsed;
    this.#server = server;
    this.#given = given;
    this.#type = type;
    this.#verbose = ["v", "d", "a"].some((flag) => hasFlag(parsed, flag));
    this.#heading =
      given === undefined
        ? ""
        : `Using domain server:\nName: ${given}\nAddress: ${server}#53\nAliases: \n\n`;
  }

  #print(text: string): void {
    this.#run.context.stdout.write(text);
  }

  /** The lines about the server come once, before the first result. */
  #head(): void {
    this.#print(this.#heading);
    this.#heading = "";
  }

  #ask(name: string, type: DnsQuestion["type"]): Promise<Answer | undefined> {
    if (this.#verbose) this.#print(`Trying "${name}"\n`);
    return ask(this.#run, name, {
      server: this.#server,
      type,
      transport: hasFlag(this.#parsed, "T") ? "TCP" : "UDP",
      timeout: Number(valueOf(this.#parsed, "W") ?? 5) || 5,
      tries: Number(valueOf(this.#parsed, "R") ?? 1) + 1,
      complain: (line) => {
        this.#print(`${line}\n`);
      },
    });
  }

  async look(name: string): Promise<number> {
    if (isAddress(name) && this.#type === undefined) return this.#reverse(reverseName(name));
    const type = this.#type ?? "A";
    let last: { readonly name: string; readonly reply: Answer } | undefined;
    for (const candidate of candidates(this.#run, name, true)) {
      const reply = await this.#ask(candidate, type);
      if (reply === undefined) return this.#unreached();
      last = { name: candidate, reply };
      if (reply.rcode === "NOERROR") break;
    }
    this.#head();
    if (last === undefined || last.reply.rcode !== "NOERROR") {
      return this.#notFound(name.replace(/\.$/, ""), last);
    }
    this.#show(last.name, type, last.reply);
    if (this.#type !== undefined) return 0;
    const alias = last.reply.answers.findLast((record) => record.type === "CNAME");
    const target = alias === undefined ? last.name : canonicalName(alias.data);
    const also: readonly DnsQuestion["type"][] = isAtLeast(this.#run.variant.version, "9.20")
      ? ["AAAA", "MX", "HTTPS"]
      : ["AAAA", "MX"];
    for (const other of also) {
      const reply = await this.#ask(target, other);
      if (reply === undefined) return this.#unreached();
      if (reply.rcode === "NOERROR") this.#show(target, other, reply, true);
    }
    return 0;
  }

  #unreached(): number {
    this.#print(";; no servers could be reached\n");
    return 1;
  }

  #received(name: string, reply: Answer): string {
    const size = messageBytes(reply, name, false);
    return `Received ${size} bytes from ${this.#server}#53 in ${reply.milliseconds} ms\n`;
  }

  #notFound(
    shown: string,
    last: { readonly name: string; readonly reply: Answer } | undefined,
  ): number {
    const rcode = last?.reply.rcode ?? "NXDOMAIN";
    this.#print(`Host ${shown} not found: ${RCODES[rcode]}(${rcode})\n`);
    if (this.#verbose && last !== undefined) this.#print(this.#received(last.name, last.reply));
    return 1;
  }

  #show(name: string, type: DnsQuestion["type"], reply: Answer, additional = false): void {
    if (this.#verbose) {
      const id = pseudoId(name, this.#run.context.clock.now(), 65536);
      this.#print(
        `${headerLines(reply, id, 0)}\n;; QUESTION SECTION:\n${questionLine(name, type)}\n`,
      );
      this.#print(sectionText("ANSWER", reply.answers));
      this.#print(sectionText("AUTHORITY", reply.authority));
      this.#print(sectionText("ADDITIONAL", reply.additional));
      this.#print(this.#received(name, reply));
      return;
    }
    for (const record of reply.answers) this.#print(sentence(record));
    if (reply.answers.length === 0 && !additional) this.#print(`${name} has no ${type} record\n`);
  }

  async #reverse(name: string): Promise<number> {
    const reply = await this.#ask(name, "PTR");
    if (reply === undefined) return this.#unreached();
    this.#head();
    if (reply.rcode !== "NOERROR") return this.#notFound(`${name}.`, { name, reply });
    this.#show(name, "PTR", reply);
    return 0;
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  A: "has address",
  AAAA: "has IPv6 address",
  PTR: "domain name pointer",
  CNAME: "is an alias for",
  SRV: "has SRV record",
  TXT: "descriptive text",
  NS: "name server",
  MX: "mail is handled by",
  SOA: "has SOA record",
};

function sentence({ name, type, data }: DnsRecord): string {
  const verb = Object.hasOwn(SENTENCES, type) ? SENTENCES[type] : undefined;
  return `${name} ${verb ?? `has ${type} record`} ${data}\n`;
}
