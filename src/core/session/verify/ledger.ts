/** What the verifier proved, and what it found wrong. */
import type { ContentProblem } from "../../lessons/schema/read.ts";

/** Everything that is proven, in the words of the report; `N` stands before each. */
export const PROOFS = {
  files: "files of the right form, all of them used",
  references: "names of clusters, files, questions, beliefs, terms and plugins that exist",
  starts: "starts that can be built",
  stepsOpen: "steps that are not done when they begin",
  stepsDone: "steps done by their solution, typed into the terminal",
  guards: "guard flows that held after every step",
  noFree: "sets of checks that fail when everything is allowed",
  noWall: "sets of checks that fail when everything is denied",
  blanks: "worked examples with a gap that do not solve their step as they lie there",
  hints: "hints that say something new",
  hintsRun: "early hints that do not give the whole solution",
  predictions: "predictions whose declared answer is the computed one",
  predictionsStated: "predictions that rest on their reason alone",
  questions: "questions whose declared answer is the computed one",
  questionsStated: "questions that rest on their source alone",
  options: "wrong options that are wrong by computation",
  beliefs: "wrong options that the belief's own evaluator gives",
  beliefsStated:
    "wrong options that rest on their words: no evaluator, or nothing to see in the scenario",
  puzzles: "puzzles open at the start and solved at par",
  par: "pars that no smaller number of policies can reach",
  challenges: "broken clusters that show their fault, and are mended with every wall standing",
  scenes: "scenes that show what their notes say",
  undone: "scenes reached again by going back, twice",
  prose: "passages of prose read, with their links and terms",
  sentences: "sentences of at most 25 words",
} as const;

export type Proof = keyof typeof PROOFS;

/** Collects; nothing is ever taken back. */
export class Ledger {
  readonly #problems: ContentProblem[] = [];
  readonly #proven = new Map<Proof, number>();

  prove(what: Proof, times = 1): void {
    this.#proven.set(what, (this.#proven.get(what) ?? 0) + times);
  }

  fault(...problems: readonly ContentProblem[]): void {
    this.#problems.push(...problems);
  }

  /** Proven when it holds, else a fault. Returns whether it holds. */
  expect(what: Proof, holds: boolean, otherwise: () => ContentProblem): boolean {
    if (holds) this.prove(what);
    else this.fault(otherwise());
    return holds;
  }

  /** By file, line and column; each said once. */
  get problems(): readonly ContentProblem[] {
    const seen = new Set<string>();
    return this.#problems
      .filter((problem) => {
        const key = JSON.stringify(problem);
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
      })
      .sort(
        (a, b) =>
          (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
          a.line - b.line ||
          a.column - b.column,
      );
  }

  /** In the order of {@link PROOFS}, without those that were not there to prove. */
  get proven(): ReadonlyMap<Proof, number> {
    return new Map(
      (Object.keys(PROOFS) as Proof[]).flatMap((what) => {
        const times = this.#proven.get(what);
        return times === undefined ? [] : [[what, times]];
      }),
    );
  }
}
