import type { CardId, FlowMember, GraphChanges, GraphModel } from "./types.ts";
import type { Direction } from "../netpol/types.ts";

export const NO_CHANGES: GraphChanges = { opened: [], closed: [], guarded: [], freed: [] };

/**
 * What a person should notice between two states: attempts shown in both that began or ceased to
 * pass, and gates that became guarded or free. Things that came or went are no change of a gate.
 */
export function diffGraphs(before: GraphModel, after: GraphModel): GraphChanges {
  const earlier = passing(before);
  const opened: string[] = [];
  const closed: string[] = [];
  for (const [id, passes] of passing(after)) {
    const passed = earlier.get(id);
    if (passed === undefined || passed === passes) continue;
    (passes ? opened : closed).push(id);
  }
  const gatesBefore = gates(before);
  const guarded: { card: CardId; direction: Direction }[] = [];
  const freed: { card: CardId; direction: Direction }[] = [];
  for (const [key, { card, direction, guarded: now }] of gates(after)) {
    const then = gatesBefore.get(key);
    if (then === undefined || then.guarded === now) continue;
    (now ? guarded : freed).push({ card, direction });
  }
  return { opened, closed, guarded, freed };
}

export function isQuiet(changes: GraphChanges): boolean {
  return Object.values(changes).every((list: readonly unknown[]) => list.length === 0);
}

function passing(model: GraphModel): Map<string, boolean> {
  const members = model.flows.flatMap((flow): readonly FlowMember[] => flow.members);
  return new Map(members.map((member) => [member.id, member.status === "allowed"]));
}

interface GateState {
  readonly card: CardId;
  readonly direction: Direction;
  readonly guarded: boolean;
}

function gates(model: GraphModel): Map<string, GateState> {
  const found = new Map<string, GateState>();
  for (const card of model.cards.values()) {
    for (const [direction, gate] of [
      ["Egress", card.egress],
      ["Ingress", card.ingress],
    ] as const) {
      if (gate.state === "none") continue;
      found.set(`${card.id} ${direction}`, {
        card: card.id,
        direction,
        guarded: gate.state !== "open",
      });
    }
  }
  return found;
}
