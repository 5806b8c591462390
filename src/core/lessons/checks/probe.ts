/**
 * One attempt as a tool in a pod would see it, without waiting: the name is looked up the way the
 * pod's resolver would, then the connection goes through the lab's data plane. Pure.
 */
import { isAddress } from "../../network/addresses.ts";
import type { DataPlane } from "../../network/dataplane.ts";
import { clusterAnswer } from "../../network/dns.ts";
import { callerOf } from "../../network/endpoints.ts";
import { resolvConfOf } from "../../network/podNetwork.ts";
import type { Caller } from "../../network/types.ts";
import type { CheckWorld } from "./check.ts";

export type Outcome = "ok" | "timeout" | "refused" | "dns-timeout" | "nxdomain";

const CONNECTED: Readonly<Record<ReturnType<DataPlane["connect"]>["outcome"], Outcome>> = {
  open: "ok",
  timeout: "timeout",
  "no-route": "timeout",
  refused: "refused",
  rejected: "refused",
};

/**
 * @param target a name as a person would type it, an address, or `NAMESPACE/POD` for that pod's IP
 * @returns undefined where `from` is no end of a connection
 */
export function probe(
  world: CheckWorld,
  from: string,
  target: string,
  port: number,
  protocol: "TCP" | "UDP" | "SCTP",
): Outcome | undefined {
  const source = world.resolve(from);
  if (!source.ok) return undefined;
  const caller = callerOf(source.endpoint);
  const ip = addressOf(world, caller, target);
  if (typeof ip !== "string") return ip.failed;
  return CONNECTED[world.plane.connect(world.state, { caller, ip, port, protocol }).outcome];
}

function addressOf(
  world: CheckWorld,
  caller: Caller,
  target: string,
): string | { readonly failed: Outcome } {
  const { ip, server } = targetOf(world, caller, target);
  if (server !== undefined) {
    const { plane, state } = world;
    const asked = plane.connect(state, { caller, ip: server, port: 53, protocol: "UDP" });
    if (asked.outcome !== "open") return { failed: "dns-timeout" };
  }
  return ip ?? { failed: "nxdomain" };
}

/** Where a target leads, whatever policies say of the way. */
export interface Target {
  /** Undefined where there is no such name. */
  readonly ip: string | undefined;
  /** The name server that has to be asked first. */
  readonly server?: string;
}

/** @param target as in {@link probe} */
export function targetOf(world: CheckWorld, caller: Caller, target: string): Target {
  if (isAddress(target)) return { ip: target };
  const end = /[/:]/.test(target) ? world.resolve(target) : undefined;
  if (end?.ok === true)
    return { ip: end.endpoint.kind === "pod" ? (end.endpoint.ips[0] ?? "") : end.endpoint.ip };
  const { plane, state } = world;
  const { nameservers, search, ndots } = resolvConfOf(state, caller);
  const [server = ""] = nameservers;
  const searched = search.map((domain) => `${target}.${domain}`);
  const absolute = target.split(".").length - 1 >= ndots || target.endsWith(".");
  for (const name of absolute ? [target, ...searched] : [...searched, target]) {
    const { answers } = clusterAnswer(state, plane.outside, { name, type: "A" });
    const found = answers.find((answer) => answer.type === "A");
    if (found !== undefined) return { ip: found.data, server };
  }
  return { ip: undefined, server };
}
