/** netcat-traditional (Hobbit's, as Debian packages it). */
import { Cancelled } from "../../cluster/clock.ts";
import { isAddress } from "../../network/addresses.ts";
import { reverseName } from "../../network/dns.ts";
import type { DnsReply } from "../../network/types.ts";
import { strerror, type Errno } from "../errors.ts";
import { getopt, hasFlag, optionMessage, valueOf, type ParsedOptions } from "../getopt.ts";
import { talk } from "../session.ts";
import { dial, firstAddress, lookup, pause, serviceName, servicePort } from "../socket.ts";
import { netTool, type Run } from "../tool.ts";

const SLEAZE_PORT = 31337;
const UDP_WAIT = 5;

class Fatal extends Error {}

export const ncTraditional = netTool(async (run) => {
  const { stderr } = run.context;
  const parsed = getopt(run.args, { short: "abc:e:g:G:hi:klno:p:q:rs:T:tuvw:xzC" });
  if ("error" in parsed) {
    stderr.write(`${run.name}: ${optionMessage(parsed.error, run.variant.libc)}\nnc -h for help\n`);
    return 1;
  }
  if (hasFlag(parsed, "h")) {
    stderr.write(
      "[v1.10-47]\nconnect to somewhere:\tnc [-options] hostname port[s] [ports] ... \nlisten for inbound:\tnc -l -p port [-options] [hostname] [port]\n",
    );
    return 0;
  }
  try {
    return await connect(run, parsed);
  } catch (error) {
    if (error instanceof Fatal) {
      stderr.write(`${error.message}\n`);
      return 1;
    }
    if (error instanceof Cancelled && error.reason === "SIGINT" && connecting.has(run.context)) {
      stderr.write("\n");
      return 1;
    }
    throw error;
  }
});

/** Runs that are past name look-up: Ctrl-C then ends them with a word of their own. */
const connecting = new WeakSet();

async function connect(run: Run, parsed: ParsedOptions): Promise<number> {
  const wait = valueOf(parsed, "w");
  if (wait !== undefined && !/^[1-9]\d*$/.test(wait)) throw new Fatal(`invalid wait-time ${wait}`);
  if (hasFlag(parsed, "l")) return pause(run, Infinity).then(() => 0);
  const [host, port] = parsed.operands;
  if (host === undefined) throw new Fatal("no destination");
  const numeric = hasFlag(parsed, "n");
  const verbose = hasFlag(parsed, "v");
  const target = numeric ? literal(host) : await named(run, host, verbose);
  if (port === undefined) throw new Fatal("no port[s] to connect to");
  const udp = hasFlag(parsed, "u");
  const number = /^\d+$/.test(port) ? Number(port) : servicePort(run, port, udp ? "udp" : "tcp");
  if (number === undefined) throw new Fatal(`invalid port ${port}`);
  connecting.add(run.context);
  return reach(run, parsed, target, number);
}

interface Target {
  readonly ip: string;
  readonly name: string;
}

function literal(host: string): Target {
  if (!isAddress(host)) throw new Fatal(`Can't parse ${host} as an IP address`);
  return { ip: host, name: "(UNKNOWN)" };
}

/** gethostbyname and gethostbyaddr, one checked against the other. */
async function named(run: Run, host: string, verbose: boolean): Promise<Target> {
  const { stderr } = run.context;
  if (isAddress(host)) {
    const reply = await pointer(run, host);
    const name = reply.kind === "answer" ? reply.answers[0]?.data.replace(/\.$/, "") : undefined;
    if (name === undefined) {
      const reason = reply.kind === "answer" ? "Unknown host" : "Host name lookup failure";
      if (verbose) stderr.write(`${host}: inverse host lookup failed: ${reason}\n`);
      return { ip: host, name: "(UNKNOWN)" };
    }
    const forward = verbose ? await lookup(run, name, 4) : undefined;
    if (forward !== undefined && forward.kind !== "addresses") {
      stderr.write(`Warning: forward host lookup failed for ${name}: Unknown host\n`);
    }
    return { ip: host, name };
  }
  const answer = await lookup(run, host, 4);
  if (answer.kind !== "addresses") {
    const unknown = answer.kind === "nxdomain" || answer.kind === "no-data";
    const reason = unknown
      ? "Unknown host"
      : "Host name lookup failure : Resource temporarily unavailable";
    throw new Fatal(`${host}: forward host lookup failed: ${reason}`);
  }
  const ip = firstAddress(answer);
  if (!verbose) return { ip, name: answer.canonical };
  const reply = await pointer(run, ip);
  if (reply.kind === "answer" && reply.answers.length === 0) {
    stderr.write(`Warning: inverse host lookup failed for ${ip}: Unknown host\n`);
  }
  return { ip, name: answer.canonical };
}

async function pointer(run: Run, ip: string): Promise<DnsReply> {
  const server = run.net.resolvConf.nameservers[0] ?? "";
  const question = {
    server,
    name: reverseName(ip),
    type: "PTR" as const,
    transport: "UDP" as const,
    timeoutSeconds: 5,
    tool: run.name,
  };
  const first = await run.net.query(question, run.context.cancel);
  return first.kind === "timeout" ? run.net.query(question, run.context.cancel) : first;
}

async function reach(
  run: Run,
  parsed: ParsedOptions,
  { ip, name }: Target,
  port: number,
): Promise<number> {
  const { stderr, stdout } = run.context;
  const udp = hasFlag(parsed, "u");
  const scan = hasFlag(parsed, "z");
  const wait = valueOf(parsed, "w");
  const limit = wait === undefined ? undefined : Number(wait);
  const label = `${name} [${ip}] ${port} (${serviceName(run, port, udp ? "udp" : "tcp") ?? "?"})`;
  const target = `${name}:${port}`;
  let connection = run.net.probe({
    ip,
    port,
    protocol: udp ? "UDP" : "TCP",
    tool: run.name,
    target,
  });
  let errno: Errno | undefined;
  if (udp) {
    if (scan)
      await dial(run, { ip, port: SLEAZE_PORT, target, blocking: true, limit: limit ?? UDP_WAIT });
    const silent = connection.outcome === "open" || connection.outcome === "timeout";
    errno = silent ? undefined : "ECONNREFUSED";
  } else {
    const dialled = await dial(run, {
      ip,
      port,
      target,
      blocking: true,
      ...(limit === undefined ? {} : { limit }),
    });
    connection = dialled.connection;
    if (dialled.kind === "deadline") errno = "ETIMEDOUT";
    else if (dialled.kind === "error") errno = dialled.errno;
  }
  if (errno !== undefined) {
    if (hasFlag(parsed, "v")) stderr.write(`${label} : ${strerror(errno, run.variant.libc)}\n`);
    return 1;
  }
  if (hasFlag(parsed, "v")) stderr.write(`${label} open\n`);
  if (scan) return 0;
  await talk(run, connection, {
    ...(limit === undefined ? {} : { idle: limit }),
    receive: (text) => {
      stdout.write(text);
    },
  });
  return 0;
}
