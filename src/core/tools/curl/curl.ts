/** curl: the transfers of one command line, one after the other. */
import { resolvePath } from "../../shell/paths.ts";
import { FileError } from "../../shell/files.ts";
import { netTool, type Run } from "../tool.ts";
import { parseCurl, type CurlOptions } from "./options.ts";
import { outputPath } from "./outputPath.ts";
import { TRY_HELP, curlRelease, type CurlRelease } from "./texts.ts";
import { Transfer, type TransferResult } from "./transfer.ts";
import { writeOut } from "./writeOut.ts";

export const curl = netTool(async (run) => {
  const { stdout, stderr } = run.context;
  const release = curlRelease(run.variant.version);
  if (run.args.length === 0) {
    stderr.write(TRY_HELP);
    return 2;
  }
  const parsed = parseCurl(run.args);
  if (parsed.kind === "usage") {
    stderr.write(`curl: ${parsed.message}\n${TRY_HELP}`);
    return 2;
  }
  if (parsed.kind === "help" || parsed.kind === "version") {
    stdout.write(parsed.kind === "help" ? release.help : release.versionText);
    return 0;
  }
  const { options } = parsed;
  if (options.urls.length === 0) {
    const modern = !release.version.startsWith("7.");
    stderr.write(`curl: ${modern ? "(2) no URL specified" : "no URL specified!"}\n${TRY_HELP}`);
    return 2;
  }
  let status = 0;
  for (const [index, url] of options.urls.entries()) {
    status = await transferUrl(run, release, options, url, index);
    if (status !== 0 && options.switches.has("fail-early")) break;
  }
  return status;
});

/** Errors that `--retry` takes for passing ones. */
function isTransient(result: TransferResult, options: CurlOptions): boolean {
  if (options.switches.has("retry-all-errors")) return result.exitCode !== 0;
  if (result.exitCode === 28) return true;
  if (result.exitCode === 7) return options.switches.has("retry-connrefused");
  return [408, 429, 500, 502, 503, 504].includes(result.status);
}

async function transferUrl(
  run: Run,
  release: CurlRelease,
  options: CurlOptions,
  url: string,
  index: number,
): Promise<number> {
  const { stdout, stderr, clock, cancel } = run.context;
  const quiet = options.switches.has("silent");
  let left = Number(options.values.get("retry")?.at(-1) ?? 0);
  const delay = Number(options.values.get("retry-delay")?.at(-1) ?? 0);
  for (let wait = 1; ; wait = Math.min(wait * 2, 600)) {
    const result = await new Transfer(run, release, options, url).perform();
    const { exitCode } = result;
    const output = deliver(run, options, result, index);
    const format = options.values.get("write-out")?.at(-1);
    if (left > 0 && isTransient(result, options)) {
      left--;
      const seconds = delay > 0 ? delay : wait;
      const problem =
        exitCode === 28 ? "timeout" : exitCode === 7 ? "connection refused" : "HTTP error";
      if (!quiet) {
        stderr.write(
          `Warning: Problem: ${problem}. Will retry in ${seconds} second${seconds === 1 ? "" : "s"}. ${left + 1} ${left === 0 ? "retry" : "retries"} left.\n`,
        );
      }
      await clock.sleep(seconds * 1000, cancel);
      continue;
    }
    if (format !== undefined) stdout.write(writeOut(format, result));
    const said = output ?? result.message;
    const code = output === undefined ? exitCode : 23;
    const show = !quiet || options.switches.has("show-error");
    if (said !== undefined && show) stderr.write(`curl: (${code}) ${said}\n`);
    if (said !== undefined && show && result.more !== undefined) stderr.write(result.more);
    return code;
  }
}

/** Writes what came to where it belongs; returns an error text when that fails. */
function deliver(
  run: Run,
  options: CurlOptions,
  result: TransferResult,
  index: number,
): string | undefined {
  const path = outputPath(options, result.url, index);
  if (result.output === "") return undefined;
  if (path === undefined || path === "-") {
    run.context.stdout.write(result.output);
    return undefined;
  }
  if (path === "/dev/null") return undefined;
  try {
    run.context.fs.write(resolvePath(run.context.cwd, path), result.output);
    return undefined;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return "Failure writing output to destination";
  }
}
