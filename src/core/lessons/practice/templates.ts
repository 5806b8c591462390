/** Policies as people write them, right and wrong ones alike; each is about the cast of a cluster. */
import type {
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from "../../api/objects.ts";
import { NAMESPACE_NAME_LABEL } from "../../netpol/normalise.ts";
import type { Random } from "./random.ts";
import type { Cast, Ground, Member, Server } from "./scene.ts";

export type Template = (ground: Ground, random: Random) => NetworkPolicy;

const policy = (namespace: string, name: string, spec: NetworkPolicySpec): NetworkPolicy => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace },
  spec,
});

const appOf = (member: Member) => ({ matchLabels: { app: member.labels["app"] ?? member.name } });
const port = ({ app }: Server): NetworkPolicyPort => ({ port: app.port });
const team = ({ other }: Cast) => ({ matchLabels: { team: other.team } });
const byName = (name: string) => ({ matchLabels: { [NAMESPACE_NAME_LABEL]: name } });
const DNS_PODS: NetworkPolicyPeer = {
  namespaceSelector: byName("kube-system"),
  podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
};
const BOTH_DNS: readonly NetworkPolicyPort[] = [
  { port: 53, protocol: "UDP" },
  { port: 53, protocol: "TCP" },
];

/** An Ingress policy on the target. */
function door(
  { cast }: Ground,
  name: string,
  ingress: readonly NetworkPolicyIngressRule[],
): NetworkPolicy {
  return policy(cast.home, name, {
    podSelector: appOf(cast.target),
    policyTypes: ["Ingress"],
    ingress,
  });
}

/** One rule, some peers, the target's port. */
const letIn =
  (name: (cast: Cast) => string, peers: (cast: Cast) => readonly NetworkPolicyPeer[]): Template =>
  (ground) => {
    const { cast } = ground;
    return door(ground, name(cast), [{ from: peers(cast), ports: [port(cast.target)] }]);
  };

const exit = (
  { cast }: Ground,
  name: string,
  egress: readonly NetworkPolicyEgressRule[],
  types: Pick<NetworkPolicySpec, "policyTypes"> = { policyTypes: ["Egress"] },
): NetworkPolicy => policy(cast.home, name, { podSelector: appOf(cast.caller), ...types, egress });

const toTarget = ({ target }: Cast): NetworkPolicyEgressRule => ({
  to: [{ podSelector: appOf(target) }],
  ports: [port(target)],
});

export const TEMPLATES = {
  fromCaller: letIn(
    ({ target }) => `${target.app.name}-in`,
    ({ caller }) => [{ podSelector: appOf(caller) }],
  ),
  /** Namespace and pod in one item. */
  fromBoth: letIn(
    ({ other }) => `allow-${other.name}`,
    (cast) => [{ namespaceSelector: team(cast), podSelector: appOf(cast.twin) }],
  ),
  /** The same in two items. */
  fromEither: letIn(
    ({ target }) => `${target.app.name}-callers`,
    (cast) => [{ namespaceSelector: team(cast) }, { podSelector: appOf(cast.caller) }],
  ),
  fromTeam: letIn(
    ({ other }) => `allow-${other.team}`,
    (cast) => [{ namespaceSelector: team(cast) }],
  ),
  fromMetadataName: letIn(
    ({ other }) => `from-${other.name}`,
    ({ other }) => [{ namespaceSelector: byName(other.name) }],
  ),
  fromNameLabel: letIn(
    ({ other }) => `from-${other.name}`,
    ({ other }) => [{ namespaceSelector: { matchLabels: { name: other.name } } }],
  ),
  fromAnyPodHere: letIn(
    ({ target }) => `${target.app.name}-local`,
    () => [{ podSelector: {} }],
  ),
  fromAnyNamespace: letIn(
    ({ target }) => `${target.app.name}-inside`,
    () => [{ namespaceSelector: {} }],
  ),
  fromTwoApps: letIn(
    ({ target }) => `${target.app.name}-clients`,
    ({ caller, target }) => [
      {
        podSelector: {
          matchExpressions: [
            { key: "app", operator: "In", values: [caller.app.name, target.app.name] },
          ],
        },
      },
    ],
  ),
  /** A port and nobody named. */
  portOnly: (ground) => {
    const { target } = ground.cast;
    return door(ground, `${target.app.name}-port`, [{ ports: [port(target)] }]);
  },
  anyPort: (ground) => {
    const { cast } = ground;
    return door(ground, `${cast.caller.app.name}-all-ports`, [
      { from: [{ podSelector: appOf(cast.caller) }] },
    ]);
  },
  closed: (ground) => door(ground, `${ground.cast.target.app.name}-closed`, []),
  open: (ground) => door(ground, `${ground.cast.target.app.name}-open`, [{}]),
  /** The port that the Service has, where it is another one. */
  servicePort: (ground) => {
    const { cast, services } = ground;
    const { target } = cast;
    const service = services.find(({ metadata }) => metadata.name === target.name);
    const asked = service?.spec.ports?.[0]?.port ?? target.app.port;
    return door(ground, `${target.app.name}-service`, [
      { from: [{ podSelector: appOf(cast.caller) }], ports: [{ port: asked }] },
    ]);
  },
  denyIn: ({ cast }) =>
    policy(cast.home, "deny-all", { podSelector: {}, policyTypes: ["Ingress"] }),
  denyInEmptyList: ({ cast }) =>
    policy(cast.home, "deny-all", { podSelector: {}, policyTypes: ["Ingress"], ingress: [] }),
  denyOtherIn: ({ cast }) =>
    policy(cast.other.name, "deny-all", { podSelector: {}, policyTypes: ["Ingress"] }),
  denyBoth: ({ cast }) =>
    policy(cast.home, "deny-both", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
  denyOut: ({ cast }) =>
    policy(cast.home, "no-way-out", { podSelector: {}, policyTypes: ["Egress"] }),
  /** Only the way to the target is open. */
  outToTarget: (ground) =>
    exit(ground, `${ground.cast.caller.app.name}-out`, [toTarget(ground.cast)]),
  outWithDns: (ground) =>
    exit(ground, `${ground.cast.caller.app.name}-egress`, [
      toTarget(ground.cast),
      { to: [DNS_PODS], ports: BOTH_DNS },
    ]),
  /** DNS by its port alone, which means TCP. */
  outPort53: (ground) =>
    exit(ground, `${ground.cast.caller.app.name}-dns`, [
      toTarget(ground.cast),
      { to: [DNS_PODS], ports: [{ port: 53 }] },
    ]),
  outWithoutTypes: (ground) =>
    exit(ground, `${ground.cast.caller.app.name}-limits`, [toTarget(ground.cast)], {}),
  twinOut: ({ cast }) =>
    policy(cast.other.name, `${cast.twin.app.name}-out`, {
      podSelector: appOf(cast.twin),
      policyTypes: ["Egress"],
      egress: [{ to: [DNS_PODS], ports: BOTH_DNS }],
    }),
  /** The target's own way out. */
  targetQuiet: ({ cast }) =>
    policy(cast.home, `${cast.target.app.name}-quiet`, {
      podSelector: appOf(cast.target),
      policyTypes: ["Egress"],
    }),
  callerClosed: ({ cast }) =>
    policy(cast.home, `${cast.caller.app.name}-closed`, {
      podSelector: appOf(cast.caller),
      policyTypes: ["Ingress"],
    }),
} satisfies Readonly<Record<string, Template>>;

export type TemplateName = keyof typeof TEMPLATES;

/** Policies that may stand beside those that an item is about. */
export const OTHERS = Object.keys(TEMPLATES).filter(
  (name) => name !== "open" && name !== "fromNameLabel" && name !== "servicePort",
) as TemplateName[];

/** The named policies in this order; none twice under one name. */
export function policiesOf(
  names: readonly TemplateName[],
  ground: Ground,
  random: Random,
): NetworkPolicy[] {
  const seen = new Set<string>();
  return names.flatMap((name) => {
    const made: NetworkPolicy = TEMPLATES[name](ground, random);
    const key = `${made.metadata.namespace ?? ""}/${made.metadata.name}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [made];
  });
}
