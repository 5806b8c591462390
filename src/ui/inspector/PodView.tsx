import { useMemo, useState } from "react";
import type { Pod, Protocol } from "../../core/api/objects.ts";
import type { ClusterState } from "../../core/cluster/types.ts";
import { graphJudge, flowsOfPod } from "../../core/session/view.ts";
import { listenersOf } from "../../core/network/listeners.ts";
import type { CardId, FlowRequest } from "../../core/graph/types.ts";
import type { Direction } from "../../core/netpol/types.ts";
import { GatePill } from "../components/GatePill.tsx";
import { ExposureView } from "./ExposureView.tsx";
import { FlowList } from "./FlowList.tsx";
import { TryForm } from "./TryForm.tsx";
import styles from "./Inspector.module.css";

export interface PodViewProps {
  readonly cluster: ClusterState;
  readonly id: CardId;
  readonly onSelectFlow: (flow: FlowRequest) => void;
  readonly onSelectPolicy: (id: string) => void;
  readonly onTry: (flow: FlowRequest) => void;
  /** The direction whose blast radius is open here and on the graph. */
  readonly radius: Direction | undefined;
  readonly onRadius: (direction: Direction | undefined) => void;
  readonly onEdit: (kind: string, namespace: string, name: string) => void;
}

const GATES: readonly { readonly direction: Direction; readonly name: string }[] = [
  { direction: "Ingress", name: "Entering" },
  { direction: "Egress", name: "Leaving" },
];

const RADII: readonly { readonly direction: Direction; readonly title: string }[] = [
  { direction: "Ingress", title: "Who can reach this pod" },
  { direction: "Egress", title: "What it can reach" },
];

function unguarded(pod: Pod): string | undefined {
  if (pod.spec.hostNetwork === true)
    return "This pod uses the network of its node. Policies do not apply to it.";
  if (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed")
    return "This pod has finished. It is no end of a connection any more.";
  return pod.status?.podIP === undefined ? "This pod has no address yet." : undefined;
}

/** A pod: what it is, who guards its gates, and all its flows. */
export function PodView({
  cluster,
  id,
  onSelectFlow,
  onSelectPolicy,
  onTry,
  radius,
  onRadius,
  onEdit,
}: PodViewProps) {
  const [, namespace = "", name = ""] = id.split("/");
  const pod = cluster.objects.get("/Pod")?.get(`${namespace}/${name}`) as Pod | undefined;
  const judge = useMemo(() => graphJudge(cluster, []), [cluster]);
  const flows = useMemo(
    () => (pod === undefined ? { outgoing: [], incoming: [] } : flowsOfPod(cluster, id)),
    [cluster, id, pod],
  );
  const [trying, setTrying] = useState(false);
  if (pod === undefined)
    return (
      <p className={styles["muted"]} role="status">
        {namespace}/{name} is gone.
      </p>
    );
  const exempt = unguarded(pod);
  const ports = listenersOf(pod);
  const labels = Object.entries(pod.metadata.labels ?? {});
  return (
    <>
      <header className={styles["head"]}>
        <h2>
          <span className={styles["muted"]}>{namespace}/</span>
          {name}
        </h2>
        <button
          type="button"
          className={styles["link"]}
          onClick={() => {
            onEdit("Pod", namespace, name);
          }}
        >
          Edit YAML
        </button>
      </header>
      <dl className={styles["facts"]}>
        <dt>Labels</dt>
        <dd>
          {labels.length === 0
            ? "none"
            : labels.map(([key, value]) => <code key={key}>{`${key}=${value}`}</code>)}
        </dd>
        <dt>Address</dt>
        <dd>
          <code>{pod.status?.podIP ?? "none yet"}</code> on {pod.spec.nodeName ?? "no node yet"}
        </dd>
        <dt>Image</dt>
        <dd>
          {pod.spec.containers.map((container) => (
            <code key={container.name}>{container.image}</code>
          ))}
        </dd>
        <dt>Listens on</dt>
        <dd>
          {ports.length === 0
            ? "nothing"
            : ports.map((port: { port: number; protocol: Protocol }) => (
                <code key={`${port.protocol}${port.port}`}>{`${port.protocol} ${port.port}`}</code>
              ))}
        </dd>
      </dl>
      <section className={styles["section"]}>
        <h3>Gates</h3>
        {exempt !== undefined ? (
          <p className={styles["muted"]}>{exempt}</p>
        ) : (
          <ul className={styles["gates"]}>
            {GATES.map((gate) => {
              const policies = judge.guards(id, gate.direction);
              return (
                <li key={gate.direction}>
                  <GatePill policies={policies.length} />
                  <span>
                    <strong>{gate.name}</strong>{" "}
                    {policies.length === 0 ? (
                      <>is open. No policy selects this pod for {gate.direction}.</>
                    ) : (
                      <>
                        is guarded by{" "}
                        {policies.map((policy, index) => (
                          <span key={policy.name}>
                            {index > 0 && ", "}
                            <button
                              type="button"
                              className={styles["link"]}
                              onClick={() => {
                                onSelectPolicy(`${policy.namespace}/${policy.name}`);
                              }}
                            >
                              {policy.name}
                            </button>
                          </span>
                        ))}
                        .
                      </>
                    )}
                  </span>
                </li>
              );
            })}
          </ul>
        )}
        {exempt === undefined && !trying && (
          <button
            type="button"
            className={styles["tryButton"]}
            onClick={() => {
              setTrying(true);
            }}
          >
            Try a connection from here
          </button>
        )}
        {trying && (
          <TryForm
            cluster={cluster}
            source={id}
            onTry={onTry}
            onCancel={() => {
              setTrying(false);
            }}
          />
        )}
      </section>
      {exempt === undefined && (
        <section className={styles["section"]} aria-label="Blast radius">
          {RADII.map(({ direction, title }) => (
            <ExposureView
              key={direction}
              cluster={cluster}
              id={id}
              direction={direction}
              title={title}
              open={radius === direction}
              onToggle={(open) => {
                onRadius(open ? direction : undefined);
              }}
            />
          ))}
        </section>
      )}
      <FlowList
        title="It reaches"
        lines={flows.outgoing}
        other="destination"
        none="No other pod listens on anything."
        onSelect={onSelectFlow}
      />
      <FlowList
        title="It is reached by"
        lines={flows.incoming}
        other="source"
        none="It listens on nothing, so nobody can call it."
        onSelect={onSelectFlow}
      />
    </>
  );
}
