/**
 * The containers behind the API server: their files, environment, programs and first processes.
 * Implements {@link Kubelet} for kubectl; what runs inside meets the network only through a
 * PodNetwork, and tells the cluster how first processes end.
 */
import type { Container, Pod } from "../api/objects.ts";
import { CancelSource, Cancelled, type Clock } from "../cluster/clock.ts";
import type {
  ClusterState,
  ContainerExit,
  ContainerRef,
  ContainerRuntime,
  ProcessRef,
  WatchEvent,
} from "../cluster/types.ts";
import type { DataPlane } from "../network/dataplane.ts";
import { createPodNetwork, resolvConfOf } from "../network/podNetwork.ts";
import type { FlowObservation, PodNetwork } from "../network/types.ts";
import { podIndex } from "../network/view.ts";
import {
  createInterpreter,
  type InterpreterOptions,
  type ShellInterpreter,
} from "../shell/createInterpreter.ts";
import { createInteractive } from "../shell/interactive.ts";
import type { ContainerStreams, ExecOutcome, Kubelet, LogLine } from "../shell/kubelet.ts";
import { MemoryFileSystem } from "../shell/memoryFiles.ts";
import type { OutputStream, Program } from "../shell/process.ts";
import { NULL_INPUT, Pipe } from "../shell/streams.ts";
import type { TerminalDevice } from "../shell/tty.ts";
import type { TextTools } from "../shell/world.ts";
import { containerEnvironment, hostnameOf, writeContainerFiles } from "./containerFiles.ts";
import { containerPrograms, hasStandard, privilegesOf } from "./containerPrograms.ts";
import { openNetworkDevice } from "./devTcp.ts";
import { execError, forwardError, startError, whyNotStarted } from "./errorsOfRuntime.ts";
import { hexId } from "./ids.ts";
import { imageProfile, type ImageProfile } from "./images.ts";
import { LogBuffer, serverLines } from "./logs.ts";
import { mainProcess } from "./mainProcess.ts";
import { followSize, openTerminal, shakeSize, typeInto } from "./terminal.ts";

/** The cluster as the containers need it. */
export interface ContainerHost {
  readonly state: ClusterState;
  watch(listener: (event: WatchEvent) => void): () => void;
  /** Is told how a first process ended; restart and CrashLoopBackOff follow from it. */
  containerExited(ref: ProcessRef, exit: ContainerExit): boolean;
}

export interface ContainersOptions {
  readonly cluster: ContainerHost;
  readonly plane: DataPlane;
  readonly clock: Clock;
  readonly textTools?: TextTools;
  /** Every attempt of every program, as it happens. */
  readonly observe?: (observation: FlowObservation) => void;
  /** The prompt of shells that are started on a terminal. */
  readonly interactive?: InterpreterOptions["interactive"];
  /** Where the cluster's DNS forwards to. */
  readonly upstream?: string;
}

export interface Containers extends Kubelet {
  /** Stops all processes and stops watching. */
  close(): void;
}

export function createContainers(options: ContainersOptions): Containers {
  return new Runtime(options);
}

/** One container from its start to its end. */
interface Running {
  readonly ref: ContainerRef;
  readonly id: string;
  readonly container: Container;
  readonly profile: ImageProfile;
  readonly fs: MemoryFileSystem;
  readonly env: ReadonlyMap<string, string>;
  readonly programs: ReadonlyMap<string, Program>;
  readonly net: PodNetwork;
  /** Programs that need a file capability which the container has given up. */
  readonly withoutCapability: ReadonlySet<string>;
  readonly hostname: string;
  readonly log: LogBuffer;
  readonly cancel: CancelSource;
  /** The first process's terminal, or its standard input; absent for servers and without stdin. */
  readonly terminal: TerminalDevice | undefined;
  readonly stdin: Pipe | undefined;
  /** Connected by attach. */
  readonly clients: Set<{ readonly stdout: OutputStream; readonly stderr: OutputStream }>;
  readonly ended: Promise<number>;
  readonly end: (exitCode: number) => void;
}

const ALIVE: ReadonlySet<string> = new Set(["starting", "running"]);
function keyOf(ref: ContainerRef): string {
  return `${ref.namespace}/${ref.pod}/${ref.container}`;
}

class Runtime implements Containers {
  readonly #options: ContainersOptions;
  readonly #running = new Map<string, Running>();
  /** Logs of the container before the present one, and of those that ended. */
  readonly #previous = new Map<string, LogBuffer>();
  readonly #last = new Map<string, LogBuffer>();
  readonly #unwatch: () => void;
  #seen: ReadonlyMap<string, unknown> | undefined;
  #execs = 0;
  #closed = false;

  constructor(options: ContainersOptions) {
    this.#options = options;
    this.#unwatch = options.cluster.watch(() => {
      this.#sync();
    });
    this.#sync();
  }

  close(): void {
    this.#closed = true;
    this.#unwatch();
    for (const running of this.#running.values()) running.cancel.cancel("SIGTERM");
    this.#running.clear();
  }

  /** Starts what the cluster has started and stops what it has stopped. */
  #sync(): void {
    const { state } = this.#options.cluster;
    if (this.#closed || state.kubelet.pods === this.#seen) return;
    this.#seen = state.kubelet.pods;
    const wanted = new Set<string>();
    for (const pod of podIndex(state).byKey.values()) {
      const runtime = state.kubelet.pods.get(pod.metadata.uid ?? "");
      if (runtime === undefined) continue;
      for (const container of allContainers(pod)) {
        const status = runtime.containers[container.name];
        if (status?.id === undefined || !ALIVE.has(status.phase)) continue;
        const ref = refOf(pod, container);
        wanted.add(keyOf(ref));
        if (this.#running.get(keyOf(ref))?.id !== status.id)
          this.#start(ref, pod, container, status);
      }
    }
    for (const [key, running] of this.#running) {
      if (wanted.has(key)) continue;
      this.#running.delete(key);
      running.cancel.cancel("SIGTERM");
    }
  }

  #start(ref: ContainerRef, pod: Pod, container: Container, status: ContainerRuntime): void {
    const key = keyOf(ref);
    const old = this.#running.get(key);
    old?.cancel.cancel("SIGTERM");
    const lastLog = this.#last.get(key);
    if (lastLog !== undefined) this.#previous.set(key, lastLog);
    const running = this.#create(ref, pod, container, status.id ?? "");
    this.#running.set(key, running);
    this.#last.set(key, running.log);
    this.#runMain(running, status.startedAt ?? this.#options.clock.now());
  }

  #create(ref: ContainerRef, pod: Pod, container: Container, id: string): Running {
    const { clock, cluster, plane, observe, upstream } = this.#options;
    const profile = imageProfile(container.image ?? "");
    const net: PodNetwork = createPodNetwork({
      plane,
      snapshot: () => cluster.state,
      clock,
      caller: { kind: "pod", namespace: ref.namespace, name: ref.pod },
      ...(observe === undefined ? {} : { observe }),
      ...(upstream === undefined ? {} : { upstream }),
    });
    const fs = new MemoryFileSystem(() => clock.now(), { home: "/root" });
    const conf = resolvConfOf(cluster.state, net.caller, upstream);
    writeContainerFiles(fs, pod, container, profile, conf);
    const privileges = privilegesOf(pod, container, profile);
    const log = new LogBuffer(() => clock.now());
    const clients: Running["clients"] = new Set();
    const terminal =
      container.tty === true ? openTerminal(broadcast(clients, log, "stdout")) : undefined;
    let end: (exitCode: number) => void = () => undefined;
    const ended = new Promise<number>((resolve) => {
      end = resolve;
    });
    return {
      ref,
      id,
      container,
      profile,
      fs,
      env: containerEnvironment(cluster.state, pod, container, profile),
      net,
      programs: containerPrograms({ pod, profile, net, privileges }),
      withoutCapability: new Set(
        profile.tools.get("ping")?.id === "ping-iputils" && !privileges.netRaw ? ["ping"] : [],
      ),
      hostname: hostnameOf(pod),
      log,
      cancel: new CancelSource(),
      terminal,
      stdin: container.stdin === true && terminal === undefined ? new Pipe() : undefined,
      clients,
      ended,
      end,
    };
  }

  #shell(running: Running, cwd: string): ShellInterpreter {
    const { clock, textTools, interactive = createInteractive() } = this.#options;
    const { profile, programs, net } = running;
    return createInterpreter({
      fs: running.fs,
      clock,
      env: running.env,
      cwd,
      programs: (name) => programs.get(name),
      programNames: [...programs.keys()],
      textTools,
      available: (name) => hasStandard(profile, name),
      dialect: profile.distribution.sh ?? "busybox",
      hostname: running.hostname,
      openDevice: (path, cancel) =>
        profile.bash
          ? openNetworkDevice(
              { net, clock, fs: running.fs, libc: profile.distribution.libc },
              path,
              cancel,
            )
          : undefined,
      interactive,
    });
  }

  /** Starts the first process; what it does comes after the cluster has finished its step. */
  #runMain(running: Running, startedAt: number): void {
    const { container, log } = running;
    const shell = this.#shell(running, container.workingDir ?? "/");
    const has = (program: string): boolean =>
      whyNotStarted(running, shell.world, program) === undefined;
    const main = mainProcess(container, running.profile, has);
    if (main.kind === "server") {
      for (const line of serverLines(container.name, startedAt)) log.add(line);
      shell.dispose();
    } else if (main.kind === "cannot-start") {
      const message = startError(main.failure);
      const exit = { exitCode: 128, reason: "StartError", message };
      void Promise.resolve().then(() => {
        this.#ended(running, exit);
      });
    } else void this.#runWords(running, shell, main.argv);
  }

  async #runWords(
    running: Running,
    shell: ShellInterpreter,
    argv: readonly string[],
  ): Promise<void> {
    await Promise.resolve();
    const { terminal, stdin, clients, log, cancel } = running;
    const stdout = terminal?.stdout ?? broadcast(clients, log, "stdout");
    const exitCode = await shell.exec(
      argv,
      {
        stdin: terminal?.stdin ?? stdin ?? NULL_INPUT,
        stdout,
        stderr: terminal === undefined ? broadcast(clients, log, "stderr") : stdout,
        ...(terminal === undefined ? {} : { tty: terminal.tty, signals: terminal.signals }),
      },
      cancel,
    );
    shell.dispose();
    log.end();
    this.#ended(running, { exitCode });
  }

  #ended(running: Running, exit: ContainerExit): void {
    const stopped = running.cancel.reason !== undefined;
    running.end(exit.exitCode);
    if (stopped || this.#closed) return;
    this.#options.cluster.containerExited({ ...running.ref, id: running.id }, exit);
  }

  #find(ref: ContainerRef): Running | undefined {
    this.#sync();
    return this.#running.get(keyOf(ref));
  }

  async exec(
    ref: ContainerRef,
    argv: readonly string[],
    streams: ContainerStreams,
  ): Promise<ExecOutcome> {
    const running = this.#find(ref);
    if (running === undefined)
      return { error: `container not found (${JSON.stringify(ref.container)})` };
    const shell = this.#shell(running, running.container.workingDir ?? "/");
    const failure = whyNotStarted(running, shell.world, argv[0] ?? "");
    if (failure !== undefined) return { error: execError(failure, this.#execId(running)) };
    const cancel = new CancelSource(streams.cancel);
    const off = running.cancel.onCancel((reason) => {
      cancel.cancel(reason);
    });
    try {
      const exitCode = await this.#execIn(shell, argv, streams, cancel);
      streams.cancel.throwIfCancelled();
      return { exitCode };
    } finally {
      off();
      cancel.dispose();
      shell.dispose();
    }
  }

  async #execIn(
    shell: ShellInterpreter,
    argv: readonly string[],
    streams: ContainerStreams,
    cancel: CancelSource,
  ): Promise<number> {
    const { tty, stdin, stdout, stderr } = streams;
    if (tty === undefined) {
      const input = stdin === undefined ? {} : { stdin };
      return shell.exec(argv, { ...input, stdout, stderr }, cancel);
    }
    const terminal = openTerminal(stdout, tty);
    const unfollow = followSize(terminal, tty);
    const keys = new CancelSource(cancel);
    if (stdin !== undefined) {
      void typeInto(terminal, stdin, keys).then((ended) => {
        if (ended) terminal.endInput();
      });
    }
    try {
      return await shell.exec(
        argv,
        {
          stdin: terminal.stdin,
          stdout: terminal.stdout,
          stderr: terminal.stdout,
          tty: terminal.tty,
          signals: terminal.signals,
        },
        cancel,
      );
    } finally {
      unfollow();
      keys.cancel("SIGHUP");
      keys.dispose();
    }
  }

  /** 64 hex digits, other ones for every exec. */
  #execId(running: Running): string {
    this.#execs++;
    return hexId(
      `${running.id}${this.#options.clock.now().toString(16)}${this.#execs.toString(16)}`,
    );
  }

  async attach(ref: ContainerRef, streams: ContainerStreams): Promise<ExecOutcome> {
    const running = this.#find(ref);
    if (running === undefined)
      return { error: `container not found (${JSON.stringify(ref.container)})` };
    const client = { stdout: streams.stdout, stderr: streams.stderr };
    running.clients.add(client);
    const unfollow = this.#join(running, streams);
    const keys = new CancelSource(streams.cancel);
    if (streams.stdin !== undefined) void this.#feed(running, streams.stdin, keys);
    const left = new Promise<never>((_resolve, reject) => {
      streams.cancel.onCancel((reason) => {
        reject(new Cancelled(reason));
      });
    });
    try {
      return { exitCode: await Promise.race([running.ended, left]) };
    } finally {
      unfollow();
      running.clients.delete(client);
      keys.cancel("SIGHUP");
      keys.dispose();
    }
  }

  /** Fits the container's terminal to the screen of a session that begins. */
  #join({ terminal }: Running, { tty }: ContainerStreams): () => void {
    if (terminal === undefined || tty === undefined) return () => undefined;
    shakeSize(terminal, tty);
    return followSize(terminal, tty);
  }

  async #feed(
    running: Running,
    input: NonNullable<ContainerStreams["stdin"]>,
    cancel: CancelSource,
  ): Promise<void> {
    const { terminal, stdin, container } = running;
    if (terminal !== undefined) {
      const ended = await typeInto(terminal, input, cancel);
      if (ended && container.stdinOnce === true) terminal.endInput();
      return;
    }
    if (stdin === undefined) return;
    try {
      for (;;) {
        const text = await input.read(cancel);
        if (text === undefined) break;
        stdin.write(text);
      }
      if (container.stdinOnce === true) stdin.closeWriter();
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
    }
  }

  forward({ namespace, pod: name }: Omit<ContainerRef, "container">, port: number) {
    const { clock, cluster, plane } = this.#options;
    const pod = podIndex(cluster.state).byKey.get(`${namespace}/${name}`);
    if (pod === undefined) return forwardError(hexId(name), port, "closed");
    const net = createPodNetwork({
      plane,
      snapshot: () => cluster.state,
      clock,
      caller: { kind: "pod", namespace, name },
    });
    const target = `localhost:${port}`;
    const { outcome } = net.probe({ ip: "127.0.0.1", port, protocol: "TCP", tool: "", target });
    if (outcome === "open") return undefined;
    return forwardError(hexId(pod.metadata.uid ?? name), port, "refused");
  }

  logs(
    ref: ContainerRef,
    options: { readonly previous?: boolean },
  ): readonly LogLine[] | undefined {
    this.#sync();
    const logs = options.previous === true ? this.#previous : this.#last;
    return logs.get(keyOf(ref))?.lines;
  }

  followLogs(ref: ContainerRef, listener: (line: LogLine) => void): () => void {
    return this.#last.get(keyOf(ref))?.follow(listener) ?? (() => undefined);
  }
}

/** To the log and to everybody who is attached; one who has gone is forgotten. */
function broadcast(
  clients: Running["clients"],
  log: LogBuffer,
  name: "stdout" | "stderr",
): OutputStream {
  const lines = log.stream(name);
  return {
    write: (text) => {
      lines.write(text);
      for (const client of [...clients]) {
        try {
          client[name].write(text);
        } catch (error) {
          if (!(error instanceof Cancelled)) throw error;
          clients.delete(client);
        }
      }
    },
  };
}

function allContainers(pod: Pod): readonly Container[] {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  return [...initContainers, ...containers, ...ephemeralContainers];
}

function refOf(pod: Pod, container: Container): ContainerRef {
  return {
    namespace: pod.metadata.namespace ?? "default",
    pod: pod.metadata.name,
    container: container.name,
  };
}
