/** A folder of lessons as the verifier reads it: every file against its schema, and what lies where. */
import {
  challenge,
  course,
  demo,
  glossary,
  lesson,
  puzzle,
  type Challenge,
  type Course,
  type Demo,
  type Lesson,
  type Puzzle,
  type Term,
} from "../../lessons/schema/lesson.ts";
import { anyYaml } from "../../lessons/schema/parts.ts";
import {
  misconceptionBook,
  quizBank,
  type BookEntry,
  type QuizBank,
} from "../../lessons/schema/quiz.ts";
import {
  readContent,
  type Content,
  type ContentProblem,
  type Schema,
} from "../../lessons/schema/read.ts";
import { readScenario, ScenarioError, type Scenario } from "../scenario.ts";
import type { Ledger } from "./ledger.ts";

/** A file as it was read; `file` is how problems name it. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** Files by their path below the folder of lessons, e.g. `L07/lesson.yaml`. */
export type Tree = ReadonlyMap<string, SourceFile>;

interface Glossary {
  readonly terms: readonly Term[];
}
interface Book {
  readonly misconceptions: readonly BookEntry[];
}

/** A lesson, puzzle, broken cluster or demonstration with what lies beside it. */
export interface Folder<T> {
  /** Name of the folder; the id inside has to be the same. */
  readonly id: string;
  readonly content: Content<T>;
  readonly source: SourceFile;
  /** What the learner finds in the home folder, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** The same files, as problems name them. */
  readonly paths: Readonly<Record<string, string>>;
  /** Prose of a lesson. */
  readonly text?: SourceFile;
}

interface Cluster {
  readonly scenario: Scenario;
  readonly manifests: SourceFile;
}

export interface Library {
  readonly tree: Tree;
  readonly course: Content<Course> | undefined;
  readonly glossary: Content<Glossary> | undefined;
  readonly book: Content<Book> | undefined;
  readonly banks: ReadonlyMap<string, Content<QuizBank>>;
  readonly lessons: ReadonlyMap<string, Folder<Lesson>>;
  readonly puzzles: ReadonlyMap<string, Folder<Puzzle>>;
  readonly challenges: ReadonlyMap<string, Folder<Challenge>>;
  readonly demos: ReadonlyMap<string, Folder<Demo>>;
  readonly clusters: ReadonlyMap<string, Cluster>;
}

/** A problem with a file as a whole, or with a line of it. */
export const problemAt = (
  file: string,
  message: string,
  path = "",
  line = 1,
  column = 1,
): ContentProblem => ({ file, line, column, path, message });

const FOLDERS = {
  lessons: /^(L\d\d)\/lesson\.yaml$/,
  puzzles: /^puzzles\/([^/]+)\/puzzle\.yaml$/,
  challenges: /^challenges\/([^/]+)\/challenge\.yaml$/,
  demos: /^demos\/([^/]+)\/demo\.yaml$/,
} as const;

/** Paths that a folder of lessons may hold; anything else is there by mistake. */
const KNOWN: readonly RegExp[] = [
  /^(course|glossary|misconceptions|library)\.yaml$/,
  /^quiz\/[^/]+\.yaml$/,
  /^schema\/[^/]+\.json$/,
  /^scenarios\/index\.yaml$/,
  /^scenarios\/[^/]+\/(scenario|cluster)\.yaml$/,
  /^scenarios\/[^/]+\/files\/.+$/,
  /^L\d\d\/text\.md$/,
  /^L\d\d\/files\/.+$/,
  /^(puzzles|challenges|demos)\/[^/]+\/files\/.+$/,
  ...Object.values(FOLDERS),
];

/** Reads all there is; what cannot be read is a fault and left out. */
export function readLibrary(tree: Tree, ledger: Ledger): Library {
  const read = <T>(schema: Schema<T>, source: SourceFile): Content<T> | undefined => {
    const result = readContent(schema, source.file, source.text);
    if (result.ok) {
      ledger.prove("files");
      return result.content;
    }
    ledger.fault(...result.problems);
    return undefined;
  };
  const one = <T>(schema: Schema<T>, path: string): Content<T> | undefined => {
    const source = tree.get(path);
    if (source === undefined) {
      ledger.fault(problemAt(path, "the file is missing"));
      return undefined;
    }
    return read(schema, source);
  };
  const folders = <T>(schema: Schema<T>, form: RegExp): ReadonlyMap<string, Folder<T>> => {
    const found = new Map<string, Folder<T>>();
    for (const [path, source] of tree) {
      const id = form.exec(path)?.[1];
      if (id === undefined) continue;
      const content = read(schema, source);
      if (content === undefined) continue;
      const folder = path.slice(0, path.lastIndexOf("/"));
      const text = tree.get(`${folder}/text.md`);
      const below = filesBelow(tree, `${folder}/files/`);
      const files = Object.fromEntries(below.map(([name, { text }]) => [name, text]));
      const paths = Object.fromEntries(below.map(([name, { file }]) => [name, file]));
      found.set(id, { id, content, source, files, paths, ...(text === undefined ? {} : { text }) });
    }
    return found;
  };
  const banks = new Map<string, Content<QuizBank>>();
  for (const [path, source] of tree) {
    if (!KNOWN.some((form) => form.test(path))) {
      ledger.fault(problemAt(source.file, "nothing in a folder of lessons has this name"));
    }
    const id = /^quiz\/([^/]+)\.yaml$/.exec(path)?.[1];
    const bank = id === undefined ? undefined : read(quizBank, source);
    if (id !== undefined && bank !== undefined) banks.set(id, bank);
  }
  return {
    tree,
    course: one(course, "course.yaml"),
    glossary: one(glossary, "glossary.yaml"),
    book: one(misconceptionBook, "misconceptions.yaml"),
    banks,
    lessons: folders(lesson, FOLDERS.lessons),
    puzzles: folders(puzzle, FOLDERS.puzzles),
    challenges: folders(challenge, FOLDERS.challenges),
    demos: folders(demo, FOLDERS.demos),
    clusters: readClusters(tree, ledger),
  };
}

const filesBelow = (tree: Tree, prefix: string): readonly (readonly [string, SourceFile])[] =>
  [...tree].flatMap(([path, source]) =>
    path.startsWith(prefix) ? [[path.slice(prefix.length), source] as const] : [],
  );

function readClusters(tree: Tree, ledger: Ledger): ReadonlyMap<string, Cluster> {
  const clusters = new Map<string, Cluster>();
  for (const [path, source] of tree) {
    const id = /^scenarios\/([^/]+)\/scenario\.yaml$/.exec(path)?.[1];
    if (id === undefined) continue;
    const manifests = tree.get(`scenarios/${id}/cluster.yaml`);
    const read = readContent(anyYaml, source.file, source.text);
    if (manifests === undefined) {
      ledger.fault(problemAt(source.file, "there is no cluster.yaml beside it"));
    } else if (!read.ok) {
      ledger.fault(...read.problems);
    } else {
      try {
        clusters.set(id, { scenario: readScenario(id, read.content.value ?? {}), manifests });
        ledger.prove("files", 2);
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        const [where = "", ...words] = error.message.split(": ");
        ledger.fault(read.content.problem(where, words.join(": ")));
      }
    }
  }
  return clusters;
}
