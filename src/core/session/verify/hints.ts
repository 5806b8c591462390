/** Does each hint say something new, and does none but the last give the solution? */
import type { Content } from "../../lessons/schema/read.ts";
import { readCheck, type CheckSource } from "../../lessons/checks/registry.ts";
import type { Lab } from "./lab.ts";
import type { Ledger } from "./ledger.ts";

/** Words that carry something; case and markup do not. */
function wordsOf(text: string): ReadonlySet<string> {
  return new Set(listOf(text));
}

const listOf = (text: string): readonly string[] =>
  text.toLowerCase().match(/[a-z0-9][a-z0-9./:=-]*[a-z0-9]|--?[a-z]+|[0-9]/g) ?? [];

/** Words that every sentence may have: a hint made of these alone says nothing new. */
const SMALL = new Set(
  "the and not for but you are was its from with that this then than them they who how what which where when why one two has have had can may must will would into onto also only very more most your here there does did done out off over under again look read think try same other another each every any some all".split(
    " ",
  ),
);

/** The last hint may put together what was said in pieces: it has a pair of words that none had. */
function joins(hint: string, said: readonly string[]): boolean {
  const pairs = (text: string): readonly string[] => {
    const words = listOf(text);
    return words.slice(1).map((word, i) => `${words[i] ?? ""} ${word}`);
  };
  const known = new Set(said.flatMap(pairs));
  return pairs(hint).some((pair) => !known.has(pair));
}

const news = (text: string, known: ReadonlySet<string>): readonly string[] =>
  [...wordsOf(text)].filter(
    (word) => (word.length > 2 || /\d/.test(word)) && !SMALL.has(word) && !known.has(word),
  );

/** Commands in a hint: what is set as code, or the whole of it. */
function commandsIn(hint: string): readonly string[] {
  const spans = [...hint.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
  return [...spans, hint].filter((text) => /^(kubectl|k|lab|netpol) \S/.test(text));
}

/** Has the hint every word of every command of the solution? */
function spells(hint: string, solution: readonly string[]): boolean {
  if (solution.length === 0) return false;
  const said = wordsOf(hint);
  return solution.every((command) => [...wordsOf(command)].every((word) => said.has(word)));
}

export interface Hinted {
  readonly content: Content<unknown>;
  /** Path of the hints in the file. */
  readonly path: string;
  readonly task: string;
  readonly hints: readonly string[];
  readonly solution: readonly string[];
  /** What has to hold for it to be solved. */
  readonly checks: readonly CheckSource[];
}

/** @param lab as it is before the solution; it is not touched */
export async function proveHints(
  { content, path, task, hints, solution, checks }: Hinted,
  lab: Lab,
  ledger: Ledger,
): Promise<void> {
  const known = new Set(wordsOf(task));
  for (const [i, hint] of hints.entries()) {
    const at = `${path}[${i}]`;
    const last = i === hints.length - 1;
    const isNew =
      news(hint, known).length > 0 || (last && joins(hint, [task, ...hints.slice(0, i)]));
    ledger.expect("hints", isNew, () =>
      content.problem(at, "says nothing that the task and the hints before it have not said"),
    );
    for (const word of wordsOf(hint)) known.add(word);
    if (last) continue;
    const gives = spells(hint, solution) || (await solves(hint, checks, lab));
    ledger.expect("hintsRun", !gives, () =>
      content.problem(at, "gives the whole solution; only the last hint may"),
    );
  }
}

/** Types what the hint offers and looks whether that is all it takes. */
async function solves(hint: string, checks: readonly CheckSource[], lab: Lab): Promise<boolean> {
  const commands = commandsIn(hint);
  if (commands.length === 0 || checks.length === 0) return false;
  const fork = lab.fork();
  try {
    const logFrom = fork.session.log.length;
    for (const command of commands) await fork.type(command);
    const world = fork.world({ logFrom, answers: new Map() });
    return checks.every((source) => readCheck(source).run(world).holds);
  } finally {
    fork.close();
  }
}
