/** GNU Wget. */
import { httpAnswer, type HttpResponse } from "../../network/http.ts";
import { isAddress } from "../../network/addresses.ts";
import type { Listener } from "../../network/types.ts";
import { FileError } from "../../shell/files.ts";
import { resolvePath } from "../../shell/paths.ts";
import { utf8Length } from "../../shell/text.ts";
import { gaiError, strerror } from "../errors.ts";
import { getopt, hasFlag, optionMessage, valueOf, type ParsedOptions } from "../getopt.ts";
import { DEADLINE, within } from "../limits.ts";
import { dial, firstAddress, lookup, pause } from "../socket.ts";
import { isAtLeast, netTool, type Run } from "../tool.ts";
import { splitUrl, type SplitUrl } from "../url.ts";

const SYNTAX = {
  short: "bcdhi:kmno:a:P:pqrSO:t:T:U:vVw:xe:Q:l:A:R:D:N46E:HIKLX",
  long: {
    "output-document=": "O",
    "output-file=": "o",
    quiet: "q",
    verbose: "v",
    "no-verbose": "nv",
    "tries=": "t",
    "timeout=": "T",
    "connect-timeout=": "connect-timeout",
    "dns-timeout=": "dns-timeout",
    "read-timeout=": "read-timeout",
    "server-response": "S",
    spider: "spider",
    "header=": "header",
    "user-agent=": "U",
    "post-data=": "post",
    "method=": "method",
    "no-check-certificate": "nocheck",
    continue: "c",
    "directory-prefix=": "P",
    "waitretry=": "waitretry",
    "wait=": "w",
    help: "h",
    version: "V",
    "retry-connrefused": "retry-connrefused",
    "max-redirect=": "max-redirect",
    "show-progress": "progress",
    "progress=": "progress",
    "no-proxy": "no-proxy",
    "inet4-only": "4",
    "inet6-only": "6",
    "content-on-error": "content-on-error",
    "no-clobber": "nc",
  },
} as const;

const USAGE = "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n";

const NETWORK_FAILURE = 4;
const SERVER_ERROR = 8;
const DEFAULT_TRIES = 20;
const LONGEST_WAIT = 10;
const READ_TIMEOUT = 900;
const MAX_REDIRECTS = 20;

export const gnuWget = netTool(async (run) => {
  const { stderr, stdout } = run.context;
  const parsed = getopt(run.args, SYNTAX);
  if ("error" in parsed) {
    stderr.write(`wget: ${optionMessage(parsed.error, run.variant.libc)}\n${USAGE}`);
    return 2;
  }
  if (hasFlag(parsed, "V")) {
    stdout.write(`GNU Wget ${run.variant.version} built on linux-gnu.\n`);
    return 0;
  }
  if (hasFlag(parsed, "h")) {
    stdout.write(
      `GNU Wget ${run.variant.version}, a non-interactive network retriever.\nUsage: wget [OPTION]... [URL]...\n`,
    );
    return 0;
  }
  const timeout = valueOf(parsed, "T");
  if (timeout !== undefined && !/^\d+(\.\d+)?[smhd]?$/.test(timeout)) {
    stderr.write(`wget: --timeout: Invalid time period '${timeout}'\n`);
    return 2;
  }
  if (parsed.operands.length === 0) {
    stderr.write(`wget: missing URL\n${USAGE}`);
    return 1;
  }
  let status = 0;
  for (const url of parsed.operands) {
    const result = await new Retrieval(run, parsed, url).run();
    if (result !== 0 && (status === 0 || result < status)) status = result;
  }
  return status;
});

class Retrieval {
  readonly #run: Run;
  readonly #parsed: ParsedOptions;
  readonly #quiet: boolean;
  readonly #quote: (text: string) => string;
  #url: string;
  #resolved = new Map<string, string>();

  constructor(run: Run, parsed: ParsedOptions, url: string) {
    this.#run = run;
    this.#parsed = parsed;
    this.#quiet = hasFlag(parsed, "q");
    const locale = run.context.env.get("LC_ALL") ?? run.context.env.get("LANG") ?? "";
    const curly = /utf-?8/i.test(locale);
    this.#quote = (text) => (curly ? `‘${text}’` : `'${text}'`);
    const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`;
    const authority = /^[^:]+:\/\/[^/?#]+$/.test(full);
    this.#url = authority ? `${full}/` : full;
  }

  #say(text: string): void {
    if (!this.#quiet) this.#run.context.stderr.write(text);
  }

  #stamp(): string {
    return new Date(this.#run.context.clock.now()).toISOString().slice(0, 19).replace("T", " ");
  }

  #seconds(name: string): number | undefined {
    const text = valueOf(this.#parsed, name) ?? valueOf(this.#parsed, "T");
    const value = Number.parseFloat(text ?? "0");
    return value > 0 ? value : undefined;
  }

  async run(): Promise<number> {
    const { scheme, host, port } = splitUrl(this.#url);
    const { stderr } = this.#run.context;
    const wrong = this.#wrong(scheme, host, port);
    if (wrong !== undefined) {
      stderr.write(`${this.#url}: ${wrong}\n`);
      return 1;
    }
    if (hasFlag(this.#parsed, "spider")) {
      this.#say("Spider mode enabled. Check if remote file exists.\n");
    }
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const result = await this.#retrieve();
      if (typeof result === "number") return result;
      this.#url = result.location;
    }
    this.#say(`${MAX_REDIRECTS} redirections exceeded.\n`);
    return SERVER_ERROR;
  }

  #wrong(scheme: string, host: string, port: string | undefined): string | undefined {
    if (!["http", "https", "ftp"].includes(scheme)) {
      const named = isAtLeast(this.#run.variant.version, "1.25") ? "" : ` '${scheme}'`;
      return `Unsupported scheme${named}.`;
    }
    if (host === "") return "Invalid host name.";
    if (port !== undefined && (!/^\d+$/.test(port) || Number(port) > 65535))
      return "Bad port number.";
    return undefined;
  }

  /** One URL, as often as it may be tried. */
  async #retrieve(): Promise<number | { readonly location: string }> {
    const tries = Number(valueOf(this.#parsed, "t") ?? DEFAULT_TRIES) || Infinity;
    for (let attempt = 1; ; attempt++) {
      const again = attempt === 1 ? "" : `(try:${`${attempt}`.padStart(2)})  `;
      this.#say(`--${this.#stamp()}--  ${again}${this.#url}\n`);
      const outcome = await this.#attempt();
      if (outcome !== "again") return outcome;
      if (attempt >= tries) {
        this.#say("Giving up.\n\n");
        return NETWORK_FAILURE;
      }
      this.#say("Retrying.\n\n");
      await pause(this.#run, Math.min(attempt, LONGEST_WAIT));
    }
  }

  async #attempt(): Promise<number | "again" | { readonly location: string }> {
    const at = splitUrl(this.#url);
    const usual = at.scheme === "https" ? 443 : 80;
    const port = at.port === undefined ? usual : Number(at.port);
    const ip = await this.#resolve(at.host);
    if (ip === undefined) return NETWORK_FAILURE;
    const numeric = isAddress(at.host);
    const named = numeric ? ip : `${at.host} (${at.host})|${ip}|`;
    this.#say(`Connecting to ${named}:${port}... `);
    const limit = this.#seconds("connect-timeout");
    const dialled = await dial(this.#run, {
      ip,
      port,
      target: this.#url,
      blocking: true,
      ...(limit === undefined ? {} : { limit }),
    });
    const { libc } = this.#run.variant;
    if (dialled.kind !== "open") {
      const errno = dialled.kind === "deadline" ? "ETIMEDOUT" : dialled.errno;
      this.#say(`failed: ${strerror(errno, libc)}.\n`);
      const refused = errno === "ECONNREFUSED" && !hasFlag(this.#parsed, "retry-connrefused");
      return refused || errno === "EHOSTUNREACH" || errno === "ENETUNREACH"
        ? NETWORK_FAILURE
        : "again";
    }
    this.#say("connected.\n");
    return this.#talk(at, dialled.connection.listener, dialled.connection.roundTrip);
  }

  async #resolve(host: string): Promise<string | undefined> {
    const known = this.#resolved.get(host);
    if (isAddress(host)) return host;
    if (known !== undefined) return known;
    this.#say(`Resolving ${host} (${host})... `);
    const answer = await within(this.#run, this.#seconds("dns-timeout"), (run) =>
      lookup(run, host),
    );
    const { libc } = this.#run.variant;
    if (answer === DEADLINE || answer.kind !== "addresses") {
      const error = answer === DEADLINE ? strerror("ETIMEDOUT", libc) : gaiError(answer, libc);
      this.#say(`failed: ${error}.\nwget: unable to resolve host address ${this.#quote(host)}\n`);
      return undefined;
    }
    this.#say(`${answer.ips.join(", ")}\n`);
    const ip = firstAddress(answer);
    this.#resolved = new Map(this.#resolved).set(host, ip);
    return ip;
  }

  async #talk(
    at: SplitUrl,
    listener: Listener | undefined,
    roundTrip: number,
  ): Promise<number | "again" | { readonly location: string }> {
    const service = listener?.service ?? "silent";
    if (at.scheme === "https" && (service !== "https" || listener === undefined)) {
      this.#say(
        "GnuTLS: An unexpected TLS packet was received.\nUnable to establish SSL connection.\n",
      );
      return NETWORK_FAILURE;
    }
    if (
      at.scheme === "https" &&
      listener?.podName !== undefined &&
      !hasFlag(this.#parsed, "nocheck")
    ) {
      this.#say(`ERROR: The certificate of ${this.#quote(at.host)} is not trusted.\n`);
      return 5;
    }
    this.#say("HTTP request sent, awaiting response... ");
    if (service === "silent" || service === "echo") {
      const limit = this.#seconds("read-timeout") ?? READ_TIMEOUT;
      await within(this.#run, limit, (run) => pause(run, Infinity));
      this.#say("Read error (Connection timed out) in headers.\n");
      return "again";
    }
    if (listener === undefined || (service !== "http" && service !== "https")) {
      this.#say("No data received.\n");
      return "again";
    }
    await pause(this.#run, roundTrip / 1000);
    const posts = hasFlag(this.#parsed, "post");
    const method = hasFlag(this.#parsed, "spider") ? "HEAD" : posts ? "POST" : "GET";
    const request = { method, path: at.path, host: at.host, close: false, userAgent: "Wget" };
    return this.#receive(at, httpAnswer(listener, request, this.#run.context.clock.now()));
  }

  #receive(at: SplitUrl, response: HttpResponse): number | { readonly location: string } {
    const header = (name: string): string | undefined =>
      response.headers.find(([key]) => key === name)?.[1];
    const spider = hasFlag(this.#parsed, "spider");
    if (hasFlag(this.#parsed, "S")) {
      this.#say(`\n  ${response.version} ${response.status} ${response.reason}\n`);
      for (const [name, value] of response.headers) this.#say(`  ${name}: ${value}\n`);
    } else this.#say(`${response.status} ${response.reason}\n`);
    const location = header("Location");
    if (location !== undefined && response.status >= 300 && response.status < 400) {
      this.#say(`Location: ${location} [following]\n`);
      const origin = `${at.scheme}://${at.host}${at.port === undefined ? "" : `:${at.port}`}`;
      return { location: location.startsWith("/") ? `${origin}${location}` : location };
    }
    if (response.status >= 400) {
      if (spider) this.#say("Remote file does not exist -- broken link!!!\n\n");
      else this.#say(`${this.#stamp()} ERROR ${response.status}: ${response.reason}.\n\n`);
      return SERVER_ERROR;
    }
    const type = (header("Content-Type") ?? "").split(";", 1)[0] ?? "";
    this.#say(`Length: ${header("Content-Length") ?? "unspecified"} [${type}]\n`);
    if (spider) {
      this.#say(
        "Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n",
      );
      return 0;
    }
    return this.#save(at, response.body);
  }

  #save(at: SplitUrl, body: string): number {
    const { stdout, cwd, fs, tty } = this.#run.context;
    const asked = valueOf(this.#parsed, "O");
    const path = at.path.split("?", 1)[0] ?? "/";
    const named = path.endsWith("/") ? "index.html" : path.slice(path.lastIndexOf("/") + 1);
    let file = asked ?? named;
    if (asked === undefined) {
      for (let n = 1; fs.stat(resolvePath(cwd, file)) !== undefined; n++) file = `${named}.${n}`;
    }
    const toStdout = file === "-";
    const size = utf8Length(body);
    this.#say(`Saving to: ${this.#quote(toStdout ? "STDOUT" : file)}\n\n`);
    const terminal = tty.stderr !== undefined;
    const shown = toStdout ? "-" : file.slice(file.lastIndexOf("/") + 1);
    if (terminal)
      this.#say(
        `\r${shown.padEnd(20).slice(0, 20)}  0%[${" ".repeat(20)}]       0  --.-KB/s               `,
      );
    if (toStdout) stdout.write(body);
    else {
      try {
        fs.write(resolvePath(cwd, file), body);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        const reason = error.code === "EACCES" ? "Permission denied" : "No such file or directory";
        this.#run.context.stderr.write(`${file}: ${reason}\n`);
        return 3;
      }
    }
    if (terminal) {
      const sized = `${size}`.padStart(8);
      this.#say(
        `\r${shown.padEnd(19).slice(0, 19)} 100%[${"=".repeat(19)}>]${sized}  --.-KB/s    in 0s      \n\n`,
      );
    } else this.#say(`     0K ${" ".repeat(50)} 100%  200M=0s\n\n`);
    const what = toStdout ? "written to stdout" : `${this.#quote(file)} saved`;
    this.#say(`${this.#stamp()} (200 MB/s) - ${what} [${size}/${size}]\n\n`);
    return 0;
  }
}
