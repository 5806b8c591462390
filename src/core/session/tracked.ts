/** What a command changed, which decides whether it is a moment to undo: writes to the cluster, files. */
import type { Cluster } from "../cluster/cluster.ts";
import type { KubeClient } from "../cluster/types.ts";
import type { FileSnapshot } from "../shell/memoryFiles.ts";

export interface TrackedClient extends KubeClient {
  /** Requests so far that changed something. */
  readonly writes: number;
}

/** A review (`kubectl auth can-i`), a dry run and a patch to what is already so change nothing. */
export function trackClient(cluster: Pick<Cluster, "state" | "request" | "watch">): TrackedClient {
  let writes = 0;
  return {
    get writes() {
      return writes;
    },
    request(request) {
      const before = cluster.state;
      const response = cluster.request(request);
      if (request.method !== "GET" && cluster.state !== before) writes++;
      return response;
    },
    watch: (listener) => cluster.watch(listener),
  };
}

/**
 * The same folders and files? The time of a folder does not count: files that came and went in it
 * (`kubectl diff` writes some to compare them) leave nothing to undo.
 */
export function sameFiles(a: FileSnapshot, b: FileSnapshot): boolean {
  if (a === b) return true;
  const paths = Object.keys(a);
  if (paths.length !== Object.keys(b).length) return false;
  return paths.every((path) => {
    const [was, is] = [a[path], Object.hasOwn(b, path) ? b[path] : undefined];
    if (was === undefined || is === undefined) return false;
    const folders = was.text === undefined && is.text === undefined;
    return was.text === is.text && was.mode === is.mode && (folders || was.mtime === is.mtime);
  });
}
