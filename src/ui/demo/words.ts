/** Words and numbers that the stage and the notes share. */
import type { DemoRun } from "../../core/lessons/demo.ts";
import type { Demo } from "../../core/lessons/schema/lesson.ts";

/** `2:05` */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Planned seconds until the end of the scene that is on. */
export function plannedSeconds(demo: Demo, run: DemoRun): number {
  if (run.phase === "ready") return 0;
  return demo.scenes.slice(0, run.scene + 1).reduce((sum, { seconds = 0 }) => sum + seconds, 0);
}

export const totalSeconds = (demo: Demo): number =>
  demo.scenes.reduce((sum, { seconds = 0 }) => sum + seconds, 0);
