/** Two texts line by line: what both have, what only one has. For files of a screen's length. */
export interface DiffLine {
  readonly text: string;
  /** Absent in the other file, or there in another form. */
  readonly differs: boolean;
}

export interface LineDiff {
  readonly left: readonly DiffLine[];
  readonly right: readonly DiffLine[];
}

/** Longer files are shown without marks rather than slowly. */
const MOST_LINES = 400;

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, "").split("\n");

/** By a longest common subsequence of lines. */
export function lineDiff(leftText: string, rightText: string): LineDiff {
  const left = linesOf(leftText);
  const right = linesOf(rightText);
  const keptLeft = new Set<number>();
  const keptRight = new Set<number>();
  if (left.length <= MOST_LINES && right.length <= MOST_LINES) {
    const width = right.length + 1;
    const longest = new Uint16Array((left.length + 1) * width);
    const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
    for (let i = left.length - 1; i >= 0; i--)
      for (let j = right.length - 1; j >= 0; j--)
        longest[i * width + j] =
          left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    let i = 0;
    let j = 0;
    while (i < left.length && j < right.length) {
      if (left[i] === right[j]) {
        keptLeft.add(i++);
        keptRight.add(j++);
      } else if (at(i + 1, j) >= at(i, j + 1)) i++;
      else j++;
    }
  }
  const marked = (lines: readonly string[], kept: ReadonlySet<number>): readonly DiffLine[] =>
    lines.map((text, index) => ({ text, differs: !kept.has(index) }));
  return { left: marked(left, keptLeft), right: marked(right, keptRight) };
}
