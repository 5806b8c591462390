import type { Scenario } from "../../core/session/scenario.ts";
import styles from "./ScenarioList.module.css";

interface Props {
  readonly scenarios: readonly Scenario[];
  readonly current: string;
  readonly onPick: (id: string) => void;
  readonly onImport: () => void;
}

/** The scenarios to pick from, the present one marked, and one's own YAML at the end. */
export function ScenarioList({ scenarios, current, onPick, onImport }: Props) {
  return (
    <ul className={styles["list"]}>
      {scenarios.map((scenario) => (
        <li key={scenario.id}>
          <button
            type="button"
            aria-current={scenario.id === current}
            onClick={() => {
              onPick(scenario.id);
            }}
          >
            <strong>{scenario.title}</strong>
            <span>{scenario.summary}</span>
          </button>
        </li>
      ))}
      <li>
        <button type="button" onClick={onImport}>
          <strong>Your own YAML</strong>
          <span>Manifests, or what kubectl get -o yaml printed of a real cluster.</span>
        </button>
      </li>
    </ul>
  );
}
