/** nslookup of BIND. */
import { Cancelled } from "../../cluster/clock.ts";
import { isAddress } from "../../network/addresses.ts";
import { canonicalName, reverseName } from "../../network/dns.ts";
import type { DnsQuestion, DnsRecord } from "../../network/types.ts";
import { firstAddress, lookup } from "../socket.ts";
import { netTool, type Run } from "../tool.ts";
import { ask, candidates, queryType, type Answer } from "./resolver.ts";

interface Settings {
  type: DnsQuestion["type"] | undefined;
  timeout: number;
  retries: number;
  search: boolean;
  transport: "UDP" | "TCP";
}

const SWITCHES = new Set("debug nodebug d2 nod2 recurse norecurse fail nofail all".split(" "));

export const bindNslookup = netTool(async (run) => {
  const { stdout, stderr } = run.context;
  const settings: Settings = {
    type: undefined,
    timeout: 5,
    retries: 2,
    search: true,
    transport: "UDP",
  };
  const operands: string[] = [];
  for (const arg of run.args) {
    if (!arg.startsWith("-") || arg === "-") operands.push(arg);
    else option(run, settings, arg.slice(1));
  }
  const [name, given] = operands;
  if (name === undefined || name === "-") {
    stdout.write("\n"); // interactive, and nothing is typed
    return 1;
  }
  let server = run.net.resolvConf.nameservers[0] ?? "127.0.0.1";
  if (given !== undefined) {
    const answer = await lookup(run, given);
    if (answer.kind !== "addresses") {
      stderr.write(`nslookup: couldn't get address for '${given}': not found\n`);
      return 1;
    }
    server = firstAddress(answer);
  }
  try {
    return await new Session(run, settings, server, given !== undefined).look(name);
  } catch (error) {
    if (!(error instanceof Cancelled) || error.reason !== "SIGINT") throw error;
    stdout.write("\n");
    return 1;
  }
});

function option(run: Run, settings: Settings, text: string): void {
  const { stdout } = run.context;
  const [name = "", value = ""] = text.split("=", 2);
  if (/^(type|query|querytype|q|ty)$/.test(name)) {
    const type = queryType(value);
    if (type === undefined) stdout.write(`unknown query type: ${value}\n`);
    else settings.type = type;
  } else if (name === "timeout" && /^\d+$/.test(value)) settings.timeout = Number(value);
  else if (name === "retry" && /^\d+$/.test(value)) settings.retries = Number(value);
  else if (name === "search" || name === "nosearch") settings.search = name === "search";
  else if (name === "vc" || name === "novc") settings.transport = name === "vc" ? "TCP" : "UDP";
  else if (!/^(port|domain|class|ndots)$/.test(name) && !SWITCHES.has(name)) {
    stdout.write(`*** Invalid option: ${text}\n`);
  }
}

class Session {
  readonly #run: Run;
  readonly #settings: Settings;
  readonly #server: string;
  readonly #given: boolean;

  constructor(run: Run, settings: Settings, server: string, given: boolean) {
    this.#run = run;
    this.#settings = settings;
    this.#server = server;
    this.#given = given;
  }

  #print(line: string): void {
    this.#run.context.stdout.write(`${line}\n`);
  }

  async #ask(name: string, type: DnsQuestion["type"]): Promise<Answer | undefined> {
    const reply = await ask(this.#run, name, {
      server: this.#server,
      type,
      transport: this.#settings.transport,
      timeout: this.#settings.timeout,
      tries: this.#settings.retries + 1,
      complain: (line) => {
        this.#print(line);
      },
    });
    if (reply === undefined) {
      this.#print(";; no servers could be reached\n");
      return undefined;
    }
    if (this.#given) return reply;
    if (reply.rcode === "SERVFAIL" && !reply.recursionAvailable) {
      this.#print(`;; Got SERVFAIL reply from ${this.#server}`);
    } else if (!reply.recursionAvailable) {
      this.#print(`;; Got recursion not available from ${this.#server}`);
    }
    return reply;
  }

  #header(): void {
    this.#print(`Server:\t\t${this.#server}\nAddress:\t${this.#server}#53\n`);
  }

  async look(name: string): Promise<number> {
    const { type, search } = this.#settings;
    if (isAddress(name) && (type === undefined || type === "PTR")) {
      return this.#reverse(reverseName(name));
    }
    let last: { readonly name: string; readonly reply: Answer } | undefined;
    for (const candidate of candidates(this.#run, name, search)) {
      const reply = await this.#ask(candidate, type ?? "A");
      if (reply === undefined) return 1;
      last = { name: candidate, reply };
      if (reply.rcode === "NOERROR") break;
    }
    this.#header();
    if (last === undefined || last.reply.rcode !== "NOERROR") {
      const bare = name.replace(/\.$/, "");
      this.#print(`** server can't find ${bare}: ${last?.reply.rcode ?? "NXDOMAIN"}\n`);
      return 1;
    }
    await this.#answers(last.name, last.reply);
    this.#print("");
    return 0;
  }

  async #answers(name: string, reply: Answer): Promise<void> {
    const { type } = this.#settings;
    if (!reply.authoritative) this.#print("Non-authoritative answer:");
    for (const record of reply.answers) this.#print(recordText(record));
    const none = reply.answers.length === 0;
    if (type !== undefined) {
      if (none) this.#print(`*** Can't find ${name}: No answer`);
      return;
    }
    const final = reply.answers.findLast((record) => record.type === "CNAME");
    const six = await this.#ask(final === undefined ? name : canonicalName(final.data), "AAAA");
    const found = six?.answers.filter((record) => record.type === "AAAA") ?? [];
    for (const record of found) this.#print(recordText(record));
    if (none && found.length === 0) this.#print(`*** Can't find ${name}: No answer`);
  }

  async #reverse(name: string): Promise<number> {
    const reply = await this.#ask(name, "PTR");
    if (reply === undefined) return 1;
    if (reply.rcode !== "NOERROR") {
      this.#print(`** server can't find ${name}: ${reply.rcode}\n`);
      return 1;
    }
    if (!reply.authoritative) this.#print("Non-authoritative answer:");
    for (const record of reply.answers) this.#print(recordText(record));
    if (!reply.authoritative) this.#print("\nAuthoritative answers can be found from:");
    this.#print("");
    return 0;
  }
}

const TEXTS: Readonly<Record<string, (record: DnsRecord) => string>> = {
  A: ({ name, data }) => `Name:\t${name}\nAddress: ${data}`,
  AAAA: ({ name, data }) => `Name:\t${name}\nAddress: ${data}`,
  PTR: ({ name, data }) => `${name}\tname = ${data}`,
  CNAME: ({ name, data }) => `${name}\tcanonical name = ${data}`,
  SRV: ({ name, data }) => `${name}\tservice = ${data}`,
  TXT: ({ name, data }) => `${name}\ttext = ${data}`,
  NS: ({ name, data }) => `${name}\tnameserver = ${data}`,
  MX: ({ name, data }) => `${name}\tmail exchanger = ${data}`,
  SOA: ({ name, data }) => {
    const [origin = "", mail = "", ...numbers] = data.split(" ");
    const labels = ["serial", "refresh", "retry", "expire", "minimum"];
    const rest = labels.map((label, index) => `\t${label} = ${numbers[index] ?? ""}`);
    return [
      name,
      `\torigin = ${canonicalName(origin)}`,
      `\tmail addr = ${canonicalName(mail)}`,
      ...rest,
    ].join("\n");
  },
};

function recordText(record: DnsRecord): string {
  const text = Object.hasOwn(TEXTS, record.type) ? TEXTS[record.type] : undefined;
  return text?.(record) ?? `${record.name}\trdata = ${record.data}`;
}
