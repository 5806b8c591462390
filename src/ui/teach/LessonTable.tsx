import type { ClassTable, LearnerRow, Share } from "../../core/lessons/class.ts";
import type { LessonHeading } from "../../store/content.ts";
import { ShareCell, shareOf } from "./ShareCell.tsx";
import { SortHead, sorted, useSorting } from "./sorting.tsx";
import styles from "./Teach.module.css";

interface Column {
  readonly id: string;
  readonly head: string;
  readonly title?: string;
  readonly share: (row: LearnerRow) => Share | undefined;
}

/** A row a learner: steps done of each lesson, puzzles, broken clusters, right answers. */
export function LessonTable({
  table,
  lessons,
}: {
  readonly table: ClassTable;
  readonly lessons: readonly LessonHeading[];
}) {
  const [sorting, onSort] = useSorting({ by: "learner", down: false });
  const columns: readonly Column[] = [
    { id: "steps", head: "All steps", share: (row) => row.steps },
    ...lessons.map(({ id, title }, i) => ({
      id,
      head: id,
      title,
      share: (row: LearnerRow) => row.lessons[i],
    })),
    { id: "puzzles", head: "Puzzles", share: (row) => row.puzzles },
    { id: "challenges", head: "Mended", title: "Broken clusters", share: (row) => row.challenges },
    { id: "answers", head: "Right", title: "Answers that were right", share: (row) => row.answers },
  ];
  const column = columns.find(({ id }) => id === sorting.by);
  const rows = sorted(table.rows, sorting, (row) =>
    column === undefined ? row.learner : shareOf(column.share(row)),
  );
  return (
    <div className={styles["scroll"]} role="region" aria-label="Learners by lesson" tabIndex={0}>
      <table className={styles["table"]}>
        <caption className="visually-hidden">Learners by lesson: steps done of all steps</caption>
        <thead>
          <tr>
            <SortHead by="learner" sorting={sorting} onSort={onSort}>
              Learner
            </SortHead>
            {columns.map(({ id, head, title }) => (
              <SortHead
                key={id}
                by={id}
                sorting={sorting}
                onSort={onSort}
                {...(title !== undefined && { title })}
              >
                {head}
              </SortHead>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.learner}>
              <th scope="row" title={row.file}>
                {row.learner}
              </th>
              {columns.map(({ id, share }) => (
                <ShareCell key={id} share={share(row)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
