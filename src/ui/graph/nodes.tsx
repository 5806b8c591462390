import { memo } from "react";
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { CARD } from "../../core/graph/geometry.ts";
import type { GraphCard, GraphRegion } from "../../core/graph/types.ts";
import { PodCard, type CardState, type GateChange } from "./PodCard.tsx";
import { Region } from "./Region.tsx";
import styles from "./graph.module.css";

interface CardData extends Record<string, unknown> {
  readonly card: GraphCard;
  readonly text: string;
  readonly enforced: boolean;
  readonly state: CardState;
  readonly change: GateChange | undefined;
  readonly tabStop: boolean;
  readonly connectable: boolean;
  readonly onActivate: (card: GraphCard) => void;
}

interface RegionData extends Record<string, unknown> {
  readonly region: GraphRegion;
  readonly selected: boolean;
  readonly onActivate: (region: GraphRegion) => void;
  readonly onToggle: ((id: string, fold: boolean) => void) | undefined;
}

export type CardNode = Node<CardData, "card">;
export type RegionNode = Node<RegionData, "region">;

const CardNodeView = memo(function CardNodeView({ id, data }: NodeProps<CardNode>) {
  const { card } = data;
  const { width, height } = CARD;
  return (
    <>
      <div
        className={styles["button"]}
        role="button"
        data-card={id}
        data-kind={card.kind}
        aria-label={data.text}
        aria-pressed={data.state === "selected"}
        tabIndex={data.tabStop ? 0 : -1}
        onClick={() => {
          data.onActivate(card);
        }}
      >
        <svg width={width} height={height} aria-hidden="true">
          <PodCard
            card={card}
            size="full"
            width={width}
            height={height}
            enforced={data.enforced}
            state={data.state}
            change={data.change}
          />
        </svg>
      </div>
      <Handle
        type="target"
        position={Position.Left}
        className={styles["handle"] ?? ""}
        isConnectable={data.connectable}
      />
      <Handle
        type="source"
        position={Position.Right}
        className={styles["handle"] ?? ""}
        isConnectable={data.connectable}
      />
    </>
  );
});

const RegionNodeView = memo(function RegionNodeView({
  data,
  width,
  height,
}: NodeProps<RegionNode>) {
  const { region } = data;
  const w = width ?? 0;
  const h = height ?? 0;
  return (
    <div className={styles["region"]} data-selected={data.selected}>
      <svg width={w} height={h} aria-hidden="true">
        <Region region={region} x={0} y={0} width={w} height={h} />
      </svg>
      {region.kind === "namespace" && (
        <button
          type="button"
          className={styles["regionName"]}
          tabIndex={-1}
          aria-label={`Namespace ${region.name}`}
          title={[region.name, ...region.labels].join("\n")}
          onClick={() => {
            data.onActivate(region);
          }}
        />
      )}
      {region.collapsible && data.onToggle !== undefined && (
        <button
          type="button"
          className={styles["fold"]}
          tabIndex={-1}
          aria-expanded={!region.collapsed}
          aria-label={`${region.collapsed ? "Show the pods of" : "Fold"} ${region.name}`}
          title={region.collapsed ? "Show pods" : "Fold"}
          onClick={() => {
            data.onToggle?.(region.id, !region.collapsed);
          }}
        >
          <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden="true">
            <path
              d={region.collapsed ? "M2 6h8M6 2v8" : "M2 6h8"}
              stroke="currentColor"
              strokeWidth={1.6}
              strokeLinecap="round"
            />
          </svg>
        </button>
      )}
    </div>
  );
});

export const NODE_TYPES = { card: CardNodeView, region: RegionNodeView };
