/** Talking over a connection by hand, as nc and telnet do: what servers answer to typed lines. */
import { badRequest, httpAnswer, type HttpResponse } from "../network/http.ts";
import type { Connection } from "../network/types.ts";
import { CancelSource, Cancelled } from "../cluster/clock.ts";
import type { Run } from "./tool.ts";

export function wireText(response: HttpResponse): string {
  const headers = response.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `${response.version} ${response.status} ${response.reason}\r\n${headers}\r\n${response.body}`;
}

/** What a server says before it is asked. */
const SERVER_GREETINGS: Readonly<Record<string, string>> = {
  mysql: "J\u0000\u0000\u0000\n8.4.7\u0000",
  ssh: "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\r\n",
};

export type SessionEnd =
  /** The server closed. */
  | "closed-by-server"
  /** Standard input ended, then the server closed. */
  | "end-of-input"
  /** Nothing came for as long as the limit. */
  | "idle";

interface SessionOptions {
  /** Seconds without traffic after which the tool gives up. */
  readonly idle?: number;
  /** Called for text from the server. */
  readonly receive: (text: string) => void;
  /** Called for text before it is sent; returns what really goes out. */
  readonly send?: (text: string) => string;
}

/** No input came in time. */
const IDLE = Symbol("idle");

/** Reads the next input, for at most so long. */
async function nextInput(
  run: Run,
  idle: number | undefined,
): Promise<string | undefined | typeof IDLE> {
  const { clock, cancel, stdin } = run.context;
  if (idle === undefined) return stdin.read(cancel);
  const source = new CancelSource(cancel);
  const timer = clock.sleep(idle * 1000, source).then(
    () => {
      source.cancel("SIGALRM");
    },
    () => undefined,
  );
  try {
    return await stdin.read(source);
  } catch (error) {
    if (error instanceof Cancelled && error.reason === "SIGALRM") return IDLE;
    throw error;
  } finally {
    source.cancel("SIGTERM");
    await timer;
    source.dispose();
  }
}

/** Runs until one side ends it. Half-closed connections are closed by all servers of the lab. */
export async function talk(
  run: Run,
  connection: Connection,
  { idle, receive, send = (text) => text }: SessionOptions,
): Promise<SessionEnd> {
  const service = connection.listener?.service ?? "silent";
  const greeting = Object.hasOwn(SERVER_GREETINGS, service) ? SERVER_GREETINGS[service] : undefined;
  if (greeting !== undefined) receive(greeting);
  let request = "";
  // what was sent while nothing passed: the kernel sends it again until it does
  let unacknowledged = "";
  for (;;) {
    const typed = await nextInput(run, idle);
    if (typed === undefined) return "end-of-input";
    if (typed === IDLE) return "idle";
    unacknowledged += send(typed);
    if (!run.net.carries(connection)) continue;
    const sent = unacknowledged;
    unacknowledged = "";
    if (service === "echo") receive(sent);
    if (service === "redis") receive(redisReply(sent));
    if (service !== "http" || connection.listener === undefined) continue;
    request += sent.replaceAll("\r\n", "\n");
    const answer = httpReply(run, connection, request);
    if (answer === undefined) continue;
    receive(wireText(answer.response));
    if (answer.close) return "closed-by-server";
    request = "";
  }
}

function redisReply(text: string): string {
  return /^ping\r?\n$/i.test(text) ? "+PONG\r\n" : "-NOAUTH Authentication required.\r\n";
}

/** The answer once a request is complete: a first line, headers, an empty line. */
function httpReply(
  run: Run,
  connection: Connection,
  request: string,
): { readonly response: HttpResponse; readonly close: boolean } | undefined {
  const { listener } = connection;
  if (listener === undefined) return undefined;
  const now = run.context.clock.now();
  const [first = "", ...rest] = request.split("\n");
  if (!request.includes("\n") || first === "") return undefined;
  const match = /^([A-Z]+) (\S+)(?: HTTP\/(1\.[01]))?\s*$/.exec(first);
  if (match === null) return { response: badRequest(listener, now), close: true };
  const version = match[3];
  if (version !== undefined && !rest.includes("")) return undefined;
  if (version !== undefined && !/\n\n/.test(request)) return undefined;
  const close = version !== "1.1" || rest.some((line) => /^connection:\s*close/i.test(line));
  const asked = {
    method: match[1] ?? "GET",
    path: match[2] ?? "/",
    host: "",
    close,
    userAgent: "",
  };
  return { response: httpAnswer(listener, asked, now), close };
}
