import { useId, useMemo, useState } from "react";
import type { Pod } from "../../core/api/objects.ts";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { CardId, FlowRequest } from "../../core/graph/types.ts";
import { listenersOf } from "../../core/network/listeners.ts";
import { podsOf } from "../../core/session/view.ts";
import { Button } from "../components/Button.tsx";
import styles from "./Inspector.module.css";

interface Props {
  readonly cluster: ClusterState;
  readonly source: CardId;
  readonly onTry: (flow: FlowRequest) => void;
  readonly onCancel: () => void;
}

const PROTOCOLS = ["TCP", "UDP", "SCTP"] as const;

/** A connection to try, by form: where to, which port, which protocol. */
export function TryForm({ cluster, source, onTry, onCancel }: Props) {
  const id = useId();
  const targets = useMemo(
    () => podsOf(cluster).filter((pod: Pod) => pod.status?.podIP !== undefined),
    [cluster],
  );
  const keyOf = (pod: Pod): CardId => `pod/${pod.metadata.namespace ?? ""}/${pod.metadata.name}`;
  const others = targets.filter((pod) => keyOf(pod) !== source);
  const [target, setTarget] = useState(() => {
    const first = others[0];
    return first === undefined ? "" : keyOf(first);
  });
  const pod = others.find((candidate) => keyOf(candidate) === target);
  const suggested = pod === undefined ? [] : listenersOf(pod);
  const [port, setPort] = useState("");
  const [picked, setPicked] = useState<(typeof PROTOCOLS)[number]>();
  const protocol = picked ?? (port === "" ? suggested[0]?.protocol : undefined) ?? "TCP";
  const chosen = port === "" ? (suggested[0]?.port ?? 80) : Number(port);
  const valid = Number.isInteger(chosen) && chosen > 0 && chosen < 65536;
  return (
    <form
      className={styles["try"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (valid && target !== "") onTry({ source, destination: target, port: chosen, protocol });
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <label htmlFor={`${id}-to`}>To</label>
      <select
        id={`${id}-to`}
        value={target}
        onChange={(event) => {
          setTarget(event.target.value);
          setPort("");
          setPicked(undefined);
        }}
      >
        {others.map((other) => (
          <option key={keyOf(other)} value={keyOf(other)}>
            {`${other.metadata.namespace ?? ""}/${other.metadata.name}`}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-port`}>Port</label>
      <input
        id={`${id}-port`}
        inputMode="numeric"
        value={port}
        placeholder={String(suggested[0]?.port ?? 80)}
        aria-invalid={!valid}
        onChange={(event) => {
          setPort(event.target.value.trim());
        }}
      />
      <label htmlFor={`${id}-protocol`}>Protocol</label>
      <select
        id={`${id}-protocol`}
        value={protocol}
        onChange={(event) => {
          setPicked(PROTOCOLS.find((p) => p === event.target.value));
        }}
      >
        {PROTOCOLS.map((p) => (
          <option key={p}>{p}</option>
        ))}
      </select>
      {!valid && <p role="alert">A port is a number from 1 to 65535.</p>}
      <div className={styles["actions"]}>
        <Button size="small" look="ghost" onClick={onCancel}>
          Close
        </Button>
        <Button size="small" look="primary" type="submit" disabled={!valid || target === ""}>
          Connect
        </Button>
      </div>
    </form>
  );
}
