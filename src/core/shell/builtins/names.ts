/** What names mean: type, command, builtin, alias, hash. */
import type { Builtin, BuiltinContext, CommandMeaning } from "../builtin.ts";
import { BuiltinNames } from "./builtinNames.ts";

function describeLong(
  name: string,
  meaning: CommandMeaning,
  dialect: BuiltinContext["dialect"],
): string {
  switch (meaning.type) {
    case "alias":
      return dialect === "bash"
        ? `${name} is aliased to \`${meaning.text}'`
        : `${name} is an alias for ${meaning.text}`;
    case "keyword":
      return `${name} is a shell keyword`;
    case "function":
      return dialect === "bash"
        ? `${name} is a function\n${functionText(name, meaning.source)}`
        : `${name} is a function`;
    case "builtin":
      return `${name} is a shell builtin`;
    case "file":
      return `${name} is ${meaning.path}`;
  }
}

/** A function as it was written, with the head bash gives it. */
export function functionText(name: string, source: string): string {
  const body = source.replace(/^(function\s+)?[^\s({]+\s*(\(\s*\))?\s*/, "");
  return `${name} () \n${body}`;
}

const SHORT: Readonly<Record<CommandMeaning["type"], string>> = {
  alias: "alias",
  keyword: "keyword",
  function: "function",
  builtin: "builtin",
  file: "file",
};

function runType(context: BuiltinContext): number {
  const { args, stdout, shell, dialect } = context;
  const flags = args.filter((arg) => /^-[aftpP]+$/.test(arg)).join("");
  const names = args.filter((arg) => !/^-[aftpP]+$/.test(arg));
  let status = 0;
  for (const name of names) {
    let meanings = shell.describe(name);
    if (flags.includes("P")) meanings = meanings.filter((meaning) => meaning.type === "file");
    const first = meanings[0];
    if (first === undefined) {
      status = dialect === "bash" ? 1 : 127;
      if (!/[tpP]/.test(flags)) {
        if (dialect === "bash") context.complain(`${name}: not found`);
        else context.stdout.write(`${name}: not found\n`);
      }
      continue;
    }
    for (const meaning of flags.includes("a") ? meanings : [first]) {
      if (flags.includes("t")) stdout.write(SHORT[meaning.type] + "\n");
      else if (/[pP]/.test(flags)) {
        if (meaning.type === "file") stdout.write(meaning.path + "\n");
      } else stdout.write(describeLong(name, meaning, dialect) + "\n");
    }
  }
  return status;
}

async function runCommand(context: BuiltinContext): Promise<number> {
  const { args, stdout, shell, dialect } = context;
  let i = 0;
  let show: "v" | "V" | undefined;
  for (; /^-[pvV]+$/.test(args[i] ?? ""); i++) {
    if (args[i]?.includes("V") === true) show = "V";
    else if (args[i]?.includes("v") === true) show = "v";
  }
  if (args[i] === "--") i += 1;
  const words = args.slice(i);
  if (words.length === 0) return 0;
  if (show === undefined) return shell.runWords(words, { functions: false });
  let found = false;
  for (const name of words) {
    const meaning = shell.describe(name)[0];
    if (meaning === undefined) {
      if (show === "V") context.complain(`${name}: not found`);
      continue;
    }
    found = true;
    if (show === "V") stdout.write(describeLong(name, meaning, dialect) + "\n");
    else if (meaning.type === "alias") stdout.write(`alias ${name}='${meaning.text}'\n`);
    else stdout.write((meaning.type === "file" ? meaning.path : name) + "\n");
  }
  return found ? 0 : dialect === "bash" ? 1 : 127;
}

function runAlias({ args, state, stdout, complain, dialect }: BuiltinContext): number {
  const show = (name: string, text: string): void => {
    stdout.write(
      `${dialect === "bash" ? "alias " : ""}${name}='${text.replaceAll("'", "'\\''")}'\n`,
    );
  };
  const words = args.filter((arg) => arg !== "-p");
  if (words.length === 0) {
    for (const [name, text] of [...state.aliases].sort(([a], [b]) => (a < b ? -1 : 1)))
      show(name, text);
    return 0;
  }
  let status = 0;
  for (const word of words) {
    const equals = word.indexOf("=", 1);
    if (equals > 0) {
      state.aliases.set(word.slice(0, equals), word.slice(equals + 1));
      continue;
    }
    const text = state.aliases.get(word);
    if (text !== undefined) show(word, text);
    else {
      complain(`${word}: not found`);
      status = 1;
    }
  }
  return status;
}

function runUnalias({ args, state, complain }: BuiltinContext): number {
  let status = 0;
  for (const name of args) {
    if (name === "-a") state.aliases.clear();
    else if (!state.aliases.delete(name)) {
      complain(`${name}: not found`);
      status = 1;
    }
  }
  return status;
}

function runBuiltin({ args, shell, complain }: BuiltinContext): number | Promise<number> {
  const [name] = args;
  if (name === undefined) return 0;
  if (BuiltinNames.has(name)) return shell.runWords(args, { functions: false });
  complain(`${name}: not a shell builtin`);
  return 1;
}

function runHistory({ args, state, stdout, complain }: BuiltinContext): number {
  const [first] = args;
  if (first === "-c") {
    state.history.length = 0;
    return 0;
  }
  let count = state.history.length;
  if (first !== undefined && !first.startsWith("-")) {
    if (!/^[0-9]+$/.test(first)) {
      complain(`${first}: numeric argument required`);
      return 1;
    }
    count = Number(first);
  }
  const start = Math.max(0, state.history.length - count);
  state.history.slice(start).forEach((line, i) => {
    stdout.write(`${(start + i + 1).toString().padStart(5)}  ${line}\n`);
  });
  return 0;
}

export const NAME_BUILTINS: readonly Builtin[] = [
  { names: ["type"], run: runType },
  { names: ["command"], run: runCommand },
  { names: ["builtin"], run: runBuiltin },
  { names: ["alias"], run: runAlias },
  { names: ["unalias"], run: runUnalias },
  {
    names: ["hash"],
    run: ({ args, stdout, dialect }) => {
      if (args.length === 0 && dialect === "bash") stdout.write("hash: hash table empty\n");
      return 0;
    },
  },
  { names: ["history"], run: runHistory },
];
