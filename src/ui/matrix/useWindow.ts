import { useCallback, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import { rangeInView, sameRange, type Axis, type Range } from "./axis.ts";
import type { Cursor } from "./cursor.ts";

interface Windowed {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly inRows: Range;
  readonly inColumns: Range;
  /** The ranges that the cells in the page follow, once the scrolling rests. */
  readonly cellRows: Range;
  readonly cellColumns: Range;
  readonly onScroll: () => void;
  /** Rows of a page. */
  readonly page: number;
}

/** How long, in ms, nothing scrolls before the cells in the page follow. */
const REST = 120;

/** Ranges may be of the lines before they were folded. */
function within({ from, to }: Range, { lines }: Axis): Range {
  const end = Math.min(to, lines.length);
  return { from: Math.min(from, end), to: end };
}

/** Which lines of both axes are in view of a scrolled element. */
export function useWindow(
  rows: Axis,
  columns: Axis,
  left: number,
  top: number,
  paint: (scroller: HTMLElement) => void,
): Windowed {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ x: 0, y: 0, width: 800, height: 480 });
  const [ranges, setRanges] = useState<{ rows: Range; columns: Range }>();
  const [settled, setSettled] = useState<{ rows: Range; columns: Range }>();
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const compute = useCallback(
    (x: number, y: number, width: number, height: number) => ({
      rows: rangeInView(rows, y, Math.max(0, height - top)),
      columns: rangeInView(columns, x, Math.max(0, width - left)),
    }),
    [rows, columns, left, top],
  );
  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const next = compute(
      element.scrollLeft,
      element.scrollTop,
      element.clientWidth,
      element.clientHeight,
    );
    paint(element);
    clearTimeout(rest.current);
    rest.current = setTimeout(() => {
      setSettled(next);
    }, REST);
    setRanges((known) => {
      if (known === undefined) return next;
      const keep = {
        rows: sameRange(known.rows, next.rows) ? known.rows : next.rows,
        columns: sameRange(known.columns, next.columns) ? known.columns : next.columns,
      };
      return keep.rows === known.rows && keep.columns === known.columns ? known : keep;
    });
  }, [compute, paint]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => {
      setView({
        x: 0,
        y: 0,
        width: element.clientWidth || 800,
        height: element.clientHeight || 480,
      });
      onScroll();
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
      clearTimeout(rest.current);
    };
  }, [onScroll]);
  const first = useMemo(() => compute(0, 0, view.width, view.height), [compute, view]);
  const shown = ranges ?? first;
  const cellRows = useMemo(
    () => within(settled?.rows ?? shown.rows, rows),
    [settled?.rows, shown.rows, rows],
  );
  const cellColumns = useMemo(
    () => within(settled?.columns ?? shown.columns, columns),
    [settled?.columns, shown.columns, columns],
  );
  const rowHeight = rows.lines.length === 0 ? 26 : rows.length / rows.lines.length;
  return {
    scroller,
    inRows: shown.rows,
    inColumns: shown.columns,
    cellRows,
    cellColumns,
    onScroll,
    page: Math.max(1, Math.floor((view.height - top) / rowHeight) - 1),
  };
}

/** Scrolls as little as it takes to have the cell beside the heads. */
export function reveal(
  element: HTMLElement | null,
  rows: Axis,
  columns: Axis,
  { row, column }: Cursor,
  left: number,
  top: number,
): void {
  if (element === null) return;
  if (row >= 0) {
    const [from = 0, to = 0] = [rows.starts[row], rows.starts[row + 1]];
    const room = element.clientHeight - top;
    if (from < element.scrollTop) element.scrollTop = from;
    else if (to > element.scrollTop + room) element.scrollTop = to - room;
  }
  if (column >= 0) {
    const [from = 0, to = 0] = [columns.starts[column], columns.starts[column + 1]];
    const room = element.clientWidth - left;
    if (from < element.scrollLeft) element.scrollLeft = from;
    else if (to > element.scrollLeft + room) element.scrollLeft = to - room;
  }
}
