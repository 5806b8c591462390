/** BusyBox wget (networking/wget.c). */
import { httpAnswer, type HttpResponse } from "../../network/http.ts";
import { FileError } from "../../shell/files.ts";
import { resolvePath } from "../../shell/paths.ts";
import { utf8Length } from "../../shell/text.ts";
import { strerror } from "../errors.ts";
import { hasFlag, valueOf, type ParsedOptions } from "../getopt.ts";
import { DEADLINE, within } from "../limits.ts";
import { dial, firstAddress, lookup, pause } from "../socket.ts";
import { isAtLeast, netTool, type Run } from "../tool.ts";
import { splitUrl, type SplitUrl } from "../url.ts";
import { applet, die, number, options, usage } from "./applet.ts";

const USAGE = `wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]
	[--post-data STR | --post-file FILE] [-Y on/off]
	[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...

Retrieve files via HTTP or FTP

	--spider	Only check URL existence: $? is 0 if exists
	--header STR	Add STR (of form 'header: value') to headers
	--post-data STR	Send STR using POST method
	--post-file FILE	Send FILE using POST method
	--no-check-certificate	Don't validate the server's certificate
	-c		Continue retrieval of aborted transfer
	-q		Quiet
	-P DIR		Save to DIR (default .)
	-S    		Show server response
	-T SEC		Network read timeout is SEC seconds
	-O FILE		Save to FILE ('-' for stdout)
	-o LOGFILE	Log messages to FILE
	-U STR		Use STR for User-Agent header
	-Y on/off	Use proxy`;

const OLD_USAGE = `wget [-c|--continue] [--spider] [-q|--quiet] [-O|--output-document FILE]
	[--header 'header: value'] [-Y|--proxy on/off] [-P DIR]
	[-S|--server-response] [-U|--user-agent AGENT] [-T SEC] URL...

Retrieve files via HTTP or FTP

	--spider	Only check URL existence: $? is 0 if exists
	-c		Continue retrieval of aborted transfer
	-q		Quiet
	-P DIR		Save to DIR (default .)
	-S    		Show server response
	-T SEC		Network read timeout is SEC seconds
	-O FILE		Save to FILE ('-' for stdout)
	-U STR		Use STR for User-Agent header
	-Y on/off	Use proxy`;

const SYNTAX = {
  short: "cqSO:o:P:Y:U:T:t:n:",
  long: {
    continue: "c",
    quiet: "q",
    "server-response": "S",
    "output-document=": "O",
    "output-file=": "o",
    "directory-prefix=": "P",
    "proxy=": "Y",
    "user-agent=": "U",
    "timeout=": "T",
    "tries=": "t",
    "no-clobber": "nc",
    "passive-ftp": "passive",
    spider: "spider",
    "header=": "header",
    "post-data=": "post",
    "post-file=": "postfile",
    "no-check-certificate": "nocheck",
  },
} as const;

const DEFAULT_TIMEOUT = 900;
const SEGFAULT = 139;
const MAX_REDIRECTS = 10;

export const busyboxWget = netTool(
  applet(async (run) => {
    const text = isAtLeast(run.variant.version, "1.30.0") ? USAGE : OLD_USAGE;
    const parsed = options(run, SYNTAX, text);
    if (parsed.operands.length === 0) usage(run, text);
    const crashes = run.variant.build === "debian" && run.variant.version.startsWith("1.35.");
    if (crashes && hasFlag(parsed, "T")) return SEGFAULT; // built without the timeout feature
    let status = 0;
    for (const url of parsed.operands) status = Math.max(status, await fetchUrl(run, parsed, url));
    return status;
  }),
);

async function fetchUrl(run: Run, parsed: ParsedOptions, first: string): Promise<number> {
  let url = first;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await request(run, parsed, url);
    const location = response.headers.find(([name]) => name === "Location")?.[1];
    if (response.status < 300 || response.status >= 400 || location === undefined) {
      return receive(run, parsed, url, response);
    }
    const { scheme, host, port } = splitUrl(url);
    const origin = `${scheme === "" ? "http" : scheme}://${host}${port === undefined ? "" : `:${port}`}`;
    url = location.startsWith("/") ? `${origin}${location}` : location;
  }
  return die(run, "too many redirections");
}

function say(run: Run, parsed: ParsedOptions, line: string): void {
  if (!hasFlag(parsed, "q")) run.context.stderr.write(`${line}\n`);
}

function target(
  run: Run,
  url: string,
): SplitUrl & { readonly number: number; readonly named: string } {
  const split = splitUrl(url);
  if (!["", "http", "https", "ftp"].includes(split.scheme)) {
    die(run, `not an http or ftp url: ${url}`);
  }
  const usual = split.scheme === "https" ? 443 : 80;
  const port = split.port === undefined ? usual : Number(split.port);
  const named = split.port === undefined ? split.host : `${split.host}:${split.port}`;
  if (!Number.isInteger(port) || port > 65535) {
    const modern = isAtLeast(run.variant.version, "1.35.0");
    die(run, modern ? `bad port '${split.port ?? ""}'` : `bad port spec '${named}'`);
  }
  return { ...split, number: port, named };
}

async function request(run: Run, parsed: ParsedOptions, url: string): Promise<HttpResponse> {
  const at = target(run, url);
  const limit = number(run, valueOf(parsed, "T") ?? `${DEFAULT_TIMEOUT}`);
  const answer = await lookup(run, at.host);
  if (answer.kind !== "addresses") return die(run, `bad address '${at.named}'`);
  const ip = firstAddress(answer);
  say(run, parsed, `Connecting to ${at.named} (${ip}:${at.number})`);
  const dialled = await dial(run, { ip, port: at.number, target: url, limit, blocking: true });
  if (dialled.kind === "deadline") return die(run, "download timed out");
  if (dialled.kind === "error") {
    const error = strerror(dialled.errno, run.variant.libc);
    return die(run, `can't connect to remote host (${ip}): ${error}`);
  }
  const { listener, roundTrip } = dialled.connection;
  const service = listener?.service ?? "silent";
  if (at.scheme === "https") return secure(run, parsed, url, dialled.connection.listener);
  if (listener === undefined || service === "silent" || service === "echo") {
    const outcome = await within(run, limit, (limited) => pause(limited, Infinity));
    if (outcome === DEADLINE) return die(run, "download timed out");
  }
  if (listener === undefined || service !== "http") return die(run, "error getting response");
  await pause(run, roundTrip / 1000);
  return answerFor(run, parsed, at, listener);
}

function answerFor(
  run: Run,
  parsed: ParsedOptions,
  at: SplitUrl,
  listener: Parameters<typeof httpAnswer>[0],
): HttpResponse {
  const posts = hasFlag(parsed, "post") || hasFlag(parsed, "postfile");
  const method = hasFlag(parsed, "spider") ? "HEAD" : posts ? "POST" : "GET";
  const request = {
    method,
    path: at.path,
    host: at.host,
    close: true,
    userAgent: valueOf(parsed, "U") ?? "Wget",
  };
  return httpAnswer(listener, request, run.context.clock.now());
}

/** TLS: BusyBox' own since 1.28, without certificates; a helper program in other builds. */
function secure(
  run: Run,
  parsed: ParsedOptions,
  url: string,
  listener: Parameters<typeof httpAnswer>[0] | undefined,
): HttpResponse {
  if (listener?.service !== "https") {
    return die(run, "error getting response: Connection reset by peer");
  }
  if (!hasFlag(parsed, "nocheck")) {
    run.context.stderr.write(`${run.name}: note: TLS certificate validation not implemented\n`);
  }
  return answerFor(run, parsed, splitUrl(url), listener);
}

function receive(run: Run, parsed: ParsedOptions, url: string, response: HttpResponse): number {
  const { stderr, stdout } = run.context;
  const status = `${response.version} ${response.status} ${response.reason}`;
  if (hasFlag(parsed, "S")) {
    const lines = [status, ...response.headers.map(([name, value]) => `${name}: ${value}`), ""];
    for (const line of lines) stderr.write(`  ${line}\n`);
  }
  if (response.status >= 400) return die(run, `server returned error: ${status}`);
  const modern = isAtLeast(run.variant.version, "1.31.0");
  if (hasFlag(parsed, "spider")) {
    if (modern) say(run, parsed, "remote file exists");
    return 0;
  }
  const path = splitUrl(url).path.split("?", 1)[0] ?? "/";
  const named = path.endsWith("/") ? "index.html" : path.slice(path.lastIndexOf("/") + 1);
  const asked = valueOf(parsed, "O");
  const prefix = valueOf(parsed, "P");
  const file = asked ?? (prefix === undefined ? named : `${prefix}/${named}`);
  if (file === "-") {
    if (modern) say(run, parsed, "writing to stdout");
    stdout.write(response.body);
  } else {
    if (modern) say(run, parsed, `saving to '${file}'`);
    save(run, file, response.body, asked === undefined && !hasFlag(parsed, "c"));
  }
  if (!hasFlag(parsed, "q")) bar(run, file, utf8Length(response.body), modern);
  if (modern) say(run, parsed, file === "-" ? "written to stdout" : `'${file}' saved`);
  return 0;
}

function save(run: Run, file: string, body: string, mustBeNew: boolean): void {
  const path = resolvePath(run.context.cwd, file);
  if (mustBeNew && run.context.fs.stat(path) !== undefined) {
    die(run, `can't open '${file}': File exists`);
  }
  try {
    run.context.fs.write(path, body);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const reason = error.code === "EACCES" ? "Permission denied" : "No such file or directory";
    die(run, `can't open '${file}': ${reason}`);
  }
}

function bar(run: Run, file: string, size: number, modern: boolean): void {
  const terminal = run.context.tty.stderr !== undefined;
  const name = file.slice(file.lastIndexOf("/") + 1).padEnd(20);
  const stars = "*".repeat(modern ? 32 : 31);
  const tail = modern
    ? `${size}`.padStart(6) + "  0:00:00 ETA"
    : `${size}`.padStart(6) + "   0:00:00 ETA";
  run.context.stderr.write(`${terminal ? "\r" : ""}${name} 100% |${stars}|${tail}\n`);
  if (!modern && !terminal) run.context.stderr.write("\n");
}
