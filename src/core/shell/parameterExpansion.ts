/** `$x` and `${x…}`: values, defaults, trimming, replacing, slices, arrays. */
import type { ParameterOperator, ParameterPart, Word } from "./ast.ts";
import { isDigit } from "./characters.ts";
import type { Expander, Piece } from "./expand.ts";
import { ExpansionError } from "./expansionError.ts";
import { compilePattern, matches, replace, trim } from "./pattern.ts";

/** A single value, or the elements of `$@`, `$*`, `${a[@]}`. */
type Value =
  | { readonly type: "text"; readonly text: string | undefined }
  | { readonly type: "list"; readonly items: readonly string[]; readonly joined: boolean };

export async function expandParameter(
  expander: Expander,
  part: ParameterPart,
  quoted: boolean,
): Promise<readonly Piece[]> {
  if (part.bad === true) throw new ExpansionError(`${part.source}: bad substitution`, 1);
  const { context } = expander;
  if (part.prefix === "!*") {
    const names = context.variables.names().filter((name) => name.startsWith(part.name));
    return listPieces(expander, names, quoted, true);
  }
  let source = part;
  if (part.prefix === "!") {
    if (part.index === "@" || part.index === "*") {
      return listPieces(expander, context.variables.keys(part.name), quoted, part.index === "*");
    }
    source = indirect(expander, part);
  }
  const value = await valueOf(expander, source);
  if (part.prefix === "#") {
    const length =
      value.type === "list"
        ? value.items.length
        : Array.from(required(expander, source, value.text)).length;
    return [{ text: length.toString(), quoted, split: !quoted }];
  }
  return applyOperator(expander, source, value, quoted);
}

/** `${!x}`: the parameter that x names. */
function indirect(expander: Expander, part: ParameterPart): ParameterPart {
  const name = expander.context.variables.text(part.name) ?? "";
  const match = /^([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(?:\[(.+)\])?$/.exec(name);
  if (match?.[1] === undefined) {
    if (name === "") throw new ExpansionError(`${part.name}: invalid indirect expansion`, 1);
    throw new ExpansionError(`${name}: invalid variable name`, 1);
  }
  const index = match[2];
  return {
    type: "parameter",
    name: match[1],
    source: part.source,
    ...(part.operator === undefined ? {} : { operator: part.operator }),
    ...(index === undefined
      ? {}
      : {
          index:
            index === "@" || index === "*"
              ? index
              : { parts: [{ type: "literal", text: index }], source: index },
        }),
  };
}

async function valueOf(expander: Expander, part: ParameterPart): Promise<Value> {
  const { context } = expander;
  const { name, index } = part;
  if (name === "@" || name === "*") {
    return { type: "list", items: context.positional, joined: name === "*" };
  }
  if (index === "@" || index === "*") {
    return { type: "list", items: context.variables.items(name), joined: index === "*" };
  }
  if (index !== undefined) {
    const key = await itemKey(expander, name, await expander.text(index, "none"));
    const variable = context.variables.get(name);
    const text =
      variable?.items === undefined && key === "0" ? variable?.value : variable?.items?.get(key);
    return { type: "text", text };
  }
  if (isDigit(name.charAt(0)) && name !== "0") {
    return { type: "text", text: context.positional[Number(name) - 1] };
  }
  return { type: "text", text: context.special(name) ?? context.variables.text(name) };
}

/** The key an index stands for: evaluated for indexed arrays, counted from the end when negative. */
export function itemKey(expander: Expander, name: string, index: string): Promise<string> {
  const variable = expander.context.variables.get(name);
  if (variable?.associative === true) return Promise.resolve(index);
  const number = Number(expander.context.arithmetic(index));
  if (number >= 0) return Promise.resolve(number.toString());
  const last = Number(expander.context.variables.keys(name).at(-1) ?? -1);
  const key = last + 1 + number;
  if (key < 0) throw new ExpansionError(`${name}[${index}]: bad array subscript`, 1);
  return Promise.resolve(key.toString());
}

function required(expander: Expander, part: ParameterPart, text: string | undefined): string {
  if (text === undefined && expander.context.noUnset) {
    throw new ExpansionError(`${part.name}: unbound variable`, 127);
  }
  return text ?? "";
}

async function applyOperator(
  expander: Expander,
  part: ParameterPart,
  value: Value,
  quoted: boolean,
): Promise<readonly Piece[]> {
  const { operator } = part;
  if (operator === undefined) {
    if (value.type === "list") return listPieces(expander, value.items, quoted, value.joined);
    return [{ text: required(expander, part, value.text), quoted, split: !quoted }];
  }
  switch (operator.type) {
    case "default":
    case "assign":
    case "error":
    case "alternative":
      return conditional(expander, part, operator, value, quoted);
    case "slice":
      return slice(expander, part, operator, value, quoted);
    default: {
      const change = await transformer(expander, part, operator);
      if (value.type === "text") {
        const text = change(required(expander, part, value.text));
        return [{ text, quoted, split: !quoted }];
      }
      return listPieces(expander, value.items.map(change), quoted, value.joined);
    }
  }
}

async function conditional(
  expander: Expander,
  part: ParameterPart,
  operator: Extract<ParameterOperator, { type: "default" | "assign" | "error" | "alternative" }>,
  value: Value,
  quoted: boolean,
): Promise<readonly Piece[]> {
  const text =
    value.type === "text" ? value.text : value.items.length > 0 ? value.items.join(" ") : undefined;
  const present = text !== undefined && !(operator.colon && text === "");
  const word = async (): Promise<readonly Piece[]> => {
    const pieces = await expander.pieces(operator.word.parts, { quoted, tilde: "start" });
    // the word's own literal text is split too when the whole is not quoted
    return pieces.map((piece) =>
      piece === "break" || piece.quoted ? piece : { ...piece, split: !quoted },
    );
  };
  const own = (): readonly Piece[] =>
    value.type === "list"
      ? listPieces(expander, value.items, quoted, value.joined)
      : [{ text: text ?? "", quoted, split: !quoted }];
  switch (operator.type) {
    case "alternative":
      return present ? word() : [];
    case "default":
      return present ? own() : word();
    case "assign": {
      if (present) return own();
      const assigned = await expander.text(operator.word);
      if (!/^[A-Za-z_]/.test(part.name)) {
        throw new ExpansionError(`$${part.name}: cannot assign in this way`, 1);
      }
      if (part.index !== undefined && typeof part.index !== "string") {
        const key = await itemKey(expander, part.name, await expander.text(part.index, "none"));
        expander.context.variables.setItem(part.name, key, assigned);
      } else {
        expander.context.variables.set(part.name, assigned);
      }
      return [{ text: assigned, quoted, split: !quoted }];
    }
    case "error": {
      if (present) return own();
      const message = await expander.text(operator.word);
      const fallback = operator.colon ? "parameter null or not set" : "parameter not set";
      throw new ExpansionError(`${part.name}: ${message === "" ? fallback : message}`, 127);
    }
  }
}

async function slice(
  expander: Expander,
  part: ParameterPart,
  operator: Extract<ParameterOperator, { type: "slice" }>,
  value: Value,
  quoted: boolean,
): Promise<readonly Piece[]> {
  const number = async (word: Word): Promise<number> =>
    Number(expander.context.arithmetic(await expander.text(word, "none")));
  const offset = await number(operator.offset);
  const length = operator.length === undefined ? undefined : await number(operator.length);
  if (value.type === "list") {
    // $@ counts from $1, with $0 before it
    const all =
      part.name === "@" || part.name === "*"
        ? [expander.context.special("0") ?? "", ...value.items]
        : value.items;
    const start = offset < 0 ? all.length + offset : offset;
    if (length !== undefined && length < 0) {
      throw new ExpansionError(`${length}: substring expression < 0`, 1);
    }
    const items =
      start < 0 ? [] : all.slice(start, length === undefined ? undefined : start + length);
    return listPieces(expander, items, quoted, value.joined);
  }
  const characters = Array.from(required(expander, part, value.text));
  const start = offset < 0 ? characters.length + offset : offset;
  if (start < 0) return [{ text: "", quoted, split: !quoted }];
  const end =
    length === undefined
      ? characters.length
      : length < 0
        ? characters.length + length
        : start + length;
  if (length !== undefined && length < 0 && end < start) {
    throw new ExpansionError(`${length}: substring expression < 0`, 1);
  }
  return [{ text: characters.slice(start, end).join(""), quoted, split: !quoted }];
}

async function transformer(
  expander: Expander,
  part: ParameterPart,
  operator: Extract<ParameterOperator, { type: "trim" | "replace" | "case" | "transform" }>,
): Promise<(text: string) => string> {
  switch (operator.type) {
    case "trim": {
      const pattern = compilePattern(await expander.pattern(operator.pattern));
      return (text) => trim(pattern, text, operator.side, operator.longest);
    }
    case "replace": {
      const pattern = compilePattern(await expander.pattern(operator.pattern));
      const replacement = await expander.text(operator.replacement);
      return (text) => replace(pattern, text, replacement, operator.mode);
    }
    case "case": {
      const source = await expander.pattern(operator.pattern);
      const pattern = source === "" ? undefined : compilePattern(source);
      return (text) =>
        Array.from(text)
          .map((c, i) => {
            if (!operator.all && i > 0) return c;
            if (pattern !== undefined && !matches(pattern, c)) return c;
            return operator.upper ? c.toUpperCase() : c.toLowerCase();
          })
          .join("");
    }
    case "transform":
      return TRANSFORMS.get(operator.name) ?? badTransform(part);
  }
}

const TRANSFORMS: ReadonlyMap<string, (text: string) => string> = new Map([
  ["Q", quoteForShell],
  ["U", (text) => text.toUpperCase()],
  ["L", (text) => text.toLowerCase()],
  ["u", (text) => text.charAt(0).toUpperCase() + text.slice(1)],
]);

function badTransform(part: ParameterPart): never {
  throw new ExpansionError(`${part.source}: bad substitution`, 1);
}

/** As `${x@Q}` and `set` print values: in single quotes. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The pieces of a list: separate fields for `@`, one text joined by IFS for a quoted `*`. */
function listPieces(
  expander: Expander,
  items: readonly string[],
  quoted: boolean,
  joined: boolean,
): readonly Piece[] {
  if (quoted && joined) {
    const { variables } = expander.context;
    const ifs = variables.get("IFS") === undefined ? " " : (variables.text("IFS") ?? "").charAt(0);
    return [{ text: items.join(ifs), quoted: true, split: false }];
  }
  const pieces: Piece[] = [];
  items.forEach((text, i) => {
    if (i > 0) pieces.push("break");
    pieces.push({ text, quoted, split: !quoted });
  });
  return pieces;
}
