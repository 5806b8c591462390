import { useCallback } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { CardId } from "../../core/graph/types.ts";
import { exposureOf } from "../../core/netpol/exposure.ts";
import { exposureLines } from "../../core/netpol/exposure/words.ts";
import type { Line } from "../../core/netpol/phrases.ts";
import { reachedBy, reachedLines } from "../../core/netpol/reached.ts";
import type { Direction } from "../../core/netpol/types.ts";
import { listenersAt } from "../../core/session/flows.ts";
import { networkOf } from "../../core/session/view.ts";
import { useLater } from "../hooks/useLater.ts";
import styles from "./Inspector.module.css";

interface Props {
  readonly cluster: ClusterState;
  readonly id: CardId;
  readonly direction: Direction;
  readonly title: string;
  readonly open: boolean;
  /** While it is open the graph shows only this. */
  readonly onToggle: (open: boolean) => void;
}

/** The blast radius of a pod in one direction: among the pods there are, and beyond them. */
export function ExposureView({ cluster, id, direction, title, open, onToggle }: Props) {
  return (
    <details
      className={styles["exposure"]}
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open !== open) onToggle(event.currentTarget.open);
      }}
    >
      <summary>{title}</summary>
      {open && <Lists cluster={cluster} id={id} direction={direction} />}
    </details>
  );
}

function Lists({ cluster, id, direction }: Pick<Props, "cluster" | "id" | "direction">) {
  const compute = useCallback(() => {
    const network = networkOf(cluster);
    const [, namespace = "", name = ""] = id.split("/");
    const found = network.endpoints.pod(namespace, name);
    if (!found.ok || found.endpoint.kind !== "pod") return undefined;
    const pod = found.endpoint;
    const now = reachedBy(network, pod, direction, (other) => listenersAt(cluster, other));
    return {
      now: reachedLines(now),
      ever: exposureLines(exposureOf(network, pod, direction)),
    };
  }, [cluster, id, direction]);
  const lines = useLater(compute);
  return (
    <div className={styles["exposureBody"]}>
      <h4>Now, of the pods that exist</h4>
      <Lines lines={lines?.now ?? []} />
      <h4>Beyond them, as far as this gate goes</h4>
      <Lines lines={lines?.ever ?? []} />
    </div>
  );
}

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line.text} data-mark={line.mark}>
          {line.text}
          {line.lines.length > 0 && <Lines lines={line.lines} />}
        </li>
      ))}
    </ul>
  );
}
