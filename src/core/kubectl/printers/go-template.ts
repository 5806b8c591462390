/** Runs Go templates over decoded JSON (text/template `exec.go`; its error texts are kept). */
import { isArray, isObject } from "../../api/json.ts";
import type { Json } from "../../api/json.ts";
import { CommandError } from "../errors.ts";
import { quote } from "../gotext.ts";
import type { Typed } from "./go-format.ts";
import { FUNCTIONS, isTrue, typed } from "./go-template-functions.ts";
import { commandText, operandText, parseTemplate, pipelineText } from "./go-template-parser.ts";
import type { Operand, ParsedTemplate, Pipeline, TemplateNode } from "./go-template-parser.ts";
import { formatValue, sortedKeys } from "./go-values.ts";

const MAX_STEPS = 2_000_000;
const MAX_CALLS = 200;

/** A value, and whether Go would hold it in an interface (error texts tell). */
interface Value extends Typed {
  readonly boxed: boolean;
}

const MISSING: Value = { value: undefined, type: "<nil>", boxed: false };

function boxed(value: Json | undefined): Value {
  return { ...typed(value), boxed: true };
}

function unboxed(value: Typed): Value {
  return { ...value, boxed: false };
}

interface Place {
  readonly at: number;
  readonly text: string;
}

class LoopExit extends Error {
  readonly kind: "break" | "continue";
  constructor(kind: "break" | "continue") {
    super(kind);
    this.kind = kind;
  }
}

interface Variable {
  readonly name: string;
  value: Value;
}

class Run {
  readonly #template: ParsedTemplate;
  readonly #missingIsError: boolean;
  #out: string[] = [];
  #variables: Variable[];
  #steps = 0;
  #calls = 0;
  #name = "output";

  constructor(template: ParsedTemplate, data: Json, missingIsError: boolean) {
    this.#template = template;
    this.#missingIsError = missingIsError;
    this.#variables = [{ name: "$", value: unboxed(typed(data)) }];
  }

  run(data: Json): { readonly text: string; readonly error?: CommandError } {
    try {
      this.#list(this.#template.body, unboxed(typed(data)));
      return { text: this.#out.join("") };
    } catch (error) {
      if (error instanceof CommandError) return { text: this.#out.join(""), error };
      throw error;
    }
  }

  #fail(place: Place, message: string): never {
    const before = this.#template.text.slice(0, place.at);
    const newline = before.lastIndexOf("\n");
    const line = before.split("\n").length;
    const column = newline < 0 ? place.at : place.at - newline - 1;
    throw new CommandError(
      `template: output:${line}:${column}: executing ${quote(this.#name)} at <${place.text}>: ${message}`,
    );
  }

  #list(nodes: readonly TemplateNode[], dot: Value): void {
    for (const node of nodes) this.#node(node, dot);
  }

  #node(node: TemplateNode, dot: Value): void {
    if (++this.#steps > MAX_STEPS) throw new CommandError("template: output: too many steps");
    switch (node.kind) {
      case "text":
        this.#out.push(node.text);
        return;
      case "action": {
        const value = this.#pipeline(node.pipe, dot);
        if (node.pipe.variables.length === 0) this.#out.push(printed(value));
        return;
      }
      case "break":
      case "continue":
        throw new LoopExit(node.kind);
      case "template":
        this.#invoke(node, dot);
        return;
      default:
        this.#scoped(() => {
          if (node.kind === "range") this.#range(node, dot);
          else {
            const value = this.#pipeline(node.pipe, dot);
            const inner = node.kind === "with" ? value : dot;
            if (isTrue(value)) this.#list(node.body, inner);
            else this.#list(node.otherwise, dot);
          }
        });
    }
  }

  #scoped(work: () => void): void {
    const depth = this.#variables.length;
    try {
      work();
    } finally {
      this.#variables.length = depth;
    }
  }

  #range(node: Extract<TemplateNode, { kind: "if" | "range" | "with" }>, dot: Value): void {
    const value = this.#evaluate(node.pipe, dot);
    const place = { at: node.pipe.at, text: pipelineText(node.pipe) };
    const items = this.#items(value, place);
    const [first, second] = node.pipe.variables;
    for (const [key, item] of items) {
      try {
        this.#scoped(() => {
          const index = second === undefined ? undefined : first;
          const element = second ?? first;
          if (index !== undefined) this.#set(index, key, node.pipe.assigns);
          if (element !== undefined) this.#set(element, item, node.pipe.assigns);
          this.#list(node.body, item);
        });
      } catch (error) {
        if (!(error instanceof LoopExit)) throw error;
        if (error.kind === "break") break;
      }
    }
    if (items.length === 0) this.#list(node.otherwise, dot);
  }

  #items(value: Value, place: Place): readonly (readonly [Value, Value])[] {
    const inner = value.value;
    if (inner === null || inner === undefined) return [];
    if (isArray(inner)) {
      return inner.map((item, i) => [unboxed(typed(i, true)), boxed(item)] as const);
    }
    if (isObject(inner)) {
      return sortedKeys(inner).map((key) => [unboxed(typed(key)), boxed(inner[key])] as const);
    }
    if (typeof inner === "number" && value.type === "int") {
      const count = Math.min(inner, MAX_STEPS);
      return Array.from({ length: Math.max(0, count) }, (_, i) => {
        const item = unboxed(typed(i, true));
        return [item, item] as const;
      });
    }
    return this.#fail(place, `range can't iterate over ${formatValue(inner)}`);
  }

  #invoke(node: Extract<TemplateNode, { kind: "template" }>, dot: Value): void {
    const body = this.#template.defined.get(node.name);
    const place = { at: node.at, text: `{{template ${quote(node.name)}}}` };
    if (body === undefined) this.#fail(place, `template ${quote(node.name)} not defined`);
    if (++this.#calls > MAX_CALLS) this.#fail(place, "exceeded maximum template depth");
    const inner = node.pipe === undefined ? MISSING : this.#pipeline(node.pipe, dot);
    const outer = { variables: this.#variables, name: this.#name };
    this.#variables = [{ name: "$", value: inner }];
    this.#name = node.name;
    this.#list(body, inner);
    this.#variables = outer.variables;
    this.#name = outer.name;
    this.#calls--;
  }

  #set(name: string, value: Value, assigns: boolean): void {
    const known = assigns ? this.#variables.findLast((v) => v.name === name) : undefined;
    if (known === undefined) this.#variables.push({ name, value });
    else known.value = value;
  }

  /** Evaluates and stores in the declared variables. */
  #pipeline(pipe: Pipeline, dot: Value): Value {
    const value = this.#evaluate(pipe, dot);
    for (const name of pipe.variables) this.#set(name, value, pipe.assigns);
    return value;
  }

  #evaluate(pipe: Pipeline, dot: Value): Value {
    let value: Value | undefined;
    for (const command of pipe.commands) value = unboxed(this.#command(command, dot, value));
    return value ?? MISSING;
  }

  #command(command: readonly Operand[], dot: Value, final: Value | undefined): Value {
    const [first, ...rest] = command;
    if (first === undefined) return MISSING;
    if (first.kind === "function") return this.#call(first.name, command, rest, dot, final);
    if (rest.length > 0 || final !== undefined) {
      const text = operandText(first);
      if (first.kind === "field" || first.kind === "chain" || first.kind === "variable") {
        const receiver = this.#operand(first, dot);
        if (receiver.value !== undefined) {
          const name = first.names.at(-1) ?? text;
          this.#fail(
            { at: first.at, text },
            `${name} has arguments but cannot be invoked as function`,
          );
        }
      }
      this.#fail({ at: first.at, text }, `can't give argument to non-function ${text}`);
    }
    if (first.kind === "nil") this.#fail({ at: first.at, text: "nil" }, "nil is not a command");
    return this.#operand(first, dot);
  }

  #call(
    name: string,
    command: readonly Operand[],
    rest: readonly Operand[],
    dot: Value,
    final: Value | undefined,
  ): Value {
    const spec = FUNCTIONS.get(name);
    const place = { at: command[0]?.at ?? 0, text: commandText(command) };
    if (spec === undefined) this.#fail(place, `${quote(name)} is not a defined function`);
    const count = rest.length + (final === undefined ? 0 : 1);
    if (count < spec.min || count > spec.max) {
      const want = spec.max === Infinity ? `at least ${spec.min}` : String(spec.max);
      this.#fail(
        { at: place.at, text: name },
        `wrong number of args for ${name}: want ${want} got ${count}`,
      );
    }
    const args: Value[] = [];
    for (const operand of rest) {
      const value = this.#operand(operand, dot);
      args.push(unboxed(value));
      if ((name === "and" && !isTrue(value)) || (name === "or" && isTrue(value))) return value;
    }
    if (final !== undefined) args.push(final);
    try {
      return unboxed(spec.call(args));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return this.#fail(place, `error calling ${name}: ${error.message}`);
    }
  }

  #operand(operand: Operand, dot: Value): Value {
    switch (operand.kind) {
      case "dot":
        return dot;
      case "nil":
        return { value: null, type: "<nil>", boxed: false };
      case "literal":
        return unboxed(typed(operand.value, !operand.float));
      case "function":
        return this.#call(operand.name, [operand], [], dot, undefined);
      case "pipe":
        return this.#pipeline(operand.pipe, dot);
      case "field":
        return this.#fields(dot, operand.names, operand);
      case "chain":
        return this.#fields(this.#operand(operand.base, dot), operand.names, operand);
      case "variable": {
        const value = this.#variables.findLast((v) => v.name === operand.name)?.value ?? MISSING;
        return this.#fields(value, operand.names, operand);
      }
    }
  }

  #fields(start: Value, names: readonly string[], operand: Operand): Value {
    const place = { at: operand.at, text: operandText(operand) };
    let value = start;
    for (const name of names) value = this.#field(value, name, place);
    return value;
  }

  #field(receiver: Value, name: string, place: Place): Value {
    const { value } = receiver;
    const type = receiver.boxed ? "interface {}" : receiver.type;
    if (value === undefined) {
      if (this.#missingIsError) this.#fail(place, `nil data; no entry for key ${quote(name)}`);
      return MISSING;
    }
    if (value === null) this.#fail(place, `nil pointer evaluating ${type}.${name}`);
    if (!isObject(value)) this.#fail(place, `can't evaluate field ${name} in type ${type}`);
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    if (found === undefined) {
      if (this.#missingIsError) this.#fail(place, `map has no entry for key ${quote(name)}`);
      return MISSING;
    }
    return boxed(found);
  }
}

function printed(value: Value): string {
  if (value.value === undefined || value.value === null) return "<no value>";
  return formatValue(value.value);
}

export interface TemplateResult {
  /** What was printed before an error, too. */
  readonly text: string;
  readonly error?: CommandError;
}

/** A parsed Go template. */
export class GoTemplate {
  readonly #template: ParsedTemplate;
  readonly #missingIsError: boolean;

  /**
   * @param allowMissingKeys missing map keys print `<no value>`; false makes them errors
   * @throws CommandError `template: output:1: …`
   */
  constructor(text: string, allowMissingKeys = true) {
    this.#template = parseTemplate(text, new Set(FUNCTIONS.keys()));
    this.#missingIsError = !allowMissingKeys;
  }

  execute(data: Json): TemplateResult {
    return new Run(this.#template, data, this.#missingIsError).run(data);
  }
}
