/**
 * Tokens to nodes by the productions of YAML 1.1, with libyaml's failures. Recursive where libyaml
 * keeps a stack of states; the scanner's depth limit bounds it.
 */
import { parserFailure, YamlFailure, type Mark } from "./cursor.ts";
import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from "./nodes.ts";
import { Scanner } from "./scanner.ts";
import type { Token, TokenType } from "./tokens.ts";

const DEFAULT_TAGS: readonly (readonly [handle: string, prefix: string])[] = [
  ["!", "!"],
  ["!!", "tag:yaml.org,2002:"],
];

/** Lists and pairs that are still being filled. */
interface OpenSequence extends SequenceNode {
  readonly items: YamlNode[];
}
interface OpenMapping extends MappingNode {
  readonly pairs: [YamlNode, YamlNode][];
}

interface Properties {
  readonly start: Mark;
  readonly tag: string;
  readonly anchor: string | undefined;
}

/** The first document's root; undefined for a text without any. Throws YamlFailure. */
export function parseNodes(text: string): YamlNode | undefined {
  return new Parser(text).document();
}

class Parser {
  readonly #scanner: Scanner;
  readonly #anchors = new Map<string, YamlNode>();
  readonly #tags = new Map<string, string>();

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  document(): YamlNode | undefined {
    const first = this.#scanner.peek();
    if (first.type === "stream-end") return undefined;
    const explicit = this.#is("version-directive", "tag-directive", "document-start");
    this.#directives();
    if (!explicit) return this.#documentEnd(this.#node(true, false));
    const start = this.#scanner.peek();
    if (start.type !== "document-start") {
      throw parserFailure("did not find expected <document start>", start.start);
    }
    this.#scanner.skip();
    const empty = this.#is(
      "version-directive",
      "tag-directive",
      "document-start",
      "document-end",
      "stream-end",
    );
    return this.#documentEnd(
      empty ? emptyScalar(this.#scanner.peek().start) : this.#node(true, false),
    );
  }

  /** What follows the root is not looked at, but must be a token. */
  #documentEnd(root: YamlNode): YamlNode {
    this.#scanner.peek();
    return root;
  }

  #is(...types: readonly TokenType[]): boolean {
    return types.includes(this.#scanner.peek().type);
  }

  #take(): Token {
    const token = this.#scanner.peek();
    this.#scanner.skip();
    return token;
  }

  #directives(): void {
    let version = false;
    while (this.#is("version-directive", "tag-directive")) {
      const { type, start, value = "", suffix = "" } = this.#take();
      if (type === "version-directive") {
        if (version) throw parserFailure("found duplicate %YAML directive", start);
        if (value !== "1.1") throw parserFailure("found incompatible YAML document", start);
        version = true;
      } else {
        if (this.#tags.has(value)) throw parserFailure("found duplicate %TAG directive", start);
        this.#tags.set(value, suffix);
      }
    }
    for (const [handle, prefix] of DEFAULT_TAGS) {
      if (!this.#tags.has(handle)) this.#tags.set(handle, prefix);
    }
  }

  /**
   * @param block whether block collections may stand here
   * @param indentless whether a list may stand at its key's own indent
   */
  #node(block: boolean, indentless: boolean): YamlNode {
    const first = this.#scanner.peek();
    if (first.type === "alias") return this.#alias(this.#take());
    const properties = this.#properties(first);
    const token = this.#scanner.peek();
    switch (token.type) {
      case "scalar":
        return this.#scalar(properties);
      case "flow-sequence-start":
        return this.#collect(properties, this.#flowSequence);
      case "flow-mapping-start":
        return this.#collect(properties, this.#flowMapping);
      case "block-sequence-start":
        if (block) return this.#collect(properties, this.#blockSequence);
        break;
      case "block-mapping-start":
        if (block) return this.#collect(properties, this.#blockMapping);
        break;
      case "block-entry":
        if (indentless) return this.#collect(properties, this.#indentlessSequence);
        break;
    }
    if (properties.anchor !== undefined || properties.tag !== "") {
      const implicit = properties.tag === "";
      const node = { ...emptyScalar(properties.start), tag: properties.tag, implicit };
      this.#remember(properties, node);
      return node;
    }
    throw parserFailure("did not find expected node content", token.start, properties.start);
  }

  /** An anchor and a tag, in either order. */
  #properties(first: Token): Properties {
    let anchor: string | undefined;
    let tagToken: Token | undefined;
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type === "anchor" && anchor === undefined) anchor = token.value ?? "";
      else if (token.type === "tag" && tagToken === undefined) tagToken = token;
      else break;
      this.#scanner.skip();
    }
    return { start: first.start, anchor, tag: this.#resolveTag(tagToken, first.start) };
  }

  #resolveTag(token: Token | undefined, start: Mark): string {
    if (token === undefined) return "";
    const { value: handle = "", suffix = "" } = token;
    if (handle === "") return suffix;
    const prefix = this.#tags.get(handle);
    if (prefix === undefined) {
      throw parserFailure("found undefined tag handle", token.start, start);
    }
    return prefix + suffix;
  }

  #remember({ anchor }: Properties, node: YamlNode): void {
    if (anchor !== undefined) this.#anchors.set(anchor, node);
  }

  #alias({ start, end, value: name = "" }: Token): YamlNode {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      throw new YamlFailure(`unknown anchor '${name}' referenced`, 0, start);
    }
    return { kind: "alias", start, end, tag: "", name, target };
  }

  #scalar(properties: Properties): ScalarNode {
    const token = this.#take();
    const node: ScalarNode = {
      kind: "scalar",
      start: properties.start,
      end: token.end,
      tag: properties.tag,
      value: token.value ?? "",
      implicit: properties.tag === "" ? token.style === "plain" : properties.tag === "!",
    };
    this.#remember(properties, node);
    return node;
  }

  /** An anchor is known inside its own collection, so that a cycle can be named. */
  #collect(properties: Properties, fill: (open: Properties) => YamlNode): YamlNode {
    return fill.call(this, properties);
  }

  #openSequence(properties: Properties): OpenSequence {
    const { start, tag } = properties;
    const node: OpenSequence = { kind: "sequence", start, end: start, tag, items: [] };
    this.#remember(properties, node);
    return node;
  }

  #openMapping(properties: Properties): OpenMapping {
    const { start, tag } = properties;
    const node: OpenMapping = { kind: "mapping", start, end: start, tag, pairs: [] };
    this.#remember(properties, node);
    return node;
  }

  /** The node, or an empty scalar at `mark` where one of `ends` stands. */
  #nodeUnless(
    ends: readonly TokenType[],
    mark: Mark,
    block: boolean,
    indentless = false,
  ): YamlNode {
    return this.#is(...ends) ? emptyScalar(mark) : this.#node(block, indentless);
  }

  #blockSequence(properties: Properties): YamlNode {
    const node = this.#openSequence(properties);
    const { start } = this.#take();
    while (this.#is("block-entry")) {
      const { end } = this.#take();
      node.items.push(this.#nodeUnless(["block-entry", "block-end"], end, true));
    }
    const close = this.#scanner.peek();
    if (close.type !== "block-end") {
      throw parserFailure("did not find expected '-' indicator", close.start, start);
    }
    this.#scanner.skip();
    return closed(node, node.items.at(-1)?.end ?? close.end);
  }

  #indentlessSequence(properties: Properties): YamlNode {
    const node = this.#openSequence(properties);
    while (this.#is("block-entry")) {
      const { end } = this.#take();
      const ends: TokenType[] = ["block-entry", "key", "value", "block-end"];
      node.items.push(this.#nodeUnless(ends, end, true));
    }
    return closed(node, node.items.at(-1)?.end ?? node.start);
  }

  #blockMapping(properties: Properties): YamlNode {
    const node = this.#openMapping(properties);
    const ends: TokenType[] = ["key", "value", "block-end"];
    const { start } = this.#take();
    while (this.#is("key")) {
      const key = this.#nodeUnless(ends, this.#take().end, true, true);
      const value = this.#is("value")
        ? this.#nodeUnless(ends, this.#take().end, true, true)
        : emptyScalar(this.#scanner.peek().start);
      node.pairs.push([key, value]);
    }
    const close = this.#scanner.peek();
    if (close.type !== "block-end") {
      throw parserFailure("did not find expected key", close.start, start);
    }
    this.#scanner.skip();
    return closed(node, lastEnd(node) ?? close.end);
  }

  #flowSequence(properties: Properties): YamlNode {
    const node = this.#openSequence(properties);
    const { start } = this.#take();
    for (let first = true; !this.#is("flow-sequence-end"); first = false) {
      if (!first) {
        this.#expectEntry("did not find expected ',' or ']'", start);
        if (this.#is("flow-sequence-end")) break;
      }
      node.items.push(this.#is("key") ? this.#singlePair() : this.#node(false, false));
    }
    return closed(node, this.#take().end);
  }

  /** `[a: b]` is a list of one mapping. */
  #singlePair(): YamlNode {
    const { start, end } = this.#take();
    const node = this.#openMapping({ start, tag: "", anchor: undefined });
    let key: YamlNode;
    if (this.#is("value", "flow-entry", "flow-sequence-end")) {
      key = emptyScalar(end);
      this.#scanner.skip(); // as libyaml does, so `[? : x]` does not parse
    } else key = this.#node(false, false);
    node.pairs.push([key, this.#flowValue("flow-sequence-end")]);
    return closed(node, this.#scanner.peek().start);
  }

  #flowMapping(properties: Properties): YamlNode {
    const node = this.#openMapping(properties);
    const { start } = this.#take();
    for (let first = true; !this.#is("flow-mapping-end"); first = false) {
      if (!first) {
        this.#expectEntry("did not find expected ',' or '}'", start);
        if (this.#is("flow-mapping-end")) break;
      }
      if (this.#is("key")) {
        const { end } = this.#take();
        const key = this.#nodeUnless(["value", "flow-entry", "flow-mapping-end"], end, false);
        node.pairs.push([key, this.#flowValue("flow-mapping-end")]);
      } else {
        const key = this.#node(false, false);
        node.pairs.push([key, emptyScalar(this.#scanner.peek().start)]);
      }
    }
    return closed(node, this.#take().end);
  }

  #flowValue(close: TokenType): YamlNode {
    if (!this.#is("value")) return emptyScalar(this.#scanner.peek().start);
    const { end } = this.#take();
    return this.#nodeUnless(["flow-entry", close], end, false);
  }

  #expectEntry(problem: string, start: Mark): void {
    const token = this.#scanner.peek();
    if (token.type !== "flow-entry") throw parserFailure(problem, token.start, start);
    this.#scanner.skip();
  }
}

function emptyScalar(mark: Mark): ScalarNode {
  return { kind: "scalar", start: mark, end: mark, tag: "", value: "", implicit: true };
}

/** Where the text of a mapping's last pair ends; its value may be missing. */
function lastEnd({ pairs }: MappingNode): Mark | undefined {
  const last = pairs.at(-1);
  if (last === undefined) return undefined;
  const [key, value] = last;
  return value.end.offset > key.end.offset && value.end !== value.start ? value.end : key.end;
}

/** Sets the end on the very object that anchors know. */
function closed<N extends SequenceNode | MappingNode>(node: N, end: Mark): N {
  return Object.assign(node, { end });
}
