import { commandsOf, type DemoRun } from "../../core/lessons/demo.ts";
import type { Demo } from "../../core/lessons/schema/lesson.ts";
import { Prose } from "../components/Prose.tsx";
import styles from "./Demo.module.css";

/** What the speaker says, what wrong answers to expect, and what is typed. */
export function SceneNotes({ demo, run }: { readonly demo: Demo; readonly run: DemoRun }) {
  const scene = demo.scenes[run.scene];
  if (scene === undefined) return null;
  if (run.phase === "ready") {
    return (
      <div className={styles["notes"]}>
        <p>
          <Prose text={demo.summary} /> Space begins.
        </p>
      </div>
    );
  }
  const shown = run.phase === "run" || run.phase === "revealed";
  const commands = commandsOf(scene);
  return (
    <div className={styles["notes"]}>
      <p>
        <Prose text={scene.say} />
      </p>
      {scene.ask?.expect !== undefined && (
        <p className={styles["expect"]}>
          <b>Expect:</b> <Prose text={scene.ask.expect} />
        </p>
      )}
      {scene.ask !== undefined && (
        <p>
          <b>Right answer:</b> <Prose text={scene.ask.options[scene.ask.answer] ?? ""} />
        </p>
      )}
      {commands.map((command) => (
        <p key={command} className={styles["command"]}>
          <span>{shown ? "Typed:" : "Will be typed:"}</span> <code>{command}</code>
        </p>
      ))}
    </div>
  );
}
