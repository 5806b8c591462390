/** Puzzles: the goal as a table, how it stands, what the solution costs, and the stars for it. Pure. */
import type { NetworkPolicy } from "../api/objects.ts";
import type { Check, CheckedFlow, CheckWorld } from "./checks/check.ts";
import { shortName } from "./checks/flows.ts";
import { readCheck } from "./checks/registry.ts";
import type { Puzzle } from "./schema/lesson.ts";

export interface PuzzleGoal {
  readonly check: Check;
  readonly flow: CheckedFlow;
}

/** `frontend -> web:80` of an author as the check that it means. */
function goal(line: string, want: "allow" | "deny"): readonly PuzzleGoal[] {
  const check = readCheck(`reach ${line} ${want}`);
  return check.flow === undefined ? [] : [{ check, flow: check.flow }];
}

/** What must pass, then what must not. */
export function puzzleGoals(puzzle: Pick<Puzzle, "allow" | "deny">): readonly PuzzleGoal[] {
  return [
    ...puzzle.allow.flatMap((line) => goal(line, "allow")),
    ...puzzle.deny.flatMap((line) => goal(line, "deny")),
  ];
}

export interface GoalColumn {
  readonly to: string;
  readonly port: number;
  readonly protocol: CheckedFlow["protocol"];
  /** `ledger 5432`, `dns UDP 53` */
  readonly text: string;
}

export interface GoalTable {
  /** Callers by name, as authors write them. */
  readonly rows: readonly string[];
  readonly columns: readonly GoalColumn[];
  /** Undefined where the puzzle asks nothing. */
  goal(row: number, column: number): PuzzleGoal | undefined;
}

const portText = ({ port, protocol }: Pick<CheckedFlow, "port" | "protocol">): string =>
  protocol === "TCP" ? String(port) : `${protocol} ${port}`;

/** Callers beside each other's goals, in the order in which they are first named. */
export function goalTable(goals: readonly PuzzleGoal[]): GoalTable {
  const rows = [...new Set(goals.map(({ flow }) => flow.from))];
  const columns = new Map<string, GoalColumn>();
  const cells = new Map<string, PuzzleGoal>();
  for (const one of goals) {
    const { from, to, port, protocol } = one.flow;
    const key = `${to}:${port}/${protocol}`;
    const text = `${shortName(to)} ${portText(one.flow)}`;
    if (!columns.has(key)) columns.set(key, { to, port, protocol, text });
    cells.set(`${from} ${key}`, one);
  }
  // what is called on several ports stands together
  const keys = [...columns.keys()];
  const places = new Map(
    keys.map((key, index) => [columns.get(key)?.to, index] as const).reverse(),
  );
  const sorted = keys.toSorted((a, b) => place(a) - place(b));
  function place(key: string): number {
    return places.get(columns.get(key)?.to) ?? 0;
  }
  return {
    rows,
    columns: sorted.flatMap((key) => columns.get(key) ?? []),
    goal: (row, column) => cells.get(`${rows[row] ?? ""} ${sorted[column] ?? ""}`),
  };
}

export interface GoalState {
  readonly goal: PuzzleGoal;
  readonly holds: boolean;
  /** Does the connection pass now? */
  readonly passes: boolean;
  /** Why, in one sentence. */
  readonly reason: string;
}

export function goalStates(goals: readonly PuzzleGoal[], world: CheckWorld): readonly GoalState[] {
  return goals.map((one) => {
    const { holds, text } = one.check.run(world);
    return { goal: one, holds, passes: holds === (one.flow.want === "allow"), reason: text };
  });
}

/** What a solution is made of. */
export interface Cost {
  readonly policies: number;
  readonly rules: number;
}

/** Policies that were not there at the start, or are otherwise now, and their rules. */
export function costOf(policies: readonly NetworkPolicy[], start: readonly NetworkPolicy[]): Cost {
  const key = ({ metadata, spec }: NetworkPolicy): string =>
    `${metadata.namespace ?? ""}/${metadata.name} ${JSON.stringify(spec)}`;
  const given = new Set(start.map(key));
  const own = policies.filter((policy) => !given.has(key(policy)));
  return {
    policies: own.length,
    rules: own.reduce(
      (sum, { spec }) => sum + (spec?.ingress?.length ?? 0) + (spec?.egress?.length ?? 0),
      0,
    ),
  };
}

export type Stars = 0 | 1 | 2 | 3;

/** One for solving it, a second within one of par in both counts, a third at par. */
export function starsFor(solved: boolean, cost: Cost, par: Cost): Stars {
  if (!solved) return 0;
  const over = Math.max(cost.policies - par.policies, cost.rules - par.rules);
  return over <= 0 ? 3 : over === 1 ? 2 : 1;
}

/** The better of two results: more stars, then fewer policies, then fewer rules. */
export function isBetter(
  a: Cost & { readonly stars: number },
  b: Cost & { readonly stars: number },
): boolean {
  if (a.stars !== b.stars) return a.stars > b.stars;
  return a.policies === b.policies ? a.rules < b.rules : a.policies < b.policies;
}
