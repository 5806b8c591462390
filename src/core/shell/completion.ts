/**
 * Tab: commands, files, variables, and what programs offer for their own arguments.
 */
import { BuiltinNames } from "./builtins/builtinNames.ts";
import type { FileStat } from "./files.ts";
import { joinPath, resolvePath } from "./paths.ts";
import type { ShellState } from "./state.ts";
import { compareText } from "./text.ts";
import type { World } from "./world.ts";

/** What a program offers for the word under the cursor. */
export interface ProgramCompletion {
  /** Whole words that may stand there; those that do not begin with the word are left out. */
  readonly candidates: readonly string[];
  /** No blank is to follow (`--namespace=`). */
  readonly noSpace?: boolean;
  /** Files are offered when there are no candidates; without it none are. */
  readonly files?: FileOffer;
}

/** Which files are offered; folders lead further, so they always are. */
export type FileOffer =
  | "all"
  | "folders"
  /** Those with one of these endings, without the dot. */
  | { readonly endings: readonly string[] };

/**
 * Completes a program's arguments.
 * @param words the words before the one under the cursor, the program's name first.
 * @param current the word under the cursor, up to it, quotes taken off.
 */
export type ProgramCompleter = (words: readonly string[], current: string) => ProgramCompletion;

export interface CompletionRequest {
  /** All that was typed, up to the cursor. */
  readonly line: string;
  readonly world: World;
  readonly state: ShellState;
  readonly completer?: ((name: string) => ProgramCompleter | undefined) | undefined;
}

export interface Completion {
  /** Where in the line the word begins that the candidates replace. */
  readonly start: number;
  /** As they are to stand in the line, quoted where needed. */
  readonly candidates: readonly string[];
  /** As they are listed: a path shows its last name only. */
  readonly labels: readonly string[];
  /** Whether a blank follows when there is one candidate; folders get none. */
  readonly space: boolean;
}

interface SplitLine {
  /** Of the command that the cursor is in. */
  readonly words: readonly string[];
  readonly current: string;
  readonly start: number;
  /** The quote that is open at the cursor. */
  readonly quote: "" | "'" | '"';
}

const COMMAND_WORDS: ReadonlySet<string> = new Set([
  "if", "then", "elif", "else", "while", "until", "do", "!", "{", "time", "exec", "command", "sudo",
]); // prettier-ignore

/** Splits what was typed into the words of the last command. */
export function splitForCompletion(line: string): SplitLine {
  let words: string[] = [];
  let word: string | undefined;
  let start = line.length;
  let quote: SplitLine["quote"] = "";
  const end = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  for (let i = 0; i < line.length; i++) {
    const c = line[i] ?? "";
    if (quote !== "") {
      if (c === quote) quote = "";
      else word = (word ?? "") + c;
      continue;
    }
    if (c === "'" || c === '"') {
      if (word === undefined) start = i;
      word ??= "";
      quote = c;
    } else if (c === "\\" && i + 1 < line.length) {
      if (word === undefined) start = i;
      i += 1;
      word = (word ?? "") + (line[i] ?? "");
    } else if (c === " " || c === "\t") {
      end();
    } else if ("|;&(\n`".includes(c)) {
      end();
      words = [];
    } else if (c === "<" || c === ">") {
      end();
      words.push(c);
    } else {
      if (word === undefined) start = i;
      word = (word ?? "") + c;
    }
  }
  if (word === undefined) start = line.length;
  return { words, current: word ?? "", start, quote };
}

export function completeLine(request: CompletionRequest): Completion {
  const split = splitForCompletion(request.line);
  const variable = /\$\{?([A-Za-z_]\w*)?$/.exec(request.line);
  if (variable !== null && split.quote !== "'") return completeVariable(request, variable);
  const redirected = /[<>]/.test(split.words.at(-1) ?? "");
  let { words } = split;
  while (COMMAND_WORDS.has(words[0] ?? "")) words = words.slice(1);
  while (/^[A-Za-z_]\w*=/.test(words[0] ?? "")) words = words.slice(1);
  words = words.filter(
    (word, i) => word !== "<" && word !== ">" && !/^[<>]$/.test(words[i - 1] ?? ""),
  );
  if (redirected) return files(request, split, anyFile);
  if (words.length === 0) return completeCommand(request, split);
  const [name = "", ...rest] = expandAlias(request.state, words);
  const completer = request.completer?.(name.slice(name.lastIndexOf("/") + 1));
  if (completer === undefined) {
    const words = request.state.completions.get(name)?.words;
    if (words !== undefined) return choice(split, words.split(/\s+/));
    const foldersOnly = name === "cd" || name === "pushd" || name === "rmdir";
    return files(request, split, offered(foldersOnly ? "folders" : "all"));
  }
  const offer = completer([name, ...rest], split.current);
  const chosen = choice(split, offer.candidates);
  if (chosen.candidates.length === 0 && offer.files !== undefined) {
    return files(request, split, offered(offer.files));
  }
  return { ...chosen, space: offer.noSpace !== true };
}

/** Those of some words that begin as the word under the cursor. */
function choice(split: SplitLine, words: readonly string[]): Completion {
  const fitting = words.filter((word) => word !== "" && word.startsWith(split.current));
  const unique = [...new Set(fitting)].sort(compareText);
  return {
    start: split.start,
    candidates: unique.map((candidate) => quoted(candidate, split.quote)),
    labels: unique,
    space: true,
  };
}

function expandAlias(state: ShellState, words: readonly string[]): readonly string[] {
  const text = state.aliases.get(words[0] ?? "");
  if (text === undefined) return words;
  return [...text.split(/\s+/).filter((word) => word !== ""), ...words.slice(1)];
}

function completeVariable({ line, state }: CompletionRequest, match: RegExpExecArray): Completion {
  const typed = match[1] ?? "";
  const brace = match[0].startsWith("${") ? "}" : "";
  const names = state.variables.names().filter((name) => name.startsWith(typed));
  return {
    start: line.length - typed.length,
    candidates: names.map((name) => name + brace),
    labels: names,
    space: true,
  };
}

function completeCommand(request: CompletionRequest, split: SplitLine): Completion {
  const { state, world } = request;
  if (split.current.includes("/") || split.current.startsWith("~"))
    return files(request, split, (_, stat) => (stat.mode & 0o111) !== 0);
  const names = [
    ...BuiltinNames,
    ...state.functions.keys(),
    ...state.aliases.keys(),
    ...world.programNames(),
    "if", "for", "while", "until", "case", "do", "done", "then", "else", "fi", "esac", "function",
  ]; // prettier-ignore
  const fitting = [...new Set(names)]
    .filter((name) => name.startsWith(split.current))
    .sort(compareText);
  const candidates = split.current === "" ? fitting.filter((name) => /^[a-z]/.test(name)) : fitting;
  return { start: split.start, candidates, labels: candidates, space: true };
}

/** Whether a file that is not a folder is offered. */
type Keep = (name: string, stat: FileStat) => boolean;

const anyFile: Keep = () => true;

function offered(offer: FileOffer): Keep {
  if (offer === "all") return anyFile;
  if (offer === "folders") return () => false;
  return (name) => offer.endings.some((ending) => name.endsWith(`.${ending}`));
}

function files({ world, state }: CompletionRequest, split: SplitLine, keep: Keep): Completion {
  // `--file=ma` and `FOO=ma`: what follows the sign is the path
  const sign = split.quote === "" ? split.current.lastIndexOf("=") + 1 : 0;
  const typed = split.current.slice(sign);
  const slash = typed.lastIndexOf("/") + 1;
  const folder = typed.slice(0, slash);
  const prefix = typed.slice(slash);
  const home = state.variables.text("HOME") ?? "/";
  const real = folder.startsWith("~/") ? joinPath(home, folder.slice(2)) : folder;
  const path = resolvePath(state.cwd, real === "" ? "." : real);
  if (world.fs.stat(path)?.type !== "directory") {
    return { start: split.start, candidates: [], labels: [], space: true };
  }
  const names = world.fs
    .list(path)
    .filter((name) => name.startsWith(prefix) && (prefix.startsWith(".") || !name.startsWith(".")))
    .map((name) => ({ name, stat: world.fs.stat(joinPath(path, name)) }))
    .filter(
      ({ name, stat }) => stat !== undefined && (stat.type === "directory" || keep(name, stat)),
    );
  const candidates = names.map(({ name, stat }) => {
    const tail = stat?.type === "directory" ? "/" : "";
    return quoted(
      split.current.slice(0, sign) + folder + name + tail,
      split.quote,
      folder.startsWith("~/"),
    );
  });
  return {
    start: split.start,
    candidates,
    labels: names.map(({ name, stat }) => name + (stat?.type === "directory" ? "/" : "")),
    space: !(names.length === 1 && names[0]?.stat?.type === "directory"),
  };
}

function quoted(text: string, quote: SplitLine["quote"], tilde = false): string {
  if (quote !== "") return quote + text + (text.endsWith("/") ? "" : quote);
  const escaped = text.replace(/[^\p{L}\p{N}_@%+=:,./~^-]/gu, "\\$&");
  return tilde ? escaped : escaped.replace(/^~/, "\\~");
}

/** What all texts begin with. */
export function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? "";
  for (const text of texts) {
    while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  return prefix;
}
