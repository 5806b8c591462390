/** One transfer: resolve, connect, talk; under the limits of -m and --connect-timeout. */
import { httpAnswer, type HttpResponse } from "../../network/http.ts";
import type { Connection, Listener } from "../../network/types.ts";
import { utf8Length } from "../../shell/text.ts";
import { strerror } from "../errors.ts";
import { DEADLINE, ticking, within } from "../limits.ts";
import { dial, ephemeralPort, lookup, pause, type Dialled } from "../socket.ts";
import type { Run } from "../tool.ts";
import { CurlError, DEFAULT_PORTS, parseTarget, type Target } from "./target.ts";
import { Meter } from "./meter.ts";
import type { CurlOptions } from "./options.ts";
import { outputPath } from "./outputPath.ts";
import type { CurlRelease } from "./texts.ts";

export interface TransferResult {
  readonly exitCode: number;
  /** The sentence after `curl: (N) `. */
  readonly message?: string;
  /** Lines that follow the sentence. */
  readonly more?: string;
  /** Headers (with -i and -I) and body. */
  readonly output: string;
  readonly url: string;
  readonly effectiveUrl: string;
  readonly method: string;
  readonly scheme: string;
  /** HTTP status, 0 when none came. */
  readonly status: number;
  readonly size: number;
  readonly headerSize: number;
  readonly contentType: string;
  readonly remoteIP: string;
  readonly remotePort: number;
  readonly localIP: string;
  readonly localPort: number;
  readonly redirects: number;
  readonly redirectUrl: string;
  /** Seconds since the start. */
  readonly times: {
    readonly lookup: number;
    readonly connect: number;
    readonly first: number;
    readonly total: number;
  };
}

type Step = "resolve" | "connect" | "transfer" | "telnet";

const SELF_SIGNED =
  "More details here: https://curl.se/docs/sslcerts.html\n\n" +
  "curl failed to verify the legitimacy of the server and therefore could not\n" +
  "establish a secure connection to it. To learn more about this situation and\n" +
  "how to fix it, please visit the web page mentioned above.\n";

const MAX_REDIRECTS = 50;

export class Transfer {
  readonly #run: Run;
  readonly #release: CurlRelease;
  readonly #options: CurlOptions;
  readonly #url: string;
  readonly #meter: Meter;
  readonly #toTerminal: boolean;
  readonly #started: number;
  readonly #modern: boolean;
  #step: Step = "resolve";
  #connection: Connection | undefined;
  #output = "";
  #size = 0;
  #headerSize = 0;
  #response: HttpResponse | undefined;
  #redirects = 0;
  #effective: string;
  #redirectUrl = "";
  #scheme = "http";
  #times = { lookup: 0, connect: 0, first: 0 };
  #localPort = 0;
  /** Set while a telnet session waits for its standard input: curl then draws nothing. */
  #typing = false;

  constructor(run: Run, release: CurlRelease, options: CurlOptions, url: string) {
    const { context } = run;
    this.#run = run;
    this.#release = release;
    this.#modern = !release.version.startsWith("7.");
    this.#options = options;
    this.#url = url;
    this.#effective = url;
    this.#started = context.clock.now();
    const path = outputPath(options, url, options.urls.indexOf(url));
    const toFile = path !== undefined && path !== "-";
    this.#toTerminal = !toFile && context.tty.stdout !== undefined;
    const silent = options.switches.has("silent") || options.switches.has("no-progress-meter");
    const write = (text: string): void => {
      context.stderr.write(text);
    };
    this.#meter = new Meter(silent || this.#toTerminal ? undefined : write, () =>
      context.clock.now(),
    );
  }

  async perform(): Promise<TransferResult> {
    let failure: CurlError | undefined;
    try {
      const target = parseTarget(this.#modern, this.#url);
      this.#scheme = target.scheme;
      this.#meter.begin();
      const limit = this.#seconds("max-time");
      const done = await within(this.#run, limit, (run) =>
        ticking(
          run,
          1,
          () => {
            if (!this.#typing) this.#meter.row();
          },
          () => this.#transfer(run, target),
        ),
      );
      if (done === DEADLINE) this.#timedOut(target, limit ?? 0, false);
    } catch (error) {
      if (!(error instanceof CurlError)) throw error;
      failure = error;
    }
    return this.#result(failure);
  }

  #result(failure: CurlError | undefined): TransferResult {
    const connection = this.#connection;
    return {
      exitCode: failure?.code ?? 0,
      ...(failure === undefined ? {} : { message: failure.message }),
      ...(failure?.more === undefined ? {} : { more: failure.more }),
      output: this.#output,
      url: this.#url,
      effectiveUrl: this.#effective,
      method: this.#method(),
      scheme: this.#scheme.toUpperCase(),
      status: this.#response?.status ?? 0,
      size: this.#size,
      headerSize: this.#headerSize,
      contentType: this.#response?.headers.find(([name]) => name === "Content-Type")?.[1] ?? "",
      remoteIP: connection?.remoteAddress ?? "",
      remotePort: connection?.port ?? 0,
      localIP: connection?.localAddress ?? "",
      localPort: connection === undefined ? 0 : this.#localPort,
      redirects: this.#redirects,
      redirectUrl: this.#redirectUrl,
      times: { ...this.#times, total: this.#elapsed() / 1000 },
    };
  }

  #elapsed(): number {
    return this.#run.context.clock.now() - this.#started;
  }

  #seconds(option: string): number | undefined {
    const value = this.#options.values.get(option)?.at(-1);
    return value === undefined || Number(value) === 0 ? undefined : Number(value);
  }

  #info(text: string): void {
    if (this.#options.switches.has("verbose")) this.#run.context.stderr.write(`* ${text}\n`);
  }

  #method(): string {
    const asked = this.#options.values.get("request")?.at(-1);
    if (asked !== undefined) return asked;
    if (this.#options.switches.has("head")) return "HEAD";
    return this.#body() === undefined ? "GET" : "POST";
  }

  #body(): string | undefined {
    const names = ["data", "data-raw", "data-binary", "data-urlencode", "json"];
    const parts = names.flatMap((name) => this.#options.values.get(name) ?? []);
    if (parts.length === 0 || this.#options.switches.has("get")) return undefined;
    return parts.join("&");
  }

  async #transfer(run: Run, target: Target): Promise<void> {
    let current = target;
    for (;;) {
      const next = await this.#exchange(run, current);
      if (next === undefined) return;
      if (++this.#redirects > MAX_REDIRECTS) {
        throw new CurlError(47, `Maximum (${MAX_REDIRECTS}) redirects followed`);
      }
      this.#effective = next;
      this.#output = "";
      current = parseTarget(this.#modern, next);
    }
  }

  /** One request; returns where -L leads. */
  async #exchange(run: Run, target: Target): Promise<string | undefined> {
    const ips = await this.#resolve(run, target);
    const connection = await this.#connect(run, target, ips);
    this.#connection = connection;
    this.#times.connect = this.#elapsed() / 1000;
    const number = this.#modern ? "" : " (#0)";
    this.#info(
      `Connected to ${target.host} (${connection.remoteAddress}) port ${target.port}${number}`,
    );
    if (target.scheme === "telnet") {
      this.#step = "telnet";
      return this.#telnet(run, connection);
    }
    this.#step = "transfer";
    return this.#http(run, target, connection);
  }

  async #resolve(run: Run, target: Target): Promise<readonly string[]> {
    this.#step = "resolve";
    const { host, port } = target;
    for (const entry of this.#options.values.get("resolve") ?? []) {
      const [name, wanted, ...ips] = entry.split(":");
      if (name === host && wanted === `${port}`) return ips.join(":").split(",");
    }
    const family = this.#options.switches.has("ipv6")
      ? 6
      : this.#options.switches.has("ipv4")
        ? 4
        : undefined;
    const numeric = /^[\d.]+$|:/.test(host);
    const limit = this.#seconds("connect-timeout");
    const answer = await within(run, limit, (limited) => lookup(limited, host, family));
    if (answer === DEADLINE) return this.#timedOut(target, limit ?? 0, true);
    this.#times.lookup = this.#elapsed() / 1000;
    if (answer.kind !== "addresses") {
      if (family === 6 && answer.kind === "no-data" && !this.#modern) {
        throw new CurlError(7, this.#release.couldNotConnect);
      }
      const message = `Could not resolve host: ${host}`;
      this.#info(message);
      this.#info(this.#modern ? "shutting down connection #0" : "Closing connection 0");
      throw new CurlError(6, message);
    }
    const ips = answer.ips.filter((ip) => !ip.includes(":") || answer.ips.length === 1);
    if (this.#modern && !numeric) {
      this.#info(`Host ${host}:${port} was resolved.`);
      this.#info("IPv6: (none)");
      this.#info(`IPv4: ${ips.join(", ")}`);
    }
    return ips;
  }

  async #connect(run: Run, target: Target, ips: readonly string[]): Promise<Connection> {
    this.#step = "connect";
    const limit = this.#seconds("connect-timeout");
    const left = limit === undefined ? undefined : Math.max(0, limit - this.#elapsed() / 1000);
    let last: Dialled | undefined;
    for (const ip of ips) {
      this.#info(`  Trying ${ip}:${target.port}...`);
      this.#localPort = ephemeralPort(run);
      last = await dial(run, {
        ip,
        port: target.port,
        target: this.#url,
        blocking: false,
        ...(left === undefined ? {} : { limit: left }),
      });
      if (last.kind === "open") return last.connection;
      if (last.kind === "deadline") return this.#timedOut(target, limit ?? 0, true);
      const error = strerror(last.errno, run.variant.libc);
      const from = this.#modern
        ? ` from ${last.connection.localAddress} port ${this.#localPort}`
        : "";
      this.#info(`connect to ${ip} port ${target.port}${from} failed: ${error}`);
    }
    const code = last?.kind === "error" && last.errno === "ETIMEDOUT" ? 28 : 7;
    return this.#fail(code, this.#failedToConnect(target, this.#release.couldNotConnect));
  }

  #failedToConnect(target: Target, reason: string): string {
    const after = `after ${Math.round(this.#elapsed())} ms`;
    return `Failed to connect to ${target.host} port ${target.port} ${after}: ${reason}`;
  }

  /** The end of a connection that was tried: the reason, the meter's last row, the closing. */
  #fail(code: number, message: string, closing = this.#release.closing): never {
    this.#info(message);
    this.#meter.end();
    this.#info(closing);
    throw new CurlError(code, message);
  }

  #timedOut(target: Target, limit: number, connecting: boolean): never {
    const slack = this.#step === "resolve" ? 0 : this.#modern ? 2 : 1;
    const after = `${Math.round(limit * 1000) + slack} milliseconds`;
    if (this.#step === "resolve") return this.#fail(28, `Resolving timed out after ${after}`);
    if (this.#step === "telnet") {
      return this.#fail(28, "Time-out", this.#modern ? "shutting down connection #0" : undefined);
    }
    if (this.#step === "transfer") {
      return this.#fail(28, `Operation timed out after ${after} with ${this.#size} bytes received`);
    }
    if (connecting && !this.#modern) {
      this.#info(`ipv4 connect timeout after ${Math.round(limit * 1000)}ms, move on!`);
      return this.#fail(28, this.#failedToConnect(target, "Timeout was reached"));
    }
    return this.#fail(28, `Connection timed out after ${after}`);
  }

  /** Keeps the connection until the server or the limit ends it. */
  async #telnet(run: Run, connection: Connection): Promise<undefined> {
    const greeting = GREETINGS[connection.listener?.service ?? "silent"];
    if (greeting !== undefined) this.#output += greeting;
    this.#typing = true;
    while ((await run.context.stdin.read(run.context.cancel)) !== undefined);
    this.#typing = false;
    await pause(run, Infinity);
    return undefined;
  }

  async #http(run: Run, target: Target, connection: Connection): Promise<string | undefined> {
    const { listener } = connection;
    if (target.scheme === "https") this.#tls(listener, connection);
    const response = await this.#ask(run, target, connection);
    this.#response = response;
    this.#times.first = this.#elapsed() / 1000;
    return this.#receive(target, response);
  }

  #tls(listener: Listener | undefined, connection: Connection): void {
    if (listener?.service !== "https") {
      const text = this.#modern
        ? "TLS connect error: error:0A00010B:SSL routines::wrong version number"
        : "OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number";
      this.#fail(35, text);
    }
    const known = connection.listener?.podName === undefined && listener.site !== undefined;
    if (!known && !this.#options.switches.has("insecure")) {
      const reason = "SSL certificate problem: unable to get local issuer certificate";
      this.#info(reason);
      this.#meter.end();
      this.#info(this.#release.closing);
      throw new CurlError(60, reason, SELF_SIGNED);
    }
  }

  async #ask(run: Run, target: Target, connection: Connection): Promise<HttpResponse> {
    const { listener } = connection;
    const usual = DEFAULT_PORTS[target.scheme] === target.port;
    const host = usual ? target.host : `${target.host}:${target.port}`;
    const headers = this.#requestHeaders(host);
    if (this.#modern) this.#info("using HTTP/1.x");
    this.#dump(">", [`${this.#method()} ${target.path} HTTP/1.1`, ...headers, ""]);
    if (this.#modern) this.#info("Request completely sent off");
    const service = listener?.service ?? "silent";
    if (listener === undefined || service === "silent" || service === "echo") {
      await pause(run, Infinity);
    }
    if (listener !== undefined && (service === "http" || service === "https")) {
      if (service === "https" && target.scheme === "http") {
        return plain(400, "Bad Request", "Client sent an HTTP request to an HTTPS server.\n");
      }
      await pause(run, connection.roundTrip / 1000);
      const request = {
        method: this.#method(),
        path: target.path,
        host,
        close: this.#options.switches.has("http1.0"),
        userAgent: `curl/${this.#release.version}`,
      };
      return httpAnswer(listener, request, run.context.clock.now());
    }
    if (service === "mongodb") {
      const text =
        "It looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n";
      return plain(200, "OK", text);
    }
    const greets = service === "mysql" || service === "redis" || service === "ssh";
    if (greets) return this.#fail(1, "Received HTTP/0.9 when not allowed");
    return this.#fail(52, "Empty reply from server");
  }

  #requestHeaders(host: string): readonly string[] {
    const own = this.#options.values.get("header") ?? [];
    const given = (name: string): boolean =>
      own.some((header) => header.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    const agent = this.#options.values.get("user-agent")?.at(-1) ?? `curl/${this.#release.version}`;
    const body = this.#body();
    const headers: string[] = [];
    if (!given("Host")) headers.push(`Host: ${host}`);
    if (!given("User-Agent")) headers.push(`User-Agent: ${agent}`);
    if (!given("Accept")) headers.push("Accept: */*");
    headers.push(...own.filter((header) => /:\s*\S/.test(header)));
    if (body !== undefined) {
      headers.push(`Content-Length: ${utf8Length(body)}`);
      if (!given("Content-Type")) headers.push("Content-Type: application/x-www-form-urlencoded");
    }
    return headers;
  }

  #dump(sign: string, lines: readonly string[]): void {
    if (!this.#options.switches.has("verbose")) return;
    for (const line of lines) this.#run.context.stderr.write(`${sign} ${line}\r\n`);
  }

  #receive(target: Target, response: HttpResponse): string | undefined {
    const { switches } = this.#options;
    const status = `${response.version} ${response.status} ${response.reason}`;
    const lines = response.headers.map(([name, value]) => `${name}: ${value}`);
    this.#dump("<", [status, ...lines, ""]);
    this.#headerSize = [status, ...lines, ""].reduce((sum, line) => sum + line.length + 2, 0);
    const location = response.headers.find(([name]) => name === "Location")?.[1];
    if (location !== undefined) {
      const base = `${target.scheme}://${target.host}:${target.port}`;
      this.#redirectUrl = location.startsWith("/") ? `${base}${location}` : location;
    }
    const size = utf8Length(response.body);
    const failed = response.status >= 400 && switches.has("fail");
    if (failed) {
      this.#meter.end();
      this.#info(this.#release.closing);
      throw new CurlError(22, `The requested URL returned error: ${response.status}`);
    }
    if (switches.has("include") || switches.has("show-headers") || switches.has("head")) {
      this.#output += this.#styledHeaders(status, response);
    }
    this.#output += response.body;
    this.#size = size;
    this.#meter.progress(size, size);
    if (size > 0 && !this.#toTerminal && switches.has("verbose")) {
      this.#run.context.stderr.write(`{ [${size} bytes data]\n`);
    }
    const follow = location !== undefined && response.status >= 300 && response.status < 400;
    if (follow && switches.has("location")) {
      this.#info(`Connection #0 to host ${target.host} left intact`);
      this.#info(`Issue another request to this URL: '${this.#redirectUrl}'`);
      return this.#redirectUrl;
    }
    if (this.#toTerminal) this.#flush();
    this.#meter.end();
    const open = response.headers.some(
      ([name, value]) => name === "Connection" && value === "close",
    );
    this.#info(open ? this.#release.closing : `Connection #0 to host ${target.host} left intact`);
    if (response.status >= 400 && switches.has("fail-with-body")) {
      throw new CurlError(22, `The requested URL returned error: ${response.status}`);
    }
    return undefined;
  }

  /** On a terminal both streams are one: the body goes out before what is said about the end. */
  #flush(): void {
    this.#run.context.stdout.write(this.#output);
    this.#output = "";
  }

  /** Header names are bold on a terminal. */
  #styledHeaders(status: string, response: HttpResponse): string {
    const bold = this.#toTerminal && !this.#options.switches.has("no-styled-output");
    const name = (text: string): string => (bold ? `\u001b[1m${text}\u001b[0m` : text);
    const lines = response.headers.map(([key, value]) => `${name(key)}: ${value}\r\n`);
    return `${status}\r\n${lines.join("")}\r\n`;
  }
}

/** What servers say first, to a client that says nothing. */
const GREETINGS: Readonly<Partial<Record<Listener["service"], string>>> = {
  mysql: "J\u0000\u0000\u0000\n8.4.7\u0000",
  ssh: "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\r\n",
};

function plain(status: number, reason: string, body: string): HttpResponse {
  const headers = [["Content-Type", "text/plain"]] as const;
  return { version: "HTTP/1.0", status, reason, headers, body };
}
