import type { BeliefRow, ClassTable } from "../../core/lessons/class.ts";
import type { BookEntry } from "../../core/lessons/schema/quiz.ts";
import { Prose } from "../components/Prose.tsx";
import { SortHead, sorted, useSorting } from "./sorting.tsx";
import styles from "./Teach.module.css";

const KEYS: Readonly<Record<string, (row: BeliefRow) => number | string>> = {
  belief: ({ belief }) => belief,
  open: ({ open }) => open.length,
  mended: ({ mended }) => mended.length,
};

/** A row a misconception: how many show it; what to talk about next comes first. */
export function BeliefTable({
  table,
  book,
}: {
  readonly table: ClassTable;
  readonly book: ReadonlyMap<string, BookEntry>;
}) {
  const [sorting, onSort] = useSorting({ by: "open", down: true });
  if (table.beliefs.length === 0) return <p>Nothing that anybody did gave a misconception away.</p>;
  const rows = sorted(table.beliefs, sorting, (row) => KEYS[sorting.by]?.(row) ?? row.belief);
  return (
    <div className={styles["scroll"]} role="region" aria-label="Misconceptions" tabIndex={0}>
      <table className={styles["table"]}>
        <caption className="visually-hidden">How many learners show a misconception</caption>
        <thead>
          <tr>
            <SortHead by="belief" sorting={sorting} onSort={onSort}>
              Misconception
            </SortHead>
            <SortHead
              by="open"
              sorting={sorting}
              onSort={onSort}
              title="Not answered rightly since"
            >
              Show it
            </SortHead>
            <SortHead by="mended" sorting={sorting} onSort={onSort} title="Answered rightly since">
              Past it
            </SortHead>
            <th scope="col">What is so</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ belief, open, mended }) => (
            <tr key={belief} className={styles["belief"]}>
              <th scope="row">
                <small>{belief}</small> <Prose text={book.get(belief)?.belief ?? ""} />
              </th>
              <td title={open.join(", ")}>
                {open.length} of {table.rows.length}
              </td>
              <td title={mended.join(", ")}>{mended.length}</td>
              <td>
                <Prose text={book.get(belief)?.truth ?? ""} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
