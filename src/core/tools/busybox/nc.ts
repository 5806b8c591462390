/** BusyBox nc: the full one (networking/nc_bloaty.c) and the small one that Debian builds. */
import { Cancelled } from "../../cluster/clock.ts";
import { strerror, type Errno } from "../errors.ts";
import { countFlag, hasFlag, valueOf, type ParsedOptions } from "../getopt.ts";
import { DEADLINE, within } from "../limits.ts";
import { talk } from "../session.ts";
import { dial, pause, type Dialled } from "../socket.ts";
import { isAtLeast, netTool, type Run } from "../tool.ts";
import { portNumber, resolveHost, type SocketAddress } from "./address.ts";
import { applet, die, number, options, usage } from "./applet.ts";

function fullUsage(broadcast: boolean): string {
  return `nc [OPTIONS] HOST PORT  - connect
nc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen

	-e PROG	Run PROG after connect (must be last)
	-l	Listen mode, for inbound connects
	-lk	With -e, provides persistent server
	-p PORT	Local port
	-s ADDR	Local address
	-w SEC	Timeout for connects and final net reads
	-i SEC	Delay interval for lines sent
	-n	Don't do DNS resolution
	-u	UDP mode
${broadcast ? "	-b	Allow broadcasts\n" : ""}	-v	Verbose
	-o FILE	Hex dump traffic
	-z	Zero-I/O mode (scanning)`;
}

const SMALL_USAGE = `nc [-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]

Open a pipe to IP:PORT or FILE

	-l	Listen mode, for inbound connects
		(use -ll with -e for persistent server)
	-p PORT	Local port
	-w SEC	Connect timeout
	-i SEC	Delay interval for lines sent
	-f FILE	Use file (ala /dev/ttyS0) instead of network
	-e PROG	Run PROG after connect`;

/** The port that the UDP test connects to by TCP, only to wait for an answer. */
const SLEAZE_PORT = 31337;
const UDP_WAIT = 5;

export const busyboxNc = netTool(
  applet((run) => (run.variant.build === "debian" ? smallNc(run) : fullNc(run))),
);

async function smallNc(run: Run): Promise<number> {
  const parsed = options(run, { short: "lp:w:i:f:e:" }, SMALL_USAGE);
  const [host, port] = parsed.operands;
  if (hasFlag(parsed, "l")) return pause(run, Infinity).then(() => 0);
  if (host === undefined || port === undefined) usage(run, SMALL_USAGE);
  const wait = valueOf(parsed, "w");
  const limit = wait === undefined ? undefined : number(run, wait);
  const connected = await within(run, limit, async (limited) => {
    const at = await resolveHost(limited, host, portNumber(limited, port));
    const target = `${host}:${port}`;
    return {
      at,
      dialled: await dial(limited, { ip: at.ip, port: at.port, target, blocking: true }),
    };
  });
  if (connected === DEADLINE) return die(run, "timed out");
  const { at, dialled } = connected;
  if (dialled.kind === "error") {
    const error = strerror(dialled.errno, run.variant.libc);
    return die(run, `can't connect to remote host (${at.ip}): ${error}`);
  }
  await talk(run, dialled.connection, {
    receive: (text) => {
      run.context.stdout.write(text);
    },
  });
  return 0;
}

async function fullNc(run: Run): Promise<number> {
  const modern = isAtLeast(run.variant.version, "1.30.0");
  const text = fullUsage(modern);
  const short = `lkp:s:w:i:nu${modern ? "b" : ""}vo:ze:`;
  const parsed = options(run, { short }, text);
  const [host, port] = parsed.operands;
  const wait = valueOf(parsed, "w");
  const limit = wait === undefined ? undefined : number(run, wait);
  if (hasFlag(parsed, "l")) return pause(run, Infinity).then(() => 0);
  if (host === undefined) usage(run, text);
  const udp = hasFlag(parsed, "u");
  const wanted = port === undefined ? 0 : portNumber(run, port, udp ? "udp" : "tcp");
  try {
    const at = await resolveHost(run, host, wanted);
    return await connectFull(run, parsed, { at, host, limit });
  } catch (error) {
    // A signal while connecting makes it say one last word.
    if (error instanceof Cancelled && error.reason !== "SIGPIPE") {
      run.context.stderr.write("punt!\n");
    }
    throw error;
  }
}

async function connectFull(
  run: Run,
  parsed: ParsedOptions,
  {
    at,
    host,
    limit,
  }: { readonly at: SocketAddress; readonly host: string; readonly limit: number | undefined },
): Promise<number> {
  const { stderr, stdout } = run.context;
  const verbosity = countFlag(parsed, "v");
  const udp = hasFlag(parsed, "u");
  const scan = hasFlag(parsed, "z");
  const dotted = `${host} (${at.ip}:${at.port})`;
  const dialled = await reach(run, at, { udp, scan, limit });
  const totals = { sent: 0, received: 0 };
  let status = 0;
  if (dialled.kind === "open") {
    if (verbosity > 0) stderr.write(`${dotted} open\n`);
    if (!scan) {
      await talk(run, dialled.connection, {
        ...(limit === undefined ? {} : { idle: limit }),
        receive: (text) => {
          totals.received += text.length;
          stdout.write(text);
        },
        send: (text) => {
          totals.sent += text.length;
          return text;
        },
      });
    }
  } else {
    status = 1;
    const errno: Errno = dialled.kind === "error" ? dialled.errno : "ETIMEDOUT";
    if (verbosity > 1 || (verbosity > 0 && errno !== "ECONNREFUSED")) {
      stderr.write(`${run.name}: ${dotted}: ${strerror(errno, run.variant.libc)}\n`);
    }
  }
  if (verbosity > 1) stderr.write(`sent ${totals.sent}, rcvd ${totals.received}\n`);
  return status;
}

/** TCP: connect. UDP: a datagram, then the time a TCP connect to a wrong port takes. */
async function reach(
  run: Run,
  at: SocketAddress,
  how: { readonly udp: boolean; readonly scan: boolean; readonly limit: number | undefined },
): Promise<Dialled> {
  const { ip, port } = at;
  const target = `${at.host}:${port}`;
  if (!how.udp) {
    const limit = how.limit === undefined ? {} : { limit: how.limit };
    return dial(run, { ip, port, target, blocking: true, ...limit });
  }
  const connection = run.net.probe({ ip, port, protocol: "UDP", tool: run.name, target });
  if (!how.scan) return { kind: "open", connection };
  await dial(run, {
    ip,
    port: SLEAZE_PORT,
    target,
    blocking: true,
    limit: how.limit ?? UDP_WAIT,
  });
  const { outcome } = connection;
  if (outcome === "open" || outcome === "timeout") return { kind: "open", connection };
  return {
    kind: "error",
    errno: outcome === "no-route" ? "EHOSTUNREACH" : "ECONNREFUSED",
    connection,
  };
}
