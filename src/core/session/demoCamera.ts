/** What the room sees of a demonstration: what is selected, and which flows are drawn throughout. */
import type { ClusterState } from "../cluster/types.ts";
import type { CardId, FlowRequest } from "../graph/types.ts";
import { isSystem } from "../graph/system.ts";
import type { CheckedFlow } from "../lessons/checks/check.ts";
import { readCheck, type CheckSource } from "../lessons/checks/registry.ts";
import type { Demo } from "../lessons/schema/lesson.ts";
import { listenersOf } from "../network/listeners.ts";
import { cardOfEnd } from "./graph.ts";
import type { OutsideHost } from "./scenario.ts";
import { podsOf, policiesIn } from "./view.ts";

export type DemoSelection =
  | { readonly kind: "pod"; readonly id: CardId }
  | { readonly kind: "flow"; readonly flow: FlowRequest }
  | { readonly kind: "policy"; readonly id: string };

/**
 * `NAMESPACE/POD`, `policy NAMESPACE/NAME`, or a flow as checks write it; undefined while it is not
 * there.
 */
export function demoSelection(
  state: ClusterState,
  outside: readonly OutsideHost[],
  select: string,
): DemoSelection | undefined {
  const flow = flowOf(select);
  if (flow !== undefined) {
    const source = cardOfEnd(state, outside, cardName(flow.from));
    const destination = cardOfEnd(state, outside, cardName(flow.to));
    if (source === undefined || destination === undefined) return undefined;
    const { port, protocol } = flow;
    return { kind: "flow", flow: { source, destination, port, protocol } };
  }
  const [, policy] = /^policy (.+)$/.exec(select) ?? [];
  const named = (
    list: readonly { readonly metadata: { readonly namespace?: string; readonly name: string } }[],
    id: string,
  ): boolean => list.some(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}` === id);
  if (policy !== undefined)
    return named(policiesIn(state), policy) ? { kind: "policy", id: policy } : undefined;
  return named(podsOf(state), select) ? { kind: "pod", id: `pod/${select}` } : undefined;
}

/** So many pods are shown with all flows between them; of more only those that are spoken of. */
const FULL_MESH = 4;

/** The flows that the picture watches: those that a demonstration speaks of, each maybe twice. */
export function demoFlows(demo: Demo, state: ClusterState): readonly CheckedFlow[] {
  const spoken = demo.scenes.flatMap(({ checks = [], camera }) => [
    ...checks.flatMap(flowsOf),
    ...(camera?.select === undefined ? [] : [flowOf(camera.select) ?? []].flat()),
  ]);
  const pods = podsOf(state).filter(({ metadata }) => !isSystem(metadata.namespace ?? ""));
  if (pods.length > FULL_MESH) return spoken;
  const name = (pod: (typeof pods)[number]): string =>
    `${pod.metadata.namespace ?? ""}/${pod.metadata.name}`;
  const all = pods.flatMap((from) =>
    pods.flatMap((to) =>
      listenersOf(to).map(({ port, protocol }): CheckedFlow => ({
        from: name(from),
        to: name(to),
        port,
        protocol,
        want: "allow",
      })),
    ),
  );
  return [...all, ...spoken];
}

function flowsOf(source: CheckSource): readonly CheckedFlow[] {
  if (typeof source === "string") return [readCheck(source).flow ?? []].flat();
  if ("not" in source) return flowsOf(source.not);
  return ("all" in source ? source.all : source.any).flatMap(flowsOf);
}

function flowOf(select: string): CheckedFlow | undefined {
  return select.includes(" -> ") ? readCheck(`reach ${select} allow`).flow : undefined;
}

/** `ext:internet` of authors is the card `outside/internet`. */
function cardName(end: string): string {
  return end.replace(/^ext:/, "outside/").replace(/^node:/, "node/");
}
