/** BusyBox ping (networking/ping.c). */
import { Cancelled } from "../../cluster/clock.ts";
import { hasFlag, valueOf } from "../getopt.ts";
import { echo, type Echo } from "../icmp.ts";
import { pause } from "../socket.ts";
import { isAtLeast, netTool, type Run } from "../tool.ts";
import { resolveHost } from "./address.ts";
import { bufferedOutput, type BufferedOutput } from "./stdio.ts";
import { applet, number, options, usage } from "./applet.ts";

const USAGE = `ping [OPTIONS] HOST

Send ICMP ECHO_REQUESTs to HOST

	-4,-6		Force IP or IPv6 name resolution
	-c CNT		Send only CNT pings
	-s SIZE		Send SIZE data bytes in packets (default 56)
	-i SECS		Interval
	-A		Ping as soon as reply is received
	-t TTL		Set TTL
	-I IFACE/IP	Source interface or IP address
	-W SEC		Seconds to wait for the first response (default 10)
			(after all -c CNT packets are sent)
	-w SEC		Seconds until ping exits (default:infinite)
			(can exit earlier with -c CNT)
	-q		Quiet, only display output at start/finish
	-p HEXBYTE	Payload pattern`;

const OLD_USAGE = `ping [OPTIONS] HOST

Send ICMP ECHO_REQUEST packets to network hosts

	-4,-6		Force IP or IPv6 name resolution
	-c CNT		Send only CNT pings
	-s SIZE		Send SIZE data bytes in packets (default 56)
	-t TTL		Set TTL
	-I IFACE/IP	Source interface or IP address
	-W SEC		Seconds to wait for the first response (default 10)
			(after all -c CNT packets are sent)
	-w SEC		Seconds until ping exits (default:infinite)
			(can exit earlier with -c CNT)
	-q		Quiet, only display output at start
			and when finished
	-p HEXBYTE	Pattern to use for payload`;

const DEFAULT_WAIT = 10;

interface Tally {
  sent: number;
  readonly times: number[];
}

export const busyboxPing = netTool(
  applet(async (run) => {
    const modern = isAtLeast(run.variant.version, "1.30.0");
    const text = modern ? USAGE : OLD_USAGE;
    const parsed = options(run, { short: `qvA46c:s:t:w:W:I:np:${modern ? "i:" : ""}` }, text);
    const [host] = parsed.operands;
    if (host === undefined) usage(run, text);
    const numeric = (flag: string, otherwise: number): number =>
      number(run, valueOf(parsed, flag) ?? `${otherwise}`);
    const plan: Plan = {
      host,
      count: numeric("c", 0),
      size: numeric("s", 56),
      wait: numeric("W", DEFAULT_WAIT),
      deadline: numeric("w", 0),
      interval: Number(valueOf(parsed, "i") ?? 1) || 1,
      quiet: hasFlag(parsed, "q"),
    };
    const family = hasFlag(parsed, "6") ? 6 : hasFlag(parsed, "4") ? 4 : undefined;
    const at = await resolveHost(run, host, 0, family);
    return ping(run, plan, at.ip);
  }),
);

interface Plan {
  readonly host: string;
  /** 0: for ever. */
  readonly count: number;
  readonly size: number;
  readonly wait: number;
  /** 0: none. */
  readonly deadline: number;
  readonly interval: number;
  readonly quiet: boolean;
}

async function ping(run: Run, plan: Plan, ip: string): Promise<number> {
  const { stderr, clock } = run.context;
  const stdout = bufferedOutput(run);
  stdout.write(`PING ${plan.host} (${ip}): ${plan.size} data bytes\n`);
  if (!run.privileges.netRaw) {
    stderr.write(`${run.name}: permission denied (are you root?)\n`);
    stdout.flush();
    return 1;
  }
  const tally: Tally = { sent: 0, times: [] };
  const started = clock.now();
  try {
    for (;;) {
      const sentAt = clock.now();
      const reply = await send(run, plan, ip, tally, stdout);
      const elapsed = (): number => (clock.now() - started) / 1000;
      if (plan.count > 0 && tally.sent >= plan.count) {
        if (reply?.kind !== "reply") await pause(run, tally.times.length > 0 ? 1 : plan.wait);
        break;
      }
      await pause(run, plan.interval - (clock.now() - sentAt) / 1000);
      if (plan.deadline > 0 && elapsed() >= plan.deadline) break;
    }
  } catch (error) {
    if (!(error instanceof Cancelled) || error.reason !== "SIGINT") throw error;
  }
  return summary(plan, tally, stdout);
}

async function send(
  run: Run,
  plan: Plan,
  ip: string,
  tally: Tally,
  stdout: BufferedOutput,
): Promise<Echo | undefined> {
  const sequence = tally.sent++;
  const answer = echo(run, ip, plan.host, sequence);
  if (answer.kind !== "reply") return answer;
  await pause(run, answer.milliseconds / 1000);
  tally.times.push(answer.milliseconds);
  if (!plan.quiet) {
    const time = answer.milliseconds.toFixed(3);
    stdout.write(
      `${plan.size + 8} bytes from ${ip}: seq=${sequence} ttl=${answer.ttl} time=${time} ms\n`,
    );
    stdout.flush();
  }
  return answer;
}

function summary(plan: Plan, { sent, times }: Tally, stdout: BufferedOutput): number {
  const loss = sent === 0 ? 0 : Math.floor(((sent - times.length) * 100) / sent);
  stdout.write(`\n--- ${plan.host} ping statistics ---\n`);
  stdout.write(
    `${sent} packets transmitted, ${times.length} packets received, ${loss}% packet loss\n`,
  );
  if (times.length === 0) {
    stdout.flush();
    return 1;
  }
  const average = times.reduce((sum, time) => sum + time, 0) / times.length;
  const figures = [Math.min(...times), average, Math.max(...times)];
  const text = figures.map((value) => value.toFixed(3)).join("/");
  stdout.write(`round-trip min/avg/max = ${text} ms\n`);
  stdout.flush();
  return 0;
}
