/** dig. */
import { Cancelled } from "../../cluster/clock.ts";
import { isAddress } from "../../network/addresses.ts";
import { firstAddress, lookup } from "../socket.ts";
import { netTool, type Run } from "../tool.ts";
import { parseDig, type DigLookup, type DigOptions } from "./digOptions.ts";
import {
  bindVersion,
  headerLines,
  messageBytes,
  pseudoId,
  questionLine,
  sectionText,
  recordLine,
} from "./message.ts";
import { ask, candidates, type Answer } from "./resolver.ts";

const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]
`;
const MORE = '\nUse "dig -h" (or "dig -h | more") for complete list of options\n';

const MDNS_WARNING =
  ";; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n";

const NO_SERVER = 9;

export const dig = netTool(async (run) => {
  const { stdout, stderr } = run.context;
  const parsed = parseDig(run.args);
  switch (parsed.kind) {
    case "version": {
      // 9.20 says it on stdout
      const stream = run.variant.version.startsWith("9.18") ? stderr : stdout;
      stream.write(`DiG ${bindVersion(run.variant)}\n`);
      return 0;
    }
    case "help":
      stdout.write(USAGE);
      return 0;
    case "invalid":
      stderr.write(`Invalid option: ${parsed.option}\n${USAGE}${MORE}`);
      return 1;
    case "number":
      stdout.write(`invalid ${parsed.what} '${parsed.text}': not a valid number\n`);
      stderr.write(`dig: Couldn't parse ${parsed.what}\n`);
      return 10;
    case "run":
      break;
  }
  const { options } = parsed;
  for (const warning of options.warnings) stderr.write(`${warning}\n`);
  let server = run.net.resolvConf.nameservers[0] ?? "127.0.0.1";
  if (options.server !== undefined) {
    const answer = await lookup(run, options.server);
    if (answer.kind !== "addresses") {
      stderr.write(`dig: couldn't get address for '${options.server}': not found\n`);
      return isAddress(options.server) ? 10 : 1;
    }
    server = firstAddress(answer);
  }
  try {
    let status = 0;
    for (const [index, entry] of options.lookups.entries()) {
      status = Math.max(status, await look(run, options, { server, entry, first: index === 0 }));
    }
    return status;
  } catch (error) {
    if (error instanceof Cancelled && error.reason === "SIGINT") return 0;
    throw error;
  }
});

interface Question {
  readonly server: string;
  readonly entry: DigLookup;
  readonly first: boolean;
}

async function look(run: Run, options: DigOptions, question: Question): Promise<number> {
  const { stdout, clock } = run.context;
  const { server, entry } = question;
  const banner = bannerOf(run, options, question.first);
  let last: { readonly name: string; readonly reply: Answer } | undefined;
  for (const name of candidates(run, entry.name, options.search)) {
    const reply = await ask(run, name, {
      server,
      type: entry.type,
      transport: options.tcp ? "TCP" : "UDP",
      timeout: options.time,
      tries: options.tcp ? 1 : options.tries,
      complain: (line) => {
        stdout.write(`${options.tcp ? tcpComplaint(line, server, name) : line}\n`);
      },
    });
    if (reply === undefined) {
      stdout.write(`${options.tcp ? "" : banner};; no servers could be reached\n`);
      return NO_SERVER;
    }
    last = { name, reply };
    if (reply.rcode === "NOERROR") break;
  }
  if (last === undefined) return 0;
  if (options.short) {
    for (const record of last.reply.answers) stdout.write(`${record.data}\n`);
    return 0;
  }
  stdout.write(banner);
  stdout.write(messageText(options, question, last.name, last.reply, clock.now()));
  return 0;
}

function tcpComplaint(line: string, server: string, name: string): string {
  const reason = line.slice(line.lastIndexOf(": ") + 2);
  return `;; Connection to ${server}#53(${server}) for ${name} failed: ${reason}.`;
}

function bannerOf(run: Run, options: DigOptions, first: boolean): string {
  if (options.short || !options.show.has("cmd") || !first) return "";
  const found = options.server === undefined ? "" : "; (1 server found)\n";
  const version = bindVersion(run.variant);
  return `\n; <<>> DiG ${version} <<>> ${run.args.join(" ")}\n${found};; global options: +cmd\n`;
}

function messageText(
  options: DigOptions,
  { server, entry }: Question,
  name: string,
  reply: Answer,
  now: number,
): string {
  const { show } = options;
  const id = pseudoId(name, now, 65536);
  const edns = options.edns;
  let text = "";
  if (show.has("comments")) {
    text += ";; Got answer:\n";
    if (/(^|\.)local\.?$/i.test(name)) text += MDNS_WARNING;
    text += headerLines(reply, id, edns ? 1 : 0);
    if (!reply.recursionAvailable && options.recurse) {
      text += ";; WARNING: recursion requested but not available\n";
    }
    text += "\n";
    if (edns) {
      text += ";; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n";
      if (reply.software === "coredns" && options.cookie) {
        const half = (seed: string): string =>
          pseudoId(seed, now, 2 ** 31)
            .toString(16)
            .padStart(8, "0");
        text += `; COOKIE: ${half(name)}${half(`${name}!`)} (echoed)\n`;
      }
    }
  }
  if (show.has("question")) {
    text += `${show.has("comments") ? ";; QUESTION SECTION:\n" : ""}${questionLine(name, entry.type)}\n`;
  }
  const sections = [
    ["answer", "ANSWER", reply.answers],
    ["authority", "AUTHORITY", reply.authority],
    ["additional", "ADDITIONAL", reply.additional],
  ] as const;
  for (const [flag, title, records] of sections) {
    if (!show.has(flag)) continue;
    text += show.has("comments") ? sectionText(title, records) : records.map(recordLine).join("");
  }
  if (show.has("stats")) {
    const transport = options.tcp ? "TCP" : "UDP";
    text += `;; Query time: ${reply.milliseconds} msec\n`;
    text += `;; SERVER: ${server}#53(${server}) (${transport})\n`;
    text += `;; WHEN: ${unixDate(now)}\n`;
    text += `;; MSG SIZE  rcvd: ${messageBytes(reply, name, edns)}\n\n`;
  }
  return text;
}

/** `Fri Nov 20 21:26:15 UTC 2026` */
function unixDate(milliseconds: number): string {
  const [weekday = "", day, month, year, time] = new Date(milliseconds).toUTCString().split(" ");
  return `${weekday.replace(",", "")} ${month ?? ""} ${day ?? ""} ${time ?? ""} UTC ${year ?? ""}`;
}
