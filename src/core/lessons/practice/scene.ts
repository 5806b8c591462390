/**
 * A cluster to ask about: two or three namespaces and at most eight pods, the cluster's DNS being
 * the ninth end of the picture. A few of them have parts, so that policies have something to tell
 * apart: a target, a caller beside it, one with the caller's label elsewhere, and a stranger.
 */
import type { Namespace, NetworkPolicy, Node, Pod, Service } from "../../api/objects.ts";
import { NAMESPACE_NAME_LABEL } from "../../netpol/normalise.ts";
import type { ClusterObjects } from "../../netpol/endpoints.ts";
import type { Random } from "./random.ts";
import { CALLERS, NAMESPACES, NODES, SERVERS, TIERS, TOOLS, type App } from "./vocabulary.ts";
import { writeDocuments } from "./yaml.ts";

/** The objects as manifests: what is shown, applied and judged. */
export interface Scene {
  readonly namespaces: readonly Namespace[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly policies: readonly NetworkPolicy[];
}

/** A pod with a part in the policies. */
export interface Member {
  readonly namespace: string;
  readonly name: string;
  readonly app: App;
  readonly labels: Readonly<Record<string, string>>;
}

/** A server among them. */
export type Server = Member & { readonly app: App & { readonly port: number } };

export interface Cast {
  /** Namespace of the target; the other one always has a team label. */
  readonly home: string;
  readonly other: { readonly name: string; readonly team: string };
  readonly target: Server;
  /** Beside the target. */
  readonly caller: Server;
  /** The caller's label, in the other namespace. */
  readonly twin: Server;
  /** In the other namespace, with another label. */
  readonly stranger: Member;
}

/** A cluster without policies. */
export interface Ground extends Omit<Scene, "policies"> {
  readonly cast: Cast;
}

export const MAX_PODS = 8;
const POD_NETWORK = "10.244";

export function drawGround(random: Random, { capital }: { readonly capital: boolean }): Ground {
  const [home, other, third] = random.shuffle(NAMESPACES);
  if (home === undefined || other === undefined || third === undefined) {
    throw new RangeError("the vocabulary lacks namespaces");
  }
  const [targetApp, secondApp] = random.shuffle(SERVERS);
  const [callerApp, quietApp] = random.shuffle(CALLERS);
  const names = new Set<string>();
  const member = (namespace: string, app: App, labels?: Member["labels"]): Member => {
    const name = names.has(app.name) ? `${app.name}-${namespace}` : app.name;
    names.add(name);
    return { namespace, name, app, labels: labels ?? { app: app.name } };
  };
  const target = member(home.name, targetApp ?? random.pick(SERVERS)) as Server;
  const caller = member(home.name, callerApp ?? random.pick(CALLERS)) as Server;
  const twin = member(other.name, caller.app) as Server;
  const stranger = member(other.name, random.pick(TOOLS));
  const members: Member[] = [target, caller, twin, stranger];
  if (capital || random.chance(12)) {
    const app = { ...caller.app, name: `old-${caller.app.name}` };
    const label = caller.app.name;
    members.push(member(home.name, app, { app: label.slice(0, 1).toUpperCase() + label.slice(1) }));
  }
  const spaces = random.chance(55) ? [home, other, third] : [home, other];
  const more: readonly (readonly [string, App | undefined])[] = [
    [home.name, secondApp],
    [random.pick(spaces).name, quietApp],
    [spaces.at(-1)?.name ?? other.name, random.pick(TOOLS)],
    [other.name, secondApp],
  ];
  const extra = 1 + random.below(3);
  for (const [namespace, app] of [
    ...(spaces.length > 2 ? [[third.name, random.pick(SERVERS)] as const] : []),
    ...random.shuffle(more).slice(0, extra),
  ]) {
    if (app === undefined || members.length >= MAX_PODS) continue;
    const name = names.has(app.name) ? `${app.name}-${namespace}` : app.name;
    if (!names.has(name)) members.push(member(namespace, app));
  }
  const cast = { home: home.name, other, target, caller, twin, stranger };
  return { cast, ...build(random, spaces, members, cast) };
}

function build(
  random: Random,
  spaces: readonly { readonly name: string; readonly team: string }[],
  members: readonly Member[],
  cast: Cast,
): Omit<Scene, "policies"> {
  const namespaces = spaces.map(({ name, team }): Namespace => {
    const labelled = name === cast.other.name || random.chance(50);
    return {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, ...(labelled && { labels: { team } }) },
    };
  });
  const order = spaces.map(({ name }) => name);
  const sorted = members.toSorted(
    (a, b) => order.indexOf(a.namespace) - order.indexOf(b.namespace),
  );
  const pods = sorted.map(({ namespace, name, app, labels }): Pod => {
    const tier = random.chance(25) ? { tier: random.pick(TIERS) } : {};
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels: { ...labels, ...tier } },
      spec: {
        nodeName: random.pick(NODES).name,
        containers: [
          {
            name: "main",
            image: app.image,
            ...(app.port === undefined
              ? { command: ["sleep", "infinity"] }
              : { ports: [{ containerPort: app.port }] }),
          },
        ],
      },
    };
  });
  const services = sorted.flatMap(({ namespace, name, app, labels }): Service[] => {
    const fronted = name === cast.target.name || random.chance(40);
    if (app.port === undefined || !fronted) return [];
    const renumbered = name === cast.target.name ? random.chance(60) : random.chance(50);
    const port = renumbered ? (app.servicePort ?? app.port) : app.port;
    return [
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace },
        spec: { selector: labels, ports: [{ port, targetPort: app.port }] },
      },
    ];
  });
  return { namespaces, pods, services };
}

// ---------------------------------------------------------------------------------------------

/** The cluster as the evaluator takes it: pods with addresses, nodes, and the cluster's DNS. */
export function objectsOf({ namespaces, pods, policies }: Scene): ClusterObjects {
  return {
    namespaces: [...namespaces.map(named), KUBE_SYSTEM],
    pods: [...pods.map((pod, index) => running(pod, `${POD_NETWORK}.1.${index + 10}`)), DNS],
    nodes: NODE_OBJECTS,
    policies,
  };
}

/** The API server puts the label with the name on every namespace (S24). */
const named = (namespace: Namespace): Namespace => ({
  ...namespace,
  metadata: {
    ...namespace.metadata,
    labels: {
      ...namespace.metadata.labels,
      [NAMESPACE_NAME_LABEL]: namespace.metadata.name,
    },
  },
});

function running(pod: Pod, ip: string): Pod {
  const node = NODES.find(({ name }) => name === pod.spec.nodeName);
  return {
    ...pod,
    status: { phase: "Running", podIPs: [{ ip }], ...(node && { hostIP: node.address }) },
  };
}

const KUBE_SYSTEM = named({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "kube-system" },
});

const DNS = running(
  {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "coredns", namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
    spec: { containers: [{ name: "coredns" }] },
  },
  `${POD_NETWORK}.0.2`,
);

const NODE_OBJECTS: readonly Node[] = NODES.map(({ name, address }) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name },
  status: { addresses: [{ type: "InternalIP", address }] },
}));

/** YAML of everything but the policies. */
export function clusterYaml({ namespaces, pods, services }: Omit<Scene, "policies">): string {
  return writeDocuments([...namespaces, ...pods, ...services]);
}

export function policiesYaml(policies: readonly NetworkPolicy[]): string {
  return writeDocuments(policies);
}
