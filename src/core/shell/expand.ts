/**
 * Word expansion in the order POSIX sets: braces, tilde, parameters, commands and arithmetic, then
 * field splitting by IFS, then file names. What is quoted is carried along as quoted to the end.
 */
import type { List, Word, WordPart } from "./ast.ts";
import { expandBraces } from "./braces.ts";
import { escapePattern, hasMagic } from "./pattern.ts";
import { expandParameter } from "./parameterExpansion.ts";
import type { Variables } from "./variables.ts";

/** What expansion needs of the shell around it. */
export interface ExpansionContext {
  readonly variables: Variables;
  readonly braces: boolean;
  /** `set -f` */
  readonly noGlob: boolean;
  /** `shopt -s nullglob` */
  readonly nullGlob: boolean;
  /** `set -u` */
  readonly noUnset: boolean;
  readonly positional: readonly string[];
  /** `$?`, `$$`, `$!`, `$0`, `$-`, and variables that are computed (`RANDOM`, `SECONDS`). */
  special(name: string): string | undefined;
  /** Runs commands and gives their output. */
  substitute(body: readonly List[]): Promise<string>;
  substituteSource(source: string, line: number): Promise<string>;
  /** Evaluates an arithmetic expression, expanded. */
  arithmetic(expression: string): string;
  /** Runs the commands of `<(…)` and gives the path under which their output is read. */
  processSubstitution(direction: "<" | ">", body: readonly List[]): Promise<string>;
  /** Absolute paths or names relative to the working folder that match. */
  glob(pattern: string): readonly string[];
}

export interface Fragment {
  readonly text: string;
  readonly quoted: boolean;
  /** Comes out of an expansion and is to be split into fields. */
  readonly split: boolean;
}

/** Fragments, and "break" between the parameters of `"$@"`. */
export type Piece = Fragment | "break";

export class Expander {
  readonly context: ExpansionContext;

  constructor(context: ExpansionContext) {
    this.context = context;
  }

  /** The fields that words make: split, matched against files. */
  async fields(words: readonly Word[]): Promise<string[]> {
    const fields: string[] = [];
    for (const word of words) {
      const all = this.context.braces ? expandBraces(word) : [word];
      for (const one of all) {
        const single = one.parts.length === 1 ? one.parts[0] : undefined;
        if (single?.type === "literal" && !/[~*?[]/.test(single.text)) {
          fields.push(single.text);
          continue;
        }
        const pieces = await this.pieces(one.parts, { quoted: false, tilde: "start" });
        for (const field of this.#split(pieces)) fields.push(...this.#files(field));
      }
    }
    return fields;
  }

  /** One string, neither split nor matched: assignments, here-documents, `case` subjects. */
  async text(word: Word, tilde: "none" | "start" | "assignment" = "start"): Promise<string> {
    const pieces = await this.pieces(word.parts, { quoted: false, tilde });
    return pieces.map((piece) => (piece === "break" ? " " : piece.text)).join("");
  }

  /** As {@link text}, with quoted characters escaped so that they match only themselves. */
  async pattern(word: Word): Promise<string> {
    const pieces = await this.pieces(word.parts, { quoted: false, tilde: "start" });
    return pieces
      .map((piece) =>
        piece === "break" ? " " : piece.quoted ? escapePattern(piece.text) : piece.text,
      )
      .join("");
  }

  async pieces(
    parts: readonly WordPart[],
    options: { readonly quoted: boolean; readonly tilde: "none" | "start" | "assignment" },
  ): Promise<Piece[]> {
    const out: Piece[] = [];
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      if (part === undefined) continue;
      switch (part.type) {
        case "literal": {
          let text = part.text;
          if (!options.quoted && options.tilde !== "none") {
            text = this.#tilde(
              text,
              i === 0,
              options.tilde === "assignment",
              i === parts.length - 1,
            );
            if (i === 0 && text !== part.text && part.text.startsWith("~")) {
              const rest = part.text.replace(/^~[^/:]*/, "");
              out.push({
                text: text.slice(0, text.length - rest.length),
                quoted: true,
                split: false,
              });
              text = rest;
            }
          }
          out.push({ text, quoted: options.quoted, split: false });
          break;
        }
        case "quoted":
          out.push({ text: part.text, quoted: true, split: false });
          break;
        case "double": {
          const inner = await this.pieces(part.parts, { quoted: true, tilde: "none" });
          // "$@" without parameters is no field at all, "" is one
          const onlyAt = part.parts.length > 0 && part.parts.every(isAllParameters);
          if (inner.length === 0 && !onlyAt) out.push({ text: "", quoted: true, split: false });
          out.push(...inner);
          break;
        }
        default:
          out.push(...(await this.#expansion(part, options.quoted)));
      }
    }
    return out;
  }

  async #expansion(
    part: Exclude<WordPart, { type: "literal" | "quoted" | "double" }>,
    quoted: boolean,
  ): Promise<readonly Piece[]> {
    const text = (value: string): readonly Piece[] => [{ text: value, quoted, split: !quoted }];
    switch (part.type) {
      case "parameter":
        return expandParameter(this, part, quoted);
      case "command":
        return text(await this.context.substitute(part.body));
      case "backtick":
        return text(await this.context.substituteSource(part.source, part.line));
      case "arithmetic":
        return text(this.context.arithmetic(await this.text(part.expression, "none")));
      case "process":
        return [
          {
            text: await this.context.processSubstitution(part.direction, part.body),
            quoted: true,
            split: false,
          },
        ];
    }
  }

  #tilde(text: string, first: boolean, assignment: boolean, last: boolean): string {
    const replaceAt = (piece: string, closed: boolean): string => {
      const match = /^~([A-Za-z0-9_+-]*)(\/|$)/.exec(piece);
      if (match === null || (match[2] === "" && !closed)) return piece;
      const home = this.#home(match[1] ?? "");
      return home === undefined ? piece : home + piece.slice(1 + (match[1]?.length ?? 0));
    };
    if (!assignment) return first ? replaceAt(text, last) : text;
    const pieces = text.split(":");
    return pieces
      .map((piece, i) => (i > 0 || first ? replaceAt(piece, last || i < pieces.length - 1) : piece))
      .join(":");
  }

  #home(user: string): string | undefined {
    if (user === "") return this.context.variables.text("HOME");
    if (user === "+") return this.context.variables.text("PWD");
    if (user === "-") return this.context.variables.text("OLDPWD");
    if (user === "root") return "/root";
    return user === this.context.variables.text("USER")
      ? this.context.variables.text("HOME")
      : undefined;
  }

  /** Cuts pieces into fields at IFS characters of unquoted expansions. */
  #split(pieces: readonly Piece[]): Fragment[][] {
    const ifs =
      this.context.variables.get("IFS") === undefined
        ? " \t\n"
        : (this.context.variables.text("IFS") ?? "");
    const fields: Fragment[][] = [];
    let field: Fragment[] | undefined;
    const add = (fragment: Fragment): void => {
      field ??= [];
      field.push(fragment);
    };
    const end = (): void => {
      if (field !== undefined) fields.push(field);
      field = undefined;
    };
    let pendingBreak = false;
    for (const piece of pieces) {
      if (piece === "break") {
        if (field === undefined && pendingBreak) fields.push([]);
        end();
        pendingBreak = true;
        continue;
      }
      pendingBreak = false;
      if (!piece.split) {
        if (piece.quoted || piece.text !== "") add(piece);
        continue;
      }
      splitText(
        piece.text,
        ifs,
        (text) => {
          add({ text, quoted: false, split: true });
        },
        end,
        () => field !== undefined,
      );
    }
    end();
    return fields;
  }

  #files(field: readonly Fragment[]): readonly string[] {
    const plain = field.map((fragment) => fragment.text).join("");
    if (this.context.noGlob || !field.some((f) => !f.quoted && /[*?[]/.test(f.text)))
      return [plain];
    const pattern = field.map((f) => (f.quoted ? escapePattern(f.text) : f.text)).join("");
    if (!hasMagic(pattern)) return [unescapeUnquoted(field)];
    const found = this.context.glob(pattern);
    if (found.length > 0) return found;
    return this.context.nullGlob ? [] : [plain];
  }
}

function unescapeUnquoted(field: readonly Fragment[]): string {
  return field.map((f) => f.text).join("");
}

function isAllParameters(part: WordPart): boolean {
  if (part.type !== "parameter") return false;
  return (part.name === "@" || part.index === "@") && part.operator === undefined;
}

/**
 * Splits the result of an expansion. Blanks of IFS fold together, other characters of it each end
 * a field.
 */
function splitText(
  text: string,
  ifs: string,
  add: (text: string) => void,
  end: () => void,
  open: () => boolean,
): void {
  const blank = (c: string): boolean => ifs.includes(c) && /[ \t\n]/.test(c);
  let start = 0;
  let i = 0;
  while (i < text.length) {
    const c = text[i] ?? "";
    if (!ifs.includes(c)) {
      i += 1;
      continue;
    }
    if (i > start) add(text.slice(start, i));
    let hard = 0;
    while (i < text.length && ifs.includes(text[i] ?? "")) {
      if (!blank(text[i] ?? "")) {
        hard += 1;
        if (hard > 1 || (!open() && hard === 1)) add("");
        end();
      }
      i += 1;
    }
    end();
    start = i;
  }
  if (start < text.length) add(text.slice(start));
}

/** Splits one line into at most `count` fields by IFS, as `read` does; the last keeps the rest. */
export function splitForRead(
  text: string,
  ifs: string,
  count: number,
  escaped: ReadonlySet<number>,
): string[] {
  const isIfs = (i: number): boolean =>
    !escaped.has(i) && ifs.includes(text[i] ?? "\0") && i < text.length;
  const isBlank = (i: number): boolean => isIfs(i) && /[ \t\n]/.test(text[i] ?? "");
  const fields: string[] = [];
  let i = 0;
  let stop = text.length;
  while (isBlank(i)) i += 1;
  while (stop > i && isBlank(stop - 1)) stop -= 1;
  while (i < stop && fields.length < count - 1) {
    const start = i;
    while (i < stop && !isIfs(i)) i += 1;
    fields.push(text.slice(start, i));
    while (isBlank(i)) i += 1;
    if (isIfs(i) && !isBlank(i)) {
      i += 1;
      while (isBlank(i)) i += 1;
    }
  }
  if (i < stop || fields.length === count - 1) {
    let rest = text.slice(i, stop);
    // one trailing delimiter that is not blank ends the last field
    const last = stop - 1;
    if (
      last >= i &&
      isIfs(last) &&
      !isBlank(last) &&
      !Array.from(rest.slice(0, -1)).some((_, k) => isIfs(i + k))
    ) {
      rest = rest.slice(0, -1);
    }
    fields.push(rest);
  }
  return fields;
}
