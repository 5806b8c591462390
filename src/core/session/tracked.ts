/** A client that notices writes: what a command changed decides whether it is a moment to undo. */
import type { ApiRequest, ApiResponse, KubeClient } from "../cluster/types.ts";

export interface TrackedClient extends KubeClient {
  /** Writes that the server accepted so far. */
  readonly writes: number;
}

function isWrite(request: ApiRequest, response: ApiResponse): boolean {
  return request.method !== "GET" && response.code < 400 && request.query?.["dryRun"] === undefined;
}

export function trackClient(client: KubeClient): TrackedClient {
  let writes = 0;
  return {
    get writes() {
      return writes;
    },
    request(request) {
      const response = client.request(request);
      if (isWrite(request, response)) writes++;
      return response;
    },
    watch: (listener) => client.watch(listener),
  };
}
