/** export, readonly, declare, local, unset, shift, set's positional side is in options.ts. */
import type { Assignment } from "../ast.ts";
import type { Builtin, BuiltinContext } from "../builtin.ts";
import { quoteForShell } from "../parameterExpansion.ts";
import { functionText } from "./names.ts";
import type { Variable } from "../variables.ts";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

interface Attributes {
  exported?: boolean;
  readonly?: boolean;
  integer?: boolean;
  array?: "indexed" | "associative";
  functions?: boolean;
  global?: boolean;
  print?: boolean;
}

const LETTERS: ReadonlyMap<string, (attributes: Attributes, on: boolean) => void> = new Map<
  string,
  (attributes: Attributes, on: boolean) => void
>([
  ["x", (a, on) => (a.exported = on)],
  ["r", (a, on) => (a.readonly = on)],
  ["i", (a, on) => (a.integer = on)],
  ["a", (a) => (a.array = "indexed")],
  ["A", (a) => (a.array = "associative")],
  ["f", (a) => (a.functions = true)],
  ["F", (a) => (a.functions = true)],
  ["g", (a) => (a.global = true)],
  ["p", (a) => (a.print = true)],
  ["n", () => undefined],
  ["l", () => undefined],
  ["u", () => undefined],
]);

function declaration(base: Attributes, scope: "local" | "global" | "auto"): Builtin["run"] {
  return async (context) => {
    const { args, state, dialect } = context;
    const attributes: Attributes = { ...base };
    let i = 0;
    for (; i < args.length && /^[-+][A-Za-z]/.test(args[i] ?? ""); i++) {
      for (const letter of (args[i] ?? "").slice(1)) {
        const set = LETTERS.get(letter);
        if (set === undefined || (dialect !== "bash" && letter !== "p")) {
          context.complain(
            dialect === "bash" ? `-${letter}: invalid option` : `Illegal option -${letter}`,
          );
          return 2;
        }
        // `export -n` takes the mark off
        if (letter === "n" && context.name === "export") attributes.exported = false;
        set(attributes, args[i]?.startsWith("-") === true);
      }
    }
    if (args[i] === "--") i += 1;
    if (attributes.functions === true && context.name !== "export")
      return showFunctions(context, args.slice(i));
    if (i >= args.length) {
      printAll(context, attributes);
      return 0;
    }
    let status = 0;
    for (; i < args.length; i++) {
      const ok = await declareOne(
        context,
        args[i] ?? "",
        context.assignments.get(i),
        attributes,
        scope,
      );
      if (!ok) status = 1;
    }
    return state.substitutionStatus !== undefined && status === 0 ? 0 : status;
  };
}

async function declareOne(
  context: BuiltinContext,
  word: string,
  array: Assignment | undefined,
  attributes: Attributes,
  scope: "local" | "global" | "auto",
): Promise<boolean> {
  const { state, shell } = context;
  const { variables } = state;
  const equals = array === undefined ? word.search(/\+?=/) : 0;
  const name = array?.name ?? (equals < 0 ? word : word.slice(0, equals));
  if (!NAME.test(name)) {
    context.complain(
      context.dialect === "bash"
        ? `\`${word}': not a valid identifier`
        : `${name}: bad variable name`,
    );
    return false;
  }
  if (attributes.print === true) {
    const variable = variables.get(name);
    if (variable === undefined) {
      context.complain(`${name}: not found`);
      return false;
    }
    context.stdout.write(declareLine(name, variable) + "\n");
    return true;
  }
  const local = scope === "local" || (scope === "auto" && attributes.global !== true);
  if (local && variables.inFunction) variables.declareLocal(name);
  const { exported, readonly, integer } = attributes;
  const marks: Partial<Variable> = {
    ...(exported === undefined ? {} : { exported }),
    ...(integer === undefined ? {} : { integer }),
  };
  if (Object.keys(marks).length > 0 || !variables.isSet(name)) variables.mark(name, marks);
  if (attributes.array !== undefined && variables.get(name)?.items === undefined) {
    variables.mark(name, { items: new Map(), associative: attributes.array === "associative" });
  }
  if (array !== undefined) await shell.assign(array);
  else if (equals >= 0) {
    const append = word[equals] === "+";
    const value = word.slice(equals + (append ? 2 : 1));
    shell.assignText(name, append ? (variables.text(name) ?? "") + value : value);
  }
  if (readonly !== undefined) variables.mark(name, { readonly });
  return true;
}

function declareLine(name: string, variable: Variable): string {
  const flags =
    (variable.items === undefined ? "" : variable.associative === true ? "A" : "a") +
    (variable.integer === true ? "i" : "") +
    (variable.readonly === true ? "r" : "") +
    (variable.exported === true ? "x" : "");
  const head = `declare -${flags === "" ? "-" : flags} ${name}`;
  if (variable.items !== undefined) {
    const items = [...variable.items].map(([key, value]) => `[${key}]=${doubleQuoted(value)}`);
    return `${head}=(${items.join(" ")})`;
  }
  return variable.value === undefined ? head : `${head}=${doubleQuoted(variable.value)}`;
}

function doubleQuoted(text: string): string {
  return `"${text.replace(/["\\$`]/g, "\\$&")}"`;
}

function printAll(context: BuiltinContext, attributes: Attributes): void {
  const { state, stdout, dialect, name } = context;
  for (const variableName of state.variables.names()) {
    const variable = state.variables.get(variableName);
    if (variable === undefined) continue;
    if (attributes.exported === true && variable.exported !== true) continue;
    if (attributes.readonly === true && variable.readonly !== true) continue;
    if (name === "local") continue;
    stdout.write(
      dialect === "bash"
        ? declareLine(variableName, variable) + "\n"
        : `${name} ${variableName}=${quoteForShell(variable.value ?? "")}\n`,
    );
  }
}

function showFunctions(context: BuiltinContext, names: readonly string[]): number {
  const { state, stdout } = context;
  let status = 0;
  for (const name of names.length === 0 ? [...state.functions.keys()].sort() : names) {
    const definition = state.functions.get(name);
    if (definition === undefined) status = 1;
    else if (context.args[0]?.includes("F") === true)
      stdout.write(names.length === 0 ? `declare -f ${name}\n` : name + "\n");
    else stdout.write(functionText(name, definition.source) + "\n");
  }
  return status;
}

const runDeclareLocal = declaration({}, "local");

function runLocal(context: BuiltinContext): number | Promise<number> {
  if (!context.state.variables.inFunction) {
    context.complain(
      context.dialect === "bash" ? "can only be used in a function" : "not in a function",
    );
    return context.dialect === "bash" ? 1 : 2;
  }
  return runDeclareLocal(context);
}

function runUnset(context: BuiltinContext): number {
  const { args, state } = context;
  let kind: "variable" | "function" | "either" = "either";
  let status = 0;
  for (const arg of args) {
    if (arg === "-f" || arg === "-v" || arg === "-n") {
      kind = arg === "-f" ? "function" : "variable";
      continue;
    }
    if (/^-./.test(arg)) {
      context.complain(
        context.dialect === "bash"
          ? `${arg.slice(0, 2)}: invalid option`
          : `Illegal option ${arg.slice(0, 2)}`,
      );
      if (context.dialect === "bash")
        context.stderr.write("unset: usage: unset [-f] [-v] [-n] [name ...]\n");
      return 2;
    }
    const item = /^([A-Za-z_][A-Za-z0-9_]*)\[(.*)\]$/s.exec(arg);
    if (item?.[1] !== undefined) {
      const index = item[2] ?? "";
      const variable = state.variables.get(item[1]);
      const key =
        variable?.associative === true ? index : context.shell.arithmetic(index).toString();
      state.variables.unsetItem(item[1], key);
      continue;
    }
    const variable = state.variables.get(arg);
    if (variable?.readonly === true && kind !== "function") {
      context.complain(`${arg}: cannot unset: readonly variable`);
      status = 1;
    } else if (kind === "function" || (kind === "either" && variable === undefined)) {
      state.functions.delete(arg);
    } else state.variables.unset(arg);
  }
  return status;
}

function runShift(context: BuiltinContext): number {
  const { args, state, dialect } = context;
  const text = args[0] ?? "1";
  if (!/^[0-9]+$/.test(text)) {
    context.complain(
      dialect === "bash" ? `${text}: numeric argument required` : `Illegal number: ${text}`,
    );
    return 1;
  }
  const count = Number(text);
  if (count > state.positional.length) return 1;
  state.positional = state.positional.slice(count);
  return 0;
}

/** One step of POSIX getopts; state is in OPTIND and the place within a cluster. */
function runGetopts(context: BuiltinContext): number {
  const { state, shell } = context;
  const [spec = "", name, ...given] = context.args;
  if (name === undefined) {
    context.stderr.write("getopts: usage: getopts optstring name [arg ...]\n");
    return 2;
  }
  const words = given.length > 0 ? given : state.positional;
  const silent = spec.startsWith(":");
  let index = Number(state.variables.text("OPTIND") ?? "1");
  const word = words[index - 1];
  const finish = (): number => {
    shell.assignText(name, "?");
    state.getoptsOffset = 0;
    if (word === "--") state.variables.set("OPTIND", (index + 1).toString());
    return 1;
  };
  if (word === undefined || !/^-./.test(word) || word === "--") return finish();
  const offset = Math.max(1, state.getoptsOffset);
  const letter = word[offset] ?? "";
  const at = letter === ":" ? -1 : spec.indexOf(letter, silent ? 1 : 0);
  let next = offset + 1;
  const advance = (): void => {
    if (next >= word.length) {
      index += 1;
      next = 0;
    }
    state.getoptsOffset = next;
    state.variables.set("OPTIND", index.toString());
  };
  if (at < 0) {
    advance();
    shell.assignText(name, "?");
    if (silent) state.variables.set("OPTARG", letter);
    else {
      state.variables.unset("OPTARG");
      context.stderr.write(`${state.name}: illegal option -- ${letter}\n`);
    }
    return 0;
  }
  if (spec[at + 1] !== ":") {
    advance();
    state.variables.unset("OPTARG");
    shell.assignText(name, letter);
    return 0;
  }
  let value: string | undefined = word.slice(next);
  if (value === "") {
    value = words[index];
    if (value !== undefined) index += 1;
  }
  next = word.length;
  advance();
  if (value === undefined) {
    shell.assignText(name, silent ? ":" : "?");
    if (silent) state.variables.set("OPTARG", letter);
    else context.stderr.write(`${state.name}: option requires an argument -- ${letter}\n`);
    return 0;
  }
  state.variables.set("OPTARG", value);
  shell.assignText(name, letter);
  return 0;
}

export const VARIABLE_BUILTINS: readonly Builtin[] = [
  { names: ["export"], special: true, run: declaration({ exported: true }, "global") },
  { names: ["readonly"], special: true, run: declaration({ readonly: true }, "global") },
  { names: ["declare", "typeset"], run: declaration({}, "auto") },
  { names: ["local"], run: runLocal },
  { names: ["unset"], special: true, run: runUnset },
  { names: ["shift"], special: true, run: runShift },
  { names: ["getopts"], run: runGetopts },
];
