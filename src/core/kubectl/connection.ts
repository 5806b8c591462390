/** A command's way to the API server: where it leads, in which namespace, and with which manners. */
import type { JsonObject } from "../api/json.ts";
import type { ResourceType } from "../api/scheme.ts";
import { ApiStatusError, isStatus } from "../api/status.ts";
import type { Clock } from "../cluster/clock.ts";
import type { ApiRequest, ApiResponse, KubeClient, WatchEvent } from "../cluster/types.ts";
import type { OutputStream, Tty } from "../shell/process.ts";
import type { ClientConfig } from "./config/client-config.ts";
import { CommandError, ConnectionRefused } from "./errors.ts";
import { quote } from "./gotext.ts";
import { requireType } from "./types.ts";

/** Where the lab's API server listens; any other address refuses the connection. */
export const LAB_SERVER = "https://127.0.0.1:6443";

/** `https://127.0.0.1:6443/x` → `127.0.0.1:6443`. */
export function hostOf(server: string): string {
  return server.replace(/^[a-z]+:\/\//, "").replace(/\/.*$/, "");
}

export interface ConnectionOptions {
  readonly client: KubeClient;
  readonly config: ClientConfig;
  readonly stderr: OutputStream;
  readonly stderrTty: Tty | undefined;
  readonly clock: Clock;
  /** `kubectl-create` and the like: the name the server keeps as field manager. */
  readonly userAgent: string;
}

/** A line of klog: `E1121 09:59:43.515916    9921 memcache.go:265] "Unhandled Error" err=…`. */
function discoveryFailure(server: string, now: number): string {
  const time = new Date(now).toISOString();
  const stamp = `${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000`;
  const host = hostOf(server).replace(/^localhost/, "127.0.0.1");
  const cause = `couldn't get current server API group list: Get ${quote(`${server}/api?timeout=32s`)}: dial tcp ${host}: connect: connection refused`;
  return `E${stamp}    9921 memcache.go:265] "Unhandled Error" err=${quote(cause)}\n`;
}

export class Connection {
  /** The namespace of `-n`, or of the context, or `default`. */
  readonly namespace: string;
  /** True when `-n` was given: objects of other namespaces are then refused. */
  readonly enforceNamespace: boolean;
  readonly config: ClientConfig;
  readonly userAgent: string;
  readonly #options: ConnectionOptions;
  readonly #warned = new Set<string>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.config = options.config;
    this.namespace = options.config.namespace;
    this.enforceNamespace = options.config.namespaceGiven;
    this.userAgent = options.userAgent;
  }

  /** How many different warnings the server gave (`--warnings-as-errors`). */
  get warnings(): number {
    return this.#warned.size;
  }

  /**
   * Sends a request and answers the body; the server's warnings go to stderr, each once.
   * @throws ApiStatusError for a refusal, ConnectionRefused when no server listens
   */
  request(request: ApiRequest): JsonObject {
    return this.respond(request).body;
  }

  /** As {@link request}, with the status code and warnings beside the body. */
  respond(request: ApiRequest): ApiResponse {
    this.ensureReachable();
    const { impersonate } = this.config;
    const response = this.#options.client.request({
      userAgent: this.userAgent,
      ...(impersonate === undefined ? {} : { impersonate }),
      ...request,
    });
    for (const warning of response.warnings) this.warn(warning);
    if (response.code >= 400 && isStatus(response.body)) throw new ApiStatusError(response.body);
    return response;
  }

  /** Calls back for every change in the cluster until the returned function is called. */
  watch(listener: (event: WatchEvent) => void): () => void {
    return this.#options.client.watch(listener);
  }

  /** Prints a warning as the server's are printed: once, in colour on a terminal. */
  warn(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    const label =
      this.#options.stderrTty === undefined ? "Warning:" : "\u001b[33;1mWarning:\u001b[0m";
    this.#options.stderr.write(`${label} ${text}\n`);
  }

  /**
   * The resource type an argument names (`po`, `deploy.apps`, `NetworkPolicy`); asking needs the
   * server's discovery documents, so without a server this fails as kubectl's look-up does.
   * @throws CommandError `the server doesn't have a resource type "x"`; ConnectionRefused
   */
  typeOf(word: string): ResourceType {
    this.discover();
    return requireType(word, (text) => {
      this.warn(text);
    });
  }

  /** Discovery is tried five times and each failure logged before the command gives up. */
  discover(): void {
    try {
      this.ensureReachable();
    } catch (error) {
      if (error instanceof ConnectionRefused) {
        const { stderr, clock } = this.#options;
        for (let attempt = 0; attempt < 5; attempt++) {
          stderr.write(discoveryFailure(this.config.server, clock.now()));
        }
      }
      throw error;
    }
  }

  /** @throws ConnectionRefused unless the configured server is the lab's */
  ensureReachable(): void {
    const { server, token } = this.config;
    if (server.replace(/\/+$/, "") !== LAB_SERVER) throw new ConnectionRefused(hostOf(server));
    if (token !== "") {
      throw new CommandError("You must be logged in to the server (Unauthorized)");
    }
  }
}
