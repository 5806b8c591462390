import type { Cost, GoalState, GoalTable, Stars as StarCount } from "../../core/lessons/puzzle.ts";
import type { Puzzle } from "../../core/lessons/schema/lesson.ts";
import type { Progress } from "../../core/lessons/schema/progress.ts";
import { Button } from "../components/Button.tsx";
import { Prose } from "../components/Prose.tsx";
import { Hints, Solution } from "../components/task/Hints.tsx";
import { Stars } from "../components/task/Stars.tsx";
import { GoalTables } from "./GoalTables.tsx";
import styles from "./puzzle.module.css";

export interface PuzzleGuideProps {
  readonly puzzle: Puzzle;
  readonly table: GoalTable;
  readonly states: readonly GoalState[];
  readonly cost: Cost;
  /** None while it is not solved. */
  readonly stars: StarCount;
  /** The best so far, on this device. */
  readonly best: Progress["puzzles"][string] | undefined;
  readonly solutionShown: boolean;
  readonly ran: ReadonlySet<string>;
  readonly next: { readonly href: string; readonly title: string } | undefined;
  readonly onShow: (state: GoalState) => void;
  readonly onHint: () => void;
  readonly onSolution: () => void;
  readonly onWrite: (command: string) => void;
}

const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

const costText = ({ policies, rules }: Cost): string =>
  `${plural(policies, "policy", "policies")} and ${plural(rules, "rule", "rules")}`;

/** A puzzle: what is wanted, how it stands, what the solution costs. */
export function PuzzleGuide(props: PuzzleGuideProps) {
  const { puzzle, cost, stars, best, next } = props;
  const hints = best?.hints ?? 0;
  return (
    <div className={styles["task"]}>
      <div className={styles["scroll"]}>
        <p className={styles["kind"]}>{`Puzzle ${puzzle.id} · ${puzzle.level}`}</p>
        <h1 className={styles["title"]}>{puzzle.title}</h1>
        <p>
          <Prose text={puzzle.story} />
        </p>
        {stars > 0 && (
          <div className={styles["solved"]} role="status">
            <p>
              <Stars stars={stars} /> <b>Solved.</b>
            </p>
            <p>
              {stars === 3
                ? "That is par."
                : `Par is ${costText(puzzle.par)}. Each step closer earns a star.`}
            </p>
            {puzzle.why !== undefined && stars === 3 && (
              <p>
                <Prose text={puzzle.why} />
              </p>
            )}
            <p className={styles["links"]}>
              {next !== undefined && <a href={next.href}>Next puzzle: {next.title}</a>}
              <a href="#/learn">All puzzles</a>
            </p>
          </div>
        )}
        <GoalTables table={props.table} states={props.states} onShow={props.onShow} />
        <dl className={styles["cost"]}>
          <div>
            <dt>Yours</dt>
            <dd>{costText(cost)}</dd>
          </div>
          <div>
            <dt>Par</dt>
            <dd>{costText(puzzle.par)}</dd>
          </div>
          {best !== undefined && best.stars > 0 && (
            <div>
              <dt>Best</dt>
              <dd>
                <Stars stars={best.stars} /> {costText(best)}
              </dd>
            </div>
          )}
        </dl>
        <Hints hints={puzzle.hints} shown={hints} />
        {props.solutionShown && (
          <Solution commands={puzzle.solution} ran={props.ran} onWrite={props.onWrite} />
        )}
      </div>
      <div className={styles["foot"]}>
        {hints < puzzle.hints.length && (
          <Button look="ghost" onClick={props.onHint}>
            {hints === 0 ? "Hint" : `Hint ${hints + 1} of ${puzzle.hints.length}`}
          </Button>
        )}
        {!props.solutionShown && (
          <Button look="ghost" onClick={props.onSolution}>
            Solution
          </Button>
        )}
      </div>
    </div>
  );
}
