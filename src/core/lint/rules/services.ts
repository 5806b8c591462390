/** What a whole cluster leans on: names for everyone, and metrics for those who watch. */
import { labelValue } from "../../api/labels.ts";
import type { NetworkPolicy, NetworkPolicyPeer } from "../../api/objects.ts";
import type { CompiledPolicy, CompiledPort } from "../../netpol/compile.ts";
import { NAMESPACE_NAME_LABEL } from "../../netpol/normalise.ts";
import { freeName } from "../change.ts";
import { isNameServer, nameService } from "../dns.ts";
import { closing, endOf, isolating } from "../ends.ts";
import type { End } from "../ends.ts";
import type { Fix } from "../finding.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { podCount, namedPods, listed } from "../words.ts";
import { SYSTEM_NAMESPACE, perWorld } from "../world.ts";
import type { LintPod, LintWorld } from "../world.ts";

const tcp = (port: number): readonly CompiledPort[] => [
  { protocol: "TCP", port: { kind: "numbers", range: { from: port, to: port } } },
];

export const isolatesDns: Rule = {
  code: "isolates-dns",
  severity: "error",
  title: "The cluster's DNS is closed to pods",
  why: "When the DNS pods let pods in no longer, names stop resolving for them, in every namespace.",
  remedy: "Let every namespace in on UDP and TCP port 53.",
  *check(world) {
    const service = nameService(world);
    const { port } = service;
    const udp: readonly CompiledPort[] = [
      { protocol: "UDP", port: { kind: "numbers", range: { from: port, to: port } } },
    ];
    const clients: readonly End[] =
      world.pods.length > 0
        ? world.pods.map(endOf).filter((end) => !isNameServer(world, end))
        : [{ namespace: "default", requirements: [] }];
    const closed = new Map<CompiledPolicy, Set<End>>();
    for (const server of service.ends) {
      if (isolating(world, server, "Ingress", "all").length === 0) continue;
      for (const client of clients) {
        const [first] = closing(world, server, "Ingress", client, udp);
        if (first === undefined) continue;
        const deaf = closed.get(first) ?? new Set();
        closed.set(first, deaf.add(client));
      }
    }
    for (const [policy, deaf] of closed) {
      const who = world.pods.length === 0 ? "Pods of other namespaces" : podCount(deaf.size);
      yield inPolicy(
        policy,
        "spec.podSelector",
        `It closes the DNS pods: ${who} can no longer look up names.`,
        openDns(world),
      );
    }
  },
};

/** A policy of the DNS pods alone: one more rule in a wide policy would open the others as well. */
function openDns(world: LintWorld): Fix[] {
  const { port, labels } = nameService(world);
  const name = freeName(world, SYSTEM_NAMESPACE, "allow-dns");
  if (name === undefined) return [];
  const created: NetworkPolicy = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: SYSTEM_NAMESPACE },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ namespaceSelector: {} }],
          ports: [
            { protocol: "UDP", port },
            { protocol: "TCP", port },
          ],
        },
      ],
    },
  };
  return [
    {
      title: "Allow DNS from every namespace",
      edits: [{ kind: "create-policy", policy: created }],
    },
  ];
}

const NAME_KEYS = ["app.kubernetes.io/name", "app", "k8s-app", "name", "component"] as const;
const SCRAPER = /^(prometheus(-server|-k8s)?|vmagent|victoria-metrics(-agent)?|grafana-agent)$/i;
const WATCHERS = /^(monitoring|prometheus|observability|metrics)$/;

/** Pods that fetch metrics: by what they are called, else all of a namespace that is for it. */
const scrapers = perWorld((world): readonly LintPod[] => {
  const named = world.pods.filter(({ labels }) =>
    NAME_KEYS.some((key) => SCRAPER.test(labelValue(labels, key) ?? "")),
  );
  return named.length > 0 ? named : world.pods.filter(({ namespace }) => WATCHERS.test(namespace));
});

/** The port a pod wants its metrics fetched from; undefined where it does not say so. */
function metricsPort({ pod, ports }: LintPod): number | undefined {
  const { annotations } = pod.metadata;
  const wanted = labelValue(annotations, "prometheus.io/scrape");
  if (wanted !== undefined && wanted !== "true") return undefined;
  const given = Number(labelValue(annotations, "prometheus.io/port"));
  if (wanted === "true" && Number.isInteger(given) && given > 0 && given < 65_536) return given;
  const named = ports.find(
    ({ name, protocol }) => protocol === "TCP" && /^(.*-)?metrics$/.test(name ?? ""),
  );
  return (
    named?.port ??
    (wanted === "true" ? ports.find(({ protocol }) => protocol === "TCP")?.port : undefined)
  );
}

interface Blocked {
  readonly targets: LintPod[];
  readonly ports: Set<number>;
}

export const scrapeBlocked: Rule = {
  code: "scrape-blocked",
  severity: "warning",
  title: "Metrics can no longer be fetched",
  why: "Isolating a pod also shuts out the monitoring that fetches its metrics; its alerts fall silent.",
  remedy: "Let the monitoring pods in on the metrics port.",
  *check(world) {
    const watching = scrapers(world).map(endOf);
    if (watching.length === 0) return;
    const blocked = new Map<CompiledPolicy, Blocked>();
    for (const pod of world.pods) {
      const port = metricsPort(pod);
      if (port === undefined || scrapers(world).includes(pod)) continue;
      const closed = watching.map((end) => closing(world, endOf(pod), "Ingress", end, tcp(port)));
      if (closed.some((policies) => policies.length === 0)) continue;
      const policy = mostSpecific(closed[0] ?? []);
      if (policy === undefined) continue;
      const entry = blocked.get(policy) ?? { targets: [], ports: new Set() };
      entry.targets.push(pod);
      entry.ports.add(port);
      blocked.set(policy, entry);
    }
    for (const [policy, { targets, ports }] of blocked) {
      const numbers = [...ports].sort((a, b) => a - b);
      const who = listed([...new Set(watching.map(({ namespace }) => namespace))]);
      yield inPolicy(
        policy,
        "spec.podSelector",
        `${namedPods(targets)} cannot be scraped: namespace ${who} is not let in on port ${listed(numbers.map(String))}.`,
        scrapeFixes(world, policy, numbers),
      );
    }
  },
};

/** The policy with rules, and of those the one that says most about its pods. */
function mostSpecific(policies: readonly CompiledPolicy[]): CompiledPolicy | undefined {
  const weight = ({ rules, podSelector }: CompiledPolicy): number =>
    podSelector.requirements.length * 2 + ((rules.Ingress?.length ?? 0) > 0 ? 1 : 0);
  return [...policies].sort((a, b) => weight(b) - weight(a))[0];
}

function scrapeFixes(world: LintWorld, policy: CompiledPolicy, ports: readonly number[]): Fix[] {
  const watching = scrapers(world);
  // a way in is no use while the way out is closed
  const out = watching.every((pod) => isolating(world, endOf(pod), "Egress", "some").length === 0);
  const { namespace, name: own } = policy.ref;
  const name = freeName(world, namespace, `${own}-metrics`);
  if (!out || name === undefined) return [];
  const from = peersFor(watching);
  const created: NetworkPolicy = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec: {
      podSelector: policy.source.spec?.podSelector ?? {},
      policyTypes: ["Ingress"],
      ingress: [{ from, ports: ports.map((port) => ({ protocol: "TCP", port })) }],
    },
  };
  const edits = [{ kind: "create-policy", policy: created }] as const;
  return [{ title: `Let the monitoring in on ${listed(ports.map(String))}`, edits }];
}

/** One entry a namespace and name label. */
function peersFor(pods: readonly LintPod[]): NetworkPolicyPeer[] {
  const peers = new Map<string, NetworkPolicyPeer>();
  for (const { namespace, labels } of pods) {
    const key = NAME_KEYS.find((candidate) => SCRAPER.test(labelValue(labels, candidate) ?? ""));
    const value = key === undefined ? "" : (labelValue(labels, key) ?? "");
    peers.set(`${namespace} ${key ?? ""} ${value}`, {
      namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } },
      ...(key !== undefined && { podSelector: { matchLabels: { [key]: value } } }),
    });
  }
  return [...peers.values()];
}
