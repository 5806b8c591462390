/** echo and printf. */
import type { Builtin, BuiltinContext } from "../builtin.ts";
import { formatPrintf, unescapeEcho } from "../format.ts";
import { strftime } from "../time.ts";

async function runEcho({ args, stdout, dialect, shell }: BuiltinContext): Promise<number> {
  let newline = true;
  let escapes = dialect === "dash";
  let i = 0;
  const flags = dialect === "dash" ? /^-n$/ : /^-[neE]+$/;
  for (; i < args.length && flags.test(args[i] ?? ""); i++) {
    for (const letter of (args[i] ?? "").slice(1)) {
      if (letter === "n") newline = false;
      else escapes = letter === "e";
    }
  }
  const text = args.slice(i).join(" ");
  const out = escapes ? unescapeEcho(text, true) : { text, stop: false };
  stdout.write(out.text + (newline && !out.stop ? "\n" : ""));
  await stdout.drain?.(shell.cancel);
  return 0;
}

async function runPrintf(context: BuiltinContext): Promise<number> {
  const { shell, stdout } = context;
  let { args } = context;
  let variable: string | undefined;
  if (args[0] === "-v") {
    variable = args[1];
    args = args.slice(2);
  }
  if (args[0] === "--") args = args.slice(1);
  const [format, ...rest] = args;
  if (format === undefined) {
    context.stderr.write("printf: usage: printf [-v var] format [arguments]\n");
    return 2;
  }
  const now = shell.world.clock.now();
  const result = formatPrintf(format, rest, (form, seconds) =>
    strftime(form === "" ? "%X" : form, seconds < 0 ? now : seconds * 1000),
  );
  for (const error of result.errors) context.complain(error);
  if (variable !== undefined) shell.assignText(variable, result.text);
  else {
    stdout.write(result.text);
    await stdout.drain?.(shell.cancel);
  }
  return result.errors.length > 0 ? 1 : 0;
}

export const OUTPUT_BUILTINS: readonly Builtin[] = [
  { names: ["echo"], run: runEcho },
  { names: ["printf"], run: runPrintf },
];
