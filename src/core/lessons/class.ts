/** A class as a table: what learners handed in, by lesson, topic and misconception. */
import { readProgressFile, type DroppedFile } from "./handIn.ts";
import { stepsDone } from "./next.ts";
import { resultsByBelief, resultsByTopic } from "./quiz/results.ts";
import type { Progress } from "./schema/progress.ts";

/** One learner's file. */
export interface HandedIn {
  /** As the file says it; the file's name where it says none. Unique in a class. */
  readonly learner: string;
  readonly file: string;
  readonly progress: Progress;
}

export interface Refused {
  readonly file: string;
  /** As the end of a sentence. */
  readonly reason: string;
}

/** Files of a class; a browser shows no more rows at once. */
const MAX_FILES = 400;

/**
 * Takes files in beside those that are there. The same file again is passed over and said; another
 * file of the same name is another row.
 */
export function takeIn(
  present: readonly HandedIn[],
  files: readonly DroppedFile[],
): { readonly all: readonly HandedIn[]; readonly refused: readonly Refused[] } {
  const all = [...present];
  const refused: Refused[] = [];
  const contents = new Set(all.map(contentOf));
  const names = new Set(all.map(({ learner }) => learner));
  for (const file of files) {
    const refuse = (reason: string): void => {
      refused.push({ file: file.name, reason });
    };
    const read = readProgressFile(file);
    if (!read.ok) {
      refuse(read.error);
      continue;
    }
    const { progress } = read;
    const name = progress.name.trim() === "" ? file.name : progress.name.trim();
    const content = contentOf({ learner: name, file: file.name, progress });
    if (contents.has(content)) refuse("it is here already");
    else if (all.length >= MAX_FILES) refuse(`a class has at most ${MAX_FILES} files`);
    else {
      const learner = freeName(name, names);
      contents.add(content);
      names.add(learner);
      all.push({ learner, file: file.name, progress });
    }
  }
  return { all, refused };
}

const contentOf = ({ progress }: HandedIn): string => JSON.stringify(progress);

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name} (${n})`;
  return free;
}

/** What the table knows of the course. */
export interface ClassCourse {
  readonly lessons: readonly {
    readonly id: string;
    readonly steps: readonly { readonly id: string }[];
  }[];
  readonly puzzles: readonly string[];
  readonly challenges: readonly string[];
  /** Misconceptions that a question is about. */
  readonly about: (question: string) => readonly string[];
}

export interface Share {
  readonly done: number;
  readonly of: number;
}

export interface LearnerRow {
  readonly learner: string;
  readonly file: string;
  /** Steps that are done, in the order of the course's lessons. */
  readonly lessons: readonly Share[];
  readonly steps: Share;
  readonly puzzles: Share;
  readonly challenges: Share;
  /** Right answers of those given. */
  readonly answers: Share;
  /** By topic. */
  readonly topics: ReadonlyMap<string, Share>;
  /** Misconceptions that something gave away; true: not answered rightly since. */
  readonly beliefs: ReadonlyMap<string, boolean>;
}

export interface BeliefRow {
  readonly belief: string;
  /** Who shows it still, and who did and has answered rightly since. */
  readonly open: readonly string[];
  readonly mended: readonly string[];
}

export interface ClassTable {
  readonly rows: readonly LearnerRow[];
  /** Those that somebody answered, weakest first. */
  readonly topics: readonly (Share & { readonly topic: string })[];
  /** What to talk about next comes first. */
  readonly beliefs: readonly BeliefRow[];
}

export function classTable(class_: readonly HandedIn[], course: ClassCourse): ClassTable {
  const rows = class_.map((handed) => rowOf(handed, course));
  const answers = class_.flatMap(({ progress }) => progress.answers);
  return {
    rows,
    topics: resultsByTopic(answers).map(({ topic, right, asked }) => ({
      topic,
      done: right,
      of: asked,
    })),
    beliefs: beliefRows(rows),
  };
}

function rowOf({ learner, file, progress }: HandedIn, course: ClassCourse): LearnerRow {
  const lessons = course.lessons.map((lesson) => ({
    done: stepsDone(lesson, progress, lesson.id),
    of: lesson.steps.length,
  }));
  const { puzzles, challenges, answers } = progress;
  const solved = course.puzzles.filter(
    (id) => Object.hasOwn(puzzles, id) && (puzzles[id]?.stars ?? 0) > 0,
  );
  const mended = course.challenges.filter(
    (id) => Object.hasOwn(challenges, id) && challenges[id]?.done === true,
  );
  return {
    learner,
    file,
    lessons,
    steps: {
      done: lessons.reduce((sum, { done }) => sum + done, 0),
      of: lessons.reduce((sum, { of }) => sum + of, 0),
    },
    puzzles: { done: solved.length, of: course.puzzles.length },
    challenges: { done: mended.length, of: course.challenges.length },
    answers: { done: answers.filter(({ right }) => right).length, of: answers.length },
    topics: new Map(
      resultsByTopic(answers).map(({ topic, right, asked }) => [topic, { done: right, of: asked }]),
    ),
    beliefs: beliefsOf(progress, course),
  };
}

/** What wrong answers and wrong turns in lessons gave away. */
function beliefsOf(progress: Progress, { about }: ClassCourse): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>();
  for (const lesson of Object.values(progress.lessons))
    for (const step of Object.values(lesson.steps))
      // who did the step has found out
      for (const belief of step.beliefs)
        found.set(belief, (found.get(belief) ?? false) || !step.done);
  for (const { belief, rightSince } of resultsByBelief(progress.answers, about))
    found.set(belief, rightSince === 0);
  return found;
}

function beliefRows(rows: readonly LearnerRow[]): readonly BeliefRow[] {
  const ids = new Set(rows.flatMap(({ beliefs }) => [...beliefs.keys()]));
  const who = (belief: string, open: boolean): readonly string[] =>
    rows.filter(({ beliefs }) => beliefs.get(belief) === open).map(({ learner }) => learner);
  return [...ids]
    .map((belief) => ({ belief, open: who(belief, true), mended: who(belief, false) }))
    .toSorted(
      (a, b) =>
        b.open.length - a.open.length ||
        b.mended.length - a.mended.length ||
        (a.belief < b.belief ? -1 : 1),
    );
}

/**
 * The table as rows of texts for a file: a row a learner, a column a lesson, topic and belief.
 * Shares are written `3 of 6`, since a sheet would take `3/6` for a date.
 */
export function classRows(
  { rows, topics, beliefs }: ClassTable,
  course: ClassCourse,
): readonly (readonly string[])[] {
  const share = (value: Share | undefined): string =>
    value === undefined || value.of === 0 ? "" : `${value.done} of ${value.of}`;
  const head = [
    "learner",
    "file",
    ...course.lessons.map(({ id }) => id),
    "puzzles",
    "broken clusters",
    "answers right",
    ...topics.map(({ topic }) => `topic ${topic}`),
    ...beliefs.map(({ belief }) => belief),
  ];
  const STATES = new Map([
    [true, "shown"],
    [false, "mended"],
  ]);
  return [
    head,
    ...rows.map((row) => [
      row.learner,
      row.file,
      ...row.lessons.map(share),
      share(row.puzzles),
      share(row.challenges),
      share(row.answers),
      ...topics.map(({ topic }) => share(row.topics.get(topic))),
      ...beliefs.map(({ belief }) => {
        const open = row.beliefs.get(belief);
        return open === undefined ? "" : (STATES.get(open) ?? "");
      }),
    ]),
  ];
}
