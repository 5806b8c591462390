import type { ReactNode } from "react";
import { SCENARIOS } from "../../store/scenarios.ts";
import { useLastLab } from "../hooks/useLastLab.ts";
import { SitePage } from "../components/SitePage.tsx";
import styles from "./Home.module.css";

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

export interface HomeProps {
  /** Two small clusters side by side. */
  readonly demo: ReactNode;
  /** Where to go on, for who has begun. */
  readonly progress?: ReactNode;
}

/** The first page: the lab's idea at work, and where to begin. */
export function Home({ demo, progress }: HomeProps) {
  const last = useLastLab();
  const primary = `${styles["button"] ?? ""} ${styles["primary"] ?? ""}`;
  return (
    <SitePage skipTo="scenarios" skipText="Skip to the scenarios">
      <main>
        <section className={styles["hero"]} aria-labelledby="headline">
          <div>
            <h1 id="headline">See which packets your NetworkPolicy really lets through</h1>
            <p>
              A whole cluster in this page: pods, a network plugin that enforces, and kubectl as you
              know it. Try a policy, watch every flow, ask why.
            </p>
            <div className={styles["row"]}>
              {last !== undefined && (
                <a className={primary} href={`#${last.path}`}>
                  Continue: {last.title}
                </a>
              )}
              <a className={last === undefined ? primary : styles["button"]} href="#/learn/L01">
                Start the first lesson
              </a>
              <a className={styles["button"]} href="#/lab/empty">
                Open the sandbox
              </a>
            </div>
          </div>
          {demo}
        </section>
        {progress}
        <section
          id="scenarios"
          tabIndex={-1}
          className={styles["scenarios"]}
          aria-labelledby="scenarios-heading"
        >
          <h2 id="scenarios-heading">
            Scenarios <small>each a running cluster, a story and a goal</small>
          </h2>
          <ul className={styles["cards"]}>
            {SCENARIOS.map((scenario) => (
              <li key={scenario.id}>
                <a className={styles["card"]} href={`#/lab/${scenario.id}`}>
                  <span className={styles["kind"]}>{scenario.level}</span>
                  <strong>{scenario.title}</strong>
                  <span className={styles["summary"]}>{scenario.summary}</span>
                  <span className={styles["meta"]}>
                    {scenario.watch.length === 0
                      ? "Yours to fill"
                      : plural(scenario.watch.length, "flow") + " to get right"}
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
        <p className={styles["foot"]}>
          No account, no server. Your cluster, files and history stay on this device.
        </p>
      </main>
    </SitePage>
  );
}
