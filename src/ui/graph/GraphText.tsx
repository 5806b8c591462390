import { memo, useMemo } from "react";
import { describeGraph } from "../../core/graph/text.ts";
import type { GraphModel } from "../../core/graph/types.ts";
import styles from "./graph.module.css";

/** The picture in words: not seen, but read by screen readers. */
export const GraphText = memo(function GraphText({
  model,
  id,
  label,
}: {
  readonly model: GraphModel;
  readonly id: string;
  /** What the picture is of, e.g. "The network". */
  readonly label: string;
}) {
  const text = useMemo(() => describeGraph(model), [model]);
  return (
    <section className={styles["hidden"]} aria-label={`${label} in words`}>
      <p id={id}>{text.summary}</p>
      {text.regions.map((region) => (
        <div key={region.id}>
          <h3>{region.title}</h3>
          <ul>
            {region.cards.map((card) => (
              <li key={card.id}>{card.text}</li>
            ))}
          </ul>
        </div>
      ))}
      {text.flows.length > 0 && (
        <div>
          <h3>Flows</h3>
          <ul>
            {text.flows.map((flow) => (
              <li key={flow.id}>{flow.text}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
});
