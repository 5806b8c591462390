/** BusyBox nslookup: its own resolver since 1.29, the C library's before. */
import { canonicalName, reverseName } from "../../network/dns.ts";
import { ipv4Value } from "../../network/addresses.ts";
import type { DnsQuestion, DnsRecord, DnsReply } from "../../network/types.ts";
import { hasFlag, valueOf } from "../getopt.ts";
import { firstAddress, lookup, reverseLookup } from "../socket.ts";
import { isAtLeast, netTool, type Run } from "../tool.ts";
import { applet, die, options, usage } from "./applet.ts";

const USAGE = `nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]

Query DNS about HOST

QUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any`;

const OLD_USAGE = `nslookup [HOST] [SERVER]

Query the nameserver for the IP address of the given HOST
optionally using a specified DNS server`;

const TYPES = ["SOA", "NS", "A", "AAAA", "CNAME", "MX", "TXT", "PTR", "SRV", "ANY"] as const;
const WAIT_SECONDS = 5;

export const busyboxNslookup = netTool(
  applet((run) =>
    isAtLeast(run.variant.version, "1.29.0") ? ownResolver(run) : libcResolver(run),
  ),
);

async function ownResolver(run: Run): Promise<number> {
  if (run.args.length === 1 && run.args[0] === "--help") usage(run, USAGE, 0);
  const words = run.args.map((arg) =>
    arg.replace(/^-(?:q|qu|query|querytype|type|ty)=/i, "--type="),
  );
  const parsed = options(
    { ...run, args: words.map((word) => (word === "-debug" ? "--debug" : word)) },
    {
      short: "",
      long: {
        "type=": "type",
        debug: "debug",
        "port=": "port",
        "retry=": "retry",
        "timeout=": "timeout",
      },
    },
    USAGE,
  );
  const [host, given] = parsed.operands;
  if (host === undefined || parsed.operands.length > 2) usage(run, USAGE);
  const server = await serverAddress(run, given);
  const asked = valueOf(parsed, "type")?.toUpperCase();
  const type = TYPES.find((known) => known === asked);
  if (asked !== undefined && type === undefined) {
    die(run, `invalid query type "${valueOf(parsed, "type") ?? ""}"`);
  }
  const questions = questionsFor(run, host, type);
  const replies: { readonly name: string; readonly reply: DnsReply }[] = [];
  for (const { name, type: wanted } of questions) {
    const reply = await ask(run, server, name, wanted);
    if (reply.kind !== "answer") return unanswered(run, server, reply);
    replies.push({ name, reply });
  }
  const { stdout } = run.context;
  stdout.write(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
  let status = 0;
  for (const { name, reply } of replies) {
    if (reply.kind === "answer" && reply.rcode === "NOERROR") {
      if (!reply.authoritative) stdout.write("Non-authoritative answer:\n");
      for (const record of reply.answers) stdout.write(recordLine(record));
    } else if (reply.kind === "answer") {
      stdout.write(`** server can't find ${name}: ${reply.rcode}\n`);
      status = 1;
    }
    stdout.write("\n");
  }
  if (hasFlag(parsed, "debug")) stdout.write("");
  return status;
}

async function serverAddress(run: Run, given: string | undefined): Promise<string> {
  if (given === undefined) return run.net.resolvConf.nameservers[0] ?? "127.0.0.1";
  const answer = await lookup(run, given);
  if (answer.kind !== "addresses") return die(run, `bad address '${given}'`);
  return firstAddress(answer);
}

type QueryType = DnsQuestion["type"];

/** The search list counts for names without a dot only, and then the bare name is not asked. */
function questionsFor(
  run: Run,
  host: string,
  type: QueryType | undefined,
): readonly { readonly name: string; readonly type: QueryType }[] {
  if (ipv4Value(host) !== undefined && (type === undefined || type === "PTR")) {
    return [{ name: reverseName(host), type: "PTR" }];
  }
  const types: readonly QueryType[] = type === undefined ? ["A", "AAAA"] : [type];
  const { search } = run.net.resolvConf;
  const names =
    host.includes(".") || search.length === 0
      ? [host.replace(/\.$/, "")]
      : search.map((domain) => `${host}.${domain}`);
  return types.flatMap((wanted) => names.map((name) => ({ name, type: wanted })));
}

function ask(run: Run, server: string, name: string, type: QueryType): Promise<DnsReply> {
  return run.net.query(
    { server, name, type, transport: "UDP", timeoutSeconds: WAIT_SECONDS, tool: run.name },
    run.context.cancel,
  );
}

function unanswered(run: Run, server: string, reply: DnsReply): number {
  const { stdout, stderr } = run.context;
  if (reply.kind === "unreachable") {
    const reason = reply.reason === "refused" ? "Connection refused" : "No route to host";
    stderr.write(`${run.name}: write to '${server}': ${reason}\n`);
  }
  stdout.write(";; connection timed out; no servers could be reached\n\n");
  return 1;
}

const FORMATS: Readonly<Record<string, (record: DnsRecord) => string>> = {
  A: ({ name, data }) => `Name:\t${name}\nAddress: ${data}\n`,
  AAAA: ({ name, data }) => `Name:\t${name}\nAddress: ${data}\n`,
  PTR: ({ name, data }) => `${name}\tname = ${canonicalName(data)}\n`,
  CNAME: ({ name, data }) => `${name}\tcanonical name = ${canonicalName(data)}\n`,
  NS: ({ name, data }) => `${name}\tnameserver = ${canonicalName(data)}\n`,
  TXT: ({ name, data }) => `${name}\ttext = ${data}\n`,
  MX: ({ name, data }) => `${name}\tmail exchanger = ${data.replace(/\.$/, "")}\n`,
  SRV: ({ name, data }) => `${name}\tservice = ${data.replace(/\.$/, "")}\n`,
  SOA: ({ name, data }) => {
    const [origin = "", mail = "", ...numbers] = data.split(" ");
    const [serial, refresh, retry, expire, minimum] = numbers;
    return (
      `${name}\n\torigin = ${canonicalName(origin)}\n\tmail addr = ${canonicalName(mail)}\n` +
      `\tserial = ${serial ?? ""}\n\trefresh = ${refresh ?? ""}\n\tretry = ${retry ?? ""}\n` +
      `\texpire = ${expire ?? ""}\n\tminimum = ${minimum ?? ""}\n`
    );
  },
};

function recordLine(record: DnsRecord): string {
  return Object.hasOwn(FORMATS, record.type) ? (FORMATS[record.type]?.(record) ?? "") : "";
}

/** Up to 1.28: getaddrinfo, and the name of every address looked up in its turn. */
async function libcResolver(run: Run): Promise<number> {
  const help = run.args.length === 1 && run.args[0] === "--help";
  if (!help && run.args.some((arg) => arg.startsWith("-"))) usage(run, OLD_USAGE);
  const parsed = options(run, { short: "" }, OLD_USAGE);
  const [host, given] = parsed.operands;
  if (host === undefined || parsed.operands.length > 2) {
    usage(run, OLD_USAGE);
  }
  const { stdout, stderr } = run.context;
  const server = await serverAddress(run, given);
  stdout.write(`Server:    ${server}\n`);
  await printAddresses(run, [server]);
  stdout.write("\n");
  const answer = await lookup(run, host);
  if (answer.kind !== "addresses") {
    stderr.write(`${run.name}: can't resolve '${host}'\n`);
    return 1;
  }
  stdout.write(`Name:      ${host}\n`);
  await printAddresses(run, answer.ips);
  return 0;
}

async function printAddresses(run: Run, ips: readonly string[]): Promise<void> {
  for (const [index, ip] of ips.entries()) {
    const name = await reverseLookup(run, ip);
    run.context.stdout.write(
      `Address ${index + 1}: ${ip}${name === undefined ? "" : ` ${name}`}\n`,
    );
  }
}
