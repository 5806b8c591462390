/** `=`, `|=`, `+=` and their like: what stands at some paths is replaced. */
import { binary } from "./arithmetic.ts";
import type { UpdateOperator } from "./ast.ts";
import { deletePaths, getPath, setPath } from "./paths.ts";
import { isTrue, type JqValue } from "./values.ts";

type Values = Generator<JqValue, void, undefined>;

function first(outputs: Values): JqValue | undefined {
  for (const value of outputs) return value;
  return undefined;
}

/**
 * The input with new values: one for each output of the right side, except that `|=` and `//=` take
 * the first.
 * @param paths those that the left side leads to
 * @param right the outputs of the right side on a value
 */
export function* update(
  operator: UpdateOperator,
  input: JqValue,
  paths: () => Iterable<readonly JqValue[]>,
  right: (value: JqValue) => Values,
): Values {
  if (operator === "|=") yield modified(input, paths(), right);
  else if (operator === "//=") yield completed(input, paths(), right);
  else {
    const symbol = operator.charAt(0);
    for (const given of right(input)) {
      let value = input;
      for (const path of [...paths()]) {
        const next =
          symbol === "="
            ? given
            : binary(symbol as "+" | "-" | "*" | "/" | "%", getPath(value, path), given);
        value = setPath(value, path, next);
      }
      yield value;
    }
  }
}

/** What has no new value goes, all at the end, so that no path moves meanwhile. */
function modified(
  input: JqValue,
  paths: Iterable<readonly JqValue[]>,
  right: (value: JqValue) => Values,
): JqValue {
  let value = input;
  const dropped: (readonly JqValue[])[] = [];
  for (const path of [...paths]) {
    const next = first(right(getPath(value, path)));
    if (next === undefined) dropped.push(path);
    else value = setPath(value, path, next);
  }
  return deletePaths(value, dropped);
}

function completed(
  input: JqValue,
  paths: Iterable<readonly JqValue[]>,
  right: (value: JqValue) => Values,
): JqValue {
  let value = input;
  for (const path of [...paths]) {
    if (isTrue(getPath(value, path))) continue;
    const next = first(right(input));
    if (next !== undefined) value = setPath(value, path, next);
  }
  return value;
}
