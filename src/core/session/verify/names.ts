/** Does everything that content names exist, and is everything that exists named? */
import { readCheck, CheckError, type CheckSource } from "../../lessons/checks/registry.ts";
import { MISCONCEPTIONS } from "../../lessons/misconceptions.ts";
import type { LessonStep } from "../../lessons/schema/lesson.ts";
import type { Prediction } from "../../lessons/schema/parts.ts";
import type { Content } from "../../lessons/schema/read.ts";
import { pluginNamed } from "../../netpol/profiles/registry.ts";
import type { Ledger } from "./ledger.ts";
import { problemAt, type Folder, type Library } from "./library.ts";
import { faultsOfPrediction } from "./predictions.ts";

/** What can be named, each with the words of a fault. */
interface Names {
  readonly clusters: ReadonlySet<string>;
  readonly beliefs: ReadonlySet<string>;
  readonly terms: ReadonlySet<string>;
  readonly questions: ReadonlySet<string>;
}

type Say = (path: string, message: string) => void;

class Reader {
  readonly #ledger: Ledger;
  readonly #content: Content<unknown>;

  constructor(ledger: Ledger, content: Content<unknown>) {
    this.#ledger = ledger;
    this.#content = content;
  }

  readonly say: Say = (path, message) => {
    this.#ledger.fault(this.#content.problem(path, message));
  };

  known(what: string, name: string, all: { has(name: string): boolean }, path: string): void {
    this.#ledger.expect("references", all.has(name), () =>
      this.#content.problem(path, `no such ${what}: ${name}`),
    );
  }

  plugin(name: string | undefined, path: string): void {
    if (name === undefined) return;
    this.known("network plugin", name, { has: (id) => pluginNamed(id) !== undefined }, path);
  }

  each(what: string, list: readonly string[] = [], all: ReadonlySet<string>, path: string): void {
    for (const [i, name] of list.entries()) this.known(what, name, all, `${path}[${i}]`);
  }

  checks(sources: readonly CheckSource[] = [], path: string): void {
    for (const [i, source] of sources.entries()) this.check(source, `${path}[${i}]`);
  }

  check(source: CheckSource, path: string): void {
    if (typeof source !== "string") {
      if ("not" in source) this.check(source.not, `${path}.not`);
      else if ("all" in source) this.checks(source.all, `${path}.all`);
      else this.checks(source.any, `${path}.any`);
      return;
    }
    try {
      readCheck(source);
      this.#ledger.prove("references");
    } catch (error) {
      if (!(error instanceof CheckError)) throw error;
      this.say(path, error.message);
    }
  }

  prediction(predict: Prediction, path: string, { beliefs }: Names): void {
    for (const { at, message } of faultsOfPrediction(predict)) this.say(`${path}${at}`, message);
    if ("cells" in predict) this.checks(predict.cells, `${path}.cells`);
    if (!("options" in predict)) return;
    if (predict.key !== undefined) this.check(predict.key, `${path}.key`);
    for (const [i, belief] of (predict.beliefs ?? []).entries()) {
      if (belief !== null) this.known("belief", belief, beliefs, `${path}.beliefs[${i}]`);
    }
  }
}

/** Everything static: no lab is needed. Content with a fault here is not run. */
export function checkNames(library: Library, ledger: Ledger): void {
  const { book, glossary, banks } = library;
  const names: Names = {
    // one that is there and cannot be read has its own fault
    clusters: new Set(
      [...library.tree.keys()].flatMap((path) => /^scenarios\/([^/]+)\//.exec(path)?.[1] ?? []),
    ),
    beliefs: new Set(book?.value.misconceptions.map(({ id }) => id)),
    terms: new Set(glossary?.value.terms.map(({ term }) => term)),
    questions: new Set(
      [...banks.values()].flatMap(({ value }) => value.questions.map(({ id }) => id)),
    ),
  };
  checkCourse(library, ledger);
  checkBooks(library, ledger, names);
  const asked = new Map<string, Set<string>>();
  for (const folder of library.lessons.values()) {
    const { value } = folder.content;
    const reader = beginFolder(folder, ledger, names, value);
    reader.each("term in the glossary", value.teaches, names.terms, "teaches");
    reader.each("belief", value.misconceptions, names.beliefs, "misconceptions");
    reader.checks(value.keep, "keep");
    once(value.steps.map(({ id }) => id), (i, id) => {
      reader.say(`steps[${i}].id`, `there is a step ${id} already`);
    }); // prettier-ignore
    fading(value.steps, reader);
    const all = new Set<string>();
    asked.set(folder.id, all);
    for (const [i, step] of value.steps.entries()) {
      const path = `steps[${i}]`;
      reader.checks(step.checks, `${path}.checks`);
      if ((step.checks ?? []).length === 0) reader.say(path, "the step has no checks");
      reader.each("question", step.questions, names.questions, `${path}.questions`);
      for (const id of step.questions ?? []) all.add(id);
      if (step.predict !== undefined) reader.prediction(step.predict, `${path}.predict`, names);
      usedFiles(step.commands, folder, reader, `${path}.commands`);
      usedFiles(step.solution, folder, reader, `${path}.solution`);
    }
  }
  for (const folder of library.puzzles.values()) {
    const { value } = folder.content;
    const reader = beginFolder(folder, ledger, names, value);
    reader.each("belief", value.misconceptions, names.beliefs, "misconceptions");
    usedFiles(value.solution, folder, reader, "solution");
  }
  for (const folder of library.challenges.values()) {
    const { value } = folder.content;
    const reader = beginFolder(folder, ledger, names, value);
    reader.each("belief", value.misconceptions, names.beliefs, "misconceptions");
    for (const part of ["broken", "goal", "guard"] as const) reader.checks(value[part], part);
    usedFiles(value.solution, folder, reader, "solution");
  }
  for (const folder of library.demos.values()) {
    const { value } = folder.content;
    const reader = beginFolder(folder, ledger, names, value);
    for (const [i, scene] of value.scenes.entries()) {
      const path = `scenes[${i}]`;
      reader.checks(scene.checks, `${path}.checks`);
      reader.plugin(scene.plugin, `${path}.plugin`);
      if (scene.command !== undefined)
        usedFiles([scene.command], folder, reader, () => `${path}.command`);
      if (scene.ask !== undefined && scene.ask.answer >= scene.ask.options.length)
        reader.say(`${path}.ask.answer`, `there is no option ${scene.ask.answer}`);
    }
  }
  checkQuestions(library, ledger, names, asked);
}

interface Begun {
  readonly id: string;
  readonly cluster: string;
  readonly start?: { readonly plugin?: string | undefined; readonly apply?: string[] | undefined } | undefined;
} // prettier-ignore

/** What all folders have: an id, a cluster, a start, files. */
function beginFolder(
  folder: Folder<unknown>,
  ledger: Ledger,
  { clusters }: Names,
  { id, cluster, start }: Begun,
): Reader {
  const reader = new Reader(ledger, folder.content);
  if (id !== folder.id) reader.say("id", `the folder is called ${folder.id}`);
  reader.known("cluster", cluster, clusters, "cluster");
  reader.plugin(start?.plugin, "start.plugin");
  for (const [i, name] of (start?.apply ?? []).entries()) {
    reader.known("file", name, new Set(Object.keys(folder.files)), `start.apply[${i}]`);
  }
  const told = `${folder.source.text}\n${folder.text?.text ?? ""}`;
  for (const name of Object.keys(folder.files)) {
    ledger.expect("files", told.includes(name), () =>
      problemAt(folder.paths[name] ?? "", "nothing uses this file"),
    );
  }
  return reader;
}

/** Files that commands name with -f, or print, lie in the home folder. */
function usedFiles(
  commands: readonly string[] = [],
  { files }: Folder<unknown>,
  reader: Reader,
  path: string | ((index: number) => string),
): void {
  const all = new Set(Object.keys(files));
  for (const [i, command] of commands.entries()) {
    const where = typeof path === "string" ? `${path}[${i}]` : path(i);
    for (const [, name = ""] of (command.split("\n")[0] ?? "").matchAll(
      /(?:^|\s)(?:-f|--filename|cat|vi|nano|code)[ =]([\w./-]*\.ya?ml)\b/g,
    )) {
      reader.known("file", name, all, where);
    }
  }
}

/** How much of a policy is given, from the first step that says so to the last: less and less. */
const FADING = ["full", "one-blank", "empty"] as const;

function fading(steps: readonly LessonStep[], reader: Reader): void {
  let least = 0;
  for (const [i, { labels }] of steps.entries()) {
    if (labels === undefined) continue;
    const at = FADING.indexOf(labels);
    if (at < least)
      reader.say(`steps[${i}].labels`, `${labels} after ${FADING[least] ?? ""}: labels fade`);
    least = Math.max(least, at);
  }
}

function once(names: readonly string[], twice: (index: number, name: string) => void): void {
  for (const [i, name] of names.entries()) if (names.indexOf(name) < i) twice(i, name);
}

function checkCourse(library: Library, ledger: Ledger): void {
  const { course, lessons, puzzles, challenges, demos, banks, tree } = library;
  if (course === undefined) return;
  const reader = new Reader(ledger, course);
  const kinds = [
    ["lesson", "lessons", lessons],
    ["puzzle", "puzzles", puzzles],
    ["broken cluster", "challenges", challenges],
  ] as const;
  const named = new Set<string>();
  const name = (what: string, id: string, all: { has(name: string): boolean }, path: string) => {
    // a file that is there and cannot be read has its own fault
    const there = [...tree.keys()].some((key) => key.includes(`${id}/`) || key.endsWith(`/${id}.yaml`));
    if (!there) reader.known(what, id, all, path);
    else ledger.prove("references");
    if (named.has(`${what} ${id}`)) reader.say(path, `${id} is in the course already`);
    named.add(`${what} ${id}`);
  }; // prettier-ignore
  for (const [m, module] of course.value.modules.entries()) {
    for (const [what, key, all] of kinds) {
      for (const [i, id] of (module[key] ?? []).entries())
        name(what, id, all, `modules[${m}].${key}[${i}]`);
    }
  }
  for (const [i, id] of course.value.demos.entries())
    name("demonstration", id, demos, `demos[${i}]`);
  for (const [i, id] of course.value.quizzes.entries())
    name("question bank", id, banks, `quizzes[${i}]`);
  const everything = [
    ...kinds.map(([what, , all]) => [what, all] as const),
    ["demonstration", demos] as const,
  ];
  for (const [what, all] of everything) {
    for (const { id, source } of all.values()) {
      if (!named.has(`${what} ${id}`))
        ledger.fault(problemAt(source.file, `course.yaml does not name this ${what}`));
    }
  }
  for (const [id, bank] of banks) {
    if (!named.has(`question bank ${id}`))
      ledger.fault(bank.problem("", "course.yaml does not name this question bank"));
  }
}

function checkBooks({ glossary, book }: Library, ledger: Ledger, { terms }: Names): void {
  if (glossary !== undefined) {
    const reader = new Reader(ledger, glossary);
    const all = glossary.value.terms;
    once(all.map(({ term }) => term.toLowerCase()), (i, term) => {
      reader.say(`terms[${i}].term`, `there is a term ${term} already`);
    }); // prettier-ignore
    for (const [i, { see }] of all.entries()) reader.each("term", see, terms, `terms[${i}].see`);
  }
  if (book !== undefined) {
    const reader = new Reader(ledger, book);
    const ids = book.value.misconceptions.map(({ id }) => id);
    once(ids, (i, id) => {
      reader.say(`misconceptions[${i}].id`, `there is a belief ${id} already`);
    });
    for (const [i, { id, flags }] of book.value.misconceptions.entries()) {
      const own = MISCONCEPTIONS.filter((each) => each.id === id).map(({ flag }) => flag);
      reader.each("variation of the evaluator", flags, new Set(own), `misconceptions[${i}].flags`);
    }
  }
}

function checkQuestions(
  { banks, lessons, course }: Library,
  ledger: Ledger,
  { clusters, beliefs }: Names,
  asked: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const ids = new Set<string>();
  const inCourse = new Set(course?.value.modules.flatMap((module) => module.lessons));
  for (const bank of banks.values()) {
    const reader = new Reader(ledger, bank);
    for (const [i, question] of bank.value.questions.entries()) {
      const path = `questions[${i}]`;
      const { id, verify, lesson } = question;
      if (ids.has(id)) reader.say(`${path}.id`, `there is a question ${id} already`);
      ids.add(id);
      reader.known("lesson", lesson, { has: (name) => inCourse.has(name) }, `${path}.lesson`);
      if (lessons.has(lesson) && asked.get(lesson)?.has(id) !== true)
        reader.say(`${path}.lesson`, `no step of ${lesson} asks ${id}`);
      if (verify === undefined && question.source === undefined)
        reader.say(path, "neither a scenario to verify it nor a source");
      if (verify !== undefined) {
        reader.known("cluster", verify.cluster, clusters, `${path}.verify.cluster`);
        reader.plugin(verify.plugin, `${path}.verify.plugin`);
        reader.checks(verify.checks, `${path}.verify.checks`);
      }
      if (question.type === "matrix") reader.checks(question.cells, `${path}.cells`);
      if (question.type === "fix") reader.checks(question.goal, `${path}.goal`);
      const needs =
        question.type === "matrix" || question.type === "fix" || question.type === "spot";
      if (needs && verify === undefined) reader.say(path, "a key that no scenario proves");
      if (!("options" in question)) continue;
      const keys = "answers" in question ? question.answers : [question.answer];
      const { options } = question;
      const at = "answers" in question ? "answers" : "answer";
      for (const key of keys)
        if (key >= options.length) reader.say(`${path}.${at}`, `there is no option ${key}`);
      if (new Set(keys).size < keys.length) reader.say(`${path}.${at}`, "an option named twice");
      if (keys.length === options.length) reader.say(`${path}.${at}`, "every option is right");
      for (const [o, option] of options.entries()) {
        const where = `${path}.options[${o}]`;
        if (option.belief !== undefined) {
          reader.known("belief", option.belief, beliefs, `${where}.belief`);
          if (keys.includes(o))
            reader.say(`${where}.belief`, "a right option gives no belief away");
          if ("text" in option && option.feedback === undefined)
            reader.say(where, "nothing is said to those who choose it");
        }
        if (options.findIndex((other) => textOf(other) === textOf(option)) < o)
          reader.say(where, "there is such an option already");
      }
    }
  }
}

const textOf = (option: { readonly text: string } | { readonly policy: string }): string =>
  "text" in option ? option.text.trim() : option.policy;
