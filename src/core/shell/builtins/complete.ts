/** `complete`: what a person, or a script such as `kubectl completion bash`, registers for Tab. */
import type { Builtin, BuiltinContext } from "../builtin.ts";
import { quoteForShell } from "../parameterExpansion.ts";
import type { CompletionSpec } from "../state.ts";
import { letterOptions, type LetterSpec } from "./letters.ts";

const LETTERS: LetterSpec = {
  alone: "abcdefgjksuvprDEI",
  withValue: "oAGWFCXPS",
  usage:
    "complete: usage: complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]\n",
};

function runComplete(context: BuiltinContext): number {
  const parsed = letterOptions(context, LETTERS);
  if (parsed === undefined) return 2;
  const { options, names } = parsed;
  const { completions } = context.state;
  const given = new Set(options.map(([letter]) => letter));
  if (given.has("r")) {
    if (names.length === 0) completions.clear();
    return eachKnown(context, names, (name) => completions.delete(name));
  }
  if (given.has("p") || options.length === 0) {
    return eachKnown(
      context,
      names.length === 0 ? [...completions.keys()] : names,
      (name, spec) => {
        context.stdout.write(`complete ${spec.options}${name}\n`);
      },
    );
  }
  if (names.length === 0 && !["D", "E", "I"].some((letter) => given.has(letter))) {
    context.stderr.write(LETTERS.usage);
    return 2;
  }
  const words = options.findLast(([letter]) => letter === "W")?.[1];
  const text = options.map(([letter, value]) => `-${letter} ${shown(value)}`).join("");
  for (const name of names) {
    completions.set(name, { options: text, ...(words === undefined ? {} : { words }) });
  }
  return 0;
}

function shown(value: string | undefined): string {
  if (value === undefined) return "";
  return `${/^[\w@%+=:,./-]+$/.test(value) ? value : quoteForShell(value)} `;
}

function eachKnown(
  context: BuiltinContext,
  names: readonly string[],
  act: (name: string, spec: CompletionSpec) => unknown,
): number {
  let status = 0;
  for (const name of names) {
    const spec = context.state.completions.get(name);
    if (spec !== undefined) {
      act(name, spec);
      continue;
    }
    context.complain(`${name}: no completion specification`);
    status = 1;
  }
  return status;
}

export const COMPLETE_BUILTINS: readonly Builtin[] = [{ names: ["complete"], run: runComplete }];
