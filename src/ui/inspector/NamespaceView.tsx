import { useState } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import { namespacesOf, podsOf, policiesIn } from "../../core/session/view.ts";
import styles from "./Inspector.module.css";

export interface NamespaceViewProps {
  readonly cluster: ClusterState;
  readonly name: string;
  readonly onSelectPod: (card: string) => void;
  readonly onSelectPolicy: (id: string) => void;
}

/** So many pods are listed before the rest is asked for. */
const FIRST = 100;

/** A namespace: its labels (those that a namespaceSelector sees), policies and pods. */
export function NamespaceView({ cluster, name, onSelectPod, onSelectPolicy }: NamespaceViewProps) {
  const [whole, setWhole] = useState<string>();
  const namespace = namespacesOf(cluster).find((candidate) => candidate.metadata.name === name);
  if (namespace === undefined) return <p className={styles["muted"]}>{name} is gone.</p>;
  const pods = podsOf(cluster).filter((pod) => pod.metadata.namespace === name);
  const shown = whole === name ? pods : pods.slice(0, FIRST);
  const policies = policiesIn(cluster).filter((policy) => policy.metadata.namespace === name);
  return (
    <>
      <header className={styles["head"]}>
        <h2>{name}</h2>
      </header>
      <dl className={styles["facts"]}>
        <dt>Labels</dt>
        <dd>
          {Object.entries(namespace.metadata.labels ?? {}).map(([key, value]) => (
            <code key={key}>{`${key}=${value}`}</code>
          ))}
        </dd>
      </dl>
      <section className={styles["section"]}>
        <h3>
          Policies <small>{policies.length}</small>
        </h3>
        {policies.length === 0 && (
          <p className={styles["muted"]}>None, so every gate in this namespace is open.</p>
        )}
        <div className={styles["pods"]}>
          {policies.map(({ metadata }) => (
            <button
              key={metadata.name}
              type="button"
              className={styles["chip"]}
              onClick={() => {
                onSelectPolicy(`${name}/${metadata.name}`);
              }}
            >
              {metadata.name}
            </button>
          ))}
        </div>
      </section>
      <section className={styles["section"]}>
        <h3>
          Pods <small>{pods.length}</small>
        </h3>
        {shown.length < pods.length && (
          <p className={styles["muted"]}>
            The first {FIRST} are listed.{" "}
            <button
              type="button"
              className={styles["link"]}
              onClick={() => {
                setWhole(name);
              }}
            >
              List all {pods.length}
            </button>
          </p>
        )}
        <div className={styles["pods"]}>
          {shown.map(({ metadata }) => (
            <button
              key={metadata.name}
              type="button"
              className={styles["chip"]}
              onClick={() => {
                onSelectPod(`pod/${name}/${metadata.name}`);
              }}
            >
              {metadata.name}
            </button>
          ))}
        </div>
      </section>
    </>
  );
}
