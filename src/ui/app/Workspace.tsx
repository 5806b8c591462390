import { Suspense, lazy, useEffect, useState } from "react";
import type { Lab } from "../../store/lab.ts";
import type { LabTarget } from "../../store/target.ts";
import { openLab } from "../../store/openLab.ts";
import { LabContext } from "../hooks/useLab.ts";
import { usePreferencesStore } from "../hooks/usePreferences.ts";
import { LabPage } from "./LabPage.tsx";
import styles from "./App.module.css";

const DemoStage = lazy(() => import("./DemoStage.tsx"));

type Opening =
  | { readonly kind: "opening" }
  | { readonly kind: "open"; readonly lab: Lab }
  | { readonly kind: "failed"; readonly message: string };

/** Opens the lab of the address and shows it; closes it when the address changes. */
export default function Workspace({ target }: { readonly target: LabTarget }) {
  // the address may come to name another step of the lesson; the lab stays
  const [opened] = useState(target);
  const [opening, setOpening] = useState<Opening>({ kind: "opening" });
  const preferences = usePreferencesStore();
  useEffect(() => {
    let lab: Lab | undefined;
    let left = false;
    openLab(opened, preferences).then(
      (found) => {
        lab = found;
        if (left) found.close();
        else setOpening({ kind: "open", lab: found });
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (!left) setOpening({ kind: "failed", message });
      },
    );
    return () => {
      left = true;
      lab?.close();
    };
  }, [opened, preferences]);
  if (opening.kind === "opening")
    return (
      <p className={styles["wait"]} role="status">
        Starting the cluster…
      </p>
    );
  if (opening.kind === "failed")
    return (
      <main className={styles["wait"]}>
        <h1>This lab could not be opened</h1>
        <p>{opening.message}</p>
        <p>
          <a href="#/">Back to the first page</a>
        </p>
      </main>
    );
  const { activity } = opening.lab;
  return (
    <LabContext value={opening.lab}>
      {activity.kind === "demo" ? (
        <Suspense fallback={<p className={styles["wait"]}>Setting the stage…</p>}>
          <DemoStage demo={activity.content.demo} />
        </Suspense>
      ) : (
        <LabPage target={target} />
      )}
    </LabContext>
  );
}
