/**
 * A lab in use: the cluster, the home folder, what was tried, and the line of moments to go back to.
 * Everything a person does goes through {@link Session.perform}, so that it can be undone.
 */
import { CancelSource, type Cancel, type Clock } from "../cluster/clock.ts";
import { Cluster } from "../cluster/cluster.ts";
import type { ApiRequest, ApiResponse, ClusterState, KubeClient } from "../cluster/types.ts";
import type { World } from "../command/subcommand.ts";
import type { KubectlWorld } from "../kubectl/command.ts";
import { kubectl } from "../kubectl/main.ts";
import { isLoopback } from "../network/addresses.ts";
import { createDataPlane, type DataPlane } from "../network/dataplane.ts";
import { createOutside, webHost } from "../network/outside.ts";
import { roundRobin } from "../network/services.ts";
import type { FlowRequest } from "../graph/types.ts";
import { pluginNamed } from "../netpol/profiles/registry.ts";
import { createPodNetwork } from "../network/podNetwork.ts";
import { callerOf } from "../network/endpoints.ts";
import type { Connection, FlowObservation } from "../network/types.ts";
import {
  createInterpreter,
  type RunStreams,
  type ShellInterpreter,
} from "../shell/createInterpreter.ts";
import { createInteractive, type InteractiveHooks } from "../shell/interactive.ts";
import type { Kubelet } from "../shell/kubelet.ts";
import { LocalPorts } from "../shell/localPorts.ts";
import { MemoryFileSystem, type FileSnapshot } from "../shell/memoryFiles.ts";
import type { ProcessContext, Program } from "../shell/process.ts";
import type { TerminalDevice } from "../shell/tty.ts";
import type { TextTools } from "../shell/world.ts";
import { createContainers } from "../tools/containers.ts";
import { localPrograms } from "../tools/localNetwork.ts";
import { HOME } from "./home.ts";
import { amend, goTo, record, rewind, startHistory, type History } from "./history.ts";
import { judgeFlow } from "./judge.ts";
import { labCompleter, labProgram } from "./lab/program.ts";
import { LAB_COMMANDS } from "./lab/registry.ts";
import type { LabPlace, LabWorld } from "./lab/world.ts";
import type { Scenario } from "./scenario.ts";
import { contextNamespace, netpolWorld } from "./netpolWorld.ts";
import { loadNetpol, netpolCompleter, netpolProgram } from "./netpolProgram.ts";
import { kubectlCompleter, podHint, silentProcess, type ShellHooks } from "./shells.ts";
import { sameFiles, trackClient, type TrackedClient } from "./tracked.ts";
import { resolveEnd } from "./view.ts";
import { addTried, triedFlow, type TriedFlow } from "./tried.ts";

/** `lab:~$` in the colour of prompts; the brackets keep the colours out of the line's width. */
const PROMPT = "\\[\\e[38;2;126;224;184m\\]lab:\\w\\$\\[\\e[0m\\] ";

/** Programs of the learner's shell beyond the standard ones, for completion. */
const PROGRAM_NAMES = ["kubectl", "k", "netpol", "lab", "curl", "vi", "vim", "nano", "code"];

/** One moment of a lab. */
export interface LabMoment {
  readonly cluster: ClusterState;
  readonly files: FileSnapshot;
  readonly tried: readonly TriedFlow[];
}

export interface SessionHost {
  readonly clock: Clock;
  readonly textTools: TextTools;
  /** Opens the page's editor; absent where there is no page. */
  readonly openEditor?: (path: string) => Promise<void>;
  /** What the page around the lab offers to the command `lab`; absent where there is no page. */
  readonly page?: LabPlace;
}

export interface SessionStart {
  readonly scenario: Scenario;
  readonly cluster: ClusterState;
  readonly files: FileSnapshot;
  readonly history?: History<LabMoment>;
  /** Commands typed so far, oldest first. */
  readonly log?: readonly string[];
}

/** What a listener is told: something shown has changed. */
export type SessionListener = () => void;

export interface CommandStreams extends RunStreams {
  readonly cancel?: Cancel;
}

export interface CommandOptions {
  /** Absolute; the home folder unless said. */
  readonly cwd?: string;
  /** Variables beyond (or instead of) those of {@link Session.environment}. */
  readonly env?: Readonly<Record<string, string>>;
}

export class Session {
  readonly scenario: Scenario;
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly files: MemoryFileSystem;
  readonly kubelet: Kubelet;
  readonly plane: DataPlane;
  /** What kubectl forwards on the learner's machine, for programs of all its shells. */
  readonly #ports = new LocalPorts();
  readonly #host: SessionHost;
  readonly #listeners = new Set<SessionListener>();
  readonly #observers = new Set<(observation: FlowObservation) => void>();
  #history: History<LabMoment>;
  #tried: readonly TriedFlow[];
  #log: readonly string[];

  constructor(start: SessionStart, host: SessionHost) {
    this.scenario = start.scenario;
    this.clock = host.clock;
    this.#host = host;
    this.cluster = new Cluster(start.cluster, host.clock);
    this.files = new MemoryFileSystem(() => host.clock.now(), {
      home: HOME,
      snapshot: start.files,
    });
    this.plane = createDataPlane({
      judge: judgeFlow,
      choose: roundRobin(),
      outside: createOutside(start.scenario.outside.map((host) => webHost(host.ip, [host.name]))),
    });
    this.kubelet = createContainers({
      cluster: this.cluster,
      plane: this.plane,
      clock: host.clock,
      textTools: host.textTools,
      observe: (observation) => {
        this.#observe(observation);
      },
    });
    this.#tried = start.history?.moments[start.history.position]?.state.tried ?? [];
    this.#log = start.log ?? [];
    this.#history = start.history ?? startHistory(this.#moment(), host.clock.now());
    this.cluster.watch(() => {
      this.#changed();
    });
    this.files.onChange(() => {
      this.#changed();
    });
  }

  /** What was tried, newest last. */
  get tried(): readonly TriedFlow[] {
    return this.#tried;
  }

  /** Commands typed in any shell of this lab, oldest first. */
  get log(): readonly string[] {
    return this.#log;
  }

  /** The line of moments, the present one as it is now. */
  get history(): History<LabMoment> {
    return amend(this.#history, this.#moment());
  }

  subscribe(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back for every attempt a program makes, DNS questions included. */
  onAttempt(listener: (observation: FlowObservation) => void): () => void {
    this.#observers.add(listener);
    return () => this.#observers.delete(listener);
  }

  /**
   * Does something that may change the lab and makes it one moment of the history, if it did.
   * @param label what the timeline says, e.g. the command as typed
   */
  async perform<T>(label: string, work: (client: KubeClient) => Promise<T>): Promise<T> {
    const client = trackClient(this.cluster);
    const end = this.#begin(label, client);
    try {
      return await work(client);
    } finally {
      end();
    }
  }

  /** A request of the page itself (an Edit button, a fix), undoable. */
  request(label: string, request: ApiRequest): Promise<ApiResponse> {
    return this.perform(label, (client) => Promise.resolve(client.request(request)));
  }

  /**
   * Puts another network plugin on the nodes, as one moment of the history.
   * @param id of the plugin, see `netpol/profiles/registry.ts`; another one changes nothing
   */
  async setPlugin(id: string): Promise<void> {
    const plugin = pluginNamed(id);
    if (plugin === undefined) return;
    await this.perform(`Plugin: ${plugin.title}`, () => {
      this.cluster.setPlugin(id);
      return Promise.resolve();
    });
  }

  /**
   * Runs a shell with a prompt on a terminal until it is left; each command is a moment of the
   * history, if it changed anything. Resolves with the shell's exit status.
   */
  openShell(device: TerminalDevice, hooks: ShellHooks = {}): Promise<number> {
    const client = trackClient(this.cluster);
    const env = this.environment();
    const world = this.#world(client);
    // a failure shows when netpol is run
    loadNetpol().catch(() => undefined);
    const place = { env, cwd: HOME, fs: this.files, clock: this.clock };
    const completer = kubectlCompleter(world, place);
    const completers = new Map([
      ["kubectl", completer],
      ["k", completer],
      ["netpol", netpolCompleter(this.#netpolWorld(), (argv) => silentProcess(place, argv))],
      ["lab", labCompleter(LAB_COMMANDS, this.#labWorld())],
    ]);
    const interpreter = this.#interpreter(
      client,
      {},
      {
        history: this.#log,
        completer: (name) => completers.get(name),
        ...(hooks.onPrompt === undefined ? {} : { onPrompt: hooks.onPrompt }),
        onCommand: (line) => {
          this.remember(line);
          const end = this.#begin(line, client);
          const ended = hooks.onCommand?.(line);
          return (status) => {
            device.stdout.write(podHint(line, status));
            end();
            ended?.();
          };
        },
      },
    );
    const { stdin, stdout, tty, signals } = device;
    const cancel = new CancelSource();
    const streams = { stdin, stdout, stderr: stdout, tty, signals };
    return interpreter.exec(["bash"], streams, cancel).finally(() => {
      interpreter.dispose();
    });
  }

  /** The programs of the learner's shell that are not the shell's own, by name. */
  programs(client: KubeClient): (name: string) => Program | undefined {
    const world = this.#world(client);
    const edit = editorProgram(this.#host.openEditor);
    const { plane, clock } = this;
    const table = new Map<string, Program>([
      ["kubectl", kubectl(world)],
      ["k", kubectl(world)],
      ["netpol", netpolProgram(this.#netpolWorld())],
      ["lab", labProgram(LAB_COMMANDS, this.#labWorld())],
      ...localPrograms({ plane, clock, ports: this.#ports, snapshot: () => this.cluster.state }),
      ...(edit === undefined
        ? []
        : ["vi", "vim", "nano", "code"].map((name): [string, Program] => [name, edit])),
    ]);
    return (name) => table.get(name);
  }

  /**
   * Runs shell source as `bash -c` does, in `cwd`, as one moment of the history.
   * Resolves with the exit status.
   */
  run(source: string, streams: CommandStreams, options: CommandOptions = {}): Promise<number> {
    this.remember(source);
    return this.perform(source, (client) => {
      const interpreter = this.#interpreter(client, options);
      return interpreter.run(source, streams, streams.cancel ?? new CancelSource());
    });
  }

  /** Runs shell source that changes nothing (a dry run) beside the history and the log. */
  ask(source: string, streams: CommandStreams): Promise<number> {
    const interpreter = this.#interpreter(this.cluster, {});
    return interpreter.run(source, streams, streams.cancel ?? new CancelSource());
  }

  /** Sends a packet from one end to another, as a program there would, and tells the observers. */
  attempt({ source, destination, port, protocol }: FlowRequest): Connection | undefined {
    const { outside } = this.scenario;
    const state = this.cluster.state;
    const from = resolveEnd(state, source, outside);
    const to = resolveEnd(state, destination, outside);
    if (!from.ok || !to.ok) return undefined;
    const network = createPodNetwork({
      plane: this.plane,
      snapshot: () => this.cluster.state,
      clock: this.clock,
      caller: callerOf(from.endpoint),
      observe: (observation) => {
        this.#observe(observation);
      },
    });
    const ip = to.endpoint.kind === "pod" ? (to.endpoint.ips[0] ?? "") : to.endpoint.ip;
    return network.probe({ ip, port, protocol, tool: "connect", target: `${ip}:${port}` });
  }

  /** The variables a learner's shell starts with. */
  environment(): ReadonlyMap<string, string> {
    return new Map([
      ["HOME", HOME],
      ["USER", "learner"],
      ["LANG", "C.UTF-8"],
      ["PATH", "/usr/local/bin:/usr/bin:/bin"],
      ["TERM", "xterm-256color"],
      ["TMPDIR", "/tmp"],
      ["EDITOR", "vi"],
      ["PS1", PROMPT],
    ]);
  }

  /** Adds to the log of commands. */
  remember(command: string): void {
    this.#log = [...this.#log, command].slice(-1000);
    this.#changed();
  }

  undo(): void {
    this.goTo(this.#history.position - 1);
  }

  redo(): void {
    this.goTo(this.#history.position + 1);
  }

  /** Puts the whole lab back (or forth) to a moment; the present one is kept as it is now. */
  goTo(position: number): void {
    const history = goTo(amend(this.#history, this.#moment()), position);
    if (history.position !== this.#history.position) this.#putTo(history);
  }

  /**
   * Puts the whole lab exactly as it was when `past` was its history, attempts and controllers' work
   * included; what was done since can be redone.
   */
  rewind(past: History<LabMoment>): void {
    this.#putTo(rewind(this.history, past));
  }

  /** Puts another start in the place of the present, as one moment; it can be undone. */
  place(label: string, { cluster, files }: Pick<SessionStart, "cluster" | "files">): void {
    const past = this.history;
    this.#tried = [];
    this.files.restore(files);
    this.cluster.restore(cluster);
    this.#history = record(past, { label, time: this.clock.now(), state: this.#moment() });
    this.#changed();
  }

  #putTo(history: History<LabMoment>): void {
    const target = history.moments[history.position]?.state;
    if (target === undefined) return;
    this.#history = history;
    this.#tried = target.tried;
    this.files.restore(target.files);
    this.cluster.restore(target.cluster);
    this.#changed();
  }

  /** Stops the clockwork; the state stays readable. */
  close(): void {
    this.cluster.close();
    this.#listeners.clear();
    this.#observers.clear();
  }

  #netpolWorld(): World {
    return netpolWorld({
      now: () => this.clock.now(),
      namespace: contextNamespace,
      live: () => this.cluster.state,
    });
  }

  #labWorld(): LabWorld {
    return {
      plugin: () => this.cluster.state.plugin,
      setPlugin: (id) => {
        this.cluster.setPlugin(id);
      },
      moments: () => {
        const { moments, position } = this.#history;
        return { labels: moments.map(({ label }) => label), position };
      },
      goTo: (position) => {
        this.goTo(position);
      },
      ...(this.#host.page === undefined ? {} : { page: this.#host.page }),
    };
  }

  #world(client: KubeClient): KubectlWorld {
    const { openEditor } = this.#host;
    const parts = { client, kubelet: this.kubelet, ports: this.#ports };
    return { ...parts, ...(openEditor === undefined ? {} : { openEditor }) };
  }

  /** Notes how things stand; the returned function records a moment if they changed. */
  #begin(label: string, client: TrackedClient): () => void {
    const before = this.#moment();
    const history = this.#history;
    const writes = client.writes;
    return () => {
      // what another command or an undo made the present meanwhile is not as it was before
      const undisturbed = this.#history === history;
      const { moments, position } = this.#history;
      const from = undisturbed ? before : (moments[position]?.state ?? before);
      const same =
        client.writes === writes &&
        sameFiles(from.files, this.files.snapshot()) &&
        this.cluster.state.plugin === from.cluster.plugin;
      if (same) return;
      const past = undisturbed ? amend(history, before) : this.#history;
      this.#history = record(past, {
        label,
        time: this.clock.now(),
        state: this.#moment(),
      });
      this.#changed();
    };
  }

  #interpreter(
    client: KubeClient,
    options: CommandOptions,
    hooks: InteractiveHooks = {},
  ): ShellInterpreter {
    return createInterpreter({
      fs: this.files,
      env: new Map([...this.environment(), ...Object.entries(options.env ?? {})]),
      cwd: options.cwd ?? HOME,
      programs: this.programs(client),
      programNames: PROGRAM_NAMES,
      clock: this.clock,
      textTools: this.#host.textTools,
      dialect: "bash",
      interactive: createInteractive(hooks),
    });
  }

  #moment(): LabMoment {
    return { cluster: this.cluster.state, files: this.files.snapshot(), tried: this.#tried };
  }

  #observe(observation: FlowObservation): void {
    const { purpose, connection } = observation;
    // what stays on the pod's own loopback passes no gate, so the picture has no place for it
    const drawn = !isLoopback(connection.remoteAddress);
    if (drawn && (purpose !== "dns" || connection.outcome !== "open"))
      this.#tried = addTried(this.#tried, triedFlow(observation));
    for (const observer of this.#observers) observer(observation);
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** `vi FILE` and its like: the page's editor, or nothing where there is no page. */
function editorProgram(open: SessionHost["openEditor"]): Program | undefined {
  if (open === undefined) return undefined;
  return async (process: ProcessContext) => {
    const name = process.argv[0] ?? "vi";
    const file = process.argv.slice(1).find((word) => !word.startsWith("-"));
    if (file === undefined) {
      process.stderr.write(`${name}: name the file to edit, for example: ${name} policy.yaml\n`);
      return 1;
    }
    const path = file.startsWith("/") ? file : `${process.cwd}/${file}`;
    if (process.fs.stat(path)?.type === "directory") {
      process.stderr.write(`${name}: ${file}: Is a directory\n`);
      return 1;
    }
    await open(path);
    return 0;
  };
}
