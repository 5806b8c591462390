/**
 * The content of `lessons/` for the page. Headings are part of whatever page imports this; everything
 * else is fetched when it is opened. Checked and turned into data when the page was built
 * (`content/vite.ts`), so the types hold.
 */
import type { Block, Prose } from "../core/lessons/prose.ts";
import type {
  Challenge,
  Course,
  Demo,
  Lesson,
  Puzzle,
  Term,
} from "../core/lessons/schema/lesson.ts";
import type { BookEntry, Question, QuizBank } from "../core/lessons/schema/quiz.ts";

/** What a list of activities shows of one. */
export type LessonHeading = Pick<
  Lesson,
  "id" | "title" | "level" | "minutes" | "goal" | "teaches" | "misconceptions" | "cluster"
> & { readonly steps: readonly { readonly id: string; readonly title: string }[] };
export type PuzzleHeading = Pick<
  Puzzle,
  "id" | "title" | "level" | "story" | "par" | "misconceptions" | "cluster"
>;
export type ChallengeHeading = Pick<
  Challenge,
  "id" | "title" | "level" | "minutes" | "ticket" | "misconceptions" | "cluster"
>;
export type DemoHeading = Pick<Demo, "id" | "title" | "minutes" | "summary" | "cluster">;

/** Files for the home folder, by path relative to it. */
export type Files = Readonly<Record<string, string>>;

export interface LessonContent {
  readonly lesson: Lesson;
  readonly prose: Prose;
  readonly files: Files;
}
export interface PuzzleContent {
  readonly puzzle: Puzzle;
  readonly files: Files;
}
export interface ChallengeContent {
  readonly challenge: Challenge;
  readonly files: Files;
}
export interface DemoContent {
  readonly demo: Demo;
  readonly files: Files;
}
export interface QuestionBank extends QuizBank {
  /** The stem of each question by its id. */
  readonly stems: Readonly<Record<string, readonly Block[]>>;
}

// the build reads the options of a glob as they stand: they cannot be shared by a name
const root = "../../lessons/";
const lessonHeadings = import.meta.glob<LessonHeading>("../../lessons/L*/lesson.yaml", {
  query: "?heading",
  import: "default",
  eager: true,
});
const puzzleHeadings = import.meta.glob<PuzzleHeading>("../../lessons/puzzles/*/puzzle.yaml", {
  query: "?heading",
  import: "default",
  eager: true,
});
const challengeHeadings = import.meta.glob<ChallengeHeading>(
  "../../lessons/challenges/*/challenge.yaml",
  { query: "?heading", import: "default", eager: true },
);
const demoHeadings = import.meta.glob<DemoHeading>("../../lessons/demos/*/demo.yaml", {
  query: "?heading",
  import: "default",
  eager: true,
});

const courses = import.meta.glob<Course>("../../lessons/course.yaml", {
  import: "default",
  eager: true,
});
const books = import.meta.glob<{ readonly misconceptions: readonly BookEntry[] }>(
  "../../lessons/misconceptions.yaml",
  { import: "default" },
);
const glossaries = import.meta.glob<{ readonly terms: readonly Term[] }>(
  "../../lessons/glossary.yaml",
  { import: "default" },
);
const lessons = import.meta.glob<Lesson>("../../lessons/L*/lesson.yaml", { import: "default" });
const texts = import.meta.glob<Prose>("../../lessons/L*/text.md", { import: "default" });
const puzzles = import.meta.glob<Puzzle>("../../lessons/puzzles/*/puzzle.yaml", {
  import: "default",
});
const challenges = import.meta.glob<Challenge>("../../lessons/challenges/*/challenge.yaml", {
  import: "default",
});
const demos = import.meta.glob<Demo>("../../lessons/demos/*/demo.yaml", { import: "default" });
const banks = import.meta.glob<QuestionBank>("../../lessons/quiz/*.yaml", { import: "default" });
const files = import.meta.glob<string>(
  [
    "../../lessons/L*/files/*",
    "../../lessons/puzzles/*/files/*",
    "../../lessons/challenges/*/files/*",
    "../../lessons/demos/*/files/*",
  ],
  { query: "?raw", import: "default" },
);

/** The modules in their order. */
export const COURSE: Course = courses[`${root}course.yaml`] ?? {
  title: "",
  summary: "",
  modules: [],
  demos: [],
  quizzes: [],
};

/** Headings by id, in the order of the course; what the course does not name comes last. */
function headings<T extends { readonly id: string }>(
  found: Readonly<Record<string, T>>,
  order: readonly string[],
): ReadonlyMap<string, T> {
  const rank = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  const sorted = Object.values(found).toSorted(
    (a, b) => rank(a.id) - rank(b.id) || (a.id < b.id ? -1 : 1),
  );
  return new Map(sorted.map((entry) => [entry.id, entry]));
}

const inCourse = (pick: (module: Course["modules"][number]) => readonly string[] | undefined) =>
  COURSE.modules.flatMap((module) => pick(module) ?? []);

export const LESSONS = headings(
  lessonHeadings,
  inCourse((module) => module.lessons),
);
export const PUZZLES = headings(
  puzzleHeadings,
  inCourse((module) => module.puzzles),
);
export const CHALLENGES = headings(
  challengeHeadings,
  inCourse((module) => module.challenges),
);
export const DEMOS = headings(demoHeadings, COURSE.demos);

/** @throws Error with a sentence for the person when there is no such thing */
async function load<T>(
  table: Readonly<Record<string, () => Promise<T>>>,
  path: string,
  what: string,
): Promise<T> {
  const fetched = Object.hasOwn(table, root + path) ? table[root + path] : undefined;
  if (fetched === undefined) throw new Error(`There is no ${what}.`);
  return fetched();
}

async function filesOf(folder: string): Promise<Files> {
  const prefix = `${root}${folder}/files/`;
  const entries = Object.entries(files).filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(
    await Promise.all(
      entries.map(async ([path, fetched]) => [path.slice(prefix.length), await fetched()] as const),
    ),
  );
}

export async function loadLesson(id: string): Promise<LessonContent> {
  const [lesson, prose, own] = await Promise.all([
    load(lessons, `${id}/lesson.yaml`, `lesson ${id}`),
    load(texts, `${id}/text.md`, `lesson ${id}`),
    filesOf(id),
  ]);
  return { lesson, prose, files: own };
}

export async function loadPuzzle(id: string): Promise<PuzzleContent> {
  const puzzle = await load(puzzles, `puzzles/${id}/puzzle.yaml`, `puzzle ${id}`);
  return { puzzle, files: await filesOf(`puzzles/${id}`) };
}

export async function loadChallenge(id: string): Promise<ChallengeContent> {
  const challenge = await load(
    challenges,
    `challenges/${id}/challenge.yaml`,
    `broken cluster ${id}`,
  );
  return { challenge, files: await filesOf(`challenges/${id}`) };
}

export async function loadDemo(id: string): Promise<DemoContent> {
  const demo = await load(demos, `demos/${id}/demo.yaml`, `demonstration ${id}`);
  return { demo, files: await filesOf(`demos/${id}`) };
}

export function loadBank(id: string): Promise<QuestionBank> {
  return load(banks, `quiz/${id}.yaml`, `quiz ${id}`);
}

/** The questions of all banks of the course. */
export async function loadQuestions(): Promise<{
  readonly questions: readonly Question[];
  readonly stems: QuestionBank["stems"];
}> {
  const all = await Promise.all(COURSE.quizzes.map(loadBank));
  return {
    questions: all.flatMap(({ questions }) => questions),
    stems: Object.assign({}, ...all.map(({ stems }) => stems)) as QuestionBank["stems"],
  };
}

export async function loadMisconceptions(): Promise<readonly BookEntry[]> {
  return (await load(books, "misconceptions.yaml", "book of misconceptions")).misconceptions;
}

export async function loadGlossary(): Promise<readonly Term[]> {
  return (await load(glossaries, "glossary.yaml", "glossary")).terms;
}
