/** The tests of `[ … ]` and `[[ … ]]`: files, strings, numbers. */
import type { FileSystem } from "./files.ts";
import { resolvePath } from "./paths.ts";
import { compareText } from "./text.ts";

export interface TestContext {
  readonly fs: FileSystem;
  readonly cwd: string;
  isSet(name: string): boolean;
  option(name: string): boolean;
  isTerminal(fd: number): boolean;
}

/** Worded as the shell words it, without its prefix; status 2. */
export class TestError extends Error {
  override readonly name = "TestError";
}

type FileTest = (stat: {
  readonly type: string;
  readonly size: number;
  readonly mode: number;
}) => boolean;

const FILE_TESTS: ReadonlyMap<string, FileTest> = new Map<string, FileTest>([
  ["-a", () => true],
  ["-e", () => true],
  ["-f", (stat) => stat.type === "file"],
  ["-d", (stat) => stat.type === "directory"],
  ["-r", (stat) => (stat.mode & 0o400) !== 0],
  ["-w", (stat) => (stat.mode & 0o200) !== 0],
  ["-x", (stat) => (stat.mode & 0o111) !== 0],
  ["-s", (stat) => stat.size > 0],
  ["-k", (stat) => (stat.mode & 0o1000) !== 0],
  ["-u", (stat) => (stat.mode & 0o4000) !== 0],
  ["-g", (stat) => (stat.mode & 0o2000) !== 0],
  ["-O", () => true],
  ["-G", () => true],
  ["-N", () => true],
  ["-h", () => false],
  ["-L", () => false],
  ["-b", () => false],
  ["-c", () => false],
  ["-p", () => false],
  ["-S", () => false],
]);

export function isUnary(operator: string): boolean {
  return FILE_TESTS.has(operator) || ["-n", "-z", "-v", "-o", "-t"].includes(operator);
}

export function testUnary(operator: string, operand: string, context: TestContext): boolean {
  switch (operator) {
    case "-n":
      return operand !== "";
    case "-z":
      return operand === "";
    case "-v":
      return context.isSet(operand);
    case "-o":
      return context.option(operand);
    case "-t":
      return context.isTerminal(integer(operand));
    default: {
      if (operand === "") return false;
      const path = resolvePath(context.cwd, operand);
      if (operator === "-c" && path.startsWith("/dev/")) return context.fs.stat(path) !== undefined;
      const stat = context.fs.stat(path);
      return stat !== undefined && (FILE_TESTS.get(operator)?.(stat) ?? false);
    }
  }
}

const NUMBER_TESTS: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ["-eq", (a, b) => a === b],
  ["-ne", (a, b) => a !== b],
  ["-lt", (a, b) => a < b],
  ["-le", (a, b) => a <= b],
  ["-gt", (a, b) => a > b],
  ["-ge", (a, b) => a >= b],
]);

const STRING_TESTS: ReadonlyMap<string, (a: string, b: string) => boolean> = new Map([
  ["=", (a, b) => a === b],
  ["==", (a, b) => a === b],
  ["!=", (a, b) => a !== b],
  ["<", (a, b) => compareText(a, b) < 0],
  [">", (a, b) => compareText(a, b) > 0],
]);

export function isBinary(operator: string): boolean {
  return (
    NUMBER_TESTS.has(operator) ||
    STRING_TESTS.has(operator) ||
    ["-nt", "-ot", "-ef"].includes(operator)
  );
}

/** @param number how an operand of `-eq` becomes a number: decimal in `[`, arithmetic in `[[`. */
export function testBinary(
  operator: string,
  left: string,
  right: string,
  context: TestContext,
  number: (text: string) => number = integer,
): boolean {
  const numeric = NUMBER_TESTS.get(operator);
  if (numeric !== undefined) return numeric(number(left), number(right));
  const strings = STRING_TESTS.get(operator);
  if (strings !== undefined) return strings(left, right);
  const a = resolvePath(context.cwd, left);
  const b = resolvePath(context.cwd, right);
  if (operator === "-ef") return a === b && context.fs.stat(a) !== undefined;
  const [newer, older] = operator === "-nt" ? [a, b] : [b, a];
  const first = context.fs.stat(newer);
  const second = context.fs.stat(older);
  return first !== undefined && (second === undefined || first.mtime > second.mtime);
}

function integer(text: string): number {
  if (!/^\s*[-+]?[0-9]+\s*$/.test(text))
    throw new TestError(`${text}: integer expression expected`);
  return Number(text);
}

/** Evaluates the arguments of `test` (without `]`); POSIX by count, then -a, -o, !, ( ). */
export function evaluateTest(args: readonly string[], context: TestContext): boolean {
  return new TestParser(args, context).evaluate();
}

class TestParser {
  readonly #args: readonly string[];
  readonly #context: TestContext;
  #at = 0;
  #depth = 0;

  constructor(args: readonly string[], context: TestContext) {
    this.#args = args;
    this.#context = context;
  }

  evaluate(): boolean {
    const [a, b, c] = this.#args;
    switch (this.#args.length) {
      case 0:
        return false;
      case 1:
        return a !== "";
      case 2:
        if (a === "!") return b === "";
        if (a !== undefined && isUnary(a)) return testUnary(a, b ?? "", this.#context);
        throw new TestError(`${a ?? ""}: unary operator expected`);
      case 3:
        if (b !== undefined && isBinary(b)) {
          return testBinary(b, a ?? "", c ?? "", this.#context);
        }
        if (a === "!") return !evaluateTest(this.#args.slice(1), this.#context);
        if (a === "(" && c === ")") return b !== "";
        if (b !== "-a" && b !== "-o") throw new TestError(`${b ?? ""}: binary operator expected`);
        break;
      case 4:
        if (a === "!") return !evaluateTest(this.#args.slice(1), this.#context);
        break;
    }
    const value = this.#or();
    if (this.#at < this.#args.length) throw new TestError("too many arguments");
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#args[this.#at] === "-o") {
      this.#at += 1;
      const right = this.#and();
      value = value || right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#primary();
    while (this.#args[this.#at] === "-a") {
      this.#at += 1;
      const right = this.#primary();
      value = value && right;
    }
    return value;
  }

  #primary(): boolean {
    const first = this.#args[this.#at];
    if (first === undefined || ++this.#depth > 200) throw new TestError("argument expected");
    const second = this.#args[this.#at + 1];
    if (second !== undefined && isBinary(second) && this.#at + 2 < this.#args.length) {
      this.#at += 3;
      return testBinary(second, first, this.#args[this.#at - 1] ?? "", this.#context);
    }
    this.#at += 1;
    if (first === "!") return !this.#primary();
    if (first === "(") {
      const value = this.#or();
      if (this.#args[this.#at] !== ")") throw new TestError("`)' expected");
      this.#at += 1;
      return value;
    }
    if (isUnary(first) && second !== undefined && second !== "-a") {
      this.#at += 1;
      return testUnary(first, second, this.#context);
    }
    return first !== "";
  }
}
