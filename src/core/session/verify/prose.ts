/** Prose: its form, what it names, how it reads, and that no word comes before its explanation. */
import type { Block, Inline, Prose } from "../../lessons/prose.ts";
import type { Lesson } from "../../lessons/schema/lesson.ts";
import type { Content, ContentProblem } from "../../lessons/schema/read.ts";
import type { Ledger } from "./ledger.ts";
import { problemAt, type Folder, type Library, type SourceFile } from "./library.ts";

export interface Place {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** Where a word of the glossary stands in a text. */
export interface TermUse extends Place {
  /** As the glossary has it. */
  readonly term: string;
  /** Is it a link to the glossary's card? */
  readonly linked: boolean;
}

/** What the verifier needs to know of Markdown; it is read outside the core. */
export interface ProseTools {
  readonly read: (
    file: string,
    markdown: string,
  ) => {
    readonly prose: Prose;
    readonly lines: Readonly<Record<string, number>>;
    readonly problems: readonly ContentProblem[];
  };
  /** What is hard to read in the prose of a lesson, heading by heading. */
  readonly lintProse: (markdown: string) => Linted;
  /** What is hard to read in a text of a few sentences. */
  readonly lintText: (text: string) => Linted;
  /** Words of the glossary in a text, in their order. */
  readonly termUses: (markdown: string, terms: readonly string[]) => readonly TermUse[];
}

export interface Linted {
  readonly findings: readonly (Place & { readonly message: string })[];
  readonly passages: number;
  readonly sentences: number;
}

/** All prose of the library; lessons in the order of the course, as words are explained on the way. */
export function proveProse(library: Library, tools: ProseTools, ledger: Ledger): void {
  const { course, lessons } = library;
  const order = course?.value.modules.flatMap((module) => module.lessons) ?? [];
  const explained = new Set<string>();
  for (const id of order) {
    const folder = lessons.get(id);
    if (folder === undefined) continue;
    const { text, source } = folder;
    if (text === undefined) ledger.fault(problemAt(source.file, "there is no text.md beside it"));
    else {
      const read = tools.read(text.file, text.text);
      ledger.fault(...read.problems);
      if (read.problems.length > 0) continue;
      headings(folder, text, read, ledger);
      named(folder, text, read, library, ledger);
      const linted = tools.lintProse(text.text);
      for (const { line, column, message } of linted.findings)
        ledger.fault({ file: text.file, line, column, path: "", message });
      ledger.prove("prose", linted.passages);
      ledger.prove("sentences", linted.sentences);
      words(text, library, explained, tools, ledger);
    }
    for (const term of folder.content.value.teaches ?? []) explained.add(term);
  }
  proveTexts(library, tools, ledger);
}

type ReadText = ReturnType<ProseTools["read"]>;

/** One heading a step, in their order. */
function headings(
  { content }: Folder<Lesson>,
  { file }: SourceFile,
  { prose, lines }: ReadText,
  ledger: Ledger,
): void {
  const steps = content.value.steps.map(({ id }) => id);
  const found = Object.keys(prose);
  for (const [i, id] of steps.entries()) {
    if (!found.includes(id))
      ledger.fault(content.problem(`steps[${i}].id`, `text.md has no heading "## ${id}"`));
  }
  for (const id of found) {
    if (!steps.includes(id))
      ledger.fault(problemAt(file, `there is no step ${id}`, "", lines[id] ?? 1));
  }
  const both = found.filter((id) => steps.includes(id));
  const sorted = both.toSorted((a, b) => steps.indexOf(a) - steps.indexOf(b));
  const [wrong] = both.filter((id, i) => id !== sorted[i]);
  if (wrong !== undefined) {
    const message = `step ${wrong} is not in the order of lesson.yaml`;
    ledger.fault(problemAt(file, message, "", lines[wrong] ?? 1));
  }
}

/** Terms, files and places that blocks name. */
function named(
  { files }: Folder<Lesson>,
  { file, text }: SourceFile,
  { prose, lines }: ReadText,
  library: Library,
  ledger: Ledger,
): void {
  const terms = new Set(library.glossary?.value.terms.map(({ term }) => term.toLowerCase()));
  for (const [step, blocks] of Object.entries(prose)) {
    const place = (name: string): Place => find(text, name, lines[step] ?? 1);
    const expect = (holds: boolean, name: string, message: string): void => {
      const { line, column } = place(name);
      ledger.expect("references", holds, () => problemAt(file, message, "", line, column));
    };
    for (const block of flatten(blocks)) {
      if (block.kind === "compare") {
        for (const name of [block.left, block.right])
          expect(Object.hasOwn(files, name), name, `there is no file ${name}`);
      }
    }
    for (const inline of inlinesOf(blocks)) {
      if (inline.kind === "term") {
        const known = terms.has(inline.term.toLowerCase());
        expect(known, `:term[${inline.text}`, `the glossary has no term ${inline.term}`);
      } else if (inline.kind === "link" && inline.href.startsWith("#/")) {
        expect(routeExists(inline.href, library), inline.href, `there is no ${inline.href}`);
      }
    }
  }
}

/** Where a word first stands at or after a line. */
function find(text: string, word: string, from: number): Place {
  const lines = text.split("\n");
  for (let i = from - 1; i < lines.length; i++) {
    const at = lines[i]?.indexOf(word) ?? -1;
    if (at >= 0) return { line: i + 1, column: at + 1 };
  }
  return { line: from, column: 1 };
}

function routeExists(href: string, library: Library): boolean {
  const [kind = "", id, step] = href.slice(2).split("/");
  if (id === undefined) return ["learn", "quiz", "practice", "progress", "teach", ""].includes(kind);
  switch (kind) {
    case "learn": {
      const lesson = library.lessons.get(id)?.content.value;
      return lesson?.steps.some((each) => step === undefined || each.id === step) === true;
    }
    case "puzzle":
      return library.puzzles.has(id);
    case "challenge":
      return library.challenges.has(id);
    case "demo":
      return library.demos.has(id);
    case "lab":
      return library.clusters.has(id);
    default:
      return ["quiz", "practice"].includes(kind);
  }
} // prettier-ignore

function* flatten(blocks: readonly Block[]): Iterable<Block> {
  for (const block of blocks) {
    yield block;
    if (block.kind === "list") for (const item of block.items) yield* flatten(item);
    else if ("children" in block && block.kind !== "paragraph") yield* flatten(block.children);
  }
}

function* inlinesOf(blocks: readonly Block[]): Iterable<Inline> {
  for (const block of flatten(blocks)) {
    if (block.kind === "paragraph") yield* deep(block.children);
    else if (block.kind === "table") for (const row of [block.head, ...block.rows]) for (const cell of row) yield* deep(cell);
  }
} // prettier-ignore

function* deep(inlines: readonly Inline[]): Iterable<Inline> {
  for (const inline of inlines) {
    yield inline;
    if ("children" in inline) yield* deep(inline.children);
  }
}

/** A word of the glossary is a link where it comes first, unless a lesson before explained it. */
function words(
  { file, text }: SourceFile,
  { glossary }: Library,
  explained: Set<string>,
  tools: ProseTools,
  ledger: Ledger,
): void {
  const terms = glossary?.value.terms.map(({ term }) => term) ?? [];
  for (const { term, linked, line, column } of tools.termUses(text, terms)) {
    if (explained.has(term)) continue;
    explained.add(term); // said once
    if (linked) ledger.prove("references");
    else {
      const message = `"${term}" comes before it is explained: write :term[${term}] here`;
      ledger.fault(problemAt(file, message, "", line, column));
    }
  }
}

type Text = readonly [path: string, text: string | undefined];

/** The texts in YAML, each with its path. */
function proveTexts(library: Library, { lintText }: ProseTools, ledger: Ledger): void {
  const lint = <T>(content: Content<T> | undefined, texts: (value: T) => readonly Text[]): void => {
    if (content === undefined) return;
    for (const [path, text] of texts(content.value)) {
      if (text === undefined) continue;
      const { findings, sentences } = lintText(text);
      ledger.prove("sentences", sentences);
      for (const { message } of findings) ledger.fault(content.problem(path, message));
    }
  };
  for (const { content } of library.lessons.values()) lint(content, lessonTexts);
  for (const { content } of library.puzzles.values()) {
    lint(content, ({ story, why, hints }) => [["story", story], ["why", why], ...list("hints", hints)]);
  }
  for (const { content } of library.challenges.values()) {
    lint(content, ({ ticket, clue, cause, hints }) => [["ticket", ticket], ["clue", clue], ["cause", cause], ...list("hints", hints)]);
  }
  for (const { content } of library.demos.values()) {
    lint(content, ({ summary, scenes }) => [["summary", summary], ...scenes.flatMap(({ say, ask }, i): Text[] => [[`scenes[${i}].say`, say], [`scenes[${i}].ask.question`, ask?.question], [`scenes[${i}].ask.expect`, ask?.expect]])]);
  }
  for (const bank of library.banks.values()) {
    lint(bank, ({ questions }) => questions.flatMap((question, i): Text[] => [[`questions[${i}].stem`, question.stem], [`questions[${i}].why`, question.why], ...("options" in question ? question.options : []).map((option, o): Text => [`questions[${i}].options[${o}].feedback`, "feedback" in option ? option.feedback : undefined])]));
  }
  lint(library.glossary, ({ terms }) => terms.flatMap(({ short, more }, i): Text[] => [[`terms[${i}].short`, short], [`terms[${i}].more`, more]]));
  lint(library.book, ({ misconceptions }) => misconceptions.flatMap(({ truth, feedback, belief }, i): Text[] => [[`misconceptions[${i}].belief`, belief], [`misconceptions[${i}].truth`, truth], [`misconceptions[${i}].feedback`, feedback]]));
  lint(library.course, ({ summary, modules }) => [["summary", summary], ...modules.map((m, i): Text => [`modules[${i}].summary`, m.summary])]);
} // prettier-ignore

const list = (path: string, texts: readonly string[]): readonly Text[] =>
  texts.map((text, i) => [`${path}[${i}]`, text]);

function lessonTexts({ goal, steps }: Lesson): readonly Text[] {
  return [
    ["goal", goal],
    ...steps.flatMap(({ task, hints, predict }, i): Text[] => [
      [`steps[${i}].task`, task],
      ...list(`steps[${i}].hints`, hints),
      [`steps[${i}].predict.question`, predict?.question],
      [`steps[${i}].predict.because`, predict?.because],
    ]),
  ];
}
