import type { ClassTable } from "../../core/lessons/class.ts";
import { topicTitle } from "../../core/lessons/quiz/select.ts";
import { ShareCell, shareOf } from "./ShareCell.tsx";
import { SortHead, sorted, useSorting } from "./sorting.tsx";
import styles from "./Teach.module.css";

/** A row a topic: right answers of the class and of each learner; the weakest first. */
export function TopicTable({ table }: { readonly table: ClassTable }) {
  const [sorting, onSort] = useSorting({ by: "class", down: false });
  const learner = table.rows.find((row) => row.learner === sorting.by);
  if (table.topics.length === 0) return <p>Nobody has answered a question yet.</p>;
  const rows = sorted(table.topics, sorting, (topic) => {
    if (sorting.by === "topic") return topicTitle(topic.topic);
    return shareOf(learner === undefined ? topic : learner.topics.get(topic.topic));
  });
  return (
    <div className={styles["scroll"]} role="region" aria-label="Topics" tabIndex={0}>
      <table className={styles["table"]}>
        <caption className="visually-hidden">Right answers of all answers, by topic</caption>
        <thead>
          <tr>
            <SortHead by="topic" sorting={sorting} onSort={onSort}>
              Topic
            </SortHead>
            <SortHead by="class" sorting={sorting} onSort={onSort}>
              Class
            </SortHead>
            {table.rows.map((row) => (
              <SortHead key={row.learner} by={row.learner} sorting={sorting} onSort={onSort}>
                {row.learner}
              </SortHead>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((topic) => (
            <tr key={topic.topic}>
              <th scope="row">{topicTitle(topic.topic)}</th>
              <ShareCell share={topic} />
              {table.rows.map((row) => (
                <ShareCell key={row.learner} share={row.topics.get(topic.topic)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
