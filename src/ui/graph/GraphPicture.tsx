import { useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { NO_EMPHASIS, type Emphasis } from "../../core/graph/emphasis.ts";
import { neighbour, type Heading } from "../../core/graph/navigate.ts";
import type { Picture } from "../../core/graph/picture.ts";
import { describeCard } from "../../core/graph/text.ts";
import type { GraphChanges } from "../../core/graph/types.ts";
import { FlowLayer } from "./FlowLayer.tsx";
import { GraphText } from "./GraphText.tsx";
import { PodCard } from "./PodCard.tsx";
import { Region } from "./Region.tsx";
import styles from "./graph.module.css";

export interface GraphPictureProps {
  readonly picture: Picture;
  /** Name for screen readers, e.g. "Five pods without a policy". */
  readonly label: string;
  /** The pod whose flows stand out; controlled, so that two pictures can follow one pointer. */
  readonly active?: string | undefined;
  /** Called when a pod is pointed at or focused, and with undefined when it is left. */
  readonly onActive?: (card: string | undefined) => void;
  readonly changes?: GraphChanges;
}

const HEADINGS: Readonly<Record<string, Heading>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/**
 * A picture that scales to its place, without canvas and controls. Pointing at a pod, or focusing
 * it, shows what it can reach. One tab stop; arrows move between pods.
 */
export function GraphPicture({ picture, label, active, onActive, changes }: GraphPictureProps) {
  const { model, layout, bounds } = picture;
  const [stop, setStop] = useState<string>();
  const root = useRef<SVGSVGElement>(null);
  const textId = useId();
  const emphasis = useMemo(() => leaving(picture, active), [picture, active]);
  const ids = [...model.cards.keys()];
  const tabStop = stop !== undefined && model.cards.has(stop) ? stop : ids[0];
  const size = layout.kind === "ring" ? "small" : "full";

  const onKeyDown = (event: KeyboardEvent) => {
    const heading = HEADINGS[event.key];
    if (event.key === "Escape") onActive?.(undefined);
    if (heading === undefined || tabStop === undefined) return;
    event.preventDefault();
    const next = neighbour(layout.cards, tabStop, heading);
    if (next === undefined) return;
    root.current?.querySelector<SVGGElement>(`[data-card="${CSS.escape(next)}"]`)?.focus();
  };

  return (
    <div className={styles["picture"]}>
      <svg
        ref={root}
        viewBox={`${bounds.x} ${bounds.y} ${bounds.width} ${bounds.height}`}
        role="group"
        aria-label={label}
        aria-describedby={textId}
        onKeyDown={onKeyDown}
        data-small={size === "small"}
      >
        {model.regions.map((region) => {
          const rect = layout.regions.get(region.id);
          return rect === undefined ? null : <Region key={region.id} region={region} {...rect} />;
        })}
        <g aria-hidden="true">
          <FlowLayer picture={picture} emphasis={emphasis} changes={changes} interactive={false} />
        </g>
        {[...model.cards.values()].map((card) => {
          const rect = layout.cards.get(card.id);
          if (rect === undefined) return null;
          return (
            <g
              key={card.id}
              data-card={card.id}
              className={styles["button"]}
              transform={`translate(${rect.x} ${rect.y})`}
              role="button"
              aria-pressed={card.id === active}
              aria-label={describeCard(card, model)}
              tabIndex={card.id === tabStop ? 0 : -1}
              onPointerEnter={() => onActive?.(card.id)}
              onPointerLeave={() => onActive?.(undefined)}
              onClick={() => onActive?.(card.id)}
              onFocus={() => {
                setStop(card.id);
                onActive?.(card.id);
              }}
              onBlur={() => onActive?.(undefined)}
            >
              <PodCard
                card={card}
                size={size}
                width={rect.width}
                height={rect.height}
                enforced={model.enforced}
                state={card.id === active ? "selected" : undefined}
              />
            </g>
          );
        })}
      </svg>
      <GraphText model={model} id={textId} label={label} />
    </div>
  );
}

/** Only what leaves the pod: "what can it reach?" */
function leaving({ model }: Picture, active: string | undefined): Emphasis {
  if (active === undefined) return NO_EMPHASIS;
  const flows = model.flows.filter((flow) => flow.source === active);
  return {
    ...NO_EMPHASIS,
    flows: new Set(flows.map((flow) => flow.id)),
    cards: new Set(flows.map((flow) => flow.destination)),
    selected: active,
  };
}
