/** A client that notices writes: what a command changed decides whether it is a moment to undo. */
import type { Cluster } from "../cluster/cluster.ts";
import type { KubeClient } from "../cluster/types.ts";

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
