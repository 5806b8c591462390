/** ncat of the Nmap project. */
import { gaiError, strerror } from "../errors.ts";
import { getopt, hasFlag, optionMessage, valueOf, type ParsedOptions } from "../getopt.ts";
import { talk } from "../session.ts";
import { dial, firstAddress, lookup, pause } from "../socket.ts";
import { netTool, type Run } from "../tool.ts";

const DEFAULT_PORT = 31337;
/** Nsock's own beat: what it notices, it notices a little later. */
const BEAT_SECONDS = 0.042;
const UDP_SECONDS = 2.17;
const DEADLINE_SLACK = 0.15;

export const ncat = netTool(async (run) => {
  const { stderr, stdout } = run.context;
  const syntax = {
    short: "46bC:ce:d:g:hi:klm:no:p:q:s:tuvw:xz",
    long: {
      help: "h",
      version: "version",
      verbose: "v",
      udp: "u",
      listen: "l",
      "wait=": "w",
      "idle-timeout=": "i",
      "source-port=": "p",
      "keep-open": "k",
      ssl: "ssl",
      "sh-exec=": "c",
      "exec=": "e",
      "send-only": "send-only",
      "recv-only": "recv-only",
    },
  };
  const parsed = getopt(run.args, syntax);
  if ("error" in parsed) {
    stderr.write(`${run.name}: ${optionMessage(parsed.error, run.variant.libc)}\n`);
    return quit(run, "Try `--help' or man(1) ncat for more information, usage options and help.");
  }
  const version = `Ncat: Version ${run.variant.version} ( https://nmap.org/ncat )\n`;
  if (hasFlag(parsed, "version")) {
    stderr.write(version);
    return 0;
  }
  if (hasFlag(parsed, "h")) {
    stdout.write(
      `Ncat ${run.variant.version} ( https://nmap.org/ncat )\nUsage: ncat [options] [hostname] [port]\n`,
    );
    return 0;
  }
  const wait = valueOf(parsed, "w");
  if (wait !== undefined && !/^[1-9]\d*(ms|s|m|h)?$/.test(wait)) {
    return quit(
      run,
      `Invalid -w timeout "${wait}" (must be greater than 0 and less than 2147483s).`,
    );
  }
  if (hasFlag(parsed, "v")) stderr.write(version);
  if (hasFlag(parsed, "l")) return pause(run, Infinity).then(() => 0);
  return connect(run, parsed, wait === undefined ? undefined : Number.parseInt(wait, 10));
});

function quit(run: Run, message: string): number {
  run.context.stderr.write(`Ncat: ${message} QUITTING.\n`);
  return 2;
}

async function connect(
  run: Run,
  parsed: ParsedOptions,
  limit: number | undefined,
): Promise<number> {
  const { stderr, stdout, clock } = run.context;
  const say = (text: string): void => {
    if (hasFlag(parsed, "v")) stderr.write(`Ncat: ${text}\n`);
  };
  const [host, port] = parsed.operands;
  if (host === undefined) return quit(run, "You must specify a host to connect to.");
  if (port !== undefined && (!/^\d+$/.test(port) || Number(port) > 65535 || Number(port) < 1)) {
    return quit(run, `Invalid port number "${port}".`);
  }
  const answer = await lookup(run, host);
  if (answer.kind !== "addresses") {
    return quit(
      run,
      `Could not resolve hostname "${host}": ${gaiError(answer, run.variant.libc)}.`,
    );
  }
  const started = clock.now();
  const ip = firstAddress(answer);
  const number = port === undefined ? DEFAULT_PORT : Number(port);
  const target = `${host}:${number}`;
  const udp = hasFlag(parsed, "u");
  const done = (sent: number, received: number): number => {
    const seconds = ((clock.now() - started) / 1000).toFixed(2);
    say(`${sent} bytes sent, ${received} bytes received in ${seconds} seconds.`);
    return 0;
  };
  if (udp) {
    const connection = run.net.probe({ ip, port: number, protocol: "UDP", tool: run.name, target });
    say(`Connected to ${ip}:${number}.`);
    const silent = connection.outcome === "open" || connection.outcome === "timeout";
    await pause(run, silent ? UDP_SECONDS : 2 * BEAT_SECONDS);
    if (!silent) {
      stderr.write("Ncat: Connection refused.\n");
      return 1;
    }
    say("UDP packet sent successfully");
    return done(1, 0);
  }
  const dialled = await dial(run, {
    ip,
    port: number,
    target,
    blocking: false,
    ...(limit === undefined ? {} : { limit: limit + DEADLINE_SLACK }),
  });
  if (dialled.kind === "deadline") {
    say("TIMEOUT.");
    return 1;
  }
  await pause(run, BEAT_SECONDS);
  if (dialled.kind === "error") {
    say(`${strerror(dialled.errno, run.variant.libc)}.`);
    return 1;
  }
  say(`Connected to ${ip}:${number}.`);
  if (hasFlag(parsed, "z")) return done(0, 0);
  const totals = { sent: 0, received: 0 };
  await talk(run, dialled.connection, {
    receive: (text) => {
      totals.received += text.length;
      stdout.write(text);
    },
    send: (text) => {
      totals.sent += text.length;
      return text;
    },
  });
  return done(totals.sent, totals.received);
}
