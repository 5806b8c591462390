/** Options of one letter each, as bash's internal getopt reads them: `-rp text`, `-ptext`, `--`. */
import type { BuiltinContext } from "../builtin.ts";

export interface LetterOptions {
  /** In the order given; a flag without a value has none. */
  readonly options: readonly (readonly [letter: string, value: string | undefined])[];
  readonly names: readonly string[];
}

export interface LetterSpec {
  /** Letters that stand alone. */
  readonly alone: string;
  /** Letters that take the rest of the word, or the next one. */
  readonly withValue: string;
  /** Printed after a complaint. */
  readonly usage: string;
}

/** The options and what follows them; undefined after the complaint. */
export function letterOptions(
  context: BuiltinContext,
  { alone, withValue, usage }: LetterSpec,
): LetterOptions | undefined {
  const { args } = context;
  const bash = context.dialect === "bash";
  const refuse = (message: string): void => {
    context.complain(message);
    if (bash) context.stderr.write(usage);
  };
  const options: [string, string | undefined][] = [];
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--") {
      i += 1;
      break;
    }
    if (!/^-./.test(arg)) break;
    for (let j = 1; j < arg.length; j++) {
      const letter = arg[j] ?? "";
      const takesValue = withValue.includes(letter);
      if (!takesValue && !alone.includes(letter)) {
        refuse(bash ? `-${letter}: invalid option` : `Illegal option -${letter}`);
        return undefined;
      }
      const value = !takesValue ? undefined : j + 1 < arg.length ? arg.slice(j + 1) : args[++i];
      if (takesValue && value === undefined) {
        refuse(bash ? `-${letter}: option requires an argument` : `No arg for -${letter} option`);
        return undefined;
      }
      options.push([letter, value]);
      if (takesValue) break;
    }
  }
  return { options, names: args.slice(i) };
}
