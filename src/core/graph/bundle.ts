import { bundleId, memberId, policyId } from "./ids.ts";
import type { Candidate } from "./candidates.ts";
import type { GraphJudge } from "./judge.ts";
import {
  MAX_MEMBERS,
  type CardId,
  type FlowKind,
  type FlowMember,
  type FlowStatus,
  type GraphFlow,
} from "./types.ts";

/**
 * Arrows that are drawn at most. More of those that nobody asked for would be a block of colour, and
 * some of them would mislead: then none of them is drawn, and the picture says so.
 */
export const MAX_FLOWS = 300;

interface Draft {
  readonly source: CardId;
  readonly destination: CardId;
  readonly status: FlowStatus;
  readonly kinds: Set<FlowKind>;
  readonly members: FlowMember[];
  /** Ports by protocol, in order of first sight. */
  readonly ports: Map<string, Set<number>>;
  count: number;
}

/**
 * One arrow for all attempts between the same two cards that end in the same way. Attempts inside
 * one folded card have no arrow.
 */
export function bundleFlows(
  candidates: Iterable<Candidate>,
  cardOf: ReadonlyMap<CardId, CardId>,
  judge: GraphJudge,
): { readonly flows: readonly GraphFlow[]; readonly hidden: number } {
  const drafts = new Map<string, Draft>();
  for (const candidate of candidates) {
    const source = cardOf.get(candidate.source);
    const destination = cardOf.get(candidate.destination);
    if (source === undefined || destination === undefined) continue;
    if (source === destination && candidate.source !== candidate.destination) continue;
    const { status, policies } =
      candidate.outcome === undefined
        ? judge.judge(candidate)
        : { status: candidate.outcome, policies: [] };
    const id = bundleId(source, destination, status);
    let draft = drafts.get(id);
    if (draft === undefined) {
      draft = {
        source,
        destination,
        status,
        kinds: new Set(),
        members: [],
        ports: new Map(),
        count: 0,
      };
      drafts.set(id, draft);
    }
    draft.count++;
    for (const kind of candidate.kinds) draft.kinds.add(kind);
    const ports = draft.ports.get(candidate.protocol);
    if (ports === undefined) draft.ports.set(candidate.protocol, new Set([candidate.port]));
    else ports.add(candidate.port);
    if (draft.members.length < MAX_MEMBERS) {
      draft.members.push({
        id: memberId(candidate),
        source: candidate.source,
        destination: candidate.destination,
        port: candidate.port,
        protocol: candidate.protocol,
        status,
        kinds: candidate.kinds,
        policies,
      });
    }
  }
  const flows = [...drafts].map(([id, draft]): GraphFlow => ({
    id,
    source: draft.source,
    destination: draft.destination,
    status: draft.status,
    kinds: [...draft.kinds],
    label: portsLabel(draft.ports),
    count: draft.count,
    members: draft.members,
  }));
  if (flows.length <= MAX_FLOWS) return { flows, hidden: 0 };
  const asked = flows.filter((flow) => flow.kinds.some((kind) => kind !== "all"));
  const drawn = asked.slice(0, MAX_FLOWS);
  return { flows: drawn, hidden: flows.length - drawn.length };
}

/**
 * The flow with only the attempts that are wanted, or undefined when none is. Its identity stays
 * the same.
 */
export function restrictFlow(
  flow: GraphFlow,
  wanted: (member: FlowMember) => boolean,
): GraphFlow | undefined {
  const members = flow.members.filter(wanted);
  if (members.length === flow.members.length) return flow;
  if (members.length === 0) return undefined;
  const ports = new Map<string, Set<number>>();
  for (const { protocol, port } of members) {
    const known = ports.get(protocol);
    if (known === undefined) ports.set(protocol, new Set([port]));
    else known.add(port);
  }
  return {
    ...flow,
    members,
    count: members.length,
    label: portsLabel(ports),
    kinds: [...new Set(members.flatMap((member) => member.kinds))],
  };
}

/** `TCP 8080`, `TCP 80, 443`, `TCP 80 +3`, `ICMP`. */
export function portsLabel(ports: ReadonlyMap<string, ReadonlySet<number>>): string {
  const total = [...ports.values()].reduce((sum, set) => sum + set.size, 0);
  const first = [...ports][0];
  if (first === undefined) return "";
  const [protocol, numbers] = first;
  if (protocol === "ICMP") return total > 1 ? `ICMP +${total - 1}` : "ICMP";
  const listed = [...numbers];
  if (listed.length === total && total <= 2) return `${protocol} ${listed.join(", ")}`;
  return `${protocol} ${listed[0] ?? 0} +${total - 1}`;
}

/** True when the flow concerns the policy: it isolates one of its ends. */
export function concernsPolicy(flow: GraphFlow, policy: string): boolean {
  return flow.members.some((member) => member.policies.some((ref) => policyId(ref) === policy));
}
