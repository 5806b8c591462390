/** Which attempts are worth drawing: those asked for, those of the selected pods, or all. */
import { memberId, namespaceId } from "./ids.ts";
import type { AskedFlow, GraphInput } from "./input.ts";
import { isSystem } from "./system.ts";
import type { CardId, FlowKind, PodCard } from "./types.ts";

export interface Candidate extends AskedFlow {
  readonly kinds: FlowKind[];
}

/** Attempts judged at most; beyond it the picture says how many it left out. */
const MAX_CANDIDATES = 60_000;

/**
 * True when "all" leaves out flows from and to the pods of the cluster itself: beside pods of people,
 * and while none of its own is selected.
 */
export function leavesSystemOut(input: GraphInput, pods: readonly PodCard[]): boolean {
  const own = pods.filter(({ namespace }) => isSystem(namespace));
  if (input.all !== true || own.length === 0 || own.length === pods.length) return false;
  const selected = new Set(input.selected ?? []);
  return !own.some(({ id, region, namespace }) =>
    [id, region, namespaceId(namespace)].some((name) => selected.has(name)),
  );
}

/** Attempts to judge, each once, with every reason why it is wanted. */
export function candidates(
  input: GraphInput,
  pods: readonly PodCard[],
  cardOf: ReadonlyMap<CardId, CardId>,
): Iterable<Candidate> {
  const found = new Map<string, Candidate>();
  const add = (flow: AskedFlow, kind: FlowKind): void => {
    if (!cardOf.has(flow.source) || !cardOf.has(flow.destination)) return;
    const id = memberId(flow) + (flow.outcome ?? "");
    const known = found.get(id);
    if (known === undefined) found.set(id, { ...flow, kinds: [kind] });
    else if (!known.kinds.includes(kind)) known.kinds.push(kind);
  };
  for (const flow of input.watched ?? []) add(flow, "watched");
  for (const flow of input.tried ?? []) add(flow, "tried");

  const live = pods.filter((pod) => pod.ip !== undefined && pod.ingress.state !== "none");
  const pairs = (
    sources: readonly PodCard[],
    targets: readonly PodCard[],
    kind: FlowKind,
  ): void => {
    for (const source of sources) {
      for (const target of targets) {
        if (source === target) continue;
        for (const port of input.port === undefined ? target.ports : [input.port]) {
          if (found.size >= MAX_CANDIDATES) return;
          add({ source: source.id, destination: target.id, ...port }, kind);
        }
      }
    }
  };
  const selected = new Set(input.selected ?? []);
  if (selected.size > 0) {
    const chosen = live.filter(
      (pod) => selected.has(pod.id) || selected.has(cardOf.get(pod.id) ?? ""),
    );
    pairs(chosen, live, "selected");
    pairs(live, chosen, "selected");
  }
  if (input.all === true) {
    const meant = leavesSystemOut(input, pods)
      ? live.filter(({ namespace }) => !isSystem(namespace))
      : live;
    pairs(meant, meant, "all");
  }
  return found.values();
}
