/** Blocks of addresses that hold what selectors should name, and exceptions that are none. */
import type { NetworkPolicyPeer } from "../../api/objects.ts";
import { cidrContains, formatIP, parseCIDR, parseIP } from "../../net/ip.ts";
import type { CIDR, IPAddress } from "../../net/ip.ts";
import type { BlockPeer, CompiledPolicy, CompiledRule } from "../../netpol/compile.ts";
import { NAMESPACE_NAME_LABEL } from "../../netpol/normalise.ts";
import type { Direction } from "../../netpol/types.ts";
import { peersKey, replacing, withPeers } from "../change.ts";
import { blockInside, isolatesAllOf } from "../cover.ts";
import { portsMeet, subjectsOf } from "../ends.ts";
import { rulesInForce } from "../peers.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { listed, podCount } from "../words.ts";
import { perWorld } from "../world.ts";
import type { LintPod, LintWorld } from "../world.ts";

interface Block {
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
  readonly rule: CompiledRule;
  readonly index: number;
  readonly peer: BlockPeer;
  readonly block: CIDR;
  readonly path: string;
}

const blocks = perWorld((world): readonly Block[] =>
  [...rulesInForce(world)].flatMap(({ policy, direction, rule }) =>
    rule.peers.flatMap((peer, index): Block[] => {
      if (peer.kind !== "ipBlock" || peer.block === undefined) return [];
      const path = `${rule.ref.path}.${peersKey(direction)}[${index}].ipBlock`;
      return [{ policy, direction, rule, index, peer, block: peer.block, path }];
    }),
  ),
);

function holds({ block, peer }: Block, address: IPAddress): boolean {
  return (
    cidrContains(block, address) && !peer.except.some((hole) => cidrContains(hole.block, address))
  );
}

const podsInBlocks = perWorld((world: LintWorld) => {
  const known = new Map<string, readonly LintPod[]>();
  return (block: Block): readonly LintPod[] => {
    let pods = known.get(block.peer.key);
    if (pods === undefined) {
      pods = world.pods.filter(
        ({ hostNetwork, addresses }) => !hostNetwork && addresses.some((ip) => holds(block, ip)),
      );
      known.set(block.peer.key, pods);
    }
    return pods;
  };
});

/** A network rather than an address or two that are to be kept out. */
const isNetwork = ({ prefix, family }: CIDR): boolean => prefix <= (family === 4 ? 16 : 64);

/** `0.0.0.0/0` says everyone and means it, unless networks are excepted: then it says "outside". */
const meansEveryone = ({ block, peer }: Block): boolean =>
  block.prefix === 0 && !peer.except.some((hole) => isNetwork(hole.block));

export const ipblockCoversPods: Rule = {
  code: "ipblock-covers-pods",
  severity: "info",
  title: "A block of addresses that holds pods",
  why: "ipBlock is for addresses outside: pod addresses change, and plugins differ on whether a block matches pods at all.",
  remedy: "Name pods by selectors, and except the pod network from the block.",
  *check(world) {
    const find = podsInBlocks(world);
    for (const block of blocks(world)) {
      if (meansEveryone(block)) continue;
      const pods = find(block);
      if (pods.length === 0) continue;
      const names = listed(
        pods.map(({ namespace, name }) => `${namespace}/${name}`),
        2,
      );
      const here = world.profile.ipBlockMatchesPods ? "matches them" : "does not match them";
      yield inPolicy(
        block.policy,
        block.path,
        `${block.peer.cidr} holds ${podCount(pods.length)} (${names}); this plugin ${here}, others differ.`,
        exceptions(world, block),
      );
    }
  },
};

/** Excepts the pod networks of the nodes, where they are known and smaller than the block. */
function exceptions(world: LintWorld, block: Block) {
  const { policy, direction, rule, index, peer } = block;
  const ranges = [
    ...new Set(world.nodes.flatMap(({ spec }) => spec?.podCIDRs ?? spec?.podCIDR ?? [])),
  ].filter((text) => {
    const range = parseCIDR(text);
    return (
      range !== undefined && blockInside(range, block.block) && range.prefix > block.block.prefix
    );
  });
  const left = podsInBlocks(world)(block).every(({ addresses }) =>
    addresses.every((ip) =>
      ranges.some((text) => cidrContains(parseCIDR(text) ?? block.block, ip)),
    ),
  );
  if (ranges.length === 0 || !left) return [];
  const except = [...peer.except.map(({ cidr }) => cidr), ...ranges];
  const changed: NetworkPolicyPeer = { ipBlock: { cidr: peer.cidr, except } };
  return [
    replacing(
      "Except the pod network",
      withPeers(policy, direction, rule.ref.index, index, 1, changed),
    ),
  ];
}

/** Shorter prefixes are wide areas that happen to hold the service range. */
const SERVICE_PREFIX = { 4: 12, 6: 64 } as const;

/** S52. */
export const ipblockServiceIp: Rule = {
  code: "ipblock-service-ip",
  severity: "warning",
  title: "A block with the address of a Service",
  why: "Policies see the pod behind a Service, not its cluster IP: such a block never matches.",
  remedy: "Select the pods of the Service, and their port.",
  *check(world) {
    for (const block of blocks(world)) {
      if (block.block.prefix < SERVICE_PREFIX[block.block.family]) continue;
      // such a plugin compares egress with the address that was dialled
      const dialled = world.profile.egressStage === "pre-dnat" && block.direction === "Egress";
      if (dialled || podsInBlocks(world)(block).length > 0) continue;
      const hit = world.addressed.filter(({ spec }) =>
        (spec.clusterIPs ?? [spec.clusterIP ?? ""]).some((text) => {
          const ip = parseIP(text);
          return ip !== undefined && holds(block, ip);
        }),
      );
      const [service] = hit;
      if (service === undefined) continue;
      const { namespace = "default", name } = service.metadata;
      const { policy, direction, rule, index, path } = block;
      const selector = service.spec.selector;
      const fixes =
        hit.length > 1 || selector === undefined
          ? []
          : [
              replacing(
                `Select the pods of Service ${name}`,
                withPeers(policy, direction, rule.ref.index, index, 1, {
                  ...(namespace !== policy.ref.namespace && {
                    namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } },
                  }),
                  podSelector: { matchLabels: selector },
                }),
              ),
            ];
      const who = hit.length === 1 ? `Service ${namespace}/${name}` : `${hit.length} Services`;
      const message = `${block.peer.cidr} holds the address of ${who}; policies see the pods behind it instead.`;
      yield inPolicy(policy, path, message, fixes);
    }
  },
};

/** S26. */
export const exceptHasNoEffect: Rule = {
  code: "except-has-no-effect",
  severity: "info",
  title: "An exception that another peer allows again",
  why: "`except` narrows its own block only; it denies nothing that another peer, rule or policy allows.",
  remedy: "Remove the other peer, or drop the exception.",
  *check(world) {
    const all = blocks(world);
    for (const { policy, direction, rule, peer, path } of all) {
      for (const [index, hole] of peer.except.entries()) {
        const other = all.find(
          (candidate) =>
            candidate.direction === direction &&
            candidate.peer !== peer &&
            candidate.policy.ref.namespace === policy.ref.namespace &&
            (candidate.policy === policy || isolatesAllOf(candidate.policy, policy, direction)) &&
            portsMeet(candidate.rule.ports, rule.ports, undefined) &&
            reopens(candidate, hole.block),
        );
        if (other === undefined) continue;
        const again = blockInside(hole.block, other.block) ? hole.cidr : other.peer.cidr;
        const by =
          other.policy === policy
            ? other.path.replace(/\.ipBlock$/, "")
            : `policy ${other.policy.ref.name}`;
        yield inPolicy(
          policy,
          `${path}.except[${index}]`,
          `${again} is excepted here, but ${by} allows ${again === hole.cidr ? "it" : "that part"} again.`,
        );
      }
    }
  },
};

/** Does a block hold the hole, or a part of it, and not except that in turn? */
function reopens({ block, peer }: Block, hole: CIDR): boolean {
  const part = blockInside(hole, block) ? hole : blockInside(block, hole) ? block : undefined;
  return part !== undefined && !peer.except.some((own) => blockInside(part, own.block));
}

/** S28. */
export const oneFamilyOnly: Rule = {
  code: "one-family-only",
  severity: "info",
  title: "Everywhere, in one address family",
  why: "0.0.0.0/0 holds no IPv6 address and ::/0 no IPv4 address; dual-stack pods use both.",
  remedy: "Add the block of the other family to the same list.",
  *check(world) {
    if (world.profile.ipv6 === "unfiltered") return;
    for (const block of blocks(world)) {
      const { policy, direction, rule, index, peer, path } = block;
      if (block.block.prefix !== 0) continue;
      const other = block.block.family === 4 ? 6 : 4;
      const has = rule.peers.some(
        (entry) => entry.kind === "ipBlock" && entry.block?.family === other,
      );
      if (has) continue;
      const dual = subjectsOf(world, policy).flatMap(({ pod }) =>
        pod !== undefined && new Set(pod.addresses.map(({ family }) => family)).size > 1 ? pod : [],
      );
      const [pod] = dual;
      if (pod === undefined) continue;
      const cidr = other === 6 ? "::/0" : "0.0.0.0/0";
      const address = pod.addresses.find(({ family }) => family === other);
      yield inPolicy(
        policy,
        path,
        `${peer.cidr} holds IPv${block.block.family} only; pod ${pod.name} also has ${address === undefined ? "the other family" : formatIP(address)}.`,
        [
          replacing(
            `Add ${cidr}`,
            withPeers(policy, direction, rule.ref.index, index + 1, 0, { ipBlock: { cidr } }),
          ),
        ],
      );
    }
  },
};
