/** An exposure in sentences: who passes a gate, in one place. */
import { blocksOf } from "../../net/addressSet.ts";
import type { BlockText } from "../../net/addressSet.ts";
import { formatRange } from "../../net/ports.ts";
import type { Exposure } from "../exposure.ts";
import { NAMESPACE_NAME_LABEL } from "../normalise.ts";
import { count, enumerate, shown, wordCount } from "../phrases.ts";
import type { Line } from "../phrases.ts";
import type { Conditions, LabelCondition } from "./conditions.ts";
import { isAnyPort, partsOf } from "./portSet.ts";
import type { PortPart, PortSet } from "./portSet.ts";
import type { AddressesTerm, ExposureTerm } from "./terms.ts";

/** A selector that needs more words is counted. */
const MAX_SELECTOR_WORDS = 6;
/** More exceptions than this are lines of their own. */
const MAX_EXCEPT = 3;

/** The gate in a sentence, a line for each term of the union, and what the other end still has. */
export function exposureLines(exposure: Exposure): Line[] {
  const { terms, direction, gate } = exposure;
  const others = terms.some(({ who }) => who !== "addresses");
  const [own, theirs] = direction === "Ingress" ? ["egress", "out"] : ["ingress", "in"];
  const head: Line = {
    mark: terms.length === 0 ? "no" : gate === "guarded" ? "yes" : "info",
    text: gateSentence(exposure),
    lines: gate === "guarded" ? terms.map(termLine) : [],
  };
  if (!others) return [head];
  const text = `The other pod's own ${own} gate has to let it ${theirs} as well.`;
  return [head, { mark: "info", text, lines: [] }];
}

const GATES: Readonly<Record<Exclude<Exposure["gate"], "guarded">, string>> = {
  open: "is open: no policy guards it",
  host: "is not guarded, as the pod uses the network of its node",
  "not-enforced": "is not enforced by this plugin",
};

function gateSentence({ gate, direction, pod, terms, isolatedBy }: Exposure): string {
  const inward = direction === "Ingress";
  const name = `${direction} of ${pod.name}`;
  if (gate !== "guarded") {
    return `${name} ${GATES[gate]}. ${inward ? "Anyone may connect" : "It may connect to anyone"}, on any port.`;
  }
  const by = isolatedBy.length === 0 ? "" : ` by ${count(isolatedBy.length, "policy", "policies")}`;
  if (terms.length > 0) {
    return `${name} is guarded${by}. ${inward ? "These may enter" : "It may go to"}:`;
  }
  return `${name} is guarded${by}; nothing gets ${inward ? "in" : "out"}.`;
}

function termLine(term: ExposureTerm): Line {
  const on = `on ${portsPhrase(term.ports)}`;
  switch (term.who) {
    case "anyone":
      return line(`Anyone ${on}: pods, nodes and outside addresses.`);
    case "pods":
      return line(`${capital(podsPhrase(term.pods))} ${namespacesPhrase(term.namespaces)}, ${on}.`);
    case "addresses":
      return addressesLine(term, on);
  }
}

function addressesLine({ addresses }: AddressesTerm, on: string): Line {
  const blocks = blocksOf(addresses);
  const [only] = blocks;
  if (blocks.length === 1 && only !== undefined && only.except.length <= MAX_EXCEPT) {
    return line(`Addresses in ${blockPhrase(only)}, ${on}.`);
  }
  const lines = blocks.map((block) => {
    if (block.except.length <= MAX_EXCEPT) return line(`${blockPhrase(block)}.`);
    const text = `${block.cidr} except ${block.except.length} smaller blocks:`;
    return { ...line(text), lines: block.except.map((cidr) => line(`${cidr}.`, "no")) };
  });
  const text = `Addresses in ${count(blocks.length, "block", "blocks")}, ${on}:`;
  return { ...line(text), lines };
}

function blockPhrase({ cidr, except }: BlockText): string {
  return except.length === 0 ? cidr : `${cidr} except ${enumerate(except, "and")}`;
}

function line(text: string, mark: Line["mark"] = "yes"): Line {
  return { mark, text, lines: [] };
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function podsPhrase(pods: Conditions): string {
  return pods.length === 0 ? "every pod" : `pods with ${conditionsPhrase(pods)}`;
}

/** `in any namespace`, `in namespace shop`, `in namespaces with team=web`. */
function namespacesPhrase(namespaces: Conditions): string {
  const named = namespaces.find(({ key }) => key === NAMESPACE_NAME_LABEL)?.values;
  if (namespaces.length === 0) return "in any namespace";
  if (named === undefined || namespaces.length > 1) {
    return `in namespaces with ${conditionsPhrase(namespaces)}`;
  }
  const list = enumerate(named.list, "or");
  if (named.kind === "not") return `in any namespace but ${list}`;
  return `in ${named.list.length === 1 ? "namespace" : "namespaces"} ${list}`;
}

function conditionsPhrase(conditions: Conditions): string {
  const english = enumerate(conditions.map(conditionPhrase), "and");
  if (wordCount(english) <= MAX_SELECTOR_WORDS) return english;
  return count(conditions.length, "condition", "conditions");
}

/** `app=web`, `app one of a or b`, `env not prod`, `the label app`, `no label app`. */
function conditionPhrase({ key, absent, values: { kind, list } }: LabelCondition): string {
  const either = enumerate(list.map(shown), "or");
  const some = list.length > 0;
  if (kind === "only") {
    if (!some) return `no label ${key}`;
    const wanted = list.length === 1 ? `${key}=${either}` : `${key} one of ${either}`;
    return absent ? `${wanted}, or no label ${key}` : wanted;
  }
  if (absent) return `${key} not ${either}`;
  return some ? `the label ${key}, not ${either}` : `the label ${key}`;
}

/** `any port`, `TCP 80 or UDP 53`. */
function portsPhrase(ports: PortSet): string {
  return isAnyPort(ports) ? "any port" : enumerate(partsOf(ports).map(partPhrase), "or");
}

function partPhrase(part: PortPart): string {
  if (part.protocol === "ICMP") return "ICMP";
  const { protocol, ports } = part;
  if (ports === "all") return `any ${protocol} port`;
  return `${protocol} ${"name" in ports ? ports.name : formatRange(ports)}`;
}
