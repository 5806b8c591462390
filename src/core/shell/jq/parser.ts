/** Reads jq programs (jq 1.7's grammar, without modules). */
import type {
  BinaryOperator,
  Definition,
  Node,
  ObjectEntry,
  Pattern,
  UpdateOperator,
} from "./ast.ts";
import { JqSyntaxError, TokenReader } from "./tokens.ts";

const UPDATES = new Set(["=", "|=", "+=", "-=", "*=", "/=", "%=", "//="]);
const COMPARISONS = new Set(["==", "!=", "<", "<=", ">", ">="]);
const IDENTITY: Node = { type: "identity" };

export interface Program {
  readonly definitions: readonly Definition[];
  readonly body: Node;
}

/** @throws JqSyntaxError */
export function parseProgram(source: string): Program {
  return new Parser(source).program();
}

class Parser extends TokenReader {
  program(): Program {
    const definitions: Definition[] = [];
    while (this.is("keyword", "def")) definitions.push(this.#definition());
    const start = this.peek();
    if (start.type === "end") return { definitions, body: IDENTITY };
    const whole = ["identifier", "keyword", "number", "field", "string", "format", "variable"];
    const begins =
      whole.includes(start.type) || [".", "..", "[", "(", "{", "-", "$"].includes(start.text);
    if (!begins) throw this.unexpected(", expecting end of file");
    const body = this.#pipe();
    if (this.peek().type !== "end") throw this.unexpected(", expecting end of file");
    return { definitions, body };
  }

  // --- expressions, from the loosest operator to the tightest

  #pipe(): Node {
    return this.nested(() => {
      if (this.is("keyword", "def")) {
        const definition = this.#definition();
        return { type: "define", definition, rest: this.#pipe() };
      }
      if (this.accept("keyword", "label")) {
        const name = this.#variable("'$'");
        this.expect("operator", "|", true);
        return { type: "label", name, body: this.#pipe() };
      }
      const left = this.#comma();
      if (!this.accept("operator", "|")) return left;
      return { type: "pipe", left, right: this.#pipe() };
    });
  }

  #comma(): Node {
    let left = this.#alternative();
    while (this.accept("operator", ",")) left = { type: "comma", left, right: this.#alternative() };
    return left;
  }

  #alternative(): Node {
    const left = this.#update();
    const quiet = this.accept("operator", "?//");
    if (!quiet && !this.accept("operator", "//")) return left;
    const right = this.nested(() => this.#alternative());
    return { type: "alternative", left: quiet ? { type: "try", body: left } : left, right };
  }

  #update(): Node {
    const left = this.#or();
    const { type, text } = this.peek();
    if (type !== "operator" || !UPDATES.has(text)) return left;
    this.next();
    const right = this.#or();
    const after = this.peek();
    if (after.type === "operator" && UPDATES.has(after.text)) throw this.unexpected();
    return { type: "update", operator: text as UpdateOperator, left, right };
  }

  #or(): Node {
    let left = this.#and();
    while (this.accept("keyword", "or"))
      left = { type: "logic", operator: "or", left, right: this.#and() };
    return left;
  }

  #and(): Node {
    let left = this.#comparison();
    while (this.accept("keyword", "and")) {
      left = { type: "logic", operator: "and", left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): Node {
    const left = this.#sum();
    const { type, text } = this.peek();
    if (type !== "operator" || !COMPARISONS.has(text)) return left;
    this.next();
    const right = this.#sum();
    const after = this.peek();
    if (after.type === "operator" && COMPARISONS.has(after.text)) throw this.unexpected();
    return { type: "binary", operator: text as BinaryOperator, left, right };
  }

  #sum(): Node {
    return this.#leftAssociative(["+", "-"], () => this.#product());
  }

  #product(): Node {
    return this.#leftAssociative(["*", "/", "%"], () => this.#unary());
  }

  #leftAssociative(operators: readonly string[], operand: () => Node): Node {
    let left = operand();
    for (;;) {
      const { type, text } = this.peek();
      if (type !== "operator" || !operators.includes(text)) return left;
      this.next();
      left = { type: "binary", operator: text as BinaryOperator, left, right: operand() };
    }
  }

  #unary(): Node {
    if (this.accept("operator", "-"))
      return { type: "negate", of: this.nested(() => this.#unary()) };
    const term = this.#postfix();
    if (!this.accept("keyword", "as")) return term;
    const patterns = [this.#pattern()];
    while (this.accept("operator", "?//")) patterns.push(this.#pattern());
    this.expect("operator", "|", true);
    return { type: "bind", source: term, patterns, body: this.#pipe() };
  }

  #postfix(): Node {
    let term = this.nested(() => this.#term());
    for (;;) {
      const token = this.peek();
      if (token.type === "field") {
        this.next();
        term = { type: "index", target: term, key: { type: "literal", value: token.text } };
      } else if (token.type !== "operator") return term;
      else if (token.text === "?") {
        this.next();
        term = { type: "try", body: term };
      } else if (token.text === "[") {
        this.next();
        term = this.#brackets(term);
      } else if (token.text === ".") {
        this.next();
        if (this.accept("operator", "[")) term = this.#brackets(term);
        else if (this.peek().type === "string")
          term = { type: "index", target: term, key: this.#string("text") };
        else throw this.unexpected();
      } else return term;
    }
  }

  #brackets(target: Node): Node {
    if (this.accept("operator", "]")) return { type: "iterate", target };
    if (this.accept("operator", ":")) {
      const to = this.#pipe();
      this.expect("operator", "]");
      return { type: "slice", target, to };
    }
    const key = this.#pipe();
    if (this.accept("operator", ":")) {
      const to = this.is("operator", "]") ? undefined : this.#pipe();
      this.expect("operator", "]");
      return { type: "slice", target, from: key, ...(to === undefined ? {} : { to }) };
    }
    this.expect("operator", "]");
    return { type: "index", target, key };
  }

  #term(): Node {
    const token = this.peek();
    switch (token.type) {
      case "number":
        this.next();
        return { type: "literal", value: Number(token.text) };
      case "string":
        return this.#string("text");
      case "format":
        this.next();
        if (this.peek().type === "string") return this.#string(token.text.slice(1));
        return { type: "format", name: token.text.slice(1) };
      case "field":
        this.next();
        return { type: "index", target: IDENTITY, key: { type: "literal", value: token.text } };
      case "variable":
        this.next();
        return token.text === "__loc__"
          ? this.#location(token.start)
          : { type: "variable", name: token.text, at: token.start };
      case "identifier":
        return this.#call();
      case "keyword":
        return this.#keyword();
      case "operator":
        return this.#symbol();
      default:
        throw this.unexpected();
    }
  }

  #symbol(): Node {
    const { text } = this.peek();
    switch (text) {
      case ".": {
        this.next();
        if (this.peek().type === "string")
          return { type: "index", target: IDENTITY, key: this.#string("text") };
        return this.accept("operator", "[") ? this.#brackets(IDENTITY) : IDENTITY;
      }
      case "..":
        this.next();
        return { type: "recurse" };
      case "(": {
        this.next();
        const inner = this.#pipe();
        this.expect("operator", ")");
        return inner;
      }
      case "[": {
        this.next();
        if (this.accept("operator", "]")) return { type: "array" };
        const items = this.#pipe();
        this.expect("operator", "]");
        return { type: "array", items };
      }
      case "{":
        this.next();
        return this.#object();
      default:
        throw this.unexpected();
    }
  }

  #keyword(): Node {
    const { text, start } = this.next();
    switch (text) {
      case "if":
        try {
          return this.#conditional();
        } catch (error) {
          if (!(error instanceof JqSyntaxError) || this.peek().type !== "end") throw error;
          const also = { message: "Possibly unterminated 'if' statement", at: start };
          throw new JqSyntaxError(error.message, error.at, error.also ?? also);
        }
      case "try": {
        const body = this.#postTry();
        return this.accept("keyword", "catch")
          ? { type: "try", body, handler: this.#postTry() }
          : { type: "try", body };
      }
      case "reduce": {
        const { source, pattern } = this.#loop();
        const start_ = this.#pipe();
        this.expect("operator", ";");
        const update = this.#pipe();
        this.expect("operator", ")");
        return { type: "reduce", source, pattern, start: start_, update };
      }
      case "foreach": {
        const { source, pattern } = this.#loop();
        const start_ = this.#pipe();
        this.expect("operator", ";");
        const update = this.#pipe();
        const extract = this.accept("operator", ";") ? this.#pipe() : undefined;
        this.expect("operator", ")");
        return {
          type: "foreach",
          source,
          pattern,
          start: start_,
          update,
          ...(extract === undefined ? {} : { extract }),
        };
      }
      case "def": {
        this.unread({ type: "keyword", text, start });
        const definition = this.#definition();
        return { type: "define", definition, rest: this.#pipe() };
      }
      default:
        this.unread({ type: "keyword", text, start });
        throw this.unexpected();
    }
  }

  #postTry(): Node {
    if (this.accept("operator", "-")) return { type: "negate", of: this.#postfix() };
    return this.#postfix();
  }

  #loop(): { readonly source: Node; readonly pattern: Pattern } {
    const source = this.#postfix();
    this.expect("keyword", "as");
    const pattern = this.#pattern();
    this.expect("operator", "(", true);
    return { source, pattern };
  }

  #conditional(): Node {
    const condition = this.#pipe();
    this.expect("keyword", "then");
    const then = this.#pipe();
    let otherwise: Node = IDENTITY;
    if (this.peek().type === "keyword" && this.peek().text === "elif") {
      this.next();
      return { type: "if", condition, then, otherwise: this.nested(() => this.#conditional()) };
    }
    if (this.accept("keyword", "else")) otherwise = this.#pipe();
    this.expect("keyword", "end");
    return { type: "if", condition, then, otherwise };
  }

  #call(): Node {
    const { text: name, start } = this.next();
    if (name === "break") return { type: "break", name: this.#variable("'$'"), at: start };
    if (name === "null") return { type: "literal", value: null };
    if (name === "true" || name === "false") return { type: "literal", value: name === "true" };
    const args: Node[] = [];
    if (this.accept("operator", "(")) {
      do args.push(this.#pipe());
      while (this.accept("operator", ";"));
      this.expect("operator", ")");
    }
    return { type: "call", name, args, at: start };
  }

  #definition(): Definition {
    this.next();
    const { type, text: name } = this.next();
    if (type !== "identifier" && type !== "keyword") throw this.unexpected();
    const parameters: string[] = [];
    if (this.accept("operator", "(")) {
      do {
        const token = this.next();
        parameters.push(token.type === "variable" ? `$${token.text}` : token.text);
      } while (this.accept("operator", ";"));
      this.expect("operator", ")");
    }
    this.expect("operator", ":", true);
    const body = this.#pipe();
    this.expect("operator", ";");
    return { name, parameters, body };
  }

  #variable(expecting: string): string {
    const token = this.peek();
    if (token.type !== "variable") throw this.unexpected(`, expecting ${expecting}`);
    this.next();
    return token.text;
  }

  #location(start: number): Node {
    const line = this.lineAt(start);
    return {
      type: "object",
      entries: [
        {
          key: { type: "literal", value: "file" },
          value: { type: "literal", value: "<top-level>" },
        },
        { key: { type: "literal", value: "line" }, value: { type: "literal", value: line } },
      ],
    };
  }

  #pattern(): Pattern {
    return this.nested(() => {
      if (this.accept("operator", "[")) {
        const items: Pattern[] = [];
        do items.push(this.#pattern());
        while (this.accept("operator", ","));
        this.expect("operator", "]");
        return { type: "array", items };
      }
      if (this.accept("operator", "{")) {
        const entries: (Pattern & { readonly type: "object" })["entries"][number][] = [];
        do entries.push(this.#patternEntry());
        while (this.accept("operator", ","));
        this.expect("operator", "}");
        return { type: "object", entries };
      }
      return { type: "variable", name: this.#variable("'$' or '[' or '{'") };
    });
  }

  #patternEntry(): (Pattern & { readonly type: "object" })["entries"][number] {
    const token = this.peek();
    if (token.type === "variable") {
      this.next();
      const key: Node = { type: "literal", value: token.text };
      return this.accept("operator", ":")
        ? { key, variable: token.text, pattern: this.#pattern() }
        : { key, variable: token.text };
    }
    let key: Node;
    if (token.type === "identifier" || token.type === "keyword") {
      this.next();
      key = { type: "literal", value: token.text };
    } else if (token.type === "string") key = this.#string("text");
    else {
      this.expect("operator", "(");
      key = this.#pipe();
      this.expect("operator", ")");
    }
    this.expect("operator", ":", true);
    return { key, pattern: this.#pattern() };
  }

  #object(): Node {
    const entries: ObjectEntry[] = [];
    if (this.accept("operator", "}")) return { type: "object", entries };
    do {
      if (this.is("operator", "}")) break;
      entries.push(this.#entry());
    } while (this.accept("operator", ","));
    this.expect("operator", "}");
    return { type: "object", entries };
  }

  #entry(): ObjectEntry {
    const token = this.peek();
    let key: Node;
    let short: Node | undefined;
    if (token.type === "variable") {
      this.next();
      key = { type: "literal", value: token.text };
      short =
        token.text === "__loc__"
          ? this.#location(token.start)
          : { type: "variable", name: token.text, at: token.start };
    } else if (token.type === "identifier" || token.type === "keyword") {
      this.next();
      key = { type: "literal", value: token.text };
    } else if (token.type === "number") {
      this.next();
      throw new JqSyntaxError(`May need parentheses around object key expression`, token.start);
    } else if (token.type === "string") key = this.#string("text");
    else if (token.type === "format") {
      this.next();
      key = this.#string(token.text.slice(1));
    } else {
      this.expect("operator", "(");
      key = this.#pipe();
      this.expect("operator", ")");
      this.expect("operator", ":", true);
      return { key, value: this.#entryValue() };
    }
    if (this.accept("operator", ":")) return { key, value: this.#entryValue() };
    return { key, value: short ?? { type: "index", target: IDENTITY, key } };
  }

  /** No comma and no comparison outside parentheses: `ExpD: ExpD '|' ExpD | '-' ExpD | Term`. */
  #entryValue(): Node {
    const read = (): Node =>
      this.accept("operator", "-") ? { type: "negate", of: this.nested(read) } : this.#postfix();
    const left = read();
    if (!this.accept("operator", "|")) return left;
    return { type: "pipe", left, right: this.nested(() => this.#entryValue()) };
  }

  /** The rest of a string literal whose opening quote is the next token. */
  #string(format: string): Node {
    const { start } = this.next();
    const parts: (string | Node)[] = [];
    let text = "";
    for (;;) {
      const c = this.character(start);
      if (c === '"') break;
      if (c !== "\\") {
        text += c;
        continue;
      }
      if (this.interpolation()) {
        if (text !== "") parts.push(text);
        text = "";
        parts.push(this.#pipe());
        this.expect("operator", ")");
        continue;
      }
      text += this.escape();
    }
    if (text !== "") parts.push(text);
    const [only] = parts;
    if (parts.length === 0) return { type: "literal", value: "" };
    if (parts.length === 1 && typeof only === "string") return { type: "literal", value: only };
    return { type: "string", format, parts };
  }
}
