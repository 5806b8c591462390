import type { JsonObject } from "../../api/json.ts";
import { Cancelled } from "../../cluster/clock.ts";
import { stringAt } from "../../cluster/values.ts";
import type { Forwarded } from "../../shell/localPorts.ts";
import { completePodAndPorts } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError, UsageError } from "../errors.ts";
import { quote } from "../gotext.ts";
import { klogPrefix } from "../write/flags.ts";
import { attachablePod, phaseOf } from "../write/pods.ts";
import { parsePorts, podPorts, servicePorts, type ForwardedPort } from "../write/ports.ts";
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
  const listeners = listen(context, ports);
  for (const { address, local, remote } of listeners) {
    process.stdout.write(`Forwarding from ${address}:${local} -> ${remote}\n`);
  }
  try {
    await serve(context, pod, listeners);
  } catch (error) {
    if (error instanceof Cancelled && error.reason === "SIGINT") return 0;
    throw error;
  }
  throw new CommandError("lost connection to pod");
}

/** Takes connections until one of them cannot be led on. @throws Cancelled */
async function serve(
  context: CommandContext,
  object: JsonObject,
  listeners: readonly Listener[],
): Promise<void> {
  const { process, world } = context;
  const namespace = stringAt(object, "metadata", "namespace");
  const pod = stringAt(object, "metadata", "name");
  const undo: (() => void)[] = [];
  try {
    await new Promise<void>((lost, reject) => {
      undo.push(
        process.cancel.onCancel((reason) => {
          reject(new Cancelled(reason));
        }),
      );
      const accept = ({ local, remote }: Listener): Forwarded | undefined => {
        process.stdout.write(`Handling connection for ${local}\n`);
        const problem = world.kubelet.forward({ namespace, pod }, remote);
        if (problem === undefined) return { namespace, pod, port: remote };
        const text = `an error occurred forwarding ${local} -> ${remote}: ${problem}`;
        const prefix = klogPrefix("E", process.clock.now());
        process.stderr.write(
          `${prefix} portforward.go:424] "Unhandled Error" err=${quote(text)}\n`,
        );
        lost();
        return undefined;
      };
      for (const listener of listeners) {
        const address = listener.address.replace(/^\[|\]$/g, "");
        undo.push(
          world.ports.listen({ address, port: listener.local, accept: () => accept(listener) }),
        );
      }
    });
  } finally {
    for (const close of undo) close();
  }
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

function listen(context: CommandContext, ports: readonly ForwardedPort[]): Listener[] {
  const addresses = addressesOf(context);
  const listeners: Listener[] = [];
  let served = 0;
  ports.forEach(({ local, remote }, index) => {
    const port = local === 0 ? FIRST_DRAWN + index : local;
    const problem = (one: string): string | undefined => {
      const taken = context.world.ports.find(one.replace(/^\[|\]$/g, ""), port);
      if (taken !== undefined) return "address already in use";
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
