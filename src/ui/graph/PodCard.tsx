import { memo, useMemo } from "react";
import { cardGates, cardShapes, type CardSize } from "../../core/graph/drawCard.ts";
import type { Direction } from "../../core/netpol/types.ts";
import type { Rect } from "../../core/graph/geometry.ts";
import type { GraphCard } from "../../core/graph/types.ts";
import { Shapes } from "./Shapes.tsx";
import styles from "./graph.module.css";

/** How a card stands out. */
export type CardState = "selected" | "guarded" | "peer" | "trying" | undefined;

/** Gates that changed since the last state; a new `serial` shows it again. */
export interface GateChange {
  readonly serial: number;
  readonly guarded: readonly Direction[];
  readonly freed: readonly Direction[];
}

export interface PodCardProps {
  readonly card: GraphCard;
  readonly size: CardSize;
  readonly width: number;
  readonly height: number;
  readonly enforced: boolean;
  readonly state?: CardState;
  readonly change?: GateChange | undefined;
}

/** The drawing of a card with its two gates, as the content of an SVG at the card's corner. */
export const PodCard = memo(function PodCard({
  card,
  size,
  width,
  height,
  enforced,
  state,
  change,
}: PodCardProps) {
  const rect = useMemo(() => ({ width, height }), [width, height]);
  const body = useMemo(() => cardShapes(card, size, rect), [card, size, rect]);
  const gates = useMemo(() => cardGates(card, size, rect, enforced), [card, size, rect, enforced]);
  return (
    <g className={styles["card"]} data-state={state} data-kind={card.kind}>
      <title>{titleOf(card)}</title>
      <Shapes shapes={body} />
      <Outline card={card} width={width} height={height} />
      <Shapes shapes={gates} />
      {change !== undefined && <GatePulses key={change.serial} change={change} rect={rect} />}
    </g>
  );
});

/** Ring of hover, selection and focus; drawn always, seen when its card's state says so. */
function Outline({ card, width, height }: Pick<PodCardProps, "card" | "width" | "height">) {
  const inset = "address" in card ? 13 : 0;
  return (
    <rect
      className={styles["outline"]}
      x={0}
      y={inset}
      width={width}
      height={height - 2 * inset}
      rx={11}
    />
  );
}

function GatePulses({
  change,
  rect,
}: {
  readonly change: GateChange;
  readonly rect: Pick<Rect, "width" | "height">;
}) {
  const pulse = (direction: Direction, kind: "guarded" | "freed") => (
    <rect
      key={`${kind}${direction}`}
      className={styles["pulse"]}
      data-kind={kind}
      x={(direction === "Ingress" ? 0 : rect.width) - 15}
      y={rect.height / 2 - 20}
      width={30}
      height={40}
      rx={15}
    />
  );
  return (
    <>
      {change.guarded.map((direction) => pulse(direction, "guarded"))}
      {change.freed.map((direction) => pulse(direction, "freed"))}
    </>
  );
}

/** What does not fit on a card is at least in its tooltip. */
function titleOf(card: GraphCard): string {
  if ("address" in card) return `${card.name} ${card.address}`;
  const lines = [`${card.namespace}/${card.name}`, ...card.labels];
  for (const [word, gate] of [
    ["in", card.ingress],
    ["out", card.egress],
  ] as const) {
    if (gate.state === "guarded" || gate.state === "partly") {
      lines.push(`${word}: guarded by ${gate.policies.map((policy) => policy.name).join(", ")}`);
    }
  }
  return lines.join("\n");
}
