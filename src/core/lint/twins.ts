/** Selectors that miss by little: another case, a slip of the finger, the right value elsewhere. */
import { labelValue, requirementsMatch, selectorRequirements } from "../api/labels.ts";
import type { Labels, LabelSelector, LabelSelectorRequirement } from "../api/objects.ts";

/** A selector that would fit, and the words for what differs. */
export interface Twin {
  readonly selector: LabelSelector;
  /** `App=web`. */
  readonly wrong: string;
  /** `app=web`. */
  readonly right: string;
}

/** Each label that a selector wants with one value, with how to put another in its place. */
interface Wanted {
  readonly key: string;
  readonly value: string;
  replace(key: string, value: string): LabelSelector;
}

function wantedLabels(selector: LabelSelector): Wanted[] {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const fromLabels = Object.entries(matchLabels).map(([key, value]): Wanted => {
    const others = Object.entries(matchLabels).filter(([other]) => other !== key);
    return {
      key,
      value,
      replace: (newKey, newValue) => ({
        ...selector,
        matchLabels: Object.fromEntries([...others, [newKey, newValue]]),
      }),
    };
  });
  const fromExpressions = matchExpressions.flatMap((expression, index): Wanted[] => {
    const [value, ...more] = expression.operator === "In" ? (expression.values ?? []) : [];
    if (value === undefined || more.length > 0) return [];
    return [
      {
        key: expression.key,
        value,
        replace(newKey, newValue) {
          const changed: LabelSelectorRequirement = {
            ...expression,
            key: newKey,
            values: [newValue],
          };
          return { ...selector, matchExpressions: matchExpressions.with(index, changed) };
        },
      },
    ];
  });
  return [...fromLabels, ...fromExpressions];
}

export function matches(selector: LabelSelector, labels: Labels): boolean {
  return requirementsMatch(selectorRequirements(selector), labels);
}

type Likeness = (wanted: Wanted, key: string, value: string) => boolean;

/** The selector with one label replaced so that it fits some of the labels, if one way does. */
function twin(
  selector: LabelSelector,
  candidates: readonly Labels[],
  alike: Likeness,
): Twin | undefined {
  for (const wanted of wantedLabels(selector)) {
    for (const labels of candidates) {
      if (labelValue(labels, wanted.key) === wanted.value) continue;
      for (const [key, value] of Object.entries(labels)) {
        if (!alike(wanted, key, value)) continue;
        const changed = wanted.replace(key, value);
        if (!matches(changed, labels)) continue;
        const [wrong, right] = [`${wanted.key}=${wanted.value}`, `${key}=${value}`];
        return { selector: changed, wrong, right };
      }
    }
  }
  return undefined;
}

const sameButCase = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The selector with one label in the case that the candidates have (S21). */
export function caseTwin(selector: LabelSelector, candidates: readonly Labels[]): Twin | undefined {
  return twin(
    selector,
    candidates,
    (wanted, key, value) => sameButCase(wanted.key, key) && sameButCase(wanted.value, value),
  );
}

/** The selector with one label mended that is misspelt, or whose value stands under another key. */
export function nearTwin(selector: LabelSelector, candidates: readonly Labels[]): Twin | undefined {
  return (
    twin(
      selector,
      candidates,
      (wanted, key, value) => key === wanted.key && isSlip(wanted.value, value),
    ) ??
    twin(
      selector,
      candidates,
      (wanted, key, value) => value === wanted.value && value !== "" && key !== wanted.key,
    )
  );
}

/** Is one a misspelling of the other: a letter or two, of at least four? */
export function isSlip(a: string, b: string): boolean {
  const length = Math.max(a.length, b.length);
  if (length < 4 || length > 63 || a === b) return false;
  return distance(a, b) <= (length < 8 ? 1 : 2);
}

/** Insertions, removals, changes and swaps of neighbours between two short texts. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
