/** What a case of a clause is, and the world most of them are asked in. */
import { SPEC_PROFILE } from "../../../../src/core/netpol/profile.ts";
import type { Profile } from "../../../../src/core/netpol/profile.ts";
import { flowBetween } from "../../../../src/core/netpol/endpoints.ts";
import { evaluate } from "../../../../src/core/netpol/evaluate.ts";
import type { FlowProtocol } from "../../../../src/core/netpol/types.ts";
import { namespace, network, node, pod, policy } from "../world.ts";
import type { Raw } from "../world.ts";

/** Answers `FROM > TO PORT [PROTOCOL]` under these policies; `>>` goes through a Service. */
export type Ask = (
  policies: readonly object[],
  profile: Profile,
) => (flow: string) => boolean | Promise<boolean>;

/** One situation: policies, flows that pass, flows that do not. */
export interface Case {
  /** e.g. `S12`. */
  readonly clause: string;
  readonly says: string;
  readonly policies: readonly object[];
  readonly allowed?: readonly string[];
  readonly denied?: readonly string[];
  /** Where a plugin answers differently from the default. */
  readonly profile?: Partial<Profile>;
  /** Default: {@link betweenPods} in {@link WORLD}. */
  readonly ask?: Ask;
}

/**
 * Two namespaces: `shop` with team=a, `mon` without labels. `exporter` is on the host's network of
 * node-2; `dual` shows its IPv4 address first, `dual6` its IPv6 address.
 */
export const WORLD: readonly Raw[] = [
  namespace("shop", { team: "a" }),
  namespace("mon"),
  node("node-1", "192.0.2.1"),
  node("node-2", "192.0.2.2"),
  pod("shop/web", "10.244.1.10", {
    labels: { app: "web", env: "prod" },
    ports: [{ name: "http", containerPort: 8080 }],
    node: "node-1",
  }),
  pod("shop/db", "10.244.1.20", {
    labels: { app: "db", env: "" },
    ports: [{ name: "pg", containerPort: 5432 }],
    node: "node-1",
  }),
  pod("shop/job", "10.244.1.30", { labels: { app: "job" }, node: "node-2" }),
  pod("shop/side", "10.244.1.40", {
    labels: { app: "side" },
    sidecarPorts: [{ name: "proxy", containerPort: 15001 }],
    ports: [
      { name: "many", containerPort: 81 },
      { name: "many", containerPort: 82 },
    ],
    node: "node-2",
  }),
  pod("mon/prom", "10.244.2.10", {
    labels: { app: "prom" },
    ports: [{ name: "http", containerPort: 9090 }],
    node: "node-2",
  }),
  pod("mon/exporter", "192.0.2.2", {
    labels: { app: "exporter" },
    ports: [{ name: "metrics", containerPort: 9100 }],
    hostNetwork: true,
    node: "node-2",
  }),
  pod("mon/dual", "10.244.2.20 fd00::20", { labels: { app: "dual" }, node: "node-2" }),
  pod("mon/dual6", "fd00::21 10.244.2.21", { labels: { app: "dual" }, node: "node-2" }),
];

export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: FlowProtocol;
  readonly viaService: boolean;
}

export function readFlow(text: string): Asked {
  const match = /^(\S+) (>>?) (\S+) (\d+)(?: (TCP|UDP|SCTP|ICMP))?$/.exec(text);
  if (match === null) throw new Error(`not FROM > TO PORT [PROTOCOL]: ${text}`);
  const [, from = "", arrow, to = "", port, protocol = "TCP"] = match;
  return {
    from,
    to,
    port: Number(port),
    protocol: protocol as FlowProtocol,
    viaService: arrow === ">>",
  };
}

/** The evaluator, in a world of pods. */
export const betweenPods =
  (objects: readonly Raw[] = WORLD): Ask =>
  (policies, profile) => {
    const net = network([...objects, ...policies], profile);
    return (text) => {
      const { from, to, port, protocol, viaService } = readFlow(text);
      const [source, destination] = [net.endpoints.resolve(from), net.endpoints.resolve(to)];
      if (!source.ok || !destination.ok) throw new Error(`no such end: ${text}`);
      const flow = flowBetween(source, destination, port, protocol);
      return evaluate(net, { ...flow, viaService }).allowed;
    };
  };

/** The answers to the flows of a case, under its own policies or others. */
export function asking(
  { ask = betweenPods(), policies, profile }: Case,
  others: readonly object[] = policies,
): (flow: string) => boolean | Promise<boolean> {
  return ask(others, { ...SPEC_PROFILE, ...profile });
}

// ---------------------------------------------------------------------------------------------
// Builders

export const app = (name: string): object => ({ matchLabels: { app: name } });
export const fromApp = (name: string): object => ({ podSelector: app(name) });
export const named = (name: string): object => ({
  matchLabels: { "kubernetes.io/metadata.name": name },
});
export const where = (key: string, operator: string, ...values: string[]): object => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }],
});
/** A policy in shop for app=db, Ingress, with these rules. */
export const db = (...ingress: object[]): Raw =>
  policy("shop/p", { podSelector: app("db"), policyTypes: ["Ingress"], ingress });
/** A policy in shop for the pods of an app, Egress, with these rules. */
export const egress = (name: string, ...rules: object[]): Raw =>
  policy("shop/e", { podSelector: app(name), policyTypes: ["Egress"], egress: rules });
export const db5432From = (...from: object[]): Raw => db({ from, ports: [{ port: 5432 }] });
export const fromBlock = (cidr: string, ...except: string[]): object => ({
  ipBlock: { cidr, ...(except.length > 0 && { except }) },
});
