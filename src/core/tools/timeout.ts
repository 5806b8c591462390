/** timeout: coreutils' (exit 124) and BusyBox' (the command dies of SIGTERM, 143). */
import { CancelSource, Cancelled } from "../cluster/clock.ts";
import type { ProcessContext, Program } from "../shell/process.ts";

/** `10`, `1.5`, `2m`; undefined when it is no duration. */
function duration(text: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text ?? "");
  if (match === null) return undefined;
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };
  return Number(match[1]) * (units[match[2] ?? "s"] ?? 1);
}

/** Runs a command for at most so long; undefined when it had to be ended. */
async function limited(
  context: ProcessContext,
  argv: readonly string[],
  seconds: number,
): Promise<number | undefined> {
  const cancel = new CancelSource(context.cancel);
  const alarm = new CancelSource(cancel);
  const state = { expired: false };
  const timer = context.clock.sleep(seconds * 1000, alarm).then(
    () => {
      state.expired = true;
      cancel.cancel("SIGTERM");
    },
    () => undefined,
  );
  try {
    const status = await context.spawn(argv, { cancel });
    return state.expired ? undefined : status;
  } catch (error) {
    if (error instanceof Cancelled && state.expired) return undefined;
    throw error;
  } finally {
    alarm.cancel("SIGTERM");
    await timer;
    cancel.dispose();
  }
}

export const timeoutCoreutils: Program = async (context) => {
  const args = [...context.argv.slice(1)];
  while (args[0]?.startsWith("-") === true) {
    const flag = args.shift() ?? "";
    if (/^-[ks]$/.test(flag)) args.shift();
  }
  const [time, ...argv] = args;
  const complain = (text: string): number => {
    context.stderr.write(`timeout: ${text}\nTry 'timeout --help' for more information.\n`);
    return 125;
  };
  if (time === undefined || argv.length === 0) return complain("missing operand");
  const seconds = duration(time);
  if (seconds === undefined) return complain(`invalid time interval '${time}'`);
  const status = await limited(context, argv, seconds === 0 ? Number.MAX_SAFE_INTEGER : seconds);
  if (status === 127) {
    context.stderr.write(
      `timeout: failed to run command '${argv[0] ?? ""}': No such file or directory\n`,
    );
  }
  return status ?? 124;
};

/** @param old before 1.30 the time came with `-t`. */
export function timeoutBusybox(old: boolean): Program {
  return async (context) => {
    const args = [...context.argv.slice(1)];
    let time = old ? "10" : undefined;
    while (args[0]?.startsWith("-") === true) {
      const flag = args.shift() ?? "";
      const value = args.shift();
      if (flag === "-t" && old) time = value;
    }
    time ??= args.shift();
    const seconds = duration(time);
    if (seconds === undefined || args.length === 0) {
      context.stderr.write(
        old
          ? "Usage: timeout [-t SECS] [-s SIG] PROG ARGS\n"
          : "Usage: timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS\n",
      );
      return 1;
    }
    const status = await limited(context, args, seconds);
    if (status === 127) {
      const program = args[0] ?? "";
      context.stderr.write(`timeout: can't execute '${program}': No such file or directory\n`);
    }
    return status ?? 143;
  };
}
