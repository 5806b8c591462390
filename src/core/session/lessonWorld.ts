/** The lab as the checks of a lesson see it: ends by the names that authors use. */
import { clusterObjectsOf, networkOf, resolveEnd } from "./view.ts";
import { dnsPod } from "./graph.ts";
import type { Session } from "./session.ts";
import type { ClusterState } from "../cluster/types.ts";
import { asWritten } from "../lessons/asWritten.ts";
import type { CheckWorld } from "../lessons/checks/check.ts";
import type { ClusterObjects, Resolution } from "../netpol/endpoints.ts";
import type { OutsideHost } from "./scenario.ts";

/** What was done in the step so far. */
export interface Done {
  /** Commands typed before the step began; those after count. */
  readonly logFrom: number;
  readonly answers: ReadonlyMap<string, boolean>;
}

/** `NAMESPACE/POD`, `dns`, `ext:NAME`, `node:NAME`, or an address. */
export function resolveNamed(
  state: ClusterState,
  outside: readonly OutsideHost[],
  end: string,
): Resolution {
  if (end === "dns") {
    const card = dnsPod(state);
    return card === undefined
      ? { ok: false, reason: "unknown-pod", text: "kube-system/coredns" }
      : resolveEnd(state, card, outside);
  }
  const [, kind, name] = /^(ext|node):(.+)$/.exec(end) ?? [];
  if (kind === undefined || name === undefined) return networkOf(state).endpoints.resolve(end);
  return resolveEnd(state, `${kind === "ext" ? "outside" : "node"}/${name}`, outside);
}

/** @param state of the session's cluster; the present one unless given */
export function checkWorld(
  session: Session,
  done: Done,
  state: ClusterState = session.cluster.state,
): CheckWorld {
  return {
    state,
    network: networkOf(state),
    plane: session.plane,
    commands: session.log.slice(done.logFrom),
    answers: done.answers,
    resolve: (end) => resolveNamed(state, session.scenario.outside, end),
  };
}

const written = new WeakMap<ClusterState, ClusterObjects>();

/** What verdicts depend on, with policies as they were written: two beliefs are about defaults. */
export function writtenObjects(state: ClusterState): ClusterObjects {
  let objects = written.get(state);
  if (objects === undefined) {
    const live = clusterObjectsOf(state);
    objects = { ...live, policies: live.policies.map(asWritten) };
    written.set(state, objects);
  }
  return objects;
}
