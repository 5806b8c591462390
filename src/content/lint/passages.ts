/**
 * Markdown as a reader meets it: passages of plain words, each character with its place in the
 * source. Commands and YAML are left out; a piece of code within a sentence counts as one word.
 */
import type { Nodes, PhrasingContent } from "mdast";
import remarkDirective from "remark-directive";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";

export interface Passage {
  /** The heading it stands under; empty before the first. */
  readonly step: string;
  readonly text: string;
  /** Of each character of the text: its offset in the source. */
  readonly offsets: readonly number[];
  /** Words that link to a card of the glossary: their place in `text`, and the card. */
  readonly links: readonly { readonly from: number; readonly to: number; readonly term: string }[];
}

export interface Heading {
  readonly id: string;
  readonly offset: number;
}

/** What code reads as: one word of one syllable, which no glossary has. */
export const CODE = "◦";

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkDirective);

interface Passages {
  readonly passages: readonly Passage[];
  readonly headings: readonly Heading[];
}

/** Texts are read by several rules, and again when a lesson is saved. */
const known = new Map<string, Passages>();
const MOST_KNOWN = 10_000;

export function readPassages(markdown: string): Passages {
  const found = known.get(markdown) ?? parse(markdown);
  if (known.size < MOST_KNOWN) known.set(markdown, found);
  return found;
}

function parse(markdown: string): Passages {
  const passages: Passage[] = [];
  const headings: Heading[] = [];
  let step = "";
  const walk = (node: Nodes): void => {
    switch (node.type) {
      case "heading":
        step = new Text(node.children).text;
        headings.push({ id: step, offset: node.position?.start.offset ?? 0 });
        break;
      case "paragraph":
      case "tableCell": {
        const { text, offsets, links } = new Text(node.children);
        if (text.trim() !== "") passages.push({ step, text, offsets, links });
        break;
      }
      case "leafDirective": // a command, a pod, a port, two files
      case "code":
        break;
      default:
        if ("children" in node) for (const child of node.children) walk(child);
    }
  };
  walk(parser.parse(markdown));
  return { passages, headings };
}

class Text {
  text = "";
  readonly offsets: number[] = [];
  readonly links: { from: number; to: number; term: string }[] = [];

  constructor(nodes: readonly PhrasingContent[]) {
    for (const node of nodes) this.#add(node);
  }

  #add(node: PhrasingContent): void {
    const start = node.position?.start.offset ?? 0;
    if (node.type === "text") this.#say(node.value, start, true);
    else if (node.type === "inlineCode") this.#say(CODE, start, false);
    else if (node.type === "break") this.#say(" ", start, false);
    else if (node.type === "textDirective") {
      const from = this.text.length;
      for (const child of node.children) this.#add(child);
      if (from === this.text.length) this.#say(`:${node.name}`, start, true);
      const term = node.attributes?.["of"] ?? this.text.slice(from);
      if (node.name === "term") this.links.push({ from, to: this.text.length, term });
    } else if ("children" in node) for (const child of node.children) this.#add(child);
  }

  #say(text: string, start: number, each: boolean): void {
    this.text += text.replaceAll("\n", " ");
    for (let i = 0; i < text.length; i++) this.offsets.push(each ? start + i : start);
  }
}

/** 1-based line and column of an offset. */
export function placeOf(source: string, offset: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
} // prettier-ignore
