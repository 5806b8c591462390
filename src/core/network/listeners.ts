/**
 * What listens in a pod: from its images, its commands and the ports it declares.
 *
 * - A known server image listens on the container ports it declares (they are taken as what the
 *   server was configured for), or on its usual ports when it declares none.
 * - An unknown image answers HTTP on each declared TCP port.
 * - A command of the pod's own replaces the image's server: `sleep 3600` listens nowhere, whatever
 *   is declared (S33: a containerPort opens nothing).
 */
import type { Container, Pod } from "../api/objects.ts";
import { imageVersion, parseImage, serverImage, type ServerImage } from "./images.ts";
import type { Listener } from "./types.ts";

const cache = new WeakMap<Pod, readonly Listener[]>();

/** The listeners of a pod's running containers. */
export function listenersOf(pod: Pod): readonly Listener[] {
  const known = cache.get(pod);
  if (known !== undefined) return known;
  const listeners = readListeners(pod);
  cache.set(pod, listeners);
  return listeners;
}

/** The listener for a port, or undefined: the kernel then answers with a reset. */
export function findListener(
  listeners: readonly Listener[],
  port: number,
  protocol: Listener["protocol"],
): Listener | undefined {
  return listeners.find((entry) => entry.port === port && entry.protocol === protocol);
}

function readListeners(pod: Pod): readonly Listener[] {
  const sidecars = (pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === "Always");
  const containers = [...pod.spec.containers, ...sidecars];
  const listeners: Listener[] = [];
  for (const container of containers) {
    if (!isRunning(pod, container.name)) continue;
    for (const listener of containerListeners(container)) {
      if (findListener(listeners, listener.port, listener.protocol) !== undefined) continue;
      listeners.push({ ...listener, podName: pod.metadata.name });
    }
  }
  return listeners;
}

function isRunning(pod: Pod, container: string): boolean {
  const statuses = [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
  ];
  const status = statuses.find((entry) => entry.name === container);
  if (status?.state !== undefined) return status.state.running !== undefined;
  return pod.status?.phase !== "Pending";
}

/** Commands that keep a container alive, or look at something, and listen nowhere. */
const QUIET = new Set(
  "sleep tail cat true false echo sh bash ash dash top watch ping yes date env printenv pause curl wget nslookup dig while until for trap wait exit".split(
    " ",
  ),
);

const SHELLS = new Set(["sh", "bash", "ash", "dash"]);

function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

interface Served {
  readonly port: number;
  readonly protocol?: Listener["protocol"];
  readonly service: Listener["service"];
  readonly site?: string;
  readonly server?: string;
  readonly text?: string;
}

function flagValue(args: readonly string[], names: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    for (const name of names) {
      if (arg === name) return args[index + 1];
      if (name.startsWith("-") && arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
      if (/^-[a-zA-Z]$/.test(name) && arg.startsWith(name) && /^\d/.test(arg.slice(2))) {
        return arg.slice(2);
      }
    }
  }
  return undefined;
}

/** The port at the end of `8080`, `:8080`, `0.0.0.0:8080`. */
function portIn(text: string | undefined, otherwise: number): number {
  const match = /(?:^|:)(\d{1,5})$/.exec(text ?? "");
  const port = Number(match?.[1] ?? otherwise);
  return port >= 1 && port <= 65535 ? port : otherwise;
}

/** Programs that listen, by name: which ports, read from their arguments. */
const SERVERS: Readonly<Record<string, (args: readonly string[]) => readonly Served[]>> = {
  nginx: () => [{ port: 80, service: "http", site: "nginx" }],
  httpd: (args) => [
    { port: portIn(flagValue(args, ["-p"]), 80), service: "http", site: "busybox" },
  ],
  "http-echo": (args) => {
    const text = flagValue(args, ["-text", "--text"]);
    return [
      {
        port: portIn(flagValue(args, ["-listen", "--listen"]), 5678),
        service: "http",
        site: "http-echo",
        ...(text === undefined ? {} : { text }),
      },
    ];
  },
  nc: (args) => netcat(args),
  netcat: (args) => netcat(args),
  ncat: (args) => netcat(args),
  socat: (args) =>
    args.flatMap((arg): Served[] => {
      const match = /^(tcp|udp)4?-(?:listen|recvfrom|recv):(\d+)/i.exec(arg);
      if (match?.[2] === undefined) return [];
      const protocol = match[1]?.toLowerCase() === "udp" ? "UDP" : "TCP";
      return [{ port: portIn(match[2], 80), protocol, service: "silent" }];
    }),
  python: (args) => python(args),
  python3: (args) => python(args),
  agnhost: (args) => agnhost(args),
  "redis-server": (args) => [{ port: portIn(flagValue(args, ["--port"]), 6379), service: "redis" }],
  postgres: (args) => [{ port: portIn(flagValue(args, ["-p"]), 5432), service: "postgres" }],
  mysqld: (args) => [{ port: portIn(flagValue(args, ["--port", "-P"]), 3306), service: "mysql" }],
  iperf3: (args) =>
    args.includes("-s") ? [{ port: portIn(flagValue(args, ["-p"]), 5201), service: "silent" }] : [],
};

function netcat(args: readonly string[]): readonly Served[] {
  const flags = args.filter((arg) => /^-[a-zA-Z]/.test(arg)).join("");
  if (!flags.includes("l")) return [];
  const bare = args.find((arg) => /^\d{1,5}$/.test(arg));
  const port = portIn(flagValue(args, ["-p", "-lp", "-lkp", "-klp", "-lvp", "-lvnp"]) ?? bare, 0);
  if (port === 0) return [];
  return [{ port, protocol: flags.includes("u") ? "UDP" : "TCP", service: "silent" }];
}

function python(args: readonly string[]): readonly Served[] {
  const module = flagValue(args, ["-m"]);
  if (module !== "http.server" && module !== "SimpleHTTPServer") return [];
  return [
    {
      port: portIn(
        args.find((arg) => /^\d{1,5}$/.test(arg)),
        8000,
      ),
      service: "http",
      site: "python",
      server: "SimpleHTTP/0.6 Python/3.13.11",
    },
  ];
}

function agnhost(args: readonly string[]): readonly Served[] {
  const [mode] = args;
  if (mode === "netexec") {
    return [
      { port: portIn(flagValue(args, ["--http-port"]), 8080), service: "http", site: "netexec" },
      { port: portIn(flagValue(args, ["--udp-port"]), 8081), protocol: "UDP", service: "echo" },
    ];
  }
  if (mode === "serve-hostname") {
    return [{ port: portIn(flagValue(args, ["--port"]), 9376), service: "http", site: "hostname" }];
  }
  return [];
}

/** Servers started anywhere in a shell script, or undefined when it names programs we do not know. */
function serversInScript(script: string): readonly Served[] | undefined {
  const commands = script.slice(0, 4096).split(/[;&|\n(){}]+|\bdo\b|\bthen\b|\bexec\b/);
  const found: Served[] = [];
  let unknown = false;
  for (const command of commands) {
    const words = command.trim().split(/\s+/);
    const name = basename(words[0] ?? "");
    const server = Object.hasOwn(SERVERS, name) ? SERVERS[name] : undefined;
    if (server !== undefined) found.push(...server(words.slice(1).map(unquoted)));
    else if (name !== "" && !QUIET.has(name) && !/^(done|fi|\[|!)|=/.test(name)) unknown = true;
  }
  if (found.length > 0) return found;
  return unknown ? undefined : [];
}

function unquoted(word: string): string {
  return word.replace(/^["']|["']$/g, "");
}

/** What a command of the pod's own listens on; undefined when only the declared ports can tell. */
function serversOf(argv: readonly string[]): readonly Served[] | undefined {
  const name = basename(argv[0] ?? "");
  const args = argv.slice(1);
  if (SHELLS.has(name)) {
    const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
    return at === -1 ? [] : serversInScript(args[at + 1] ?? "");
  }
  if (Object.hasOwn(SERVERS, name)) return SERVERS[name]?.(args);
  return QUIET.has(name) ? [] : undefined;
}

/** True when the words start a program that listens: it runs until it is stopped. */
export function startsServer(argv: readonly string[]): boolean {
  return (serversOf(argv) ?? []).length > 0;
}

/** Images whose entry point takes `args` as flags of its own program. */
const FLAG_ENTRYPOINTS: Readonly<Record<string, string>> = {
  "http-echo": "http-echo",
  agnhost: "agnhost",
};

/** The words a container runs instead of its image's own server; undefined when it runs that. */
function ownCommand(container: Container, image: string): readonly string[] | undefined {
  const { command = [], args = [] } = container;
  const [first] = command;
  if (first !== undefined) {
    return basename(first) === image ? undefined : [...command, ...args];
  }
  if (args.length === 0) return undefined;
  const entry = Object.hasOwn(FLAG_ENTRYPOINTS, image) ? FLAG_ENTRYPOINTS[image] : undefined;
  if (entry !== undefined) return [entry, ...args];
  return args[0]?.startsWith("-") === true ? undefined : args;
}

function containerListeners(container: Container): readonly Omit<Listener, "podName">[] {
  const reference = parseImage(container.image ?? "");
  const known = serverImage(reference);
  const own = ownCommand(container, reference.name);
  if (own !== undefined) {
    const served = serversOf(own);
    if (served !== undefined) return served.map((one) => fromServed(one, known, reference.tag));
    return declared(container, undefined, reference.tag);
  }
  if (known === undefined) return declared(container, undefined, reference.tag);
  if (known.ports.length === 0) return [];
  const configured = declared(container, known, reference.tag);
  if (configured.length > 0) return configured;
  return known.ports.map((port) => withServer(port, known, reference.tag));
}

function fromServed(
  served: Served,
  known: ServerImage | undefined,
  tag: string,
): Omit<Listener, "podName"> {
  const listener = { protocol: "TCP" as const, ...served };
  return served.site === "nginx" && known !== undefined
    ? withServer(listener, known, tag)
    : listener;
}

function withServer(
  listener: Omit<Listener, "podName">,
  known: ServerImage,
  tag: string,
): Omit<Listener, "podName"> {
  if (known.server === undefined || listener.service !== "http") return listener;
  return { ...listener, server: known.server.replace("%", imageVersion(known, tag)) };
}

function declared(
  container: Container,
  known: ServerImage | undefined,
  tag: string,
): readonly Omit<Listener, "podName">[] {
  return (container.ports ?? []).map((port) => {
    const protocol = port.protocol ?? "TCP";
    const usual = known?.ports.find(
      (entry) => entry.port === port.containerPort && entry.protocol === protocol,
    );
    if (usual !== undefined && known !== undefined) return withServer(usual, known, tag);
    if (protocol !== "TCP") return { port: port.containerPort, protocol, service: "silent" };
    const main = known?.ports[0];
    if (known !== undefined && main?.service === "http") {
      return withServer({ ...main, port: port.containerPort }, known, tag);
    }
    if (main !== undefined && known?.ports.length === 1 && container.ports?.length === 1) {
      return { ...main, port: port.containerPort };
    }
    return { port: port.containerPort, protocol, service: "http", site: "generic" };
  });
}
