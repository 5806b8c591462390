import { useState, type ReactNode } from "react";
import styles from "./Teach.module.css";

export interface Sorting {
  readonly by: string;
  readonly down: boolean;
}

/** Which column a table is sorted by; the same one again turns it round. */
export function useSorting(first: Sorting): readonly [Sorting, (by: string) => void] {
  const [sorting, setSorting] = useState(first);
  return [
    sorting,
    (by) => {
      setSorting((now) => (now.by === by ? { by, down: !now.down } : { by, down: false }));
    },
  ];
}

/** The rows by a number or a text of each; equal ones stay in their order. */
export function sorted<T>(
  rows: readonly T[],
  { down }: Sorting,
  key: (row: T) => number | string,
): readonly T[] {
  const compare = (a: number | string, b: number | string): number =>
    typeof a === "string" && typeof b === "string"
      ? a.localeCompare(b, "en", { numeric: true, sensitivity: "base" })
      : Number(a) - Number(b);
  return rows.toSorted((a, b) => (down ? -1 : 1) * compare(key(a), key(b)));
}

/** The head of a column that sorts. */
export function SortHead({
  by,
  sorting,
  onSort,
  title,
  children,
}: {
  readonly by: string;
  readonly sorting: Sorting;
  readonly onSort: (by: string) => void;
  /** What a short head means. */
  readonly title?: string;
  readonly children: ReactNode;
}) {
  const isBy = sorting.by === by;
  return (
    <th scope="col" aria-sort={isBy ? (sorting.down ? "descending" : "ascending") : "none"}>
      <button
        type="button"
        className={styles["sort"]}
        title={title}
        onClick={() => {
          onSort(by);
        }}
      >
        {children}
        <span aria-hidden="true">{isBy ? (sorting.down ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}
