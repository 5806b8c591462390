/** What containerd and runc say when a program cannot be started. */

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
