/**
 * The file of `netpol check`: flows that must pass and flows that must be blocked.
 *
 *     allowed:
 *       - from: shop/web
 *         to: shop/db
 *         port: 5432
 *     blocked:
 *       - name: nobody else reaches the database
 *         from: "*"
 *         to: shop/db
 *         except: [shop/web]
 *
 * Strict: a key that is not known, a value of the wrong type, a selector or port that is none are
 * errors with their place.
 */
import { isArray, isObject, type Json, type JsonObject } from "../api/json.ts";
import type { PortOfInterest } from "../netpol/matrix.ts";
import { splitDocuments } from "../yaml/documents.ts";
import type { YamlNode } from "../yaml/nodes.ts";
import { parseYaml } from "../yaml/parse.ts";
import { locate } from "../yaml/positions.ts";
import { parsePort } from "./ports.ts";
import { parseSelector } from "./selector.ts";
import {
  CommandError,
  EXIT,
  UsageError,
  type InputProblem,
  type SourceText,
} from "./subcommand.ts";
import { problemText } from "./input.ts";
import { didYouMean } from "./suggest.ts";

export interface Expectation {
  readonly expected: "allowed" | "blocked";
  /** `allowed[0]`, `blocked[3]`. */
  readonly path: string;
  /** As given; else a sentence made of the selectors. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Sources that are left out. */
  readonly except: readonly string[];
  /** Absent: the ports that each destination listens on. */
  readonly ports?: readonly PortOfInterest[];
}

const LISTS = ["allowed", "blocked"] as const;
const KEYS = ["name", "from", "to", "port", "ports", "except"];

const typeOf = (value: Json | undefined): string =>
  value === null || value === undefined
    ? "nothing"
    : isArray(value)
      ? "a list"
      : isObject(value)
        ? "a mapping"
        : typeof value === "string"
          ? "a text"
          : `the ${typeof value} ${String(value)}`;

/** Reads one file; collects all that is wrong with it. */
class Reader {
  readonly problems: InputProblem[] = [];
  readonly expectations: Expectation[] = [];
  readonly #file: string;
  readonly #namespace: string;
  readonly #root: YamlNode | undefined;
  readonly #origin: { readonly offset: number; readonly line: number };
  readonly #text: string;

  constructor(
    { name }: SourceText,
    document: { readonly text: string; readonly offset: number; readonly line: number },
    root: YamlNode | undefined,
    namespace: string,
  ) {
    this.#file = name;
    this.#root = root;
    this.#origin = document;
    this.#text = document.text;
    this.#namespace = namespace;
  }

  read(value: Json): void {
    if (!isObject(value)) {
      this.#complain("", `must be a mapping with allowed and blocked, is ${typeOf(value)}`);
      return;
    }
    this.#known(value, "", LISTS);
    for (const expected of LISTS) {
      const list = value[expected];
      if (list === undefined || list === null) continue;
      if (!isArray(list)) this.#complain(expected, `must be a list, is ${typeOf(list)}`);
      else
        list.forEach((item, index) => {
          this.#item(expected, `${expected}[${index}]`, item);
        });
    }
    if (this.expectations.length === 0 && this.problems.length === 0)
      this.#complain("", "expects nothing: allowed and blocked are empty");
  }

  #item(expected: Expectation["expected"], path: string, item: Json): void {
    if (!isObject(item)) {
      this.#complain(path, `must be a mapping with from and to, is ${typeOf(item)}`);
      return;
    }
    const before = this.problems.length;
    this.#known(item, path, KEYS);
    const from = this.#selectors(item, path, "from");
    const to = this.#selectors(item, path, "to");
    const except = item["except"] === undefined ? [] : this.#selectors(item, path, "except");
    const ports = this.#ports(item, path);
    const name = this.#name(item, path);
    if (this.problems.length > before) return;
    const { line } = this.#place(path);
    const sentence = `${from.join(", ")} → ${to.join(", ")}${ports.text}${except.length === 0 ? "" : ` except ${except.join(", ")}`}`;
    this.expectations.push({
      expected,
      path,
      name: name ?? sentence,
      file: this.#file,
      line,
      from,
      to,
      except,
      ...(ports.list === undefined ? {} : { ports: ports.list }),
    });
  }

  #known(value: JsonObject, path: string, keys: readonly string[]): void {
    for (const key of Object.keys(value))
      if (!keys.includes(key)) {
        const hint = didYouMean(key, keys) || ` (one of ${keys.join(", ")})`;
        this.#complain(path === "" ? key : `${path}.${key}`, `unknown key${hint}`);
      }
  }

  #name(item: JsonObject, path: string): string | undefined {
    const { name } = item;
    if (name === undefined || typeof name === "string") return name;
    this.#complain(`${path}.name`, `must be a text, is ${typeOf(name)}`);
    return undefined;
  }

  /** One selector or a list of them. */
  #selectors(item: JsonObject, path: string, key: string): readonly string[] {
    const value = item[key];
    const at = `${path}.${key}`;
    if (value === undefined || value === null) {
      this.#complain(path, `${key} is missing`);
      return [];
    }
    const list = isArray(value) ? value : [value];
    if (list.length === 0) this.#complain(at, "is empty");
    return list.flatMap((text, index) => {
      const place = isArray(value) ? `${at}[${index}]` : at;
      if (typeof text !== "string") {
        this.#complain(place, `must be a selector, is ${typeOf(text)}`);
        return [];
      }
      const parsed = parseSelector(text, this.#namespace);
      if (parsed.ok) return [text];
      this.#complain(place, parsed.error);
      return [];
    });
  }

  #ports(
    item: JsonObject,
    path: string,
  ): { readonly list?: readonly PortOfInterest[]; readonly text: string } {
    const { port, ports } = item;
    if (port !== undefined && ports !== undefined)
      this.#complain(`${path}.ports`, "may not stand beside port");
    const value = ports ?? port;
    if (value === undefined) return { text: "" };
    const at = `${path}.${ports === undefined ? "port" : "ports"}`;
    if (ports !== undefined && (!isArray(ports) || ports.length === 0)) {
      this.#complain(at, `must be a list of ports, is ${isArray(ports) ? "empty" : typeOf(ports)}`);
      return { text: "" };
    }
    const given = isArray(ports) ? ports : [value];
    const list = given.flatMap((each, index): PortOfInterest[] => {
      const place = isArray(ports) ? `${at}[${index}]` : at;
      if (typeof each !== "string" && typeof each !== "number") {
        this.#complain(place, `must be a port as 8080 or 53/UDP, is ${typeOf(each)}`);
        return [];
      }
      try {
        return [parsePort(String(each))];
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        this.#complain(place, error.message);
        return [];
      }
    });
    return { list, text: ` ${given.map(String).join(", ")}` };
  }

  #place(path: string): { readonly line: number; readonly column: number } {
    if (this.#root === undefined) return { line: 1, column: 1 };
    const { key, value } = locate(this.#root, path, this.#origin);
    const { line, from } = key ?? value;
    const offset = from - this.#origin.offset;
    return { line, column: offset - this.#text.lastIndexOf("\n", offset - 1) };
  }

  #complain(path: string, what: string): void {
    const message = path === "" ? what : `${path}: ${what}`;
    this.problems.push({ file: this.#file, ...this.#place(path), message });
  }
}

/**
 * Reads a file of expectations.
 * @param namespace of bare names
 * @throws CommandError with everything that is wrong with it
 */
export function readExpectations(source: SourceText, namespace: string): readonly Expectation[] {
  const fail = (problems: readonly InputProblem[]): never => {
    throw new CommandError(problems.map(problemText), EXIT.input);
  };
  const { documents, error } = splitDocuments(source.text);
  const at = { file: source.name, line: 1, column: 1 };
  if (error !== undefined) return fail([{ ...at, message: error }]);
  const expectations: Expectation[] = [];
  const problems: InputProblem[] = [];
  for (const document of documents) {
    const parsed = parseYaml(document.text);
    if (!parsed.ok) {
      const { from, message } = parsed.error;
      const before = document.text.slice(0, from);
      const line = document.line + before.split("\n").length;
      const column = from - before.lastIndexOf("\n");
      problems.push({ file: source.name, line, column, message });
      continue;
    }
    if (parsed.value === null) continue;
    const reader = new Reader(source, document, parsed.root, namespace);
    reader.read(parsed.value);
    expectations.push(...reader.expectations);
    problems.push(...reader.problems);
  }
  if (problems.length > 0) return fail(problems);
  if (expectations.length === 0) return fail([{ ...at, message: "expects nothing" }]);
  return expectations;
}
