/** What stands out and what steps back while something is selected or a policy is pointed at. */
import type { Direction } from "../netpol/types.ts";
import { concernsPolicy } from "./bundle.ts";
import { memberId } from "./ids.ts";
import type { CardId, FlowRequest, GraphFlow, GraphModel } from "./types.ts";

export interface GraphSelection {
  readonly kind: "pod" | "flow" | "policy" | "namespace" | "address";
  /** Of a pod or address its card's id; of a flow the id of a bundle or of a member; of a policy
   * `NAMESPACE/NAME`; of a namespace its name. */
  readonly id: string;
  /** Of a pod: only what gets in to it, or out of it. */
  readonly radius?: Direction;
}

export interface Emphasis {
  /** Undefined: nothing is selected and everything is equal. */
  readonly flows: ReadonlySet<string> | undefined;
  readonly cards: ReadonlySet<CardId>;
  /** The one thing in accent. */
  readonly selected: string | undefined;
  /** Cards that a policy guards, and those that its rules name. */
  readonly guarded: ReadonlySet<CardId>;
  readonly peers: ReadonlySet<CardId>;
}

/** What something said elsewhere speaks of, such as a line of YAML. */
export interface Lit {
  readonly guarded?: readonly CardId[];
  readonly peers?: readonly CardId[];
  readonly cards?: readonly CardId[];
  readonly flows?: readonly FlowRequest[];
}

const NONE: ReadonlySet<string> = new Set();
export const NO_EMPHASIS: Emphasis = {
  flows: undefined,
  cards: NONE,
  selected: undefined,
  guarded: NONE,
  peers: NONE,
};

/**
 * @param hoveredPolicy `NAMESPACE/NAME`; goes before the selection while it lasts
 * @param lit goes before both
 */
export function emphasise(
  model: GraphModel,
  selection: GraphSelection | undefined,
  hoveredPolicy?: string,
  lit?: Lit,
): Emphasis {
  if (lit !== undefined) return ofLit(model, lit);
  if (hoveredPolicy !== undefined) return ofPolicy(model, hoveredPolicy);
  if (selection === undefined) return NO_EMPHASIS;
  switch (selection.kind) {
    case "policy":
      return ofPolicy(model, selection.id);
    case "pod":
    case "address": {
      const card = model.cardOf.get(selection.id) ?? selection.id;
      const { radius } = selection;
      if (radius === undefined) return ofFlows(touching(model, new Set([card])), card);
      const end = radius === "Ingress" ? "destination" : "source";
      const passing = model.flows.filter((flow) => flow[end] === card && flow.status === "allowed");
      const emphasis = ofFlows(passing, card);
      return { ...emphasis, cards: new Set([card, ...emphasis.cards]) };
    }
    case "namespace": {
      const region = model.regions.find(
        ({ kind, name }) => kind === "namespace" && name === selection.id,
      );
      return ofFlows(touching(model, new Set(region?.blocks.flat())), region?.id);
    }
    case "flow": {
      const flow = findFlow(model, selection.id);
      return flow === undefined ? NO_EMPHASIS : ofFlows([flow], flow.id);
    }
  }
}

/** The bundle with that id, or the one that has a member with it. */
function findFlow(model: Pick<GraphModel, "flows">, id: string): GraphFlow | undefined {
  return model.flows.find(
    (flow) => flow.id === id || flow.members.some((member) => member.id === id),
  );
}

function touching(model: GraphModel, cards: ReadonlySet<CardId>): readonly GraphFlow[] {
  return model.flows.filter((flow) => cards.has(flow.source) || cards.has(flow.destination));
}

function ofFlows(flows: readonly GraphFlow[], selected: string | undefined): Emphasis {
  return {
    ...NO_EMPHASIS,
    flows: new Set(flows.map((flow) => flow.id)),
    cards: new Set(flows.flatMap((flow) => [flow.source, flow.destination])),
    selected,
  };
}

function ofLit(
  model: GraphModel,
  { guarded = [], peers = [], cards = [], flows = [] }: Lit,
): Emphasis {
  const shown = (ids: readonly CardId[]): ReadonlySet<CardId> =>
    new Set(ids.map((id) => model.cardOf.get(id) ?? id));
  const members = new Set(flows.map(memberId));
  const lit = model.flows.filter((flow) => flow.members.some(({ id }) => members.has(id)));
  const ends = lit.flatMap((flow) => [flow.source, flow.destination]);
  return {
    ...NO_EMPHASIS,
    flows: new Set(lit.map(({ id }) => id)),
    cards: new Set([...ends, ...shown([...cards, ...guarded, ...peers])]),
    guarded: shown(guarded),
    peers: shown(peers),
  };
}

function ofPolicy(model: GraphModel, id: string): Emphasis {
  const policy = model.policies.find((candidate) => candidate.id === id);
  if (policy === undefined) return NO_EMPHASIS;
  const flows = model.flows.filter((flow) => concernsPolicy(flow, id));
  return {
    ...ofFlows(flows, undefined),
    guarded: new Set(policy.guards.map(({ card }) => card)),
    peers: new Set(policy.peers),
  };
}
