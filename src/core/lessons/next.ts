/** Where a learner goes on. */
import type { Course } from "./schema/lesson.ts";
import type { Progress } from "./schema/progress.ts";

/** A lesson to go on with. */
export interface NextActivity {
  readonly id: string;
  /** Steps that are done. */
  readonly done: number;
  /** Index of the step to go on with. */
  readonly at: number;
}

export interface NextActivities {
  /** The lesson that was open last if it is not done, else the first that is not. */
  readonly lesson?: NextActivity;
  readonly puzzle?: string;
  readonly challenge?: string;
  readonly lessonsDone: number;
}

interface Steps {
  readonly steps: readonly { readonly id: string }[];
}

/** Own entries only: ids come from saved state. */
function entry<T>(record: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(record, id) ? record[id] : undefined;
}

/** How many steps of a lesson are done. */
export function stepsDone(lesson: Steps, progress: Progress, id: string): number {
  const steps = entry(progress.lessons, id)?.steps ?? {};
  return lesson.steps.filter((step) => entry(steps, step.id)?.done === true).length;
}

export function nextActivities(
  course: Course,
  lessons: ReadonlyMap<string, Steps>,
  progress: Progress,
): NextActivities {
  const known = course.modules
    .flatMap((module) => module.lessons)
    .flatMap((id) => {
      const lesson = lessons.get(id);
      if (lesson === undefined) return [];
      const saved = entry(progress.lessons, id);
      const at = lesson.steps.findIndex((step) => step.id === saved?.step);
      const done = stepsDone(lesson, progress, id);
      const all = done === lesson.steps.length;
      return [{ id, done, at: Math.max(0, at), all, time: saved?.at ?? 0 }];
    });
  const open = known.filter(({ all }) => !all);
  const latest = open.toSorted((a, b) => b.time - a.time)[0];
  const lesson = latest !== undefined && latest.time > 0 ? latest : open[0];
  const first = (ids: readonly string[], isDone: (id: string) => boolean): string | undefined =>
    ids.find((id) => !isDone(id));
  const puzzle = first(
    course.modules.flatMap((module) => module.puzzles ?? []),
    (id) => (entry(progress.puzzles, id)?.stars ?? 0) > 0,
  );
  const challenge = first(
    course.modules.flatMap((module) => module.challenges ?? []),
    (id) => entry(progress.challenges, id)?.done === true,
  );
  return {
    lessonsDone: known.length - open.length,
    ...(lesson && { lesson: { id: lesson.id, done: lesson.done, at: lesson.at } }),
    ...(puzzle === undefined ? {} : { puzzle }),
    ...(challenge === undefined ? {} : { challenge }),
  };
}

/** Cards of spaced repetition that are due at a time, in milliseconds since the epoch. */
export function dueNow(progress: Progress, now: number): number {
  return Object.values(progress.cards).filter(({ due }) => due <= now).length;
}
