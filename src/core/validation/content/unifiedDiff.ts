/**
 * A unified diff as go-difflib makes it (a port of Python's difflib): the longest common runs
 * first, lines that are too frequent not looked for, three lines of context.
 */

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Opcode {
  readonly tag: "equal" | "change";
  readonly a1: number;
  readonly a2: number;
  readonly b1: number;
  readonly b2: number;
}

const CONTEXT = 3;
/** From so many lines on, a line that makes up more than a hundredth is "popular". */
const AUTO_JUNK = 200;

/** Where each line stands in `b`, popular ones left out. */
function indexLines(b: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>();
  b.forEach((line, i) => {
    const at = index.get(line);
    if (at === undefined) index.set(line, [i]);
    else at.push(i);
  });
  if (b.length < AUTO_JUNK) return index;
  const most = Math.floor(b.length / 100) + 1;
  return new Map([...index].filter(([, at]) => at.length <= most));
}

class Matcher {
  readonly #a: readonly string[];
  readonly #b: readonly string[];
  readonly #index: ReadonlyMap<string, readonly number[]>;

  constructor(a: readonly string[], b: readonly string[]) {
    this.#a = a;
    this.#b = b;
    this.#index = indexLines(b);
  }

  #longest(aLow: number, aHigh: number, bLow: number, bHigh: number): Match {
    let best: Match = { a: aLow, b: bLow, size: 0 };
    let lengths = new Map<number, number>();
    for (let i = aLow; i < aHigh; i++) {
      const next = new Map<number, number>();
      for (const j of this.#index.get(this.#a[i] ?? "") ?? []) {
        if (j < bLow) continue;
        if (j >= bHigh) break;
        const size = (lengths.get(j - 1) ?? 0) + 1;
        next.set(j, size);
        if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
      }
      lengths = next;
    }
    let { a, b, size } = best;
    while (a > aLow && b > bLow && this.#a[a - 1] === this.#b[b - 1]) {
      a -= 1;
      b -= 1;
      size += 1;
    }
    while (a + size < aHigh && b + size < bHigh && this.#a[a + size] === this.#b[b + size]) {
      size += 1;
    }
    return { a, b, size };
  }

  /** Matching runs in order, those that touch joined. */
  matches(): Match[] {
    const found: Match[] = [];
    const todo: (readonly [number, number, number, number])[] = [
      [0, this.#a.length, 0, this.#b.length],
    ];
    for (let range = todo.pop(); range !== undefined; range = todo.pop()) {
      const [aLow, aHigh, bLow, bHigh] = range;
      const match = this.#longest(aLow, aHigh, bLow, bHigh);
      if (match.size === 0) continue;
      found.push(match);
      if (aLow < match.a && bLow < match.b) todo.push([aLow, match.a, bLow, match.b]);
      const [aEnd, bEnd] = [match.a + match.size, match.b + match.size];
      if (aEnd < aHigh && bEnd < bHigh) todo.push([aEnd, aHigh, bEnd, bHigh]);
    }
    found.sort((x, y) => x.a - y.a || x.b - y.b);
    const joined: Match[] = [];
    for (const match of found) {
      const last = joined.at(-1);
      if (last !== undefined && last.a + last.size === match.a && last.b + last.size === match.b) {
        joined[joined.length - 1] = { ...last, size: last.size + match.size };
      } else joined.push(match);
    }
    return [...joined, { a: this.#a.length, b: this.#b.length, size: 0 }];
  }
}

function opcodes(matches: readonly Match[]): Opcode[] {
  const codes: Opcode[] = [];
  let [a, b] = [0, 0];
  for (const match of matches) {
    if (a < match.a || b < match.b) {
      codes.push({ tag: "change", a1: a, a2: match.a, b1: b, b2: match.b });
    }
    a = match.a + match.size;
    b = match.b + match.size;
    if (match.size > 0) codes.push({ tag: "equal", a1: match.a, a2: a, b1: match.b, b2: b });
  }
  return codes;
}

/** Cuts long equal runs so that each group is one hunk. */
function groups(codes: readonly Opcode[]): Opcode[][] {
  const out: Opcode[][] = [];
  let group: Opcode[] = [];
  codes.forEach((code, i) => {
    if (code.tag === "change") {
      group.push(code);
      return;
    }
    const first = i === 0;
    const last = i === codes.length - 1;
    const head = {
      ...code,
      a2: Math.min(code.a2, code.a1 + CONTEXT),
      b2: Math.min(code.b2, code.b1 + CONTEXT),
    };
    const tail = {
      ...code,
      a1: Math.max(code.a1, code.a2 - CONTEXT),
      b1: Math.max(code.b1, code.b2 - CONTEXT),
    };
    if (first) group.push(tail);
    else if (last) group.push(head);
    else if (code.a2 - code.a1 > 2 * CONTEXT) {
      out.push([...group, head]);
      group = [tail];
    } else group.push(code);
  });
  if (group.some(({ tag }) => tag === "change")) out.push(group);
  return out;
}

function range(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

/** The hunks without file names, every line ended; empty when nothing differs. */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split("\n");
  const b = after.split("\n");
  let out = "";
  for (const group of groups(opcodes(new Matcher(a, b).matches()))) {
    const first = group[0];
    const last = group.at(-1);
    if (first === undefined || last === undefined) continue;
    out += `@@ -${range(first.a1, last.a2)} +${range(first.b1, last.b2)} @@\n`;
    for (const code of group) {
      const old = a.slice(code.a1, code.a2);
      if (code.tag === "equal") out += old.map((line) => ` ${line}\n`).join("");
      else {
        out += old.map((line) => `-${line}\n`).join("");
        out += b
          .slice(code.b1, code.b2)
          .map((line) => `+${line}\n`)
          .join("");
      }
    }
  }
  return out;
}
