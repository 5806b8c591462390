/**
 * The verifier: everything that a folder of lessons claims, proven by the lab itself. Solutions are
 * typed into the terminal, answers are computed by the evaluator, demonstrations are played back.
 */
import type { ContentProblem } from "../../lessons/schema/read.ts";
import { proveChallenge } from "./challenges.ts";
import { proveDemo } from "./demos.ts";
import type { OpenHost } from "./lab.ts";
import { Ledger, type Proof } from "./ledger.ts";
import { proveLesson } from "./lessons.ts";
import { readLibrary, type Folder, type Library, type Tree } from "./library.ts";
import { checkNames } from "./names.ts";
import { proveProse, type ProseTools } from "./prose.ts";
import { provePuzzle } from "./puzzles.ts";
import { proveQuestion } from "./questions.ts";
import { Stage, type Grounds } from "./stage.ts";

export interface VerifyTools {
  readonly openHost: OpenHost;
  readonly prose: ProseTools;
  /** Clusters that were built before; filled with those that are built now. */
  readonly grounds?: Grounds;
}

export interface VerifyReport {
  /** By file, line and column. */
  readonly problems: readonly ContentProblem[];
  /** How often each kind of claim was proven. */
  readonly proven: ReadonlyMap<Proof, number>;
  /** Ids that were asked for and are nowhere. */
  readonly unknown: readonly string[];
}

/**
 * Verifies all lessons, puzzles, broken clusters, demonstrations and questions, or some of them.
 * Total: what is wrong with content is a problem with its place, never an exception.
 * @param only ids, e.g. `L07`, `P04`, `Q012`; empty means all. Names are checked everywhere.
 */
export async function verifyLessons(
  tree: Tree,
  { openHost, prose, grounds }: VerifyTools,
  only: readonly string[] = [],
): Promise<VerifyReport> {
  const ledger = new Ledger();
  const library = readLibrary(tree, ledger);
  checkNames(library, ledger);
  // what names things that are not there cannot be played
  const faulty = new Set(ledger.problems.map(({ file }) => file));
  proveProse(library, prose, ledger);
  const stage = new Stage(library, openHost, ledger, grounds);
  const ids = new Set(only);
  const wanted = (id: string): boolean => ids.size === 0 || ids.has(id);
  const seen = new Set<string>();
  // also such as could not be read
  const places = only.flatMap((id) => {
    const files = filesOf(tree, id);
    if (files.size > 0) seen.add(id);
    return [({ file }: ContentProblem): boolean => files.has(file)];
  });
  const each = async <T>(
    folders: ReadonlyMap<string, Folder<T>>,
    prove: (folder: Folder<T>, stage: Stage, ledger: Ledger) => Promise<void>,
  ): Promise<void> => {
    for (const folder of folders.values()) {
      if (!wanted(folder.id)) continue;
      if (!faulty.has(folder.source.file)) await prove(folder, stage, ledger);
    }
  };
  await each(library.lessons, proveLesson);
  await each(library.puzzles, provePuzzle);
  await each(library.challenges, proveChallenge);
  await each(library.demos, proveDemo);
  await proveBanks(library, stage, ledger, (id, file, path) => {
    if (!wanted(id)) return false;
    seen.add(id);
    places.push((problem) => problem.file === file && problem.path.startsWith(path));
    return true;
  });
  const inScope = (problem: ContentProblem): boolean =>
    ids.size === 0 || places.some((holds) => holds(problem));
  return {
    problems: ledger.problems.filter(inScope),
    proven: ledger.proven,
    unknown: only.filter((id) => !seen.has(id)),
  };
}

/** The files of a lesson, puzzle, broken cluster or demonstration, as problems name them. */
function filesOf(tree: Tree, id: string): ReadonlySet<string> {
  const folders = [`${id}/`, `puzzles/${id}/`, `challenges/${id}/`, `demos/${id}/`];
  return new Set(
    [...tree].flatMap(([path, { file }]) =>
      folders.some((folder) => path.startsWith(folder)) ? [file] : [],
    ),
  );
}

async function proveBanks(
  { banks }: Library,
  stage: Stage,
  ledger: Ledger,
  wanted: (id: string, file: string, path: string) => boolean,
): Promise<void> {
  for (const bank of banks.values()) {
    const faulty = ledger.problems.filter(({ file }) => file === bank.file);
    for (const [i, question] of bank.value.questions.entries()) {
      const path = `questions[${i}]`;
      const within = (at: string): boolean => at === path || at.startsWith(`${path}.`);
      if (!wanted(question.id, bank.file, path)) continue;
      if (faulty.some((problem) => within(problem.path))) continue;
      await proveQuestion(bank, i, question, stage, ledger);
    }
  }
}
