import { commandsOf, type DemoRun } from "../../core/lessons/demo.ts";
import type { Demo } from "../../core/lessons/schema/lesson.ts";
import { Prose } from "../components/Prose.tsx";
import styles from "./Demo.module.css";

interface Props {
  readonly demo: Demo;
  readonly run: DemoRun;
  /** The room can read it: no answer before it is shown. */
  readonly isPublic?: boolean;
}

/** What the speaker says, what wrong answers to expect, and what is typed. */
export function SceneNotes({ demo, run, isPublic = false }: Props) {
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
  const ask = isPublic && !shown ? undefined : scene.ask;
  return (
    <div className={styles["notes"]}>
      <p>
        <Prose text={scene.say} />
      </p>
      {ask?.expect !== undefined && (
        <p className={styles["expect"]}>
          <b>Expect:</b> <Prose text={ask.expect} />
        </p>
      )}
      {ask !== undefined && (
        <p>
          <b>Right answer:</b> <Prose text={ask.options[ask.answer] ?? ""} />
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
