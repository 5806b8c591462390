/** Background jobs. */
import { Cancelled, CancelSource } from "../../cluster/clock.ts";
import type { Builtin, BuiltinContext } from "../builtin.ts";
import type { Job } from "../jobs.ts";
import { cancelReasonOf, SIGNALS } from "../signals.ts";

function runJobs({ state, stdout, args }: BuiltinContext): number {
  if (args.includes("-p")) {
    for (const job of state.jobs.all) stdout.write(`${job.pid}\n`);
    return 0;
  }
  for (const job of state.jobs.all) stdout.write(state.jobs.line(job) + "\n");
  for (const job of state.jobs.all) if (job.status !== undefined) state.jobs.remove(job);
  return 0;
}

/** Waits for a job, or until the shell's own command is cancelled. */
async function waitFor(context: BuiltinContext, job: Job): Promise<number> {
  const { cancel } = context.shell;
  const source = new CancelSource(cancel);
  try {
    return await Promise.race([
      job.done,
      new Promise<number>((_, reject) => {
        source.onCancel(() => {
          try {
            source.throwIfCancelled();
          } catch (error) {
            reject(error instanceof Error ? error : new Error("cancelled"));
          }
        });
      }),
    ]);
  } finally {
    source.dispose();
  }
}

/** A job that was waited for; at a prompt it stays until the shell has said that it is done. */
function forget({ state }: BuiltinContext, job: Job): void {
  if (state.source !== "interactive" || state.subshell) state.jobs.remove(job);
}

async function runWait(context: BuiltinContext): Promise<number> {
  const { state, args } = context;
  const wanted = args.filter((arg) => !arg.startsWith("-"));
  if (wanted.length === 0) {
    const jobs = [...state.jobs.all];
    if (args.includes("-n") && jobs.length > 0) {
      return Promise.race(jobs.map((job) => waitFor(context, job)));
    }
    for (const job of jobs) {
      await waitFor(context, job);
      forget(context, job);
    }
    return 0;
  }
  let status = 0;
  for (const spec of wanted) {
    const job = state.jobs.find(spec);
    if (job !== undefined) {
      status = await waitFor(context, job);
      forget(context, job);
      continue;
    }
    const past = state.jobs.pastStatus(spec);
    if (past === undefined) {
      context.complain(
        spec.startsWith("%") ? `${spec}: no such job` : `pid ${spec} is not a child of this shell`,
      );
    }
    status = past ?? 127;
  }
  return status;
}

function signalNumber(text: string): number | undefined {
  const upper = text.toUpperCase().replace(/^SIG/, "");
  if (/^[0-9]+$/.test(upper)) return Number(upper);
  return SIGNALS.find(([name]) => name === upper)?.[1];
}

async function runKill(context: BuiltinContext): Promise<number> {
  const { state, stdout, args } = context;
  let number = 15;
  let targets = args;
  const first = args[0];
  if (first === "-l" || first === "-L") {
    const named = SIGNALS.find(([name]) => name === args[1]?.toUpperCase().replace(/^SIG/, ""));
    if (named !== undefined) stdout.write(`${named[1]}\n`);
    else if (args[1] !== undefined) {
      const code = Number(args[1]) & 0x7f;
      stdout.write((SIGNALS.find(([, value]) => value === code)?.[0] ?? args[1]) + "\n");
    } else
      stdout.write(
        SIGNALS.map(([name, value]) => `${value.toString().padStart(2)}) SIG${name}`).join("\n") +
          "\n",
      );
    return 0;
  }
  if (first !== undefined && /^-./.test(first) && first !== "--") {
    const name = first === "-s" || first === "-n" ? args[1] : first.slice(1);
    const found = signalNumber(name ?? "");
    if (found === undefined) {
      context.complain(`${name ?? ""}: invalid signal specification`);
      return 1;
    }
    number = found;
    targets = args.slice(first === "-s" || first === "-n" ? 2 : 1);
  }
  targets = targets.filter((target) => target !== "--");
  if (targets.length === 0) {
    context.stderr.write(
      "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n",
    );
    return 2;
  }
  let status = 0;
  let pending = "";
  for (const target of targets) {
    const job = state.jobs.find(target);
    if (job !== undefined && job.status === undefined) {
      if (number !== 0) job.signal(cancelReasonOf(number));
      continue;
    }
    if (target === state.pid.toString()) {
      if (number === 0) continue;
      const reason = cancelReasonOf(number);
      const trap = reason === "SIGKILL" ? undefined : state.traps.get(reason.slice(3));
      if (trap === undefined) throw new Cancelled(reason);
      pending = trap;
      continue;
    }
    status = 1;
    if (target.startsWith("%")) context.complain(`${target}: no such job`);
    else if (!/^-?[0-9]+$/.test(target)) {
      context.complain(`${target}: arguments must be process or job IDs`);
    } else context.complain(`(${target}) - No such process`);
  }
  if (pending !== "") await context.shell.evaluate(pending);
  return status;
}

async function runForeground(context: BuiltinContext): Promise<number> {
  const { state, stdout, shell } = context;
  const job = state.jobs.find(context.args[0] ?? "%+");
  if (state.source !== "interactive") {
    context.complain("no job control");
    return 1;
  }
  if (job === undefined) {
    context.complain(
      context.args[0] === undefined ? "current: no such job" : `${context.args[0]}: no such job`,
    );
    return 1;
  }
  stdout.write(job.source + "\n");
  const off = shell.cancel.onCancel((reason) => {
    job.signal(reason);
  });
  try {
    return await job.done;
  } finally {
    off();
    state.jobs.remove(job);
  }
}

export const JOB_BUILTINS: readonly Builtin[] = [
  { names: ["jobs"], run: runJobs },
  { names: ["wait"], run: runWait },
  { names: ["kill"], run: runKill },
  { names: ["fg"], run: runForeground },
  {
    names: ["bg"],
    run: (context) => {
      const job = context.state.jobs.find(context.args[0] ?? "%+");
      if (job === undefined) {
        context.complain(`${context.args[0] ?? "current"}: no such job`);
        return 1;
      }
      context.complain(`job ${job.id} already in background`);
      return 0;
    },
  },
  {
    names: ["disown"],
    run: ({ state, args }) => {
      const jobs =
        args.length === 0 ? state.jobs.all.slice(-1) : args.map((arg) => state.jobs.find(arg));
      for (const job of jobs) if (job !== undefined) state.jobs.remove(job);
      return 0;
    },
  },
];
