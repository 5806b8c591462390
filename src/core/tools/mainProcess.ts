/** What a container's first process is: words to run, the image's own server, or a start that fails. */
import type { Container } from "../api/objects.ts";
import { startsServer } from "../network/listeners.ts";
import type { StartFailure } from "./errorsOfRuntime.ts";
import type { ImageProfile } from "./images.ts";

export type MainProcess =
  | { readonly kind: "run"; readonly argv: readonly string[] }
  /** Runs until it is stopped and says its usual lines. */
  | { readonly kind: "server" }
  | { readonly kind: "cannot-start"; readonly failure: StartFailure };

/** Language runtimes and launchers whose programs are the image's own business. */
const RUNTIMES = new Set(
  "node npm npx yarn python python3 java ruby php go dotnet gunicorn uvicorn flask deno bun tini dumb-init supervisord docker-entrypoint.sh postgres mysqld redis-server mongod nginx httpd apache2 coredns etcd prometheus grafana".split(
    " ",
  ),
);

function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The words that run, or undefined for the image's own server. */
function words(
  { command = [], args = [] }: Container,
  profile: ImageProfile,
  has: (program: string) => boolean,
): readonly string[] | undefined {
  if (command.length > 0) return [...command, ...args];
  const [first] = args;
  const { entrypoint, main } = profile;
  if (first === undefined) return main === "server" ? undefined : main;
  if (entrypoint !== undefined && !has(first)) {
    return has(entrypoint) ? [entrypoint, ...args] : undefined;
  }
  return main === "server" && first.startsWith("-") ? undefined : args;
}

/**
 * @param has whether the container has a program of that name.
 * @param exists whether a path is there.
 */
export function mainProcess(
  container: Container,
  profile: ImageProfile,
  has: (program: string) => boolean,
): MainProcess {
  const argv = words(container, profile, has);
  const [program] = argv ?? [];
  if (argv === undefined || program === undefined) return { kind: "server" };
  if (startsServer(argv)) return { kind: "server" };
  if (has(program)) return { kind: "run", argv };
  const ownProgram = !profile.known || RUNTIMES.has(basename(program)) || !profile.coreutils;
  if (ownProgram) return { kind: "server" };
  const kind = program.includes("/") ? "missing" : "not-in-path";
  return { kind: "cannot-start", failure: { kind, program } };
}
