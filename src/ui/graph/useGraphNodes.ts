import { useMemo, useState } from "react";
import { Position } from "@xyflow/react";
import type { Emphasis, GraphSelection } from "../../core/graph/emphasis.ts";
import type { Picture } from "../../core/graph/picture.ts";
import { describeCard } from "../../core/graph/text.ts";
import type { GraphCard, GraphChanges, GraphRegion } from "../../core/graph/types.ts";
import type { CardNode, RegionNode } from "./nodes.tsx";
import type { CardState, GateChange } from "./PodCard.tsx";
import { NodeCache } from "./cache.ts";
import { serialOf } from "./serial.ts";

interface GraphNodesInput {
  readonly picture: Picture;
  readonly emphasis: Emphasis;
  readonly changes: GraphChanges | undefined;
  readonly tabStop: string | undefined;
  readonly trying: string | undefined;
  readonly onSelect: (selection: GraphSelection | undefined) => void;
  readonly onToggle: ((id: string, fold: boolean) => void) | undefined;
}

/** The canvas describes its nodes as "node"; what is inside them has a better role. */
const PLAIN = { "aria-roledescription": undefined };
const HANDLE = { width: 26, height: 36 } as const;

/** Nodes for the canvas: regions below, cards above the flows. */
export function useGraphNodes(input: GraphNodesInput): (CardNode | RegionNode)[] {
  const { picture, emphasis, changes, tabStop, trying, onSelect, onToggle } = input;
  const [cache] = useState(() => new NodeCache());

  const activate = useMemo(
    () => (card: GraphCard) => {
      if ("pods" in card) {
        onToggle?.(card.kind === "namespace" ? card.region : card.id, false);
        return;
      }
      onSelect({ kind: card.kind === "pod" ? "pod" : "address", id: card.id });
    },
    [onSelect, onToggle],
  );
  const activateRegion = useMemo(
    () => (region: GraphRegion) => {
      onSelect({ kind: "namespace", id: region.name });
    },
    [onSelect],
  );
  const gateChanges = useMemo(() => changesByCard(picture, changes), [picture, changes]);

  const regions = useMemo(
    () =>
      picture.model.regions.flatMap((region): RegionNode[] => {
        const rect = picture.layout.regions.get(region.id);
        if (rect === undefined) return [];
        return [
          {
            id: region.id,
            type: "region",
            position: { x: rect.x, y: rect.y },
            width: rect.width,
            height: rect.height,
            zIndex: 0,
            selectable: false,
            domAttributes: PLAIN,
            data: {
              region,
              selected: emphasis.selected === region.id,
              onActivate: activateRegion,
              onToggle,
            },
          },
        ];
      }),
    [picture, emphasis.selected, activateRegion, onToggle],
  );

  const cards = useMemo(() => {
    const next: CardNode[] = [];
    for (const card of picture.model.cards.values()) {
      const rect = picture.layout.cards.get(card.id);
      if (rect === undefined) continue;
      const node: CardNode = {
        id: card.id,
        type: "card",
        position: { x: rect.x, y: rect.y },
        width: rect.width,
        height: rect.height,
        handles: handlesOf(rect.width, rect.height),
        zIndex: 2,
        selectable: false,
        domAttributes: PLAIN,
        style: { pointerEvents: "all" },
        data: {
          card,
          text: describeCard(card, picture.model),
          enforced: picture.model.enforced,
          state: stateOf(card.id, emphasis, trying),
          change: gateChanges.get(card.id),
          tabStop: card.id === tabStop,
          connectable: !("pods" in card),
          onActivate: activate,
        },
      };
      next.push(node);
    }
    return cache.reconcile(next);
  }, [picture, emphasis, gateChanges, tabStop, trying, activate, cache]);

  return useMemo(() => [...regions, ...cards], [regions, cards]);
}

function handlesOf(width: number, height: number): NonNullable<CardNode["handles"]> {
  const y = height / 2 - HANDLE.height / 2;
  return [
    { type: "target", position: Position.Left, x: -HANDLE.width / 2, y, ...HANDLE },
    { type: "source", position: Position.Right, x: width - HANDLE.width / 2, y, ...HANDLE },
  ];
}

function stateOf(id: string, emphasis: Emphasis, trying: string | undefined): CardState {
  if (id === trying) return "trying";
  if (id === emphasis.selected) return "selected";
  if (emphasis.guarded.has(id)) return "guarded";
  return emphasis.peers.has(id) ? "peer" : undefined;
}

function changesByCard(
  { model }: Picture,
  changes: GraphChanges | undefined,
): ReadonlyMap<string, GateChange> {
  const found = new Map<string, GateChange>();
  if (changes === undefined) return found;
  const serial = serialOf(changes);
  for (const kind of ["guarded", "freed"] as const) {
    for (const { card, direction } of changes[kind]) {
      const id = model.cardOf.get(card) ?? card;
      const known = found.get(id) ?? { serial, guarded: [], freed: [] };
      found.set(id, { ...known, [kind]: [...known[kind], direction] });
    }
  }
  return found;
}
