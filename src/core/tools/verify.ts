/**
 * Answers recordings of pod tools with the real tools over a data plane that stands for the
 * network of the recordings. Reads what was put in (argv, policy, dns, version, environment,
 * keyboard), never what came out.
 */
import { CancelSource, Cancelled, VirtualClock } from "../cluster/clock.ts";
import { createPodNetwork } from "../network/podNetwork.ts";
import { MemoryFileSystem } from "../shell/memoryFiles.ts";
import type { InputStream, ProcessContext, Program } from "../shell/process.ts";
import { signalStatus } from "../shell/signals.ts";
import { NULL_INPUT, Pipe, TextOutput } from "../shell/streams.ts";
import type { PodNetwork } from "../network/types.ts";
import { createInterpreter } from "../shell/createInterpreter.ts";
import type { Dialect } from "../shell/dialect.ts";
import { openNetworkDevice } from "./devTcp.ts";
import { ETC_SERVICES } from "./files/services.ts";
import { programsFor } from "./programs.ts";
import type { Privileges, ToolVariant } from "./tool.ts";
import {
  CLIENT,
  RECORDED_SNAPSHOT,
  UPSTREAM_IP,
  recordedAnswers,
  recordedPlane,
} from "./verify/recordedNetwork.ts";
import { RecordedTerminal } from "./verify/terminal.ts";

/** The inputs of a recording; other fields are not looked at. */
export interface ToolRecord {
  readonly id: number;
  readonly tool: string;
  readonly version: string;
  readonly argv: readonly string[];
  readonly policy: string;
  readonly dns: string;
  readonly tty: boolean;
  readonly stdin: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run_under?: readonly string[];
  /** When the recorder ended a run that had no end of its own. */
  readonly still_running_after?: number;
  readonly typed?: readonly (readonly [second: number, text: string])[];
}

export interface ToolAnswer {
  readonly id: number;
  readonly stdout: string;
  readonly stderr: string;
  /** null when it would never have ended. */
  readonly exit_code: number | null;
  readonly seconds: number;
}

/** Lab time of the recordings: 20 November 2026. */
const START = Date.UTC(2026, 10, 20, 21, 25, 40);
/** After so many seconds a run counts as one that never ends. */
const PATIENCE = 600;
/** Milliseconds that the recorder took to end a run. */
const RECORDER_SLACK = 10;

/** Lets everything that is ready run, without a timer of the host. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 400; turn++) await Promise.resolve();
}

export async function answerRecording(record: ToolRecord): Promise<ToolAnswer> {
  const clock = new VirtualClock(START);
  const terminal = record.tty ? new RecordedTerminal() : undefined;
  const stdout = new TextOutput();
  const stderr = new TextOutput();
  const cancel = new CancelSource(terminal?.interrupt);
  const context = contextFor(record, { clock, terminal, stdout, stderr, cancel });
  let ended: { readonly code: number; readonly at: number } | undefined;
  const running = launch(record, context).then((code) => {
    ended = { code, at: clock.now() };
  });
  for (const [second, text] of record.typed ?? []) {
    void clock.sleep(second * 1000).then(() => {
      if (ended === undefined) terminal?.type(text);
    });
  }
  const limit = START + (record.still_running_after ?? PATIENCE) * 1000 + RECORDER_SLACK;
  await clock.run(() => ended !== undefined || (clock.next() ?? limit) >= limit, settle);
  const finished = ended;
  const seconds = ((finished?.at ?? limit) - START) / 1000;
  const answer: ToolAnswer = {
    id: record.id,
    stdout: terminal?.text ?? stdout.text,
    stderr: terminal === undefined ? stderr.text : "",
    exit_code: finished?.code ?? null,
    seconds,
  };
  if (finished === undefined) {
    cancel.cancel("SIGTERM");
    await settle();
  }
  await running;
  return answer;
}

/** Tools whose program file carries a capability: without it in the bounding set exec fails. */
const FILE_CAPABILITIES: ReadonlySet<string> = new Set(["ping (iputils)"]);

async function launch(record: ToolRecord, context: ProcessContext): Promise<number> {
  const runUnder = record.run_under ?? [];
  if (FILE_CAPABILITIES.has(record.tool) && !privilegesOf(runUnder).netRaw) {
    const path = `/usr/bin/${record.argv[0] ?? ""}`;
    for (const reason of ["Operation not permitted", "Success"]) {
      context.stderr.write(`sh: line 1: ${path}: ${reason}\n`);
    }
    return 126;
  }
  try {
    return await context.spawn(record.argv);
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    return signalStatus(error.reason);
  }
}

/** The build a recording's `version` names. */
function variantOf(version: string): ToolVariant {
  const number = /(\d+(?:\.\d+)*(?:-\d+)?)/.exec(version)?.[1] ?? "";
  const dash = number.indexOf("-");
  const packaged = /\((?:Debian \d+ )?([^)]*)\)/.exec(version)?.[1] ?? "";
  const release = version.startsWith("BusyBox")
    ? version.includes("Debian")
      ? `Debian ${packaged.split(" ").at(-1) ?? ""}`
      : "2024-09-26 21:31:42 UTC"
    : packaged;
  return {
    version: dash === -1 ? number : number.slice(0, dash),
    libc: version.includes("musl") ? "musl" : "glibc",
    build: version.includes("Debian") ? "debian" : "upstream",
    release,
  };
}

function privilegesOf(runUnder: readonly string[]): Privileges {
  const user = runUnder.some((word) => word === "--reuid=1000") ? 1000 : 0;
  return { user, netRaw: !runUnder.some((word) => word.includes("drop=cap_net_raw")) };
}

function contextFor(
  record: ToolRecord,
  world: {
    readonly clock: VirtualClock;
    readonly terminal: RecordedTerminal | undefined;
    readonly stdout: TextOutput;
    readonly stderr: TextOutput;
    readonly cancel: CancelSource;
  },
): ProcessContext {
  const { clock, terminal, cancel } = world;
  const net = createPodNetwork({
    plane: recordedPlane(record.policy),
    snapshot: () => RECORDED_SNAPSHOT,
    clock,
    caller: { kind: "pod", namespace: CLIENT.namespace, name: CLIENT.name },
    upstream: UPSTREAM_IP,
    dnsSoftware: record.dns === "dnsmasq" ? "dnsmasq" : "coredns",
    answers: recordedAnswers,
  });
  const runUnder = record.run_under ?? [];
  const programs: ReadonlyMap<string, Program> = programsFor(record.tool, {
    net,
    variant: variantOf(record.version),
    privileges: privilegesOf(runUnder),
  });
  const fs = filesFor(clock, runUnder);
  const shell = shellFor(record.tool, { net, clock, fs, programs });
  const context: ProcessContext = {
    argv: record.argv,
    env: new Map(
      Object.entries({
        PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        HOME: "/root",
        TERM: "xterm",
        ...record.env,
      }),
    ),
    cwd: "/root",
    fs,
    stdin: stdinFor(record, terminal),
    stdout: terminal?.output ?? world.stdout,
    stderr: terminal?.output ?? world.stderr,
    tty: terminal === undefined ? {} : { stdin: terminal, stdout: terminal, stderr: terminal },
    cancel,
    ...(terminal === undefined ? {} : { signals: terminal.signals }),
    clock,
    spawn: async (argv, overrides) => {
      const program = programs.get(argv[0] ?? "") ?? shell?.(argv[0] ?? "");
      if (program === undefined) return 127;
      return program({ ...context, ...overrides, argv });
    },
  };
  return context;
}

const SHELLS: Readonly<Record<string, Dialect>> = {
  "bash /dev/tcp": "bash",
  "busybox sh": "busybox",
  "sh (dash)": "dash",
};

/** The programs of a shell, for recordings that start one; their network devices go through `net`. */
function shellFor(
  tool: string,
  world: {
    readonly net: PodNetwork;
    readonly clock: VirtualClock;
    readonly fs: MemoryFileSystem;
    readonly programs: ReadonlyMap<string, Program>;
  },
): ((name: string) => Program | undefined) | undefined {
  const dialect = Object.hasOwn(SHELLS, tool) ? SHELLS[tool] : undefined;
  if (dialect === undefined) return undefined;
  const { net, clock, fs, programs } = world;
  const { world: shell } = createInterpreter({
    fs,
    clock,
    env: new Map([["HOME", "/root"]]),
    programs: (name) => programs.get(name),
    dialect,
    openDevice: (path, cancel) =>
      openNetworkDevice({ net, clock, fs, libc: "glibc" }, path, cancel),
  });
  return (name) => shell.programs(name);
}

function stdinFor(record: ToolRecord, terminal: RecordedTerminal | undefined): InputStream {
  if (terminal !== undefined) return terminal.input;
  return record.stdin === "/dev/null" ? NULL_INPUT : new Pipe();
}

function filesFor(clock: VirtualClock, runUnder: readonly string[]): MemoryFileSystem {
  const fs = new MemoryFileSystem(() => clock.now(), { home: "/root" });
  fs.mkdir("/etc", { parents: true });
  fs.write("/etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
  const hidden = runUnder.some((word) => word.includes("/etc/services"));
  if (!hidden) fs.write("/etc/services", ETC_SERVICES);
  return fs;
}
