/** $((…)): integers of 64 bits, C's operators, variables by name. */

/** What arithmetic needs of the shell. */
export interface ArithmeticScope {
  get(name: string, index: string | undefined): string | undefined;
  set(name: string, index: string | undefined, value: string): void;
  /** `set -u`: throws for a variable that is not set. */
  unset?(name: string): void;
}

/** Worded as bash words it: `1+: syntax error: operand expected (error token is "+")`. */
export class ArithmeticError extends Error {
  override readonly name = "ArithmeticError";
}

const MAX_DEPTH = 64;

interface Token {
  readonly type: "number" | "name" | "operator" | "end";
  readonly text: string;
  readonly at: number;
}

const OPERATOR =
  /^(?:<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|\*=|\/=|%=|&=|\^=|\|=|[-+*/%<>=!~&^|?:,()[\]])/;

/** Binary operators by binding, loosest first; `**` and unary ones are handled apart. */
const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<=", ">=", "<", ">"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];

const ASSIGNMENTS: ReadonlySet<string> = new Set([
  "=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|=",
]); // prettier-ignore

interface Reference {
  readonly name: string;
  readonly index: string | undefined;
}

class Evaluator {
  readonly #source: string;
  readonly #scope: ArithmeticScope;
  readonly #depth: number;
  #at = 0;
  #token: Token;
  #last: Token;
  #nesting = 0;
  /** Above 0 while walking over what must not take effect (`0 && x++`). */
  #idle = 0;

  constructor(source: string, scope: ArithmeticScope, depth: number) {
    this.#source = source;
    this.#scope = scope;
    this.#depth = depth;
    this.#token = { type: "end", text: "", at: 0 };
    this.#last = this.#token;
    this.#next();
  }

  evaluate(): bigint {
    if (this.#token.type === "end") return 0n;
    const value = this.#comma();
    if (this.#tokenType() !== "end") {
      throw this.#fail("syntax error in expression", this.#token.at);
    }
    return value;
  }

  /** Through a method, as the compiler does not see that reading on changes the token. */
  #tokenType(): Token["type"] {
    return this.#token.type;
  }

  #fail(message: string, at: number): ArithmeticError {
    const token = this.#source.slice(at);
    return new ArithmeticError(`${this.#source}: ${message} (error token is "${token}")`);
  }

  #next(): void {
    this.#last = this.#token;
    while (/\s/.test(this.#source[this.#at] ?? "")) this.#at += 1;
    const at = this.#at;
    const rest = this.#source.slice(at);
    const number = /^(?:[0-9]+#[0-9A-Za-z@_]*|[0-9][0-9A-Za-z]*)/.exec(rest)?.[0];
    const name = number === undefined ? /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest)?.[0] : undefined;
    const operator = OPERATOR.exec(rest)?.[0];
    const text = number ?? name ?? operator ?? "";
    this.#at += text.length;
    if (text === "" && rest !== "") {
      throw this.#fail("syntax error: operand expected", at);
    }
    const type = number !== undefined ? "number" : name !== undefined ? "name" : "operator";
    this.#token = { type: text === "" ? "end" : type, text, at };
  }

  #accept(text: string): boolean {
    if (this.#token.type !== "operator" || this.#token.text !== text) return false;
    this.#next();
    return true;
  }

  #comma(): bigint {
    let value = this.#assignment();
    while (this.#accept(",")) value = this.#assignment();
    return value;
  }

  #assignment(): bigint {
    if (++this.#nesting > MAX_DEPTH) {
      throw this.#fail("expression recursion level exceeded", this.#token.at);
    }
    try {
      if (this.#token.type === "name") {
        const saved = { at: this.#at, token: this.#token, last: this.#last };
        const reference = this.#reference();
        const operator = this.#token;
        if (operator.type === "operator" && ASSIGNMENTS.has(operator.text)) {
          this.#next();
          const right = this.#assignment();
          const name = operator.text.slice(0, -1);
          const value =
            name === "" ? right : this.#apply(name, this.#read(reference), right, operator.at);
          this.#write(reference, value);
          return value;
        }
        this.#at = saved.at;
        this.#token = saved.token;
        this.#last = saved.last;
      }
      return this.#ternary();
    } finally {
      this.#nesting -= 1;
    }
  }

  #ternary(): bigint {
    const condition = this.#binary(0);
    if (!this.#accept("?")) return condition;
    const yes = this.#when(condition !== 0n, () => this.#assignment());
    if (!this.#accept(":")) {
      throw this.#fail("`:' expected for conditional expression", this.#last.at);
    }
    const no = this.#when(condition === 0n, () => this.#assignment());
    return condition !== 0n ? yes : no;
  }

  #when(active: boolean, run: () => bigint): bigint {
    if (!active) this.#idle += 1;
    try {
      return run();
    } finally {
      if (!active) this.#idle -= 1;
    }
  }

  #binary(level: number): bigint {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#power();
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.#token;
      if (token.type !== "operator" || !operators.includes(token.text)) return left;
      this.#next();
      if (token.text === "&&" || token.text === "||") {
        const needed = token.text === "&&" ? left !== 0n : left === 0n;
        const right = this.#when(needed, () => this.#binary(level + 1));
        left =
          token.text === "&&"
            ? bool(left !== 0n && right !== 0n)
            : bool(left !== 0n || right !== 0n);
      } else {
        const at = this.#token.at;
        left = this.#apply(token.text, left, this.#binary(level + 1), at);
      }
    }
  }

  #power(): bigint {
    const base = this.#unary();
    if (!this.#accept("**")) return base;
    const at = this.#token.at;
    if (++this.#nesting > MAX_DEPTH) throw this.#fail("expression recursion level exceeded", at);
    const exponent = this.#power();
    this.#nesting -= 1;
    if (exponent < 0n) throw this.#fail("exponent less than 0", at);
    let result = 1n;
    let square = base;
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if ((rest & 1n) === 1n) result = BigInt.asIntN(64, result * square);
      square = BigInt.asIntN(64, square * square);
    }
    return result;
  }

  #unary(): bigint {
    const token = this.#token;
    if (token.type === "operator" && ["-", "+", "!", "~", "++", "--"].includes(token.text)) {
      if (++this.#nesting > MAX_DEPTH) {
        throw this.#fail("expression recursion level exceeded", token.at);
      }
      this.#next();
      let value: bigint;
      if ((token.text === "++" || token.text === "--") && this.#tokenType() === "name") {
        const reference = this.#reference();
        value = BigInt.asIntN(64, this.#read(reference) + (token.text === "++" ? 1n : -1n));
        this.#write(reference, value);
      } else {
        const operand = this.#unary();
        value =
          token.text === "-"
            ? -operand
            : token.text === "!"
              ? bool(operand === 0n)
              : token.text === "~"
                ? ~operand
                : operand;
      }
      this.#nesting -= 1;
      return BigInt.asIntN(64, value);
    }
    return this.#primary();
  }

  #primary(): bigint {
    const token = this.#token;
    if (token.type === "number") {
      this.#next();
      return this.#number(token);
    }
    if (token.type === "name") {
      const reference = this.#reference();
      const value = this.#read(reference);
      for (const [operator, step] of [
        ["++", 1n],
        ["--", -1n],
      ] as const) {
        if (this.#accept(operator)) this.#write(reference, BigInt.asIntN(64, value + step));
      }
      return value;
    }
    if (this.#accept("(")) {
      const value = this.#comma();
      if (!this.#accept(")")) throw this.#fail("missing `)'", this.#last.at);
      return value;
    }
    throw this.#fail(
      "syntax error: operand expected",
      token.type === "end" ? this.#last.at : token.at,
    );
  }

  #reference(): Reference {
    const name = this.#token.text;
    this.#next();
    if (!this.#accept("[")) return { name, index: undefined };
    const start = this.#last.at + 1;
    let depth = 1;
    while (depth > 0) {
      if (this.#tokenType() === "end") throw this.#fail("bad array subscript", start);
      if (this.#token.text === "[") depth += 1;
      if (this.#token.text === "]") depth -= 1;
      this.#next();
    }
    return { name, index: this.#source.slice(start, this.#last.at) };
  }

  #read({ name, index }: Reference): bigint {
    const text = this.#scope.get(name, index);
    if (text === undefined) {
      this.#scope.unset?.(name);
      return 0n;
    }
    if (/^\s*-?[0-9]+\s*$/.test(text) && !/^\s*-?0[0-9]/.test(text)) {
      return BigInt.asIntN(64, BigInt(text.trim()));
    }
    return evaluateArithmetic(text, this.#scope, this.#depth + 1);
  }

  #write({ name, index }: Reference, value: bigint): void {
    if (this.#idle === 0) this.#scope.set(name, index, value.toString());
  }

  #number(token: Token): bigint {
    const hash = token.text.indexOf("#");
    if (hash >= 0)
      return this.#based(token, Number(token.text.slice(0, hash)), token.text.slice(hash + 1));
    if (/^0[xX]/.test(token.text)) return this.#based(token, 16, token.text.slice(2));
    if (/^0./.test(token.text)) return this.#based(token, 8, token.text.slice(1));
    return this.#based(token, 10, token.text);
  }

  #based(token: Token, base: number, digits: string): bigint {
    if (base < 2 || base > 64) throw this.#fail("invalid arithmetic base", token.at);
    const order = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_";
    let value = 0n;
    for (const c of digits) {
      let digit = order.indexOf(base <= 36 ? c.toLowerCase() : c);
      if (digit < 0 || digit >= base) {
        throw this.#fail("value too great for base", token.at);
      }
      digit = Math.trunc(digit);
      value = BigInt.asIntN(64, value * BigInt(base) + BigInt(digit));
    }
    return value;
  }

  #apply(operator: string, a: bigint, b: bigint, at: number): bigint {
    if ((operator === "/" || operator === "%") && b === 0n) {
      if (this.#idle > 0) return 0n;
      throw this.#fail("division by 0", at);
    }
    const compute = BINARY.get(operator);
    return compute === undefined ? 0n : BigInt.asIntN(64, compute(a, b));
  }
}

const BINARY: ReadonlyMap<string, (a: bigint, b: bigint) => bigint> = new Map([
  ["|", (a, b) => a | b],
  ["^", (a, b) => a ^ b],
  ["&", (a, b) => a & b],
  ["==", (a, b) => bool(a === b)],
  ["!=", (a, b) => bool(a !== b)],
  ["<=", (a, b) => bool(a <= b)],
  [">=", (a, b) => bool(a >= b)],
  ["<", (a, b) => bool(a < b)],
  [">", (a, b) => bool(a > b)],
  ["<<", (a, b) => a << (b & 63n)],
  [">>", (a, b) => a >> (b & 63n)],
  ["+", (a, b) => a + b],
  ["-", (a, b) => a - b],
  ["*", (a, b) => a * b],
  ["/", (a, b) => a / b],
  ["%", (a, b) => a % b],
]);

function bool(value: boolean): bigint {
  return value ? 1n : 0n;
}

/** Evaluates; throws {@link ArithmeticError}. An empty expression is 0. */
export function evaluateArithmetic(source: string, scope: ArithmeticScope, depth = 0): bigint {
  if (depth > 20) {
    throw new ArithmeticError(
      `${source}: expression recursion level exceeded (error token is "${source}")`,
    );
  }
  return new Evaluator(source.trim(), scope, depth).evaluate();
}
