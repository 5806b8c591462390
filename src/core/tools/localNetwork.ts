/**
 * The network of the learner's own machine: outside of the cluster, with the ports that kubectl
 * forwards on its loopback.
 */
import { isIPv6, isLoopback } from "../network/addresses.ts";
import { createPodNetwork, type PodNetworkOptions } from "../network/podNetwork.ts";
import type { Caller, ConnectRequest, Connection, PodNetwork } from "../network/types.ts";
import type { LocalPorts } from "../shell/localPorts.ts";
import type { Program } from "../shell/process.ts";
import { toolById } from "./registry.ts";
import type { ToolVariant } from "./tool.ts";

export interface LocalMachine extends Pick<PodNetworkOptions, "plane" | "snapshot" | "clock"> {
  readonly ports: LocalPorts;
}

/** The gateway of kind's network: the machine as nodes see it. */
const MACHINE: Caller = { kind: "outside", ip: "172.18.0.1" };
const CURL: ToolVariant = { version: "8.14.1", libc: "glibc", build: "debian" };

/** Network tools of the learner's shell, by name. */
export function localPrograms(machine: LocalMachine): ReadonlyMap<string, Program> {
  const world = {
    net: localNetwork(machine),
    variant: CURL,
    privileges: { user: 1000, netRaw: false },
  };
  const curl = toolById("curl")?.tool(world);
  return new Map(curl === undefined ? [] : [["curl", curl]]);
}

function localNetwork(machine: LocalMachine): PodNetwork {
  const { plane, snapshot, clock } = machine;
  const outside = createPodNetwork({ plane, snapshot, clock, caller: MACHINE });
  return {
    caller: MACHINE,
    get addresses() {
      return outside.addresses;
    },
    get resolvConf() {
      return outside.resolvConf;
    },
    query: (question, cancel) => outside.query(question, cancel),
    resolve: (name, options, cancel) => {
      if (name.toLowerCase() !== "localhost") return outside.resolve(name, options, cancel);
      const ips = ["127.0.0.1", "::1"].filter(
        (ip) => options.family === undefined || isIPv6(ip) === (options.family === 6),
      );
      return Promise.resolve({ kind: "addresses", canonical: name, ips });
    },
    probe: (request) =>
      isLoopback(request.ip) ? throughLoopback(machine, request) : outside.probe(request),
    carries: (connection) => outside.carries(connection),
  };
}

/** To a forwarded port: what comes of it is decided on the loopback of the pod. */
function throughLoopback(machine: LocalMachine, request: ConnectRequest): Connection {
  const { ports, plane, snapshot, clock } = machine;
  const { ip, port, protocol } = request;
  const local: Connection = {
    outcome: "refused",
    seconds: 0,
    localAddress: ip,
    remoteAddress: ip,
    port,
    protocol,
    trace: [],
    hops: 0,
    roundTrip: 0.1,
  };
  const socket = protocol === "TCP" ? ports.find(ip, port) : undefined;
  if (socket === undefined) return local;
  const forwarded = socket.accept();
  const closing: Connection = {
    ...local,
    outcome: "open",
    listener: { port, protocol: "TCP", service: "closing" },
  };
  if (forwarded === undefined) return closing;
  const { namespace, pod } = forwarded;
  const inside = createPodNetwork({
    plane,
    snapshot,
    clock,
    caller: { kind: "pod", namespace, name: pod },
  });
  const { listener } = inside.probe({ ...request, ip: "127.0.0.1", port: forwarded.port });
  return listener === undefined ? closing : { ...closing, roundTrip: 2, listener };
}
