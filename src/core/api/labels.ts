/**
 * Labels and label selectors: the one matcher of the project (S13–S25), and the two spellings of a
 * selector: the API's `matchLabels`/`matchExpressions` and kubectl's `a=b,c!=d,e in (x,y),!f`.
 * Rules and texts follow apimachinery `pkg/labels/selector.go`, `pkg/apis/meta/v1/helpers.go` and
 * `pkg/api/validate/content`.
 */
import type { LabelSelector, Labels } from "./objects.ts";
import { byteLength } from "./utf8.ts";

export type SelectorOperator =
  | "="
  | "=="
  | "!="
  | "in"
  | "notin"
  | "exists"
  | "!"
  | "gt"
  | "lt"
  /** An operator the API does not know (`Gt` in matchExpressions): matches nothing. */
  | "invalid";

/** One condition on one label; a selector is the AND of its requirements. */
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  /** Sorted, without duplicates. */
  readonly values: readonly string[];
}

/** The value of a label, or undefined: labels come from people, so only own properties count. */
export function labelValue(labels: Labels | undefined, key: string): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

// ---------------------------------------------------------------------------------------------
// Matching

type Test = (value: string | undefined, values: readonly string[]) => boolean;

/** Every operator sees the label's value, undefined when the key is absent (S19, S20). */
const TESTS: Readonly<Record<SelectorOperator, Test>> = {
  "=": (value, values) => value !== undefined && values.includes(value),
  "==": (value, values) => value !== undefined && values.includes(value),
  in: (value, values) => value !== undefined && values.includes(value),
  "!=": (value, values) => value === undefined || !values.includes(value),
  notin: (value, values) => value === undefined || !values.includes(value),
  exists: (value) => value !== undefined,
  "!": (value) => value === undefined,
  gt: (value, values) => compareIntegers(value, values, (a, b) => a > b),
  lt: (value, values) => compareIntegers(value, values, (a, b) => a < b),
  invalid: () => false,
};

/** True when the requirement holds for a label's value (undefined: the key is absent). */
export function valueSatisfies(requirement: Requirement, value: string | undefined): boolean {
  return TESTS[requirement.operator](value, requirement.values);
}

/** True when all requirements hold; no requirement at all matches everything (S18). */
export function requirementsMatch(
  requirements: readonly Requirement[],
  labels: Labels | undefined,
): boolean {
  for (const requirement of requirements) {
    if (!valueSatisfies(requirement, labelValue(labels, requirement.key))) return false;
  }
  return true;
}

/**
 * True when a metav1.LabelSelector matches: `{}` matches everything, an absent selector nothing
 * (`LabelSelectorAsSelector`). Where absence means "field not given" (S11), ask before.
 */
export function selectorMatches(
  selector: LabelSelector | null | undefined,
  labels: Labels | undefined,
): boolean {
  if (selector === undefined || selector === null) return false;
  return requirementsMatch(selectorRequirements(selector), labels);
}

const API_OPERATORS: ReadonlyMap<string, SelectorOperator> = new Map<string, SelectorOperator>([
  ["In", "in"],
  ["NotIn", "notin"],
  ["Exists", "exists"],
  ["DoesNotExist", "!"],
]);

/** The requirements of a metav1.LabelSelector, ordered by key as the API orders them. */
export function selectorRequirements(selector: LabelSelector | null | undefined): Requirement[] {
  const requirements: Requirement[] = [];
  const labels = selector?.matchLabels ?? {};
  for (const key of Object.keys(labels)) {
    requirements.push({ key, operator: "=", values: [labels[key] ?? ""] });
  }
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    const known = API_OPERATORS.get(operator) ?? "invalid";
    requirements.push({ key, operator: known, values: distinct(values ?? []) });
  }
  return requirements.length > 1 ? requirements.sort(byKey) : requirements;
}

/** The requirements of a plain map (a Service's `spec.selector`): every label equal. */
export function mapRequirements(labels: Labels | null | undefined): Requirement[] {
  return Object.entries(labels ?? {})
    .map(([key, value]): Requirement => ({ key, operator: "=", values: [value] }))
    .sort(byKey);
}

function byKey(a: Requirement, b: Requirement): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function compareIntegers(
  value: string | undefined,
  values: readonly string[],
  holds: (a: bigint, b: bigint) => boolean,
): boolean {
  const [wanted, ...rest] = values;
  if (value === undefined || wanted === undefined || rest.length > 0) return false;
  const a = parseInt64(value);
  const b = parseInt64(wanted);
  return a !== undefined && b !== undefined && holds(a, b);
}

/** Go's strconv.ParseInt(text, 10, 64). */
function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]{1,64}$/.test(text)) return undefined;
  const value = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

// ---------------------------------------------------------------------------------------------
// Printing

const INFIX: Readonly<Record<SelectorOperator, string>> = {
  "=": "=",
  "==": "==",
  "!=": "!=",
  in: " in ",
  notin: " notin ",
  exists: "",
  "!": "",
  gt: ">",
  lt: "<",
  invalid: " ? ",
};

/** One requirement as kubectl prints it: `app=web`, `tier notin (x,y)`, `!f`. */
function formatRequirement({ key, operator, values }: Requirement): string {
  if (operator === "exists") return key;
  if (operator === "!") return `!${key}`;
  const list = [...values].sort().join(",");
  const set = operator === "in" || operator === "notin" || operator === "invalid";
  return `${key}${INFIX[operator]}${set ? `(${list})` : list}`;
}

/** Requirements joined by commas; the empty string selects everything. */
export function formatRequirements(requirements: readonly Requirement[]): string {
  return requirements.map(formatRequirement).join(",");
}

/** metav1.FormatLabelSelector: `<none>` for empty and absent, `<error>` for an invalid selector. */
export function formatLabelSelector(selector: LabelSelector | null | undefined): string {
  const requirements = selectorRequirements(selector);
  for (const { key, operator, values } of requirements) {
    if (operator === "invalid" || requirementErrors(key, operator, values).length > 0) {
      return "<error>";
    }
  }
  return formatRequirements(requirements) || "<none>";
}

/** labels.FormatLabels: `a=b,c=d` ordered by key, `<none>` when there are none. */
export function formatLabels(labels: Labels | null | undefined): string {
  return formatRequirements(mapRequirements(labels)) || "<none>";
}

// ---------------------------------------------------------------------------------------------
// What a key and a value may be

const KEY_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const KEY_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** What is wrong with a label key, in the API server's words (V9–V12); empty when it is valid. */
export function labelKeyErrors(key: string): string[] {
  const parts = key.split("/");
  if (parts.length > 2) {
    return [
      `a valid label key ${KEY_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const errors: string[] = [];
  const name = parts.at(-1) ?? "";
  if (parts.length === 2) {
    const prefix = parts[0] ?? "";
    if (prefix === "") errors.push("prefix part must be non-empty");
    else {
      if (byteLength(prefix) > 253) errors.push("prefix part must be no more than 253 bytes");
      if (!SUBDOMAIN.test(prefix)) errors.push(`prefix part ${SUBDOMAIN_TEXT}`);
    }
  }
  if (name === "") errors.push("name part must be non-empty");
  else if (byteLength(name) > 63) errors.push("name part must be no more than 63 bytes");
  if (!KEY_NAME.test(name)) errors.push(`name part ${KEY_TEXT}`);
  return errors;
}

/** What is wrong with a label value, in the API server's words (V13, V14). */
export function labelValueErrors(value: string): string[] {
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push("must be no more than 63 bytes");
  if (!VALUE.test(value)) errors.push(VALUE_TEXT);
  return errors;
}

/** The field errors of labels.NewRequirement, without a parent path. */
function requirementErrors(
  key: string,
  operator: SelectorOperator,
  values: readonly string[],
): string[] {
  const errors: string[] = [];
  const keyErrors = labelKeyErrors(key);
  if (keyErrors.length > 0) {
    errors.push(`key: Invalid value: ${JSON.stringify(key)}: ${keyErrors.join("; ")}`);
  }
  if ((operator === "in" || operator === "notin") && values.length === 0) {
    errors.push(
      "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
    );
  }
  if ((operator === "exists" || operator === "!") && values.length > 0) {
    errors.push(
      `values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`,
    );
  }
  values.forEach((value, index) => {
    if ((operator === "gt" || operator === "lt") && parseInt64(value) === undefined) {
      errors.push(
        `values[${index}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
  });
  values.forEach((value, index) => {
    const valueErrors = labelValueErrors(value);
    if (valueErrors.length > 0) {
      errors.push(
        `values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${valueErrors.join("; ")}`,
      );
    }
  });
  return errors;
}

// ---------------------------------------------------------------------------------------------
// Parsing kubectl's spelling

export type ParsedSelector =
  | { readonly ok: true; readonly requirements: readonly Requirement[] }
  /** `error` is the API server's text, e.g. `found ',', expected: identifier after ','`. */
  | { readonly ok: false; readonly error: string };

/**
 * Parses a selector string as labels.Parse does. The empty string selects everything.
 * Answers requirements ordered by key, or the text that the API server gives.
 */
export function parseLabelSelector(text: string): ParsedSelector {
  try {
    return { ok: true, requirements: new SelectorParser(text).parse() };
  } catch (error) {
    if (error instanceof SelectorSyntaxError) return { ok: false, error: error.message };
    throw error;
  }
}

/** Leaves the recursive descent; never leaves this module. */
class SelectorSyntaxError extends Error {}

interface Token {
  readonly kind: "end" | "word" | "symbol";
  readonly text: string;
}

const SYMBOLS: ReadonlySet<string> = new Set([")", ",", "!", "==", "=", ">", "<", "!=", "("]);
const SPECIAL = /[=!(),><]/;
const SPACE = /[ \t\r\n]/;

const OPERATORS: ReadonlyMap<string, SelectorOperator> = new Map<string, SelectorOperator>([
  ["in", "in"],
  ["notin", "notin"],
  ["=", "="],
  ["==", "=="],
  ["!=", "!="],
  [">", "gt"],
  ["<", "lt"],
]);

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const end = text.includes("\0") ? text.indexOf("\0") : text.length;
  while (position < end) {
    const first = text.charAt(position);
    if (SPACE.test(first)) {
      position++;
    } else if (SPECIAL.test(first)) {
      const symbol = longestSymbol(text, position, end);
      tokens.push(symbol);
      position += symbol.text.length;
    } else {
      const start = position;
      while (
        position < end &&
        !SPECIAL.test(text.charAt(position)) &&
        !SPACE.test(text.charAt(position))
      ) {
        position++;
      }
      tokens.push({ kind: "word", text: text.slice(start, position) });
    }
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}

/** Every special character is a symbol by itself; two of them may be one (`==`, `!=`). */
function longestSymbol(text: string, position: number, end: number): Token {
  const two = text.slice(position, Math.min(position + 2, end));
  return { kind: "symbol", text: SYMBOLS.has(two) ? two : text.charAt(position) };
}

class SelectorParser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.kind === "end") break;
      if (token.kind !== "word" && token.text !== "!") {
        fail(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const after = this.#next();
      if (after.kind === "end") break;
      if (!isSymbol(after, ",")) fail(`found '${after.text}', expected: ',' or 'end of string'`);
      const following = this.#peek();
      if (following.kind !== "word" && !isSymbol(following, "!")) {
        fail(`found '${following.text}', expected: identifier after ','`);
      }
    }
    return requirements.sort(byKey);
  }

  #requirement(): Requirement {
    try {
      return this.#unwrappedRequirement();
    } catch (error) {
      if (error instanceof SelectorSyntaxError)
        fail(`unable to parse requirement: ${error.message}`);
      throw error;
    }
  }

  #unwrappedRequirement(): Requirement {
    let token = this.#next();
    const negated = isSymbol(token, "!");
    if (negated) token = this.#next();
    if (token.kind !== "word") fail(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const keyErrors = labelKeyErrors(key);
    if (keyErrors.length > 0) {
      fail(`<nil>: Invalid value: ${JSON.stringify(key)}: ${keyErrors.join("; ")}`);
    }
    const following = this.#peek();
    if (negated) return checked(key, "!", []);
    if (following.kind === "end" || isSymbol(following, ",")) return checked(key, "exists", []);
    const operator = this.#operator();
    const values =
      operator === "in" || operator === "notin" ? this.#values() : [this.#exactValue()];
    return checked(key, operator, distinct(values));
  }

  #operator(): SelectorOperator {
    const token = this.#next();
    const operator = token.kind === "end" ? undefined : OPERATORS.get(token.text);
    if (operator === undefined) {
      fail(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`);
    }
    return operator;
  }

  /** `=` may be followed by nothing: the empty value. */
  #exactValue(): string {
    const token = this.#peek();
    if (token.kind === "end" || isSymbol(token, ",")) return "";
    this.#next();
    if (token.kind !== "word") fail(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  #values(): string[] {
    const open = this.#next();
    if (!isSymbol(open, "(")) fail(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (isSymbol(first, ")")) {
      this.#next();
      return [""];
    }
    if (first.kind !== "word" && !isSymbol(first, ",")) {
      fail(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = this.#valueList();
    this.#next(); // the list ends before its `)`
    return values;
  }

  /** `x,,y` has an empty value between the commas, `(,x` and `x,)` one at the edge. */
  #valueList(): string[] {
    const values: string[] = [];
    for (;;) {
      const token = this.#next();
      const following = this.#peek();
      if (token.kind === "word") {
        values.push(token.text);
        if (isSymbol(following, ")")) return values;
        if (!isSymbol(following, ",")) fail(`found '${following.text}', expected: ',' or ')'`);
      } else if (isSymbol(token, ",")) {
        if (values.length === 0) values.push("");
        if (isSymbol(following, ")")) {
          values.push("");
          return values;
        }
        if (isSymbol(following, ",")) {
          this.#next();
          values.push("");
        }
      } else {
        fail(`found '${token.text}', expected: ',', or identifier`);
      }
    }
  }

  /** The last token is `end`; reading past it gives it again. */
  #peek(): Token {
    return this.#tokens[this.#position] ?? { kind: "end", text: "" };
  }

  #next(): Token {
    const token = this.#peek();
    this.#position++;
    return token;
  }
}

function isSymbol(token: Token, text: string): boolean {
  return token.kind === "symbol" && token.text === text;
}

function checked(key: string, operator: SelectorOperator, values: readonly string[]): Requirement {
  const errors = requirementErrors(key, operator, values);
  if (errors.length > 0) fail(errors.length === 1 ? (errors[0] ?? "") : `[${errors.join(", ")}]`);
  return { key, operator, values };
}

function fail(message: string): never {
  throw new SelectorSyntaxError(message);
}
