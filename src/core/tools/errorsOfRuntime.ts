/** Whether a program can be started in a container, and what containerd and runc say when not. */
import type { FileSystem } from "../shell/files.ts";
import type { World } from "../shell/world.ts";
import { uuidOf } from "./ids.ts";

export type StartFailure =
  | { readonly kind: "not-in-path"; readonly program: string }
  | { readonly kind: "missing"; readonly program: string }
  | { readonly kind: "permission"; readonly program: string }
  | { readonly kind: "not-permitted"; readonly program: string }
  | { readonly kind: "directory"; readonly program: string };

function reason({ kind, program }: StartFailure): string {
  const quoted = JSON.stringify(program);
  switch (kind) {
    case "not-in-path":
      return `exec: ${quoted}: executable file not found in $PATH`;
    case "missing":
      return `exec: ${quoted}: stat ${program}: no such file or directory`;
    case "permission":
      return `exec: ${quoted}: permission denied`;
    case "not-permitted":
      return `exec ${program}: operation not permitted`;
    case "directory":
      return `exec: ${quoted}: is a directory`;
  }
}

/** @param id 64 hex digits, of the exec. */
export function execError(failure: StartFailure, id: string): string {
  return (
    `failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: ` +
    `exec failed: unable to start container process: ${reason(failure)}: unknown`
  );
}

/** The message of a container that ends as StartError. */
export function startError(failure: StartFailure): string {
  return (
    "failed to create containerd task: failed to create shim task: OCI runtime create failed: " +
    `runc create failed: unable to start container process: error during container init: ${reason(failure)}: unknown`
  );
}

/**
 * Kubelet's and containerd's words for a port of a pod that cannot be reached from inside it.
 * @param sandbox 64 hex digits
 * @param why nobody listens, or the pod is gone
 */
export function forwardError(sandbox: string, port: number, why: "refused" | "closed"): string {
  const place = `error forwarding port ${port} to pod ${sandbox}, uid : `;
  if (why === "closed") return `${place}network namespace for sandbox "${sandbox}" is closed`;
  const space = `"/var/run/netns/cni-${uuidOf(sandbox)}"`;
  const dials = [`IPv4: dial tcp4 127.0.0.1:${port}`, `IPv6 dial tcp6 [::1]:${port}`];
  return (
    `${place}failed to execute portforward in network namespace ${space}: ` +
    `failed to connect to localhost:${port} inside namespace "${sandbox}", ` +
    dials.map((dial) => `${dial}: connect: connection refused `).join("")
  );
}

const FOLDERS_OF_PATH = [
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  "/sbin",
  "/bin",
];

/** What a start looks at in a container. */
export interface StartPlace {
  readonly fs: FileSystem;
  /** Programs that need a file capability which the container has given up. */
  readonly withoutCapability: ReadonlySet<string>;
}

/** Why a program cannot be started; undefined when it can. */
export function whyNotStarted(
  { fs, withoutCapability }: StartPlace,
  world: Pick<World, "programs">,
  program: string,
): StartFailure | undefined {
  const slash = program.lastIndexOf("/");
  const name = program.slice(slash + 1);
  if (withoutCapability.has(name)) return { kind: "not-permitted", program: `/bin/${name}` };
  if (slash === -1) {
    const known = program !== "" && world.programs(program) !== undefined;
    return known ? undefined : { kind: "not-in-path", program };
  }
  const stat = fs.stat(program);
  if (stat?.type === "directory") return { kind: "directory", program };
  if (stat !== undefined) {
    return (stat.mode & 0o111) === 0 ? { kind: "permission", program } : undefined;
  }
  const installed =
    FOLDERS_OF_PATH.includes(program.slice(0, slash)) && world.programs(name) !== undefined;
  return installed ? undefined : { kind: "missing", program };
}
