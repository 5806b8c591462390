/** What a small edit changes, as one instruction about lines. */

export interface LineEdit {
  /** 1-based, of the text before. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** The one place where two texts differ, as whole lines; undefined where they are equal. */
export function lineEdit(before: string, after: string): LineEdit | undefined {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (
    end < a.length - start &&
    end < b.length - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  ) {
    end++;
  }
  const removed = a.slice(start, a.length - end);
  const added = b.slice(start, b.length - end);
  return removed.length + added.length === 0 ? undefined : { line: start + 1, removed, added };
}

const code = (lines: readonly string[]): string =>
  lines.map((line) => `\`${line.trim()}\``).join(", ");

/** At most so many lines on either side. */
const MAX_LINES = 3;

/** e.g. "Line 14: `podSelector:` becomes `- podSelector:`"; undefined for larger edits. */
export function editText(before: string, after: string): string | undefined {
  const edit = lineEdit(before, after);
  if (edit === undefined) return undefined;
  const { line, removed, added } = edit;
  if (removed.length > MAX_LINES || added.length > MAX_LINES) return undefined;
  if (removed.length === 0) return `Below line ${line - 1}: add ${code(added)}`;
  const last = line + removed.length - 1;
  const place = removed.length === 1 ? `Line ${line}` : `Lines ${line} to ${last}`;
  if (added.length === 0) return `${place}: take ${code(removed)} out`;
  return `${place}: ${code(removed)} ${removed.length === 1 ? "becomes" : "become"} ${code(added)}`;
}
