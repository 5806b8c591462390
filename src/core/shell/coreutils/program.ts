/** What the small programs share: options, error texts of GNU coreutils, input from files. */
import { FileError } from "../files.ts";
import { errorText } from "../messages.ts";
import { resolvePath } from "../paths.ts";
import type { InputStream, ProcessContext } from "../process.ts";
import { textInput } from "../streams.ts";

/** Thrown by a program's own code: message on stderr, then this status. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly status: number;
  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

export interface ParsedOptions {
  /** Letters and long names given, with their values ("" for flags); the last one counts. */
  readonly options: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

export interface OptionSpec {
  /** Letters without a value. */
  readonly flags: string;
  /** Letters that take a value. */
  readonly values?: string;
  /** Long names and the letter each stands for; those of `values` take one. */
  readonly long?: Readonly<Record<string, string>>;
  /** Stop at the first operand (env, timeout, xargs). */
  readonly stopAtOperand?: boolean;
}

/** GNU getopt: options anywhere, clusters, `--name=value`, `--`. Throws {@link UsageError}. */
export function parseOptions(argv: readonly string[], spec: OptionSpec, status = 1): ParsedOptions {
  const options = new Map<string, string>();
  const operands: string[] = [];
  const program = baseName(argv[0] ?? "");
  const help = `\nTry '${program} --help' for more information.`;
  const values = spec.values ?? "";
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] ?? "";
    if (arg === "--") {
      operands.push(...argv.slice(i + 1));
      break;
    }
    if (arg.startsWith("--")) {
      const equals = arg.indexOf("=");
      const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
      const letter = longOption(spec, name);
      if (letter === undefined) {
        throw new UsageError(`unrecognized option '--${name}'${help}`, status);
      }
      if (!values.includes(letter) || letter.length > 1)
        options.set(letter, equals < 0 ? "" : arg.slice(equals + 1));
      else if (equals >= 0) options.set(letter, arg.slice(equals + 1));
      else {
        const value = argv[++i];
        if (value === undefined)
          throw new UsageError(`option '--${name}' requires an argument${help}`, status);
        options.set(letter, value);
      }
      continue;
    }
    if (!/^-./.test(arg)) {
      if (spec.stopAtOperand === true) {
        operands.push(...argv.slice(i));
        break;
      }
      operands.push(arg);
      continue;
    }
    for (let j = 1; j < arg.length; j++) {
      const letter = arg[j] ?? "";
      if (values.includes(letter)) {
        const value = j + 1 < arg.length ? arg.slice(j + 1) : argv[++i];
        if (value === undefined)
          throw new UsageError(`option requires an argument -- '${letter}'${help}`, status);
        options.set(letter, value);
        break;
      }
      if (!spec.flags.includes(letter))
        throw new UsageError(`invalid option -- '${letter}'${help}`, status);
      options.set(letter, "");
    }
  }
  return { options, operands };
}

function longOption(spec: OptionSpec, name: string): string | undefined {
  const long = spec.long ?? {};
  if (Object.hasOwn(long, name)) return long[name];
  const matching = Object.keys(long).filter((key) => key.startsWith(name));
  const [only] = matching;
  return matching.length === 1 && only !== undefined ? long[only] : undefined;
}

/** A name in quotes, as coreutils' `quote` writes it: curly ones where the locale is UTF-8. */
export function quote(context: ProcessContext, text: string): string {
  const locale =
    context.env.get("LC_ALL") ?? context.env.get("LC_CTYPE") ?? context.env.get("LANG") ?? "";
  return /utf-?8/i.test(locale) ? `\u2018${text}\u2019` : `'${text}'`;
}

/** The name a program prints before its messages. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Wraps a program: UsageError and FileError become its message and status. */
export function program(
  run: (context: ProcessContext) => Promise<number> | number,
): (context: ProcessContext) => Promise<number> {
  return async (context) => {
    try {
      return await run(context);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      complain(context, error.message);
      return error.status;
    }
  };
}

/** `name: message` on stderr. */
export function complain(context: ProcessContext, message: string): void {
  context.stderr.write(`${baseName(context.argv[0] ?? "")}: ${message}\n`);
}

/** Opens a file, or stdin for `-`. Throws FileError. */
export function openInput(context: ProcessContext, name: string): InputStream {
  if (name === "-") return context.stdin;
  const path = resolvePath(context.cwd, name);
  if (name === "") throw new FileError("ENOENT", name);
  return textInput(context.fs.read(path));
}

/**
 * Visits each input named (stdin when none is); one that cannot be opened is complained of.
 * Resolves with 1 if there was any, else 0.
 */
export async function eachInput(
  context: ProcessContext,
  operands: readonly string[],
  visit: (stream: InputStream, name: string) => Promise<void>,
  word: (name: string, error: FileError) => string = (name, error) =>
    `${name}: ${errorText(error)}`,
): Promise<number> {
  let status = 0;
  for (const name of operands.length === 0 ? ["-"] : operands) {
    let stream: InputStream;
    try {
      stream = openInput(context, name);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      complain(context, word(name, error));
      status = 1;
      continue;
    }
    await visit(stream, name);
  }
  return status;
}

/** Runs a change of the file system; its failure is worded and counted. */
export function attempt(
  context: ProcessContext,
  change: () => void,
  word: (error: FileError, text: string) => string,
): boolean {
  try {
    change();
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    complain(context, word(error, errorText(error)));
    return false;
  }
}

/** Writes and waits until there is room for more. */
export async function put(context: ProcessContext, text: string): Promise<void> {
  context.stdout.write(text);
  await context.stdout.drain?.(context.cancel);
}
