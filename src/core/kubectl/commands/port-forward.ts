import { Cancelled } from "../../cluster/clock.ts";
import { completePodAndPorts } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError, UsageError } from "../errors.ts";
import { attachablePod, phaseOf } from "../write/pods.ts";
import { parsePorts, podPorts, servicePorts, type ForwardedPort } from "../write/ports.ts";
import { waitUntil } from "../write/waiting.ts";
import { oneTarget } from "./exec.ts";

export const portForward: Command = {
  name: "port-forward",
  use: "port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]",
  short: "Forward one or more local ports to a pod",
  long: "Listen on ports of this machine and lead what comes there to ports of a pod, until Ctrl-C.",
  examples: `# Port 8080 here is port 80 of the pod
kubectl port-forward pod/web 8080:80

# Of a pod behind a service
kubectl port-forward service/web 8443:https`,
  flags: [
    {
      name: "address",
      type: "strings",
      default: "localhost",
      usage: "Addresses to listen on; localhost is 127.0.0.1 and ::1.",
    },
    {
      name: "pod-running-timeout",
      type: "duration",
      default: "1m0s",
      usage: "How long to wait until a pod runs.",
    },
  ],
  complete: completePodAndPorts,
  run: runPortForward,
};

async function runPortForward(context: CommandContext): Promise<number> {
  const { args, flags, path, process } = context;
  const [resource, ...texts] = args;
  if (resource === undefined || texts.length === 0) {
    throw new UsageError(path, "TYPE/NAME and list of ports are required for port-forward");
  }
  const target = await oneTarget(context, [resource]);
  const pod = await attachablePod(context, target, flags.duration("pod-running-timeout"));
  const isService = target.type.group === "" && target.type.kind === "Service";
  const ports = parsePorts(
    isService ? servicePorts(texts, target.object, pod) : podPorts(texts, pod),
  );
  const phase = phaseOf(pod);
  if (phase !== "Running") {
    throw new CommandError(
      `unable to forward port because pod is not running. Current status=${phase}`,
    );
  }
  const inUse = socketsOf(context);
  const listeners = listen(context, ports, inUse);
  for (const { address, local, remote } of listeners) {
    inUse.add(`${address}:${local}`);
    process.stdout.write(`Forwarding from ${address}:${local} -> ${remote}\n`);
  }
  try {
    await waitUntil(context, () => undefined, undefined);
  } catch (error) {
    if (error instanceof Cancelled && error.reason === "SIGINT") return 0;
    throw error;
  } finally {
    for (const { address, local } of listeners) inUse.delete(`${address}:${local}`);
  }
  return 0;
}

/** Sockets that port-forwards of the same machine listen on, `address:port`. */
const SOCKETS = new WeakMap<object, Set<string>>();

function socketsOf(context: CommandContext): Set<string> {
  const known = SOCKETS.get(context.world.client);
  if (known !== undefined) return known;
  const fresh = new Set<string>();
  SOCKETS.set(context.world.client, fresh);
  return fresh;
}

interface Listener {
  readonly address: string;
  readonly local: number;
  readonly remote: number;
}

/** The machine's own addresses: loopback and the first node's, on which kubectl runs. */
const OWN_ADDRESSES = new Set(["127.0.0.1", "0.0.0.0", "172.18.0.2"]);
const FIRST_DRAWN = 40_000;

function addressesOf(context: CommandContext): string[] {
  const given = context.flags.list("address");
  const four = given.filter((one) => one !== "localhost" && !one.includes(":"));
  const six = given.filter((one) => one.includes(":"));
  const local = given.includes("localhost");
  return [
    ...(local ? ["127.0.0.1"] : []),
    ...four.filter((one) => !local || one !== "127.0.0.1"),
    ...(local ? ["[::1]"] : []),
    ...six.map((one) => `[${one}]`),
  ];
}

function listen(
  context: CommandContext,
  ports: readonly ForwardedPort[],
  inUse: ReadonlySet<string>,
): Listener[] {
  const addresses = addressesOf(context);
  const listeners: Listener[] = [];
  let served = 0;
  ports.forEach(({ local, remote }, index) => {
    const port = local === 0 ? FIRST_DRAWN + index : local;
    const problem = (one: string): string | undefined => {
      if (inUse.has(`${one}:${port}`)) return "address already in use";
      const own = one.startsWith("[") || OWN_ADDRESSES.has(one);
      return own ? undefined : "cannot assign requested address";
    };
    const bad = addresses.filter((one) => problem(one) !== undefined);
    const good = addresses.filter((one) => !bad.includes(one));
    if (good.length > 0) {
      served++;
      listeners.push(...good.map((address) => ({ address, local: port, remote })));
      return;
    }
    const errors = bad.map(
      (one) =>
        `unable to create listener: Error listen ${one.startsWith("[") ? "tcp6" : "tcp4"} ${one}:${local}: bind: ${problem(one) ?? ""}`,
    );
    context.process.stderr.write(
      `Unable to listen on port ${local}: Listeners failed to create with the following errors: [${errors.join(" ")}]\n`,
    );
  });
  if (served === 0) {
    const list = ports.map(({ local, remote }) => `{${local} ${remote}}`).join(" ");
    throw new CommandError(`unable to listen on any of the requested ports: [${list}]`);
  }
  return listeners;
}
