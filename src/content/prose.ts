/**
 * Authored Markdown to prose as data (`core/lessons/prose.ts`). The set is closed: raw HTML, pictures
 * and directives that the lab does not know are problems with their place.
 */
import type { Paragraph, PhrasingContent, Root, RootContent, TableRow } from "mdast";
import type { ContainerDirective, LeafDirective, TextDirective } from "mdast-util-directive";
import remarkDirective from "remark-directive";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import type { Block, Inline, PolicyPart, Prose, YamlLine } from "../core/lessons/prose.ts";
import type { ContentProblem } from "../core/lessons/schema/read.ts";

/** The prose of a file, and what is wrong with it. */
export interface ReadProse {
  readonly prose: Prose;
  /** Where each step's heading stands, 1-based. */
  readonly lines: Readonly<Record<string, number>>;
  readonly problems: readonly ContentProblem[];
}

export interface ReadBlocks {
  readonly blocks: readonly Block[];
  readonly problems: readonly ContentProblem[];
}

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkDirective);

/** Directives, and what stands in their brackets. */
export const DIRECTIVES: readonly { readonly form: string; readonly about: string }[] = [
  { form: ":::note", about: "Something worth knowing that is not needed to go on." },
  { form: "::try[COMMAND]", about: "A command to run now; a container `:::try` holds text." },
  { form: ":::predict", about: "Where the step's prediction stands, after the words inside." },
  { form: "```yaml parts", about: "A policy whose lines end in # target, # direction, # peer, # port." },
  { form: "::gates[NAMESPACE/POD]", about: "The two gates of a pod, as they are now." },
  { form: "::matrix[PORT]", about: "Who reaches whom at a port, e.g. 8080 or 53/UDP, as it is now." },
  { form: "::compare[A.yaml B.yaml]", about: "Two files of the lesson side by side." },
  { form: ":term[WORD]", about: "A word of the glossary; :term[words]{of=\"word\"} where it is inflected." },
]; // prettier-ignore

/** What is typed into the terminal when it is clicked. */
const COMMAND = /^(kubectl|k|netpol|lab|curl|nc|cat|ls|vi|nano|code|for|grep|sed|awk) \S/;

const PARTS: readonly PolicyPart[] = ["target", "direction", "peer", "port"];
const PART = new RegExp(`\\s*# (${PARTS.join("|")})\\s*$`);

/** A pod, a port, two files: what the brackets of a directive have to hold. */
const GATES = /^[a-z0-9-]+\/[a-z0-9.-]+$/;
const MATRIX = /^\d{1,5}(\/(TCP|UDP|SCTP))?$/;
const COMPARE = /^(\S+) (\S+)$/;

/** Reads `text.md`: a heading `## <step id>` a step. Total: what is wrong is in `problems`. */
export function readProse(file: string, markdown: string): ReadProse {
  const reader = new Reader(file);
  const prose: Record<string, Block[]> = {};
  const lines: Record<string, number> = {};
  let current: Block[] | undefined;
  for (const node of parser.parse(markdown).children) {
    if (node.type === "heading") {
      const id = plain(node.children);
      if (node.depth !== 2) reader.problem(node, "a heading is `## <step id>`");
      if (Object.hasOwn(prose, id)) reader.problem(node, `step ${id} has a heading already`);
      current = [];
      prose[id] = current;
      lines[id] = node.position?.start.line ?? 1;
    } else if (current === undefined) {
      reader.problem(node, "text before the first heading `## <step id>`");
    } else {
      current.push(...reader.block(node));
    }
  }
  return { prose, lines, problems: reader.problems };
}

/**
 * Reads a text without headings, such as the stem of a question.
 * @param place of a character of the text in its file; the text's own place unless given
 */
export function readBlocks(
  file: string,
  markdown: string,
  place: Place = (line, column) => ({ line, column }),
): ReadBlocks {
  const reader = new Reader(file, place);
  const blocks = parser.parse(markdown).children.flatMap((node) => reader.block(node));
  return { blocks, problems: reader.problems };
}

type Place = (line: number, column: number) => { readonly line: number; readonly column: number };
type Node = Root["children"][number] | PhrasingContent | TableRow;

class Reader {
  readonly problems: ContentProblem[] = [];
  readonly #file: string;
  readonly #place: Place;

  constructor(file: string, place: Place = (line, column) => ({ line, column })) {
    this.#file = file;
    this.#place = place;
  }

  problem(node: Pick<Node, "position">, message: string): void {
    const { line = 1, column = 1 } = node.position?.start ?? {};
    this.problems.push({ file: this.#file, ...this.#place(line, column), path: "", message });
  }

  block(node: RootContent): Block[] {
    switch (node.type) {
      case "paragraph":
        return [{ kind: "paragraph", children: this.#inlines(node.children) }];
      case "list":
        return [
          {
            kind: "list",
            ordered: node.ordered === true,
            items: node.children.map((item) => item.children.flatMap((child) => this.block(child))),
          },
        ];
      case "code":
        return [
          node.lang === "yaml" && node.meta === "parts"
            ? { kind: "yaml", lines: node.value.split("\n").map(yamlLine) }
            : { kind: "code", language: node.lang ?? "", text: node.value },
        ];
      case "table": {
        const [head, ...rows] = node.children.map((row) =>
          row.children.map((cell) => this.#inlines(cell.children)),
        );
        return [{ kind: "table", head: head ?? [], rows }];
      }
      case "containerDirective":
        return this.#container(node);
      case "leafDirective":
        return this.#leaf(node);
      case "html":
        this.problem(node, "raw HTML is not shown; use Markdown and the directives");
        return [];
      default:
        this.problem(node, `${node.type} has no place in a lesson`);
        return [];
    }
  }

  #container(node: ContainerDirective): Block[] {
    const label = node.children.find(isLabel);
    if (label !== undefined) this.problem(node, `:::${node.name} takes no brackets`);
    const children = node.children.filter((child) => child !== label);
    const blocks = children.flatMap((child) => this.block(child));
    if (node.name === "note" || node.name === "try" || node.name === "predict") {
      return [{ kind: node.name, children: blocks }];
    }
    this.problem(node, `there is no directive :::${node.name}`);
    return [];
  }

  #leaf(node: LeafDirective): Block[] {
    const text = plain(node.children);
    const refuse = (form: string): Block[] => {
      this.problem(node, `::${node.name} is written ::${node.name}[${form}]`);
      return [];
    };
    switch (node.name) {
      case "gates":
        return GATES.test(text) ? [{ kind: "gates", pod: text }] : refuse("NAMESPACE/POD");
      case "matrix":
        return MATRIX.test(text) ? [{ kind: "matrix", port: text }] : refuse("PORT");
      case "compare": {
        const [, left, right] = COMPARE.exec(text) ?? [];
        return left === undefined || right === undefined
          ? refuse("A.yaml B.yaml")
          : [{ kind: "compare", left, right }];
      }
      case "try":
        return text === "" ? refuse("COMMAND") : [{ kind: "try", command: text, children: [] }];
      default:
        this.problem(node, `there is no directive ::${node.name}`);
        return [];
    }
  }

  #inlines(nodes: readonly PhrasingContent[]): Inline[] {
    return nodes.flatMap((node) => this.#inline(node));
  }

  #inline(node: PhrasingContent): Inline[] {
    switch (node.type) {
      case "text":
        return [{ kind: "text", text: node.value }];
      case "inlineCode":
        return [
          COMMAND.test(node.value)
            ? { kind: "code", text: node.value, command: true }
            : { kind: "code", text: node.value },
        ];
      case "strong":
      case "emphasis":
        return [{ kind: node.type, children: this.#inlines(node.children) }];
      case "link":
        if (!/^(https:\/\/|#\/)/.test(node.url)) {
          this.problem(node, `a link goes to https:// or to #/ of the page, not to ${node.url}`);
          return [];
        }
        return [{ kind: "link", href: node.url, children: this.#inlines(node.children) }];
      case "textDirective":
        return this.#term(node);
      case "break":
        return [{ kind: "text", text: " " }];
      case "html":
        this.problem(node, "raw HTML is not shown; use Markdown and the directives");
        return [];
      default:
        this.problem(node, `${node.type} has no place in a lesson`);
        return [];
    }
  }

  #term(node: TextDirective): Inline[] {
    const text = plain(node.children);
    // `db:3306` is an address
    const bare = text === "" && Object.keys(node.attributes ?? {}).length === 0;
    if (bare && node.name !== "term") return [{ kind: "text", text: `:${node.name}` }];
    if (node.name !== "term" || text === "") {
      this.problem(node, `there is no directive :${node.name}; a word is :term[word]`);
      return [];
    }
    return [{ kind: "term", term: node.attributes?.["of"] ?? text, text }];
  }
}

function isLabel(node: RootContent): node is Paragraph {
  return node.type === "paragraph" && node.data !== undefined && "directiveLabel" in node.data;
}

/** The text of phrases, marks left out. */
function plain(nodes: readonly PhrasingContent[]): string {
  return nodes
    .map((node) => {
      if ("value" in node) return node.value;
      return "children" in node ? plain(node.children) : "";
    })
    .join("");
}

function yamlLine(line: string): YamlLine {
  const [mark, name] = PART.exec(line) ?? [];
  const part = PARTS.find((candidate) => candidate === name);
  if (mark === undefined || part === undefined) return { text: line };
  return { text: line.slice(0, line.length - mark.length), part };
}
