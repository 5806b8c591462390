/** ping of iputils. */
import { Cancelled } from "../../cluster/clock.ts";
import { isAddress, isIPv6 } from "../../network/addresses.ts";
import type { RejectKind } from "../../network/types.ts";
import { gaiError } from "../errors.ts";
import { getopt, hasFlag, optionMessage, valueOf, type ParsedOptions } from "../getopt.ts";
import { echo } from "../icmp.ts";
import { firstAddress, lookup, pause, reverseLookup } from "../socket.ts";
import { netTool, type Run } from "../tool.ts";
import { pingUsage } from "./usage.ts";

const SHORT = "34aABbc:CDde:fF:hHi:I:l:Lm:M:nN:Op:qQ:rRs:S:t:T:UvVw:W:6";
const LARGEST = "9223372036854775807";
const DEFAULT_WAIT = 10;

class PingError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Plan {
  readonly host: string;
  readonly canonical: string;
  readonly ip: string;
  /** Show names of those who answer. */
  readonly names: boolean;
  readonly count: number | undefined;
  readonly wait: number;
  readonly deadline: number | undefined;
  readonly interval: number;
  readonly size: number;
  readonly quiet: boolean;
}

interface Tally {
  sent: number;
  errors: number;
  /** Errors that will come when ARP has failed. */
  pending: { readonly at: number; readonly sequence: number }[];
  pipe: number;
  readonly times: number[];
  readonly started: number;
  lastSent: number;
}

export const iputilsPing = netTool(async (run) => {
  const { stderr, stdout } = run.context;
  const modern = run.variant.version >= "2024";
  const parsed = getopt(run.args, { short: SHORT });
  if ("error" in parsed) {
    stderr.write(
      `${run.name}: ${optionMessage(parsed.error, run.variant.libc)}\n${pingUsage(modern)}`,
    );
    return 2;
  }
  if (hasFlag(parsed, "h")) {
    stderr.write(pingUsage(modern));
    return 2;
  }
  if (hasFlag(parsed, "V")) {
    stdout.write(
      `ping from iputils ${run.variant.version}\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n`,
    );
    return 0;
  }
  try {
    const plan = await planOf(run, parsed, modern);
    return await ping(run, plan, modern);
  } catch (error) {
    if (!(error instanceof PingError)) throw error;
    stderr.write(`${run.name}: ${error.message}\n`);
    return error.status;
  }
});

function whole(parsed: ParsedOptions, flag: string, least: number): number | undefined {
  const text = valueOf(parsed, flag);
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw new PingError(1, `invalid argument: '${text}'`);
  if (Number(text) < least) {
    const range = `out of range: ${least} <= value <= ${LARGEST}`;
    throw new PingError(1, `invalid argument: '${text}': ${range}`);
  }
  return Number(text);
}

function decimal(parsed: ParsedOptions, flag: string): number | undefined {
  const text = valueOf(parsed, flag);
  if (text === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new PingError(1, `bad timing interval: ${text}`);
  return Number(text);
}

async function planOf(run: Run, parsed: ParsedOptions, modern: boolean): Promise<Plan> {
  const count = whole(parsed, "c", 1);
  const size = whole(parsed, "s", 0) ?? 56;
  const deadline = whole(parsed, "w", 1);
  const wait = decimal(parsed, "W") ?? DEFAULT_WAIT;
  const interval = decimal(parsed, "i") ?? 1;
  const host = parsed.operands.at(-1);
  if (host === undefined) {
    throw new PingError(modern ? 2 : 1, "usage error: Destination address required");
  }
  const family = hasFlag(parsed, "4") ? 4 : hasFlag(parsed, "6") ? 6 : undefined;
  const answer = await lookup(run, host, family);
  if (answer.kind !== "addresses") {
    throw new PingError(2, `${host}: ${gaiError(answer, run.variant.libc)}`);
  }
  return {
    host,
    canonical: answer.canonical,
    ip: answer.ips.find(isIPv6) ?? firstAddress(answer),
    names: !isAddress(host) && !hasFlag(parsed, "n"),
    count,
    wait,
    deadline,
    interval,
    size,
    quiet: hasFlag(parsed, "q"),
  };
}

function heading({ canonical, ip, size }: Plan, modern: boolean): string {
  if (!isIPv6(ip)) return `PING ${canonical} (${ip}) ${size}(${size + 28}) bytes of data.\n`;
  const target = modern ? `${canonical} (${ip})` : `${canonical}(${canonical} (${ip}))`;
  return `PING ${target} ${size} data bytes\n`;
}

async function ping(run: Run, plan: Plan, modern: boolean): Promise<number> {
  const { stdout, stderr, clock } = run.context;
  if (!run.privileges.netRaw) {
    stderr.write(`${run.name}: socket: Operation not permitted\n`);
    return 2;
  }
  stdout.write(heading(plan, modern));
  const tally: Tally = {
    sent: 0,
    errors: 0,
    pending: [],
    pipe: 0,
    times: [],
    started: clock.now(),
    lastSent: clock.now(),
  };
  try {
    await loop(run, plan, tally, modern);
  } catch (error) {
    if (!(error instanceof Cancelled) || error.reason !== "SIGINT") throw error;
    summary(run, plan, tally);
    return tally.times.length > 0 ? 0 : 1;
  }
  summary(run, plan, tally);
  const enough =
    plan.deadline === undefined || plan.count === undefined || tally.times.length >= plan.count;
  return tally.times.length > 0 && enough ? 0 : 1;
}

async function loop(run: Run, plan: Plan, tally: Tally, modern: boolean): Promise<void> {
  const { clock } = run.context;
  const end = plan.deadline === undefined ? Infinity : tally.started + plan.deadline * 1000;
  for (;;) {
    const sentAt = clock.now();
    await sendOne(run, plan, tally, modern);
    // With -w the count is of replies, so the sending goes on until the deadline.
    const done =
      plan.count !== undefined &&
      (plan.deadline === undefined
        ? tally.sent >= plan.count
        : tally.times.length + tally.errors >= plan.count);
    if (done) break;
    const next = Math.min(sentAt + plan.interval * 1000, end);
    await until(run, next, tally);
    if (clock.now() >= end) return;
  }
  if (tally.times.length + tally.errors >= tally.sent) return;
  const last = Math.min(tally.lastSent + plan.wait * 1000, end);
  const answered = tally.times.length + tally.errors + tally.pending.length >= tally.sent;
  const lastError = tally.pending.at(-1)?.at ?? Infinity;
  await until(run, answered ? Math.min(last, lastError) : last, tally);
}

/** Waits for a time, printing the errors that come until then. */
async function until(run: Run, time: number, tally: Tally): Promise<void> {
  const { clock } = run.context;
  for (;;) {
    const [first] = tally.pending;
    if (first === undefined || first.at > time) break;
    await pause(run, (first.at - clock.now()) / 1000);
    tally.pipe = Math.max(tally.pipe, tally.pending.length);
    tally.pending.shift();
    errorLine(run, gatewayOf(run), first.sequence, "icmp-host-unreachable", tally);
  }
  await pause(run, (time - clock.now()) / 1000);
}

/** The address in whose name the own node reports that nobody answers ARP. */
function gatewayOf(run: Run): string {
  return (run.net.addresses[0] ?? "").replace(/\.\d+$/, ".1");
}

async function sendOne(run: Run, plan: Plan, tally: Tally, modern: boolean): Promise<void> {
  const { clock, stdout } = run.context;
  const sequence = ++tally.sent;
  tally.lastSent = clock.now();
  const answer = echo(run, plan.ip, plan.host, sequence);
  if (answer.kind === "unreachable") {
    // All that wait for one address fail together when its ARP does.
    const at = tally.pending[0]?.at ?? clock.now() + answer.seconds * 1000;
    tally.pending.push({ at, sequence });
    return;
  }
  if (answer.kind === "error") {
    errorLine(run, answer.from, sequence, answer.error, tally);
    return;
  }
  if (answer.kind !== "reply") return;
  await pause(run, answer.milliseconds / 1000);
  tally.times.push(answer.milliseconds);
  if (plan.quiet) return;
  const from = await sender(run, plan, modern);
  const digits = answer.milliseconds < 1 ? 3 : answer.milliseconds < 10 ? 2 : 1;
  stdout.write(
    `${plan.size + 8} bytes from ${from}: icmp_seq=${sequence} ttl=${answer.ttl} time=${answer.milliseconds.toFixed(digits)} ms\n`,
  );
}

async function sender(run: Run, plan: Plan, modern: boolean): Promise<string> {
  if (!plan.names) return plan.ip;
  const name = await reverseLookup(run, plan.ip);
  if (name === undefined && modern) return plan.ip;
  return `${name ?? plan.ip} (${plan.ip})`;
}

const ERRORS: Readonly<Record<RejectKind, string>> = {
  "icmp-port-unreachable": "Destination Port Unreachable",
  "icmp-admin-prohibited": "Packet filtered",
  "icmp-host-unreachable": "Destination Host Unreachable",
  "tcp-reset": "Destination Port Unreachable",
};

function errorLine(
  run: Run,
  from: string,
  sequence: number,
  error: RejectKind,
  tally: Tally,
): void {
  tally.errors++;
  run.context.stdout.write(`From ${from} icmp_seq=${sequence} ${ERRORS[error]}\n`);
}

function summary(run: Run, plan: Plan, tally: Tally): void {
  const { stdout, clock } = run.context;
  const { sent, times, errors } = tally;
  const loss = sent === 0 ? 0 : ((sent - times.length) * 100) / sent;
  const percent = Number.isInteger(loss) ? `${loss}` : `${Number(loss.toPrecision(6))}`;
  const elapsed = Math.round(Math.min(clock.now(), tally.lastSent) - tally.started);
  const failures = errors > 0 ? ` +${errors} errors,` : "";
  stdout.write(`\n--- ${plan.canonical} ping statistics ---\n`);
  stdout.write(
    `${sent} packets transmitted, ${times.length} received,${failures} ${percent}% packet loss, time ${elapsed}ms\n`,
  );
  stdout.write(
    `${rttLine(times)}${tally.pipe > 1 ? `${times.length > 0 ? ", " : ""}pipe ${tally.pipe}` : ""}\n`,
  );
}

function rttLine(times: readonly number[]): string {
  if (times.length === 0) return "";
  const average = times.reduce((sum, time) => sum + time, 0) / times.length;
  const squares = times.reduce((sum, time) => sum + (time - average) ** 2, 0) / times.length;
  const figures = [Math.min(...times), average, Math.max(...times), Math.sqrt(squares)];
  return `rtt min/avg/max/mdev = ${figures.map((value) => value.toFixed(3)).join("/")} ms`;
}
