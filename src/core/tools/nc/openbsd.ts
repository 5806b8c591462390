/** netcat-openbsd as Debian packages it. */
import { gaiError, strerror } from "../errors.ts";
import { getopt, hasFlag, optionMessage, valueOf, type ParsedOptions } from "../getopt.ts";
import { talk } from "../session.ts";
import { dial, firstAddress, lookup, pause, serviceName, servicePort } from "../socket.ts";
import { isAtLeast, netTool, type Run } from "../tool.ts";
import { isAddress } from "../../network/addresses.ts";

const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
	  [destination] [port]
`;

const SHORT = "46bCDdFhI:i:klM:m:NnO:P:p:q:rSs:T:tUuV:vW:w:X:x:Zz";

/** Without -w the UDP test sends a datagram a second, four in all. */
const UDP_TEST_SECONDS = 3;
/** An ICMP answer to the test is noticed almost at once. */
const UDP_NOTICE_SECONDS = 0.03;

class NcError extends Error {}

export const ncOpenbsd = netTool(async (run) => {
  const { stderr } = run.context;
  const long = run.args.findIndex((arg) => arg.startsWith("--") && arg !== "--");
  const parsed = getopt(long === -1 ? run.args : run.args.slice(0, long), { short: SHORT });
  if ("error" in parsed || long !== -1) {
    const error =
      "error" in parsed ? parsed.error : ({ kind: "unknown-short", option: "-" } as const);
    stderr.write(`${run.name}: ${optionMessage(error, run.variant.libc)}\n${USAGE}`);
    return 1;
  }
  if (hasFlag(parsed, "h")) {
    const debian = `OpenBSD netcat (Debian patchlevel ${run.variant.release ?? "1.229-1"})\n`;
    stderr.write(`${debian}${USAGE}`);
    return 1;
  }
  try {
    return await connectAll(run, parsed);
  } catch (error) {
    if (!(error instanceof NcError)) throw error;
    stderr.write(`${run.name}: ${error.message}\n`);
    return 1;
  }
});

async function connectAll(run: Run, parsed: ParsedOptions): Promise<number> {
  const wait = valueOf(parsed, "w");
  if (wait !== undefined && !/^\d+$/.test(wait)) throw new NcError(`timeout invalid: ${wait}`);
  if (hasFlag(parsed, "l")) return listen(run, parsed);
  const [host, port, ...rest] = parsed.operands;
  if (host === undefined || rest.length > 0) {
    run.context.stderr.write(USAGE);
    return 1;
  }
  if (port === undefined) throw new NcError("missing port number");
  const ports = portList(run, parsed, port);
  let status = 1;
  for (const number of ports) {
    if (await connectPort(run, parsed, host, number)) status = 0;
  }
  return status;
}

async function listen(run: Run, parsed: ParsedOptions): Promise<number> {
  const port = valueOf(parsed, "p") ?? parsed.operands.at(-1) ?? "";
  if (port === "") {
    run.context.stderr.write(USAGE);
    return 1;
  }
  if (hasFlag(parsed, "v")) run.context.stderr.write(`Listening on 0.0.0.0 ${port}\n`);
  await pause(run, Infinity);
  return 0;
}

function portList(run: Run, parsed: ParsedOptions, text: string): readonly number[] {
  const range = /^(\d+)-(\d+)$/.exec(text);
  const parse = (one: string): number => {
    if (!/^\d+$/.test(one)) {
      const named = servicePort(run, one, hasFlag(parsed, "u") ? "udp" : "tcp");
      if (named !== undefined) return named;
      throw new NcError(`port number invalid: ${one}`);
    }
    if (Number(one) > 65535) throw new NcError(`port number too large: ${one}`);
    if (Number(one) < 1) throw new NcError(`port number too small: ${one}`);
    return Number(one);
  };
  if (range === null) return [parse(text)];
  const [first, last] = [parse(range[1] ?? ""), parse(range[2] ?? "")].toSorted((a, b) => a - b);
  const from = first ?? 0;
  return Array.from({ length: (last ?? from) - from + 1 }, (_, index) => from + index);
}

async function connectPort(
  run: Run,
  parsed: ParsedOptions,
  host: string,
  port: number,
): Promise<boolean> {
  const numeric = hasFlag(parsed, "n");
  const answer =
    numeric && !isAddress(host) ? ({ kind: "nxdomain" } as const) : await lookup(run, host);
  if (answer.kind !== "addresses") {
    const error = gaiError(answer, run.variant.libc);
    throw new NcError(`getaddrinfo for host "${host}" port ${port}: ${error}`);
  }
  const ip = firstAddress(answer);
  const named = isAddress(host) || numeric ? host : `${host} (${ip})`;
  return hasFlag(parsed, "u")
    ? overUdp(run, parsed, { ip, port, named, host })
    : overTcp(run, parsed, { ip, port, named, host });
}

interface Peer {
  readonly ip: string;
  readonly port: number;
  /** `backend.production (10.96.45.12)`, or the address alone. */
  readonly named: string;
  readonly host: string;
}

function announce(run: Run, parsed: ParsedOptions, peer: Peer, protocol: "tcp" | "udp"): void {
  const scanning = hasFlag(parsed, "z") && isAtLeast(run.variant.version, "1.229");
  if (!hasFlag(parsed, "v") && !scanning) return;
  const service = hasFlag(parsed, "n") ? undefined : serviceName(run, peer.port, protocol);
  run.context.stderr.write(
    `Connection to ${peer.named} ${peer.port} port [${protocol}/${service ?? "*"}] succeeded!\n`,
  );
}

function limitOf(parsed: ParsedOptions): number | undefined {
  const wait = valueOf(parsed, "w");
  return wait === undefined ? undefined : Number(wait);
}

async function overTcp(run: Run, parsed: ParsedOptions, peer: Peer): Promise<boolean> {
  const { ip, port, named } = peer;
  const limit = limitOf(parsed);
  const dialled = await dial(run, {
    ip,
    port,
    target: `${peer.host}:${port}`,
    blocking: false,
    ...(limit === undefined ? {} : { limit }),
  });
  if (dialled.kind !== "open") {
    if (hasFlag(parsed, "v")) {
      const reason =
        dialled.kind === "deadline"
          ? "timed out: Operation now in progress"
          : `failed: ${strerror(dialled.errno, run.variant.libc)}`;
      run.context.stderr.write(`${run.name}: connect to ${named} port ${port} (tcp) ${reason}\n`);
    }
    return false;
  }
  announce(run, parsed, peer, "tcp");
  if (hasFlag(parsed, "z")) return true;
  const { stdout } = run.context;
  const end = await talk(run, dialled.connection, {
    ...(limit === undefined ? {} : { idle: limit }),
    receive: (text) => {
      stdout.write(text);
    },
  });
  const quit = valueOf(parsed, "q");
  if (end === "end-of-input" && !hasFlag(parsed, "N") && (quit === undefined || quit === "-1")) {
    // The input's end is not passed on: it waits for the other side, or for its own limit.
    await pause(run, limit ?? Infinity);
  } else if (end === "end-of-input" && quit !== undefined) await pause(run, Number(quit));
  return true;
}

async function overUdp(run: Run, parsed: ParsedOptions, peer: Peer): Promise<boolean> {
  const { ip, port } = peer;
  const target = `${peer.host}:${port}`;
  const connection = run.net.probe({ ip, port, protocol: "UDP", tool: run.name, target });
  const limit = limitOf(parsed);
  const tests = hasFlag(parsed, "z") || hasFlag(parsed, "v");
  if (tests) {
    const silent = connection.outcome === "open" || connection.outcome === "timeout";
    await pause(run, silent ? (limit ?? UDP_TEST_SECONDS) : UDP_NOTICE_SECONDS);
    if (!silent) return false;
    announce(run, parsed, peer, "udp");
  }
  if (hasFlag(parsed, "z")) return true;
  await talk(run, connection, {
    ...(limit === undefined ? {} : { idle: limit }),
    receive: (text) => {
      run.context.stdout.write(text);
    },
  });
  return true;
}
