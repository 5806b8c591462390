/** Short English phrases for selectors, ports and ends: the words that all sentences are made of. */
import { formatRequirements } from "../api/labels.ts";
import type { Requirement } from "../api/labels.ts";
import type { CompiledPeer, CompiledPort, CompiledSelector } from "./compile.ts";
import { formatPortEntry } from "./match.ts";
import type { Endpoint } from "./types.ts";

/** A sentence with what it is about; `lines` are the details below it. */
export interface Line {
  readonly mark: "yes" | "no" | "info";
  /** One sentence of at most {@link MAX_WORDS} words. */
  readonly text: string;
  /** Policy and path of the YAML that it speaks of, e.g. `spec.ingress[0].ports[0]`. */
  readonly policy?: { readonly namespace: string; readonly name: string };
  readonly path?: string;
  readonly lines: readonly Line[];
}

export const MAX_WORDS = 25;
/** A selector that needs more words than this is shown as kubectl prints it, or counted. */
const MAX_SELECTOR_WORDS = 4;

/** `a`, `a or b`, `a, b or c`; beyond `max` items `a, b, c or 2 more`. */
export function enumerate(items: readonly string[], word: "or" | "and", max = 3): string {
  const more = items.length - max;
  const shownItems = more > 0 ? [...items.slice(0, max), `${more} more`] : items;
  if (shownItems.length < 2) return shownItems[0] ?? "";
  return `${shownItems.slice(0, -1).join(", ")} ${word} ${shownItems.at(-1) ?? ""}`;
}

export function wordCount(text: string): number {
  return text.split(" ").length;
}

/** `1 policy`, `2 policies`. */
export function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** The name of a pod, the name of a node, or the address. */
export function nameOf(end: Endpoint): string {
  if (end.kind === "pod") return end.name;
  return end.nodeName === undefined ? end.ip : `node ${end.nodeName}`;
}

/** `app=web`, `app one of a or b`, `env not prod`, `the label app`, `no label app`. */
export function requirementPhrase({ key, operator, values }: Requirement): string {
  const list = enumerate(values.map(shown), "or");
  switch (operator) {
    case "=":
    case "==":
      return `${key}=${list}`;
    case "in":
      return values.length === 1 ? `${key}=${list}` : `${key} one of ${list}`;
    case "!=":
    case "notin":
      return `${key} not ${list}`;
    case "exists":
      return `the label ${key}`;
    case "!":
      return `no label ${key}`;
    case "gt":
      return `${key} above ${list}`;
    case "lt":
      return `${key} below ${list}`;
    case "invalid":
      return `an operator that does not exist for ${key}`;
  }
}

/** An empty value has to be seen. */
export function shown(value: string): string {
  return value === "" ? '""' : value;
}

/** `every pod`, `pods with app=web and env not prod`. */
export function podsPhrase(selector: CompiledSelector | undefined): string {
  const requirements = selector?.requirements ?? [];
  return requirements.length === 0 ? "every pod" : `pods with ${conditionsPhrase(requirements)}`;
}

/** All requirements in a few words: in English, else as kubectl prints them, else their number. */
function conditionsPhrase(requirements: readonly Requirement[]): string {
  const english = enumerate(requirements.map(requirementPhrase), "and");
  if (wordCount(english) <= MAX_SELECTOR_WORDS) return english;
  const kubectl = formatRequirements(requirements);
  if (wordCount(kubectl) <= MAX_SELECTOR_WORDS && kubectl.length <= 80) return kubectl;
  return count(requirements.length, "condition", "conditions");
}

/** Who a peer entry means; `namespace` is the policy's own. */
export function peerPhrase(peer: CompiledPeer, namespace: string): string {
  if (peer.kind === "invalid") return "nobody, as the entry names no peer";
  if (peer.kind === "ipBlock") {
    const holes = peer.except.map(({ cidr }) => cidr);
    const except = holes.length > 0 ? ` except ${enumerate(holes, "and", 2)}` : "";
    return `addresses in ${peer.cidr}${except}`;
  }
  const pods = podsPhrase(peer.podSelector);
  const { namespaceSelector } = peer;
  if (namespaceSelector === undefined) return `${pods} in namespace ${namespace}`;
  const { requirements } = namespaceSelector;
  if (requirements.length === 0) return `${pods} in any namespace`;
  return `${pods} in namespaces with ${conditionsPhrase(requirements)}`;
}

/** `any port`, `TCP 80 or UDP 53`. */
export function portsPhrase(ports: readonly CompiledPort[]): string {
  if (ports.length === 0) return "any port";
  const entries = ports.map((entry) =>
    entry.port === undefined ? `any ${entry.protocol} port` : formatPortEntry(entry),
  );
  return enumerate(entries, "or", 2);
}
