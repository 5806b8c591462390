/** curl's command line: the options people use, parsed as curl parses them (src/tool_getparam.c). */

/** How many arguments an option takes; `switch` may be negated with `--no-`. */
type Kind = "switch" | "string" | "seconds" | "number";

interface OptionSpec {
  readonly name: string;
  readonly letter?: string;
  readonly kind: Kind;
}

const SWITCHES =
  "silent:s show-error:S verbose:v include:i show-headers head:I fail:f fail-with-body fail-early location:L insecure:k remote-name:O remote-name-all ipv4:4 ipv6:6 http1.0:0 http1.1 http2 http2-prior-knowledge get:G compressed globoff:g progress-bar:# no-progress-meter progress-meter no-buffer buffer:N junk-session-cookies:j remote-header-name:J create-dirs retry-connrefused retry-all-errors tcp-nodelay keepalive parallel:Z raw tlsv1.2 tlsv1.3 anyauth basic digest path-as-is styled-output location-trusted post301 post302 disable:q sslv3:3 tlsv1:1 proxytunnel:p list-only:l append:a use-ascii:B remote-time:R next::".split(
    " ",
  );

const STRINGS =
  "output:o write-out:w request:X header:H data:d data-raw data-binary data-urlencode json form:F user-agent:A referer:e user:u cookie:b cookie-jar:c proxy:x noproxy resolve connect-to interface dns-servers cacert cert:E key capath range:r url upload-file:T dump-header:D config:K continue-at:C stderr unix-socket trace trace-ascii max-filesize limit-rate oauth2-bearer proxy-user:U aws-sigv4 doh-url quote:Q ciphers max-redirs telnet-option:t time-cond:z speed-limit:Y speed-time:y ftp-port:P".split(
    " ",
  );

const TIMES = "max-time:m connect-timeout retry-max-time happy-eyeballs-timeout-ms".split(" ");
const NUMBERS = "retry retry-delay keepalive-time parallel-max local-port".split(" ");

function specs(list: readonly string[], kind: Kind): OptionSpec[] {
  return list.map((entry) => {
    const [name = "", letter] = entry.split(":");
    return letter === undefined || letter === "" ? { name, kind } : { name, letter, kind };
  });
}

const OPTIONS: readonly OptionSpec[] = [
  ...specs(SWITCHES, "switch"),
  ...specs(STRINGS, "string"),
  ...specs(TIMES, "seconds"),
  ...specs(NUMBERS, "number"),
  { name: "help", letter: "h", kind: "switch" },
  { name: "version", letter: "V", kind: "switch" },
  { name: "manual", letter: "M", kind: "switch" },
];

const BY_NAME = new Map(OPTIONS.map((option) => [option.name, option]));
const BY_LETTER = new Map(
  OPTIONS.flatMap((option) => (option.letter === undefined ? [] : [[option.letter, option]])),
);

export interface CurlOptions {
  readonly urls: readonly string[];
  readonly switches: ReadonlySet<string>;
  /** Values by option, in order; the last counts for most. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

export type ParsedCurl =
  | { readonly kind: "run"; readonly options: CurlOptions }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  /** With curl's own sentence, without `curl: `. */
  | { readonly kind: "usage"; readonly message: string };

class Usage extends Error {}

function isNumber(text: string, kind: Kind): boolean {
  return kind === "seconds" ? /^\d+(\.\d+)?$/.test(text) : /^-?\d+$/.test(text);
}

/** Long names may be cut short where only one fits. */
function longOption(name: string): OptionSpec | "ambiguous" | undefined {
  const exact = BY_NAME.get(name);
  if (exact !== undefined) return exact;
  const fitting = OPTIONS.filter((option) => option.name.startsWith(name));
  return fitting.length > 1 ? "ambiguous" : fitting[0];
}

class Parser {
  readonly #args: readonly string[];
  #at = 0;
  readonly urls: string[] = [];
  readonly switches = new Set<string>();
  readonly values = new Map<string, string[]>();

  constructor(args: readonly string[]) {
    this.#args = args;
  }

  parse(): void {
    let onlyUrls = false;
    while (this.#at < this.#args.length) {
      const arg = this.#args[this.#at++] ?? "";
      if (onlyUrls || !arg.startsWith("-") || arg === "-") this.urls.push(arg);
      else if (arg === "--") onlyUrls = true;
      else if (arg.startsWith("--")) this.#long(arg);
      else this.#short(arg);
    }
  }

  #long(arg: string): void {
    const name = arg.slice(2);
    const negated = name.startsWith("no-") && !BY_NAME.has(name);
    const option = longOption(negated ? name.slice(3) : name);
    if (option === "ambiguous") throw new Usage(`option ${arg}: is ambiguous`);
    if (option === undefined) throw new Usage(`option ${arg}: is unknown`);
    if (option.kind !== "switch") this.#take(option, arg, undefined);
    else if (negated) this.switches.delete(option.name);
    else this.switches.add(option.name);
  }

  #short(arg: string): void {
    for (let index = 1; index < arg.length; index++) {
      const option = BY_LETTER.get(arg.charAt(index));
      if (option === undefined) throw new Usage(`option ${arg}: is unknown`);
      if (option.kind === "switch") {
        this.switches.add(option.name);
        continue;
      }
      const rest = arg.slice(index + 1);
      this.#take(option, arg, rest === "" ? undefined : rest);
      return;
    }
  }

  #take(option: OptionSpec, arg: string, attached: string | undefined): void {
    const value = attached ?? this.#args[this.#at++];
    if (value === undefined) throw new Usage(`option ${arg}: requires parameter`);
    if (option.kind !== "string" && !isNumber(value, option.kind)) {
      throw new Usage(`option ${arg}: expected a proper numerical parameter`);
    }
    if (option.name === "url") this.urls.push(value);
    const list = this.values.get(option.name);
    if (list === undefined) this.values.set(option.name, [value]);
    else list.push(value);
  }
}

/** Parses curl's arguments. Help and version win over everything that is wrong after them. */
export function parseCurl(args: readonly string[]): ParsedCurl {
  const parser = new Parser(args);
  try {
    parser.parse();
  } catch (error) {
    if (error instanceof Usage) return { kind: "usage", message: error.message };
    throw error;
  }
  if (parser.switches.has("help")) return { kind: "help" };
  if (parser.switches.has("version")) return { kind: "version" };
  const { urls, switches, values } = parser;
  return { kind: "run", options: { urls, switches, values } };
}
