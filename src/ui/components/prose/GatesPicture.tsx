import { GatePill } from "../GatePill.tsx";
import { useProseLab, type GateNow } from "./proseLab.ts";
import styles from "./prose.module.css";

function gateWords(name: string, { policies }: GateNow): string {
  if (policies.length === 0) return `${name} is open`;
  return `${name} is guarded by ${policies.join(" and ")}`;
}

/** A pod between its two gates, as they are now. */
export function GatesPicture({ pod }: { readonly pod: string }) {
  const lab = useProseLab();
  const gates = lab?.gates(pod);
  const name = pod.slice(pod.indexOf("/") + 1);
  if (gates === undefined)
    return (
      <p className={styles["quiet"]}>
        {lab === null
          ? `The gates of ${name}, shown in the lesson.`
          : `There is no pod ${pod} at the moment.`}
      </p>
    );
  return (
    <figure className={styles["gates"]} aria-label={`The gates of ${name}`}>
      <span className={styles["gatesCard"]} aria-hidden="true">
        <GatePill policies={gates.ingress.policies.length} />
        <b>{name}</b>
        <GatePill policies={gates.egress.policies.length} />
      </span>
      <figcaption aria-live="polite">
        <span>{gateWords("Ingress", gates.ingress)}</span>
        <span>{gateWords("Egress", gates.egress)}</span>
      </figcaption>
    </figure>
  );
}
