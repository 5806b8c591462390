/** Programs about the process and its surroundings: env, sleep, timeout, date, which, xargs. */
import { Cancelled, CancelSource } from "../../cluster/clock.ts";
import type { ProcessContext, Program } from "../process.ts";
import { evaluateTest, TestError } from "../conditional.ts";
import { cancelReasonOf, SIGNALS, signalStatus } from "../signals.ts";
import { strftime } from "../time.ts";
import { baseName, complain, parseOptions, program, quote, UsageError } from "./program.ts";

const env = program(async (context) => {
  const { options, operands } = parseOptions(
    context.argv,
    {
      flags: "i0v",
      values: "uCS",
      long: { "ignore-environment": "i", unset: "u", chdir: "C", null: "0" },
      stopAtOperand: true,
    },
    125,
  );
  const split = options.get("S");
  const words = [
    ...(split === undefined ? [] : split.split(/\s+/).filter((word) => word !== "")),
    ...operands,
  ];
  const environment = new Map(options.has("i") ? [] : context.env);
  const unset = options.get("u");
  if (unset !== undefined) environment.delete(unset);
  let i = 0;
  for (; i < words.length; i++) {
    const word = words[i] ?? "";
    const equals = word.indexOf("=");
    if (equals < 1) break;
    environment.set(word.slice(0, equals), word.slice(equals + 1));
  }
  const command = words.slice(i);
  if (command.length > 0) {
    return runOr127(
      context,
      command,
      { env: environment },
      (name, why) => `${quote(context, name)}: ${why}`,
    );
  }
  const end = options.has("0") ? "\0" : "\n";
  for (const [name, value] of environment) context.stdout.write(`${name}=${value}${end}`);
  return 0;
});

/** Runs a command; a missing one is reported as `program: 'x': No such file or directory`. */
async function runOr127(
  context: ProcessContext,
  argv: readonly string[],
  overrides: Partial<ProcessContext>,
  word: (name: string, why: string) => string,
): Promise<number> {
  let missing = "";
  const stderr = overrides.stderr ?? context.stderr;
  const program_ = baseName(context.argv[0] ?? "");
  const marker = `${program_}: failed to run command '`;
  const status = await context.spawn(argv, {
    ...overrides,
    stderr: {
      write: (text) => {
        if (missing === "" && text.startsWith(marker)) missing = text;
        else stderr.write(text);
      },
    },
  });
  if (missing !== "") {
    const why = status === 126 ? "Permission denied" : "No such file or directory";
    stderr.write(`${program_}: ${word(argv[0] ?? "", why)}\n`);
  }
  return status;
}

const printenv = program((context) => {
  const names = context.argv.slice(1).filter((arg) => !arg.startsWith("-"));
  if (names.length === 0) {
    for (const [name, value] of context.env) context.stdout.write(`${name}=${value}\n`);
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const value = context.env.get(name);
    if (value === undefined) status = 1;
    else context.stdout.write(value + "\n");
  }
  return status;
});

const UNITS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["s", 1],
  ["m", 60],
  ["h", 3600],
  ["d", 86_400],
]);

/** Milliseconds of `1.5m`; undefined when it is no duration. */
export function duration(text: string): number | undefined {
  const match = /^([0-9]*\.?[0-9]+|[0-9]+\.|inf(?:inity)?)([smhd]?)$/.exec(text);
  const unit = UNITS.get(match?.[2] ?? "");
  if (match?.[1] === undefined || unit === undefined) return undefined;
  return match[1].startsWith("inf") ? 1e13 : Number(match[1]) * unit * 1000;
}

const sleep = program(async (context) => {
  const args = context.argv.slice(1);
  if (args.length === 0)
    throw new UsageError("missing operand\nTry 'sleep --help' for more information.");
  let total = 0;
  for (const arg of args) {
    const time = duration(arg);
    if (time === undefined) {
      throw new UsageError(
        `invalid time interval ${quote(context, arg)}\nTry 'sleep --help' for more information.`,
      );
    }
    total += time;
  }
  await context.clock.sleep(Math.min(total, 1e13), context.cancel);
  return 0;
});

const timeout = program(async (context) => {
  const { options, operands } = parseOptions(
    context.argv,
    {
      flags: "v",
      values: "sk",
      long: {
        signal: "s",
        "kill-after": "k",
        "preserve-status": "P",
        foreground: "F",
        verbose: "v",
      },
      stopAtOperand: true,
    },
    125,
  );
  const [time, ...command] = operands;
  if (time === undefined || command.length === 0) {
    context.stderr.write("Try 'timeout --help' for more information.\n");
    return 125;
  }
  const limit = duration(time);
  if (limit === undefined) {
    throw new UsageError(
      `invalid time interval ${quote(context, time)}\nTry 'timeout --help' for more information.`,
      125,
    );
  }
  const signal = (options.get("s") ?? "TERM").toUpperCase().replace(/^SIG/, "");
  const number = SIGNALS.find(
    ([name, value]) => name === signal || value.toString() === signal,
  )?.[1];
  if (number === undefined) throw new UsageError(`${options.get("s") ?? ""}: invalid signal`, 125);
  const source = new CancelSource(context.cancel);
  const timer = new CancelSource(context.cancel);
  const alarm = { rang: false };
  if (limit > 0) {
    context.clock.sleep(limit, timer).then(
      () => {
        alarm.rang = true;
        source.cancel(cancelReasonOf(number));
      },
      () => undefined,
    );
  }
  try {
    const status = await runOr127(
      context,
      command,
      { cancel: source },
      (name, why) => `failed to run command ${quote(context, name)}: ${why}`,
    );
    return alarm.rang && !options.has("P") ? 124 : status;
  } catch (error) {
    if (!(error instanceof Cancelled) || context.cancel.reason !== undefined) throw error;
    return alarm.rang && !options.has("P") ? 124 : signalStatus(error.reason);
  } finally {
    timer.cancel("SIGALRM");
    source.dispose();
    timer.dispose();
  }
});

/** `-d` in the forms people use: @SECONDS, ISO dates, `now`, `1 hour ago`, `yesterday`. */
function parseDate(text: string, now: number): number | undefined {
  const lower = text.trim().toLowerCase();
  if (lower === "" || lower === "now" || lower === "today") return now;
  if (lower === "yesterday") return now - 86_400_000;
  if (lower === "tomorrow") return now + 86_400_000;
  if (/^@-?[0-9]+(\.[0-9]+)?$/.test(lower)) return Number(lower.slice(1)) * 1000;
  const relative = /^([-+]?[0-9]+)\s*(sec(?:ond)?|min(?:ute)?|hour|day|week)s?(\s+ago)?$/.exec(
    lower,
  );
  if (relative !== null) {
    const units: Readonly<Record<string, number>> = {
      sec: 1,
      second: 1,
      min: 60,
      minute: 60,
      hour: 3600,
      day: 86_400,
      week: 604_800,
    };
    const amount = Number(relative[1]) * (units[relative[2] ?? ""] ?? 1) * 1000;
    return now + (relative[3] === undefined ? amount : -amount);
  }
  const iso =
    /^(\d{4})-(\d{2})-(\d{2})(?:[t ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(?:z|utc|([-+])(\d{2}):?(\d{2}))?$/.exec(
      lower,
    );
  if (iso === null) return undefined;
  const [, year, month, day, hour, minute, second, sign, offsetHours, offsetMinutes] = iso;
  const offset =
    (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * 60_000 * (sign === "-" ? -1 : 1);
  return (
    Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour ?? 0),
      Number(minute ?? 0),
      Number(second ?? 0),
    ) - offset
  );
}

const ISO_FORMATS: Readonly<Record<string, string>> = {
  "": "%Y-%m-%d",
  date: "%Y-%m-%d",
  hours: "%Y-%m-%dT%H+00:00",
  minutes: "%Y-%m-%dT%H:%M+00:00",
  seconds: "%Y-%m-%dT%H:%M:%S+00:00",
  ns: "%Y-%m-%dT%H:%M:%S,%N+00:00",
};

const date = program((context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "uR",
    values: "dI",
    long: {
      date: "d",
      utc: "u",
      universal: "u",
      "rfc-email": "R",
      "iso-8601": "iso",
      "rfc-3339": "rfc",
    },
  });
  const given = options.get("d");
  const now = context.clock.now();
  const time = given === undefined ? now : parseDate(given, now);
  if (time === undefined) throw new UsageError(`invalid date ${quote(context, given ?? "")}`);
  let format = "%a %b %e %H:%M:%S %Z %Y";
  if (options.has("R")) format = "%a, %d %b %Y %H:%M:%S +0000";
  const iso = options.get("I") ?? options.get("iso");
  if (iso !== undefined) format = ISO_FORMATS[iso] ?? format;
  const [operand] = operands;
  if (operand?.startsWith("+") === true) format = operand.slice(1);
  else if (operand !== undefined) throw new UsageError(`invalid date ${quote(context, operand)}`);
  context.stdout.write(strftime(format, time) + "\n");
  return 0;
});

const which = program(async (context) => {
  const names = context.argv.slice(1).filter((arg) => !arg.startsWith("-"));
  let status = 0;
  for (const name of names) {
    const found = await context.spawn(["sh", "-c", 'command -v "$1" | grep ^/ ', "sh", name], {
      stderr: { write: () => undefined },
    });
    if (found !== 0) status = 1;
  }
  return status;
});

const test = program((context) => {
  const bracket = baseName(context.argv[0] ?? "") === "[";
  const args = context.argv.slice(1);
  if (bracket && args.pop() !== "]") throw new UsageError("missing ']'", 2);
  const { tty } = context;
  const terminals = [tty.stdin, tty.stdout, tty.stderr];
  try {
    return evaluateTest(args, {
      fs: context.fs,
      cwd: context.cwd,
      isSet: (name) => context.env.has(name),
      option: () => false,
      isTerminal: (fd) => terminals[fd] !== undefined,
    })
      ? 0
      : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    throw new UsageError(error.message, 2);
  }
});

const basename = program((context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "az",
    values: "s",
    long: { suffix: "s", multiple: "a" },
  });
  if (operands.length === 0)
    throw new UsageError("missing operand\nTry 'basename --help' for more information.");
  const many = options.has("a") || options.has("s");
  if (!many && operands.length > 2) {
    throw new UsageError(
      `extra operand ${quote(context, operands[2] ?? "")}\nTry 'basename --help' for more information.`,
    );
  }
  const suffix = options.get("s") ?? (many ? "" : (operands[1] ?? ""));
  for (const path of many ? operands : operands.slice(0, 1)) {
    const name = /^\/+$/.test(path) ? "/" : baseName(path.replace(/\/+$/, ""));
    context.stdout.write(
      (suffix !== "" && name !== suffix && name.endsWith(suffix)
        ? name.slice(0, -suffix.length)
        : name) + "\n",
    );
  }
  return 0;
});

const dirname = program((context) => {
  const { operands } = parseOptions(context.argv, { flags: "z" });
  if (operands.length === 0)
    throw new UsageError("missing operand\nTry 'dirname --help' for more information.");
  for (const path of operands) {
    const trimmed = path.replace(/(?<=.)\/+$/, "");
    const slash = trimmed.lastIndexOf("/");
    context.stdout.write(
      (slash < 0 ? "." : slash === 0 ? "/" : trimmed.slice(0, slash).replace(/(?<=.)\/+$/, "")) +
        "\n",
    );
  }
  return 0;
});

const watch = program(async (context) => {
  const { options, operands } = parseOptions(context.argv, {
    flags: "dtbecgxp",
    values: "n",
    long: { interval: "n", differences: "d", "no-title": "t" },
    stopAtOperand: true,
  });
  if (operands.length === 0) throw new UsageError("missing command");
  const seconds = Math.max(0.1, Number(options.get("n") ?? "2"));
  if (Number.isNaN(seconds))
    throw new UsageError(`failed to parse argument: '${options.get("n") ?? ""}'`);
  const command = operands.join(" ");
  for (;;) {
    context.stdout.write("\u001b[H\u001b[2J");
    if (!options.has("t")) {
      const time = strftime("%a %b %e %H:%M:%S %Y", context.clock.now());
      const left = `Every ${seconds.toFixed(1)}s: ${command}`;
      const right = `${context.env.get("HOSTNAME") ?? "lab"}: ${time}`;
      const columns = context.tty.stdout?.columns ?? 80;
      context.stdout.write(
        left + " ".repeat(Math.max(1, columns - left.length - right.length)) + right + "\n\n",
      );
    }
    await context.spawn(["sh", "-c", command]);
    await context.clock.sleep(seconds * 1000, context.cancel);
  }
});

function constant(text: string): Program {
  return (context) => {
    context.stdout.write(text);
    return Promise.resolve(0);
  };
}

function user(context: ProcessContext): string {
  return context.env.get("USER") ?? "root";
}

const id = program((context) => {
  const name = user(context);
  const number = name === "root" ? 0 : 1000;
  const { options } = parseOptions(context.argv, { flags: "ugnGr" });
  if (options.has("u") || options.has("g") || options.has("G")) {
    context.stdout.write(`${options.has("n") ? name : number}\n`);
  } else
    context.stdout.write(
      `uid=${number}(${name}) gid=${number}(${name}) groups=${number}(${name})\n`,
    );
  return 0;
});

export const SYSTEM_PROGRAMS: readonly (readonly [string, Program])[] = [
  ["env", env],
  ["printenv", printenv],
  ["sleep", sleep],
  ["timeout", timeout],
  ["date", date],
  ["which", which],
  ["test", test],
  ["[", test],
  ["basename", basename],
  ["dirname", dirname],
  ["watch", watch],
  ["id", id],
  ["true", () => Promise.resolve(0)],
  ["false", () => Promise.resolve(1)],
  ["clear", constant("\u001b[H\u001b[2J\u001b[3J")],
  ["reset", constant("\u001bc")],
  [
    "pwd",
    (context) => {
      context.stdout.write(context.cwd + "\n");
      return Promise.resolve(0);
    },
  ],
  [
    "whoami",
    (context) => {
      context.stdout.write(user(context) + "\n");
      return Promise.resolve(0);
    },
  ],
  ["nproc", constant("2\n")],
  [
    "tty",
    program((context) => {
      const terminal = context.tty.stdin !== undefined;
      context.stdout.write(terminal ? "/dev/pts/0\n" : "not a tty\n");
      return terminal ? 0 : 1;
    }),
  ],
  [
    "stty",
    program((context) => {
      const terminal = context.tty.stdin;
      if (terminal === undefined) {
        complain(context, "'standard input': Inappropriate ioctl for device");
        return 1;
      }
      if (context.argv[1] === "size")
        context.stdout.write(`${terminal.rows} ${terminal.columns}\n`);
      else if (context.argv.length === 1) context.stdout.write("speed 38400 baud; line = 0;\n");
      return 0;
    }),
  ],
];
