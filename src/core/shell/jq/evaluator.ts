/**
 * Runs jq programs: every filter is a generator of its outputs, so that `limit`, `first` and `label`
 * stop what they do not need. Beside each value goes its path where one is asked for.
 */
import type { Definition, Node } from "./ast.ts";
import { binary } from "./arithmetic.ts";
import { destructure } from "./destructure.ts";
import { formatText } from "./formats.ts";
import {
  Break,
  invalidAccess,
  made,
  pathKeys,
  short,
  type Item,
  type Outputs,
  type Scope,
} from "./items.ts";
import { getKey, membersOf, sliceKey } from "./paths.ts";
import { update } from "./update.ts";
import { described, isTrue, JqError, type JqValue } from "./values.ts";

/** The program took more than it may. */
export class JqLimitError extends Error {
  override readonly name = "JqLimitError";
}

/** A filter that is an argument, ready to run. */
export type Argument = (input: Item) => Outputs;

/** A function that is not written in jq. */
export type Native = (input: Item, args: readonly Argument[], machine: Machine) => Outputs;

/** What the outside gives: inputs, environment, messages. */
export interface Host {
  readonly natives: ReadonlyMap<string, Native>;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly variables: ReadonlyMap<string, JqValue>;
  /** The next input; undefined when there is none. @throws JqError for text that is no JSON */
  nextInput(): JqValue | undefined;
  readonly now: () => number;
  stderr(text: string): void;
  /** Newlines read so far. */
  line(): number;
  file(): JqValue;
}

const MAX_STEPS = 4_000_000;
const MAX_DEPTH = 2_000;

export class Machine {
  readonly host: Host;
  readonly #read = (node: Node, scope: Scope | undefined, input: Item) =>
    this.#values(node, scope, input);
  #steps = 0;
  #depth = 0;

  constructor(host: Host) {
    this.host = host;
  }

  /** Counts work; call it in loops of native functions. @throws JqLimitError */
  step(): void {
    if (++this.#steps > MAX_STEPS) throw new JqLimitError("the program takes too many steps");
  }

  /** The outputs of a whole program. */
  *run(body: Node, input: JqValue): Generator<JqValue, void, undefined> {
    this.#depth = 0;
    try {
      for (const { value } of this.#eval(body, undefined, { value: input, path: undefined }))
        yield value;
    } catch (error) {
      if (error instanceof RangeError) throw new JqLimitError("the program recurses too deeply");
      throw error;
    }
  }

  // --- filters

  *#eval(node: Node, scope: Scope | undefined, input: Item): Outputs {
    this.step();
    switch (node.type) {
      case "identity":
        yield input;
        return;
      case "literal":
        yield made(input, node.value);
        return;
      case "recurse":
        yield* this.recurse(input);
        return;
      case "format":
        yield made(input, formatText(node.name, input.value));
        return;
      case "string":
        yield* this.#string(node, scope, input);
        return;
      case "index":
        for (const target of this.#eval(node.target, scope, input)) {
          for (const key of this.#values(node.key, scope, input)) yield this.child(target, key);
        }
        return;
      case "slice":
        for (const target of this.#eval(node.target, scope, input)) {
          for (const to of this.#optional(node.to, scope, input)) {
            for (const from of this.#optional(node.from, scope, input)) {
              yield this.child(target, sliceKey(from, to));
            }
          }
        }
        return;
      case "iterate":
        for (const target of this.#eval(node.target, scope, input)) yield* this.children(target);
        return;
      case "array": {
        const items: JqValue[] = [];
        if (node.items !== undefined) {
          for (const value of this.#values(node.items, scope, input)) items.push(value);
        }
        yield made(input, items);
        return;
      }
      case "object":
        for (const value of this.#object(node.entries, scope, input.value, new Map()))
          yield made(input, value);
        return;
      case "negate":
        for (const value of this.#values(node.of, scope, input)) {
          if (typeof value !== "number") throw new JqError(`${described(value)} cannot be negated`);
          yield made(input, -value);
        }
        return;
      case "pipe":
        for (const left of this.#eval(node.left, scope, input))
          yield* this.#eval(node.right, scope, left);
        return;
      case "comma":
        yield* this.#eval(node.left, scope, input);
        yield* this.#eval(node.right, scope, input);
        return;
      case "binary":
        for (const right of this.#values(node.right, scope, input)) {
          for (const left of this.#values(node.left, scope, input)) {
            yield made(input, binary(node.operator, left, right));
          }
        }
        return;
      case "logic":
        for (const left of this.#values(node.left, scope, input)) {
          if (isTrue(left) === (node.operator === "or")) yield made(input, node.operator === "or");
          else
            for (const right of this.#values(node.right, scope, input))
              yield made(input, isTrue(right));
        }
        return;
      case "alternative":
        yield* this.#alternative(node.left, node.right, scope, input);
        return;
      case "update": {
        const values = (value: JqValue): Generator<JqValue, void, undefined> =>
          this.#values(node.right, scope, { value, path: undefined });
        const paths = (): Generator<JqValue[], void, undefined> =>
          this.paths((item) => this.#eval(node.left, scope, item), input.value);
        for (const value of update(node.operator, input.value, paths, values)) {
          yield made(input, value);
        }
        return;
      }
      case "if":
        for (const condition of this.#values(node.condition, scope, input)) {
          yield* this.#eval(isTrue(condition) ? node.then : node.otherwise, scope, input);
        }
        return;
      case "try":
        yield* this.#try(node, scope, input);
        return;
      case "reduce":
        yield* this.#reduce(node, scope, input);
        return;
      case "foreach":
        yield* this.#foreach(node, scope, input);
        return;
      case "define":
        yield* this.#eval(
          node.rest,
          { kind: "function", definition: node.definition, next: scope },
          input,
        );
        return;
      case "call":
        yield* this.#call(node.name, node.args, scope, input);
        return;
      case "variable":
        yield made(input, this.#variable(node.name, scope));
        return;
      case "bind":
        yield* this.#bind(node, scope, input);
        return;
      case "label": {
        const mark = new Break();
        try {
          yield* this.#eval(
            node.body,
            { kind: "label", name: node.name, mark, next: scope },
            input,
          );
        } catch (error) {
          if (error !== mark) throw error;
        }
        return;
      }
      case "break":
        for (let at = scope; at !== undefined; at = at.next) {
          if (at.kind === "label" && at.name === node.name) throw at.mark;
        }
    }
  }

  /** The values alone: what is inside of a filter has no paths. */
  *#values(node: Node, scope: Scope | undefined, input: Item): Generator<JqValue, void, undefined> {
    const plain = input.path === undefined ? input : { value: input.value, path: undefined };
    for (const { value } of this.#eval(node, scope, plain)) yield value;
  }

  *#optional(
    node: Node | undefined,
    scope: Scope | undefined,
    input: Item,
  ): Generator<JqValue, void, undefined> {
    if (node === undefined) yield null;
    else yield* this.#values(node, scope, input);
  }

  /** One step down, with its path. */
  child(target: Item, key: JqValue): Item {
    if (target.path === undefined) return { value: getKey(target.value, key), path: undefined };
    if (target.path === "none") throw invalidAccess(target.value, key);
    return { value: getKey(target.value, key), path: { up: target.path ?? undefined, key } };
  }

  *children(target: Item): Outputs {
    if (target.path === "none") {
      throw new JqError(`Invalid path expression with result ${short(target.value)}`);
    }
    for (const [key, value] of membersOf(target.value)) {
      this.step();
      yield {
        value,
        path: target.path === undefined ? undefined : { up: target.path ?? undefined, key },
      };
    }
  }

  *recurse(input: Item): Outputs {
    this.#enter();
    try {
      yield input;
      if (typeof input.value === "object" && input.value !== null) {
        for (const child of this.children(input)) yield* this.recurse(child);
      }
    } finally {
      this.#depth -= 1;
    }
  }

  #enter(): void {
    if (++this.#depth > MAX_DEPTH) throw new JqLimitError("the program recurses too deeply");
  }

  *#string(
    node: Node & { readonly type: "string" },
    scope: Scope | undefined,
    input: Item,
  ): Outputs {
    const { parts, format } = node;
    const join = function* (
      this: Machine,
      i: number,
      behind: string,
    ): Generator<string, void, undefined> {
      if (i < 0) {
        yield behind;
        return;
      }
      const part = parts[i] ?? "";
      if (typeof part === "string") yield* join.call(this, i - 1, part + behind);
      else {
        for (const value of this.#values(part, scope, input)) {
          yield* join.call(this, i - 1, formatText(format, value) + behind);
        }
      }
    };
    for (const text of join.call(this, parts.length - 1, "")) yield made(input, text);
  }

  *#object(
    entries: (Node & { readonly type: "object" })["entries"],
    scope: Scope | undefined,
    input: JqValue,
    before: ReadonlyMap<string, JqValue>,
  ): Generator<JqValue, void, undefined> {
    const [entry, ...rest] = entries;
    if (entry === undefined) {
      yield before;
      return;
    }
    const item = { value: input, path: undefined };
    for (const key of this.#values(entry.key, scope, item)) {
      if (typeof key !== "string") {
        throw new JqError(`Object keys must be strings`);
      }
      for (const value of this.#values(entry.value, scope, item)) {
        yield* this.#object(rest, scope, input, new Map(before).set(key, value));
      }
    }
  }

  *#alternative(left: Node, right: Node, scope: Scope | undefined, input: Item): Outputs {
    let any = false;
    try {
      for (const item of this.#eval(left, scope, input)) {
        if (!isTrue(item.value)) continue;
        any = true;
        yield item;
      }
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
    }
    if (!any) yield* this.#eval(right, scope, input);
  }

  /** Errors of the body itself; what fails further down the pipe is not its business. */
  *#try(node: Node & { readonly type: "try" }, scope: Scope | undefined, input: Item): Outputs {
    const body = this.#eval(node.body, scope, input);
    for (;;) {
      let result: IteratorResult<Item, void>;
      try {
        result = body.next();
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
        if (node.handler !== undefined) {
          yield* this.#eval(node.handler, scope, made(input, error.value));
        }
        return;
      }
      if (result.done === true) return;
      yield result.value;
    }
  }

  /** The paths that a filter leads to. @throws JqError where it makes values of its own */
  *paths(filter: Argument, input: JqValue): Generator<JqValue[], void, undefined> {
    for (const item of filter({ value: input, path: null })) yield pathKeys(item);
  }

  /** The scopes in which a step of `reduce` or `foreach` is made, one value after the other. */
  *#boundBy(
    { source, pattern }: Node & { readonly type: "reduce" | "foreach" },
    scope: Scope | undefined,
    input: Item,
  ): Generator<Scope | undefined, void, undefined> {
    for (const value of this.#values(source, scope, input))
      yield* destructure([pattern], value, scope, this.#read);
  }

  *#reduce(
    node: Node & { readonly type: "reduce" },
    scope: Scope | undefined,
    input: Item,
  ): Outputs {
    for (const start of this.#eval(node.start, scope, input)) {
      let state: Item = start;
      for (const bound of this.#boundBy(node, scope, input)) {
        let last: Item | undefined;
        for (const item of this.#eval(node.update, bound, state)) last = item;
        state = last ?? made(input, null);
      }
      yield state;
    }
  }

  *#foreach(
    node: Node & { readonly type: "foreach" },
    scope: Scope | undefined,
    input: Item,
  ): Outputs {
    for (const start of this.#eval(node.start, scope, input)) {
      let state: Item = start;
      for (const bound of this.#boundBy(node, scope, input)) {
        for (const item of this.#eval(node.update, bound, state)) {
          state = item;
          if (node.extract === undefined) yield item;
          else yield* this.#eval(node.extract, bound, item);
        }
      }
    }
  }

  *#bind(node: Node & { readonly type: "bind" }, scope: Scope | undefined, input: Item): Outputs {
    for (const value of this.#values(node.source, scope, input)) {
      for (let i = 0; i < node.patterns.length; i++) {
        const last = i === node.patterns.length - 1;
        try {
          const patterns = [...node.patterns.slice(i, i + 1), ...node.patterns];
          for (const bound of destructure(patterns, value, scope, this.#read)) {
            yield* this.#eval(node.body, bound, input);
          }
          break;
        } catch (error) {
          if (last || !(error instanceof JqError)) throw error;
        }
      }
    }
  }

  // --- names

  #variable(name: string, scope: Scope | undefined): JqValue {
    for (let at = scope; at !== undefined; at = at.next) {
      if (at.kind === "value" && at.name === name) return at.value;
    }
    return this.host.variables.get(name) ?? null;
  }

  *#call(name: string, args: readonly Node[], scope: Scope | undefined, input: Item): Outputs {
    for (let at = scope; at !== undefined; at = at.next) {
      if (at.kind === "filter" && args.length === 0 && at.name === name) {
        yield* this.#deeper(at.body, at.scope, input);
        return;
      }
      if (
        at.kind === "function" &&
        at.definition.name === name &&
        at.definition.parameters.length === args.length
      ) {
        yield* this.#apply(at.definition, at, args, scope, input);
        return;
      }
    }
    const key = `${name}/${args.length}`;
    const definition = this.host.definitions.get(key);
    if (definition !== undefined) {
      yield* this.#apply(definition, undefined, args, scope, input);
      return;
    }
    const native = this.host.natives.get(key);
    if (native === undefined) throw new JqError(`${key} is not defined`);
    const ready = args.map(
      (arg): Argument =>
        (item) =>
          this.#eval(arg, scope, item),
    );
    yield* native(input, ready, this);
  }

  *#deeper(body: Node, scope: Scope | undefined, input: Item): Outputs {
    this.#enter();
    try {
      yield* this.#eval(body, scope, input);
    } finally {
      this.#depth -= 1;
    }
  }

  /** @param inner the scope of the definition, in which it sees itself */
  *#apply(
    definition: Definition,
    inner: Scope | undefined,
    args: readonly Node[],
    scope: Scope | undefined,
    input: Item,
    i = 0,
    bound: Scope | undefined = inner,
  ): Outputs {
    const parameter = definition.parameters[i];
    const arg = args[i];
    if (parameter === undefined || arg === undefined) {
      yield* this.#deeper(definition.body, bound, input);
      return;
    }
    if (!parameter.startsWith("$")) {
      const next: Scope = { kind: "filter", name: parameter, body: arg, scope, next: bound };
      yield* this.#apply(definition, inner, args, scope, input, i + 1, next);
      return;
    }
    const name = parameter.slice(1);
    for (const value of this.#values(arg, scope, input)) {
      const asValue: Scope = { kind: "value", name, value, next: bound };
      const variable: Node = { type: "variable", name, at: 0 };
      const next: Scope = { kind: "filter", name, body: variable, scope: asValue, next: asValue };
      yield* this.#apply(definition, inner, args, scope, input, i + 1, next);
    }
  }
}
