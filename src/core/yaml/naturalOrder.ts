/** go-yaml's order of keys: numbers inside words count as numbers, letters come after the rest. */

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

export function naturalOrder(a: string, b: string): number {
  const x = Array.from(a);
  const y = Array.from(b);
  for (let i = 0; i < x.length && i < y.length; i++) {
    const p = x[i] ?? "";
    const q = y[i] ?? "";
    if (p !== q) return compareAt(x, y, i);
  }
  return x.length - y.length;
}

function compareAt(x: readonly string[], y: readonly string[], at: number): number {
  const p = x[at] ?? "";
  const q = y[at] ?? "";
  const pLetter = LETTER.test(p);
  const qLetter = LETTER.test(q);
  if (pLetter !== qLetter) return qLetter ? -1 : 1;
  if (!pLetter) {
    // Within a number that has begun already, a leading zero is not the number's first digit.
    const begun = (p === "0" || q === "0") && inNumber(x, at);
    const m = readNumber(x, at, begun);
    const n = readNumber(y, at, begun);
    if (m.value !== n.value) return m.value < n.value ? -1 : 1;
    if (m.end !== n.end) return m.end - n.end;
  }
  return (p.codePointAt(0) ?? 0) - (q.codePointAt(0) ?? 0);
}

function inNumber(chars: readonly string[], at: number): boolean {
  for (let i = at - 1; i >= 0 && DIGIT.test(chars[i] ?? ""); i--) {
    if (chars[i] !== "0") return true;
  }
  return false;
}

function readNumber(
  chars: readonly string[],
  at: number,
  begun: boolean,
): { value: bigint; end: number } {
  let value = begun ? 1n : 0n;
  let end = at;
  for (; end < chars.length && DIGIT.test(chars[end] ?? ""); end++) {
    const digit = (chars[end]?.codePointAt(0) ?? 48) - 48;
    value = BigInt.asIntN(64, value * 10n + BigInt(digit));
  }
  return { value, end };
}
