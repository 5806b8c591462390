/**
 * As much of vitest's API as the tests of the evaluator use, for tests that run in this process:
 * `describe`, `it` and `vi.setConfig` are ours, `expect` is vitest's own.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { format } from "node:util";

const vitest = createRequire(createRequire(import.meta.url).resolve("vitest/package.json"));
const { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } = await import(
  pathToFileURL(vitest.resolve("@vitest/expect"))
);
for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

export const TEST_API = "__testApi__";
export const API_NAMES = ["describe", "it", "expect", "vi"];

/** Names around the test that is being declared. */
const path = [];
let collected = [];

function inside(name, declare) {
  path.push(name);
  declare();
  path.pop();
}

function declareTest(name, ...rest) {
  collected.push({
    name: [...path, name].join(" "),
    run: rest.find((part) => typeof part === "function"),
  });
}

/** `each`, `skipIf` and `skip` of `describe` or `it`. Names get a number: they have to differ. */
function withModifiers(declare) {
  const each =
    (rows) =>
    (name, ...rest) => {
      const run = rest.find((part) => typeof part === "function");
      rows.forEach((row, index) => {
        const values = Array.isArray(row) ? row : [row];
        const label = typeof values[0] === "object" ? name : format(name, ...values.map(shown));
        declare(`${label} #${index + 1}`, () => run(...values));
      });
    };
  const skipped = Object.assign(() => undefined, { each: () => () => undefined });
  const api = Object.assign((...parts) => declare(...parts), { each, skip: skipped });
  return Object.assign(api, { skipIf: (condition) => (condition ? skipped : api) });
}

function shown(value) {
  return typeof value === "object" && value !== null ? "" : value;
}

export const api = {
  describe: withModifiers((name, ...rest) =>
    inside(
      name,
      rest.find((part) => typeof part === "function"),
    ),
  ),
  it: withModifiers(declareTest),
  expect: (value, message) => chai.expect(value, message),
  vi: { setConfig: () => undefined },
};

/** The tests that a file declares while it is loaded: `[{ name, run }]`. */
export async function collect(load) {
  collected = [];
  await load();
  return collected;
}
