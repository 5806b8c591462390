/** What all BusyBox applets share: the banner, usage, option errors, numbers. */
import { getopt, optionMessage, type OptionSyntax, type ParsedOptions } from "../getopt.ts";
import type { Run } from "../tool.ts";

/** Ends an applet; the text is already on stderr. */
class AppletExit extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

function banner(run: Run): string {
  const { version, release = "2024-09-26 21:31:42 UTC" } = run.variant;
  return `BusyBox v${version} (${release}) multi-call binary.\n`;
}

/** Banner and usage on stderr; exit status 1, or 0 for `--help`. */
export function usage(run: Run, text: string, status = 1): never {
  run.context.stderr.write(`${banner(run)}\nUsage: ${text}\n`);
  throw new AppletExit(status);
}

/** `APPLET: MESSAGE` on stderr; ends the applet. */
export function die(run: Run, message: string, status = 1): never {
  run.context.stderr.write(`${run.name}: ${message}\n`);
  throw new AppletExit(status);
}

/** Parses options; on an error prints what the C library prints, and the usage. */
export function options(run: Run, syntax: OptionSyntax, text: string): ParsedOptions {
  if (run.args.length === 1 && run.args[0] === "--help") usage(run, text, 0);
  const parsed = getopt(run.args, syntax);
  if (!("error" in parsed)) return parsed;
  run.context.stderr.write(`${run.name}: ${optionMessage(parsed.error, run.variant.libc)}\n`);
  return usage(run, text);
}

/** A number as xatou reads it: `invalid number 'abc'`. */
export function number(run: Run, text: string): number {
  if (!/^\d{1,10}$/.test(text)) die(run, `invalid number '${text}'`);
  return Number(text);
}

/** Runs an applet and turns {@link AppletExit} into its status. */
export function applet(body: (run: Run) => Promise<number>): (run: Run) => Promise<number> {
  return async (run) => {
    try {
      return await body(run);
    } catch (error) {
      if (error instanceof AppletExit) return error.status;
      throw error;
    }
  };
}
