/**
 * The slips that people make in a policy, and their repairs: small changes of one place. Each is
 * what somebody with a certain belief would not notice.
 */
import type {
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from "../../api/objects.ts";
import { NAMESPACE_NAME_LABEL, policyTypesOf } from "../../netpol/normalise.ts";
import type { Ground } from "./scene.ts";
import type { TemplateName } from "./templates.ts";
import { podName, renumbered } from "./world.ts";

/** The policy with the change; undefined where there is nothing to change. */
type Change = (policy: NetworkPolicy, ground: Ground) => NetworkPolicy | undefined;

export interface Mutation {
  readonly name: string;
  readonly change: Change;
  /** The belief with which the changed policy looks right, and right policies to change so. */
  readonly shows?: {
    readonly flag: string;
    readonly policies: readonly TemplateName[];
    /** Its repair is more than a line or two. */
    readonly large?: true;
  };
}

const withSpec = (policy: NetworkPolicy, spec: NetworkPolicySpec): NetworkPolicy => ({
  ...policy,
  spec,
});

const changed = (policy: NetworkPolicy, next: NetworkPolicy): NetworkPolicy | undefined =>
  JSON.stringify(policy) === JSON.stringify(next) ? undefined : next;

/** Changes the peers of every rule. */
const onPeers =
  (change: (peers: readonly NetworkPolicyPeer[]) => readonly NetworkPolicyPeer[]): Change =>
  (policy) => {
    const spec = policy.spec ?? {};
    const { ingress, egress } = spec;
    return changed(
      policy,
      withSpec(policy, {
        ...spec,
        ...(ingress && {
          ingress: ingress.map((rule) =>
            rule.from === undefined ? rule : { ...rule, from: change(rule.from) },
          ),
        }),
        ...(egress && {
          egress: egress.map((rule) =>
            rule.to === undefined ? rule : { ...rule, to: change(rule.to) },
          ),
        }),
      }),
    );
  };

const onPorts =
  (change: (port: NetworkPolicyPort) => NetworkPolicyPort): Change =>
  (policy) => {
    const spec = policy.spec ?? {};
    const ports = <T extends { readonly ports?: readonly NetworkPolicyPort[] }>(rule: T): T =>
      rule.ports === undefined ? rule : { ...rule, ports: rule.ports.map(change) };
    return changed(
      policy,
      withSpec(policy, {
        ...spec,
        ...(spec.ingress && { ingress: spec.ingress.map(ports) }),
        ...(spec.egress && { egress: spec.egress.map(ports) }),
      }),
    );
  };

const relabel = (
  selector: LabelSelector,
  change: (key: string, value: string) => readonly [string, string],
): LabelSelector =>
  selector.matchLabels === undefined
    ? selector
    : {
        ...selector,
        matchLabels: Object.fromEntries(
          Object.entries(selector.matchLabels).map(([key, value]) => change(key, value)),
        ),
      };

const onNamespaceLabels = (
  change: (key: string, value: string) => readonly [string, string],
): Change =>
  onPeers((peers) =>
    peers.map((peer) =>
      peer.namespaceSelector === undefined
        ? peer
        : { ...peer, namespaceSelector: relabel(peer.namespaceSelector, change) },
    ),
  );

const swapKey = (from: string, to: string): Change =>
  onNamespaceLabels((key, value) => [key === from ? to : key, value]);

const capital = (value: string): string => value.slice(0, 1).toUpperCase() + value.slice(1);

const onPodLabels = (change: (value: string) => string): Change =>
  onPeers((peers) =>
    peers.map((peer) =>
      peer.podSelector === undefined
        ? peer
        : {
            ...peer,
            podSelector: relabel(peer.podSelector, (key, value) =>
              key === "app" ? [key, change(value)] : [key, value],
            ),
          },
    ),
  );

const types =
  (
    change: (types: readonly ("Ingress" | "Egress")[]) => NetworkPolicySpec["policyTypes"],
  ): Change =>
  (policy) => {
    const { policyTypes, podSelector = {}, ...rest } = policy.spec ?? {};
    const next = change(policyTypes ?? []);
    return changed(
      policy,
      withSpec(policy, { podSelector, ...(next && { policyTypes: next }), ...rest }),
    );
  };

/** Ports of Services for those of the pods behind them, or back. */
const portOfService =
  (toService: boolean): Change =>
  (policy, ground) => {
    const pairs = ground.services.flatMap((service) => {
      const before = renumbered({ ...ground, policies: [] }, podName(service));
      const target = service.spec.ports?.[0]?.targetPort;
      return before === undefined || typeof target !== "number" ? [] : [[target, before.port]];
    });
    const { target } = ground.cast;
    const own = renumbered({ ...ground, policies: [] }, `${target.namespace}/${target.name}`);
    const list = own === undefined ? pairs : [[target.app.port, own.port], ...pairs];
    return onPorts((entry) => {
      const found = list.find(([pod, service]) => entry.port === (toService ? pod : service));
      const to = toService ? found?.[1] : found?.[0];
      return to === undefined ? entry : { ...entry, port: to };
    })(policy, ground);
  };

const ingress =
  (change: (policy: NonNullable<NetworkPolicySpec["ingress"]>) => NetworkPolicySpec["ingress"]) =>
  (policy: NetworkPolicy): NetworkPolicy | undefined => {
    const spec = policy.spec ?? {};
    if (spec.ingress === undefined) return undefined;
    const next = change(spec.ingress);
    return changed(policy, withSpec(policy, { ...spec, ...(next && { ingress: next }) }));
  };

const isDns = ({ to = [] }: { readonly to?: readonly NetworkPolicyPeer[] }): boolean =>
  to.some(({ podSelector }) => podSelector?.matchLabels?.["k8s-app"] === "kube-dns");

/** Every slip with, further down, the repairs that undo one; a slip of one is a repair of another. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "add a dash",
    shows: { flag: "or_as_and", policies: ["fromBoth"] },
    change: onPeers((peers) =>
      peers.flatMap((peer): NetworkPolicyPeer[] =>
        peer.podSelector === undefined || peer.namespaceSelector === undefined
          ? [peer]
          : [{ namespaceSelector: peer.namespaceSelector }, { podSelector: peer.podSelector }],
      ),
    ),
  },
  {
    name: "remove a dash",
    shows: { flag: "and_as_or", policies: ["fromEither"] },
    change: onPeers((peers) => {
      const [first, second] = peers;
      return peers.length === 2 &&
        first?.podSelector === undefined &&
        second?.namespaceSelector === undefined
        ? [{ ...first, ...second }]
        : peers;
    }),
  },
  {
    name: "drop the namespaceSelector",
    shows: { flag: "podsel_any_ns", policies: ["fromBoth"] },
    change: onPeers((peers) =>
      peers.map((peer) =>
        peer.podSelector === undefined ? peer : { podSelector: peer.podSelector },
      ),
    ),
  },
  {
    name: "any namespace beside the podSelector",
    change: onPeers((peers) =>
      peers.map((peer) =>
        peer.podSelector === undefined || peer.namespaceSelector !== undefined
          ? peer
          : { namespaceSelector: {}, podSelector: peer.podSelector },
      ),
    ),
  },
  {
    name: "port of the Service",
    shows: { flag: "service_port", policies: ["fromCaller", "fromTeam", "fromBoth"] },
    change: portOfService(true),
  },
  { name: "port of the pod", change: portOfService(false) },
  {
    name: "name label",
    shows: { flag: "ns_name_label", policies: ["fromMetadataName"] },
    change: swapKey(NAMESPACE_NAME_LABEL, "name"),
  },
  { name: "label with the name", change: swapKey("name", NAMESPACE_NAME_LABEL) },
  { name: "team label", change: swapKey("team", "name") },
  {
    name: "capital letter",
    shows: { flag: "case_blind", policies: ["fromCaller", "fromBoth", "fromEither"] },
    change: onPodLabels(capital),
  },
  { name: "small letter", change: onPodLabels((value) => value.toLowerCase()) },
  {
    name: "drop UDP",
    shows: { flag: "proto_any", policies: ["outWithDns"] },
    change: (policy) => {
      const spec = policy.spec ?? {};
      const egress = spec.egress?.map((rule) =>
        isDns(rule) ? { ...rule, ports: [{ port: 53 }] } : rule,
      );
      return changed(policy, withSpec(policy, { ...spec, ...(egress && { egress }) }));
    },
  },
  {
    name: "drop DNS",
    shows: { flag: "dns_free", policies: ["outWithDns"], large: true },
    change: (policy) => {
      const spec = policy.spec ?? {};
      const egress = spec.egress?.filter((rule) => !isDns(rule));
      return changed(policy, withSpec(policy, { ...spec, ...(egress && { egress }) }));
    },
  },
  {
    name: "add Egress",
    shows: { flag: "no_egress_gate", policies: ["fromCaller", "denyIn", "fromTeam"] },
    change: types((given) => (given.includes("Egress") ? given : [...given, "Egress"])),
  },
  {
    name: "drop Egress",
    shows: { flag: "both_dirs", policies: ["denyBoth"] },
    change: types((given) => {
      const left = given.filter((type) => type !== "Egress");
      return left.length === 0 ? given : left;
    }),
  },
  {
    name: "drop policyTypes",
    change: types(() => undefined),
  },
  {
    name: "write policyTypes",
    change: (policy, ground) =>
      policy.spec?.policyTypes === undefined
        ? types(() =>
            policyTypesOf(policy.spec).filter((type) => type === "Egress" || !policy.spec?.egress),
          )(policy, ground)
        : undefined,
  },
  {
    name: "add Ingress",
    shows: { flag: "no_ingress_gate", policies: ["outToTarget", "outWithDns"] },
    change: types((given) =>
      given.length === 0 || given.includes("Ingress") ? given : ["Ingress", ...given],
    ),
  },
  {
    name: "drop Ingress",
    change: types((given) => {
      const left = given.filter((type) => type !== "Ingress");
      return left.length === 0 ? given : left;
    }),
  },
  {
    name: "empty list",
    change: ingress((rules) => (rules.length === 1 && isEmpty(rules[0]) ? [] : rules)),
  },
  {
    name: "empty rule",
    change: ingress((rules) => (rules.length === 0 ? [{}] : rules)),
  },
  {
    name: "drop from",
    shows: { flag: "missing_none", policies: ["fromCaller", "fromTeam"], large: true },
    change: ingress((rules) =>
      rules.map((rule) =>
        rule.from === undefined || rule.ports === undefined ? rule : { ports: rule.ports },
      ),
    ),
  },
  {
    name: "every pod of the namespace",
    shows: { flag: "empty_none", policies: ["fromCaller"] },
    change: onPeers((peers) =>
      peers.map((peer) =>
        peer.podSelector === undefined || peer.namespaceSelector !== undefined
          ? peer
          : { podSelector: {} },
      ),
    ),
  },
  {
    name: "narrow target",
    shows: { flag: "whole_ns", policies: ["denyIn", "denyBoth", "denyOut"] },
    change: (policy, { cast }) =>
      Object.keys(policy.spec?.podSelector ?? {}).length > 0
        ? undefined
        : withSpec(policy, {
            ...policy.spec,
            podSelector: { matchLabels: { app: cast.target.app.name } },
          }),
  },
  {
    name: "every pod as target",
    change: (policy) => changed(policy, withSpec(policy, { ...policy.spec, podSelector: {} })),
  },
  {
    name: "move to another namespace",
    shows: { flag: "cluster_wide", policies: ["denyIn", "denyOut", "fromCaller", "closed"] },
    change: (policy, { cast }) =>
      policy.metadata.namespace === cast.other.name
        ? undefined
        : { ...policy, metadata: { ...policy.metadata, namespace: cast.other.name } },
  },
  {
    name: "move home",
    change: (policy, { cast }) =>
      policy.metadata.namespace === cast.home
        ? undefined
        : { ...policy, metadata: { ...policy.metadata, namespace: cast.home } },
  },
  {
    name: "swap target and peer",
    change: (policy) => {
      const [rule] = policy.spec?.ingress ?? [];
      const [peer] = rule?.from ?? [];
      if (peer?.podSelector === undefined || peer.namespaceSelector !== undefined) return undefined;
      return withSpec(policy, {
        ...policy.spec,
        podSelector: peer.podSelector,
        ingress: [{ ...rule, from: [{ podSelector: policy.spec?.podSelector ?? {} }] }],
      });
    },
  },
];

function isEmpty(rule: object | undefined): boolean {
  return rule !== undefined && Object.keys(rule).length === 0;
}

/** Slips that somebody with the belief would not notice. */
export function slipsOf(flag: string): readonly Mutation[] {
  return MUTATIONS.filter(({ shows }) => shows?.flag === flag);
}
