/** Checks on what the learner did rather than on what came of it: a command typed, an answer given. */
import { findByArgument } from "./resources.ts";
import type { CheckKind } from "./check.ts";

export const RAN: CheckKind = {
  name: "ran",
  form: "ran COMMAND",
  about:
    "A command was typed. Words in their order, flags anywhere; `*` stands for one word, `a|b` for either.",
  read(rest) {
    const pattern = commandWords(rest);
    if (pattern.words.length === 0) return undefined;
    return {
      text: patternText(rest),
      run({ commands }) {
        const holds = commands.some((line) =>
          line.split(/&&|\|\||[;|\n]/).some((part) => fits(pattern, commandWords(part))),
        );
        return { holds, text: holds ? "You ran it." : "Not typed yet." };
      },
    };
  },
};

/** One command that fits, as a learner would read it. */
function patternText(pattern: string): string {
  const words = pattern.split(" ").map((word) => (word === "*" ? "…" : (word.split("|")[0] ?? "")));
  const loose = /[*|]/.test(pattern);
  return `Run \`${words.join(" ")}\`${loose ? " or the like" : ""}`;
}

export const ANSWERED: CheckKind = {
  name: "answered",
  form: "answered ID",
  about:
    "The prediction or question with this id has an answer; a wrong one is explained, not barred.",
  read(rest) {
    if (!/^[A-Za-z0-9-]+$/.test(rest)) return undefined;
    return {
      text: "Answer the question",
      run({ answers }) {
        const right = answers.get(rest);
        if (right === undefined) return { holds: false, text: "Not answered yet." };
        return { holds: true, text: right ? "Answered." : "Answered; read the reason." };
      },
    };
  },
};

interface CommandWords {
  readonly words: readonly string[];
  readonly flags: readonly string[];
}

/** Flags with a value after them that say where or how, not what. */
const VALUE_FLAGS = new Set([
  "-n", "--namespace", "-o", "--output", "-l", "--selector", "-c", "--container", "-f", "--filename",
]); // prettier-ignore

const LONG: ReadonlyMap<string, string> = new Map([
  ["--namespace", "-n"],
  ["--output", "-o"],
  ["--selector", "-l"],
  ["--container", "-c"],
  ["--filename", "-f"],
  ["--all-namespaces", "-A"],
]);

/** One spelling of a command: `kubectl`, resources by their plural, flags as `-o=wide`. */
function commandWords(line: string): CommandWords {
  const raw = line.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? [];
  const given = raw.map((word) => word.replaceAll(/["']/g, ""));
  const words: string[] = [];
  const flags: string[] = [];
  let inner = false;
  for (let index = 0; index < given.length; index++) {
    const word = given[index] ?? "";
    if (word === "--" && !inner) inner = true;
    else if (inner || !word.startsWith("-")) {
      words.push(word === "k" && words.length === 0 ? "kubectl" : resource(word, words));
    } else {
      const [, name = word, attached] =
        /^(--[a-z-]+)=(.*)$/.exec(word) ?? /^(-[nolcf])=?(.+)$/.exec(word) ?? [];
      const short = LONG.get(name) ?? name;
      if (attached !== undefined) flags.push(`${short}=${attached}`);
      else if (VALUE_FLAGS.has(name)) flags.push(`${short}=${given[++index] ?? ""}`);
      else flags.push(short);
    }
  }
  return { words, flags };
}

/** `po`, `pod` and `pods` are one word where kubectl expects a resource. */
function resource(word: string, before: readonly string[]): string {
  if (before.length !== 2 || before[0] !== "kubectl") return word;
  return word
    .split("|")
    .map((name) => findByArgument(name) ?? name)
    .join("|");
}

/** Every word and flag of the pattern is in the command, the words in their order. */
function fits(pattern: CommandWords, command: CommandWords): boolean {
  let at = 0;
  for (const wanted of pattern.words) {
    while (at < command.words.length && !wordFits(wanted, command.words[at] ?? "")) at++;
    if (at === command.words.length) return false;
    at++;
  }
  return pattern.flags.every((wanted) => command.flags.some((flag) => wordFits(wanted, flag)));
}

function wordFits(wanted: string, word: string): boolean {
  return wanted === "*" || wanted.split("|").includes(word);
}
