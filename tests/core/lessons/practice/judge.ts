/**
 * A second opinion on items: the YAML that the learner sees, judged by the evaluator that shares no
 * code with the project, and under every plugin.
 */
import { loadAll } from "js-yaml";
import type { JsonObject } from "../../../../src/core/api/json.ts";
import type { PracticeItem } from "../../../../src/core/lessons/practice/item.ts";
import { compileNetwork, withProfile } from "../../../../src/core/netpol/compile.ts";
import { flowBetween } from "../../../../src/core/netpol/endpoints.ts";
import { evaluate } from "../../../../src/core/netpol/evaluate.ts";
import { normaliseObjects } from "../../../../src/core/netpol/normalise.ts";
import { PROFILES } from "../../../../src/core/netpol/profiles/registry.ts";
import { naiveAnswer, type Manifest } from "../../../support/naiveEvaluator.ts";

/** `reach A -> B:PORT[/PROTOCOL] allow|deny`, taken apart. */
export interface Reach {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
  readonly allow: boolean;
}

export function readReach(check: string): Reach | undefined {
  const [, from, to, port, protocol = "TCP", want] =
    /^reach (\S+) -> ([^\s:]+):(\d+)(?:\/(\w+))? (allow|deny)$/.exec(check) ?? [];
  if (from === undefined || to === undefined) return undefined;
  return {
    from,
    to,
    port: Number(port),
    protocol: protocol === "UDP" ? "UDP" : "TCP",
    allow: want === "allow",
  };
}

export const reaches = (checks: readonly unknown[]): Reach[] =>
  checks.flatMap((check) => (typeof check === "string" ? (readReach(check) ?? []) : []));

/** Read by another parser than the project's. */
export function documents(yaml: string): JsonObject[] {
  return loadAll(yaml) as JsonObject[];
}

const NODES: Readonly<Record<string, string>> = {
  "kind-worker": "172.18.0.3",
  "kind-worker2": "172.18.0.4",
};

/** The cluster of an item running: addresses given, the cluster's DNS and the nodes added. */
export function clusterOf(cluster: string): Manifest[] {
  const objects = documents(cluster) as unknown[] as Manifest[];
  const running = objects.map((object, index): Manifest => {
    if (object.kind !== "Pod") return object;
    const ip = `10.9.0.${index + 1}`;
    const hostIP = NODES[object.spec?.nodeName ?? ""] ?? "";
    return { ...object, status: { phase: "Running", podIP: ip, podIPs: [{ ip }], hostIP } };
  });
  return [
    ...running,
    { kind: "Namespace", metadata: { name: "kube-system" } },
    {
      kind: "Pod",
      metadata: { name: "coredns", namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
      spec: { containers: [] },
      status: { phase: "Running", podIP: "10.9.9.9", podIPs: [{ ip: "10.9.9.9" }] },
    },
    ...Object.entries(NODES).map(([name, address]) => ({
      kind: "Node",
      metadata: { name },
      status: { addresses: [{ type: "InternalIP", address }] },
    })),
  ];
}

const endOf = (name: string): string =>
  name === "dns" ? "kube-system/coredns" : (NODES[name.replace("node:", "")] ?? name);

export type Asked = Omit<Reach, "allow">;

/** Does the connection pass, in the opinion of the slow evaluator? */
export function passes(world: readonly Manifest[], { from, to, port, protocol }: Asked): boolean {
  const answer = naiveAnswer(world, { from: endOf(from), to: endOf(to), port, protocol });
  if (answer === undefined) throw new Error(`no ends: ${from} -> ${to}`);
  return answer.egress && answer.ingress;
}

/** Plugins that enforce both directions and leave pods open that nothing selects, as the API says. */
const ENFORCING = PROFILES.filter(
  ({ enforces, unselectedPods }) =>
    enforces.Ingress && enforces.Egress && unselectedPods === "open",
);

/** The plugins that judge one of the connections otherwise. */
export function dependsOnPlugin(
  world: readonly Manifest[],
  asked: readonly (Reach | undefined)[],
): string[] {
  const stored = world.map((object) => ({
    apiVersion: object.kind === "NetworkPolicy" ? "networking.k8s.io/v1" : "v1",
    ...object,
  }));
  const network = compileNetwork(normaliseObjects(stored));
  const networks = ENFORCING.map((profile) => withProfile(network, profile));
  return asked.flatMap((one) => {
    if (one === undefined) return [];
    const source = network.endpoints.resolve(endOf(one.from));
    const destination = network.endpoints.resolve(endOf(one.to));
    if (!source.ok || !destination.ok) return [`${one.from} -> ${one.to}: no ends`];
    const flow = flowBetween(source, destination, one.port, one.protocol);
    return networks
      .filter((other) => evaluate(other, flow).allowed !== one.allow)
      .map(({ profile }) => `${profile.name}: ${one.from} -> ${one.to}`);
  });
}

// ---------------------------------------------------------------------------------------------

/** The one Service that a name of an `outcome` item means: the pod behind it and its port. */
function dialled(world: readonly Manifest[], target: string, port: number) {
  const [name = "", namespace] = target.split(".");
  const service = world.find(
    ({ kind, metadata }) =>
      kind === "Service" && metadata.name === name && metadata.namespace === namespace,
  ) as unknown as {
    spec: { selector: Record<string, string>; ports: { port: number; targetPort: number }[] };
  };
  const entry = service.spec.ports.find((one) => one.port === port);
  const behind = world.filter(
    ({ kind, metadata }) =>
      kind === "Pod" &&
      metadata.namespace === namespace &&
      Object.entries(service.spec.selector).every(
        ([key, value]) => metadata.labels?.[key] === value,
      ),
  );
  if (entry === undefined || behind.length !== 1) throw new Error(`${target}: ${behind.length}`);
  return { to: `${namespace ?? ""}/${behind[0]?.metadata.name ?? ""}`, port: entry.targetPort };
}

/** How an attempt ends: the look-up, the policies, the listener. */
export function attempt(world: readonly Manifest[], check: string): string {
  const [, from = "", target = "", port = ""] = /^try (\S+) -> ([^\s:]+):(\d+) /.exec(check) ?? [];
  const byName = !target.includes("/");
  const dns: Asked = { from, to: "dns", port: 53, protocol: "UDP" };
  if (byName && !passes(world, dns)) return "dns-timeout";
  const end = byName ? dialled(world, target, Number(port)) : { to: target, port: Number(port) };
  if (!passes(world, { from, ...end, protocol: "TCP" })) return "timeout";
  const pod = world.find(
    ({ kind, metadata }) =>
      kind === "Pod" && `${metadata.namespace ?? ""}/${metadata.name}` === end.to,
  );
  const listens = pod?.spec?.containers?.some((container) =>
    (container.ports ?? []).some(({ containerPort }) => containerPort === end.port),
  );
  return listens === true ? "ok" : "refused";
}

/** The objects of an item, from the YAML that is shown. */
export interface Shown {
  readonly base: readonly Manifest[];
  readonly own: readonly Manifest[];
  readonly world: readonly Manifest[];
}

export function shownBy({ cluster, policies }: PracticeItem): Shown {
  const base = clusterOf(cluster);
  const own = documents(policies) as unknown[] as Manifest[];
  return { base, own, world: [...base, ...own] };
}

/** The answer of the item as the slow evaluator gives it, in the form of `answers`. */
export function ownAnswer(item: PracticeItem, { base, own, world } = shownBy(item)): string[] {
  const { question, form } = item;
  const checks = (question.verify?.checks ?? []) as readonly string[];
  const asked = reaches(checks);
  const signs = asked.map((one) => (passes(world, one) ? "+" : "-")).join("");
  const wanted = reaches(item.goal ?? []);
  const meets = (policy: string): boolean => {
    const edited = [...base, ...(documents(policy) as unknown[] as Manifest[])];
    return wanted.every((one) => passes(edited, one) === one.allow);
  };
  switch (form) {
    case "who":
    case "whom":
      return [signs];
    case "claim":
      return [String(signs === "+")];
    case "matrix":
      return asked.map((one) => String(passes(world, one)));
    case "outcome":
      return [attempt(world, checks[0] ?? "")];
    case "spot": {
      const [one] = asked;
      if (one === undefined) return [];
      return own.flatMap((policy) => {
        const without = world.filter((object) => object !== policy);
        const { namespace = "", name } = policy.metadata;
        return passes(without, one) === passes(world, one) ? [] : [`${namespace ?? ""}/${name}`];
      });
    }
    case "fix":
    case "line":
      return item.answers.filter(meets);
  }
}
