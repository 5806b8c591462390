import { useMemo } from "react";
import type { NetworkPolicy } from "../../core/api/objects.ts";
import type { ClusterState } from "../../core/cluster/types.ts";
import { policiesIsolating } from "../../core/netpol/evaluate.ts";
import { readPolicy } from "../../core/netpol/reading.ts";
import type { PolicyRef } from "../../core/netpol/types.ts";
import { networkOf } from "../../core/session/view.ts";
import styles from "./Inspector.module.css";

export interface PolicyViewProps {
  readonly cluster: ClusterState;
  /** `NAMESPACE/NAME` */
  readonly id: string;
  readonly onSelectPod: (card: string) => void;
  readonly onOpenPolicy: (policy: PolicyRef, path: string) => void;
}

/** A policy: what it selects, and what it says in plain English. */
export function PolicyView({ cluster, id, onSelectPod, onOpenPolicy }: PolicyViewProps) {
  const [namespace = "", name = ""] = id.split("/");
  const policy = cluster.objects
    .get("networking.k8s.io/NetworkPolicy")
    ?.get(`${namespace}/${name}`) as NetworkPolicy | undefined;
  const network = networkOf(cluster);
  const compiled = [...network.policies, ...network.leftOut].find(
    ({ ref }) => ref.namespace === namespace && ref.name === name,
  );
  const selected = useMemo(
    () =>
      compiled === undefined
        ? []
        : network.endpoints.pods.filter((pod) =>
            (["Ingress", "Egress"] as const).some((direction) =>
              policiesIsolating(network, pod, direction).includes(compiled),
            ),
          ),
    [network, compiled],
  );
  if (policy === undefined || compiled === undefined)
    return <p className={styles["muted"]}>{id} is gone.</p>;
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
            onOpenPolicy({ namespace, name }, "spec");
          }}
        >
          Edit YAML
        </button>
      </header>
      <div className={styles["reading"]}>
        {readPolicy(compiled).map((line) => (
          <div key={line.text}>
            <p>{line.text}</p>
            {line.lines.length > 0 && (
              <ul className={styles["sub"]}>
                {line.lines.map((sub) => (
                  <li key={sub.text + (sub.path ?? "")}>{sub.text}</li>
                ))}
              </ul>
            )}
          </div>
        ))}
      </div>
      <section className={styles["section"]}>
        <h3>
          Pods it guards <small>{selected.length}</small>
        </h3>
        {selected.length === 0 ? (
          <p className={styles["muted"]}>None now. It acts as soon as a pod has these labels.</p>
        ) : (
          <div className={styles["pods"]}>
            {selected.slice(0, 60).map((pod) => (
              <button
                key={`${pod.namespace}/${pod.name}`}
                type="button"
                className={styles["chip"]}
                onClick={() => {
                  onSelectPod(`pod/${pod.namespace}/${pod.name}`);
                }}
              >
                {pod.name}
              </button>
            ))}
          </div>
        )}
      </section>
    </>
  );
}
