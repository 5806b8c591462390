/**
 * An explanation in plain English: the one place where reasons become sentences. Sentences are
 * short, name the thing they speak of, and need no knowledge of the evaluator.
 */
import { labelValue } from "../api/labels.ts";
import type { Labels } from "../api/objects.ts";
import type { Bystander, DirectionExplanation, Explanation, PolicyTrace } from "./explain.ts";
import { NAMESPACE_NAME_LABEL } from "./normalise.ts";
import { pluginNamed } from "./profiles/registry.ts";
import { QUESTIONS } from "./profiles/questions.ts";
import type { OpenQuestion } from "./profiles/questions.ts";
import { count, nameOf, requirementPhrase, shown } from "./phrases.ts";
import type { Line } from "./phrases.ts";
import type {
  Compared,
  Comparison,
  Direction,
  EntryTrace,
  Exemption,
  IpBlockReason,
  PolicyRef,
  PortReason,
  RuleTrace,
} from "./types.ts";

/** The whole trace: a line for each gate with the rules below it, then the verdict. */
export function explanationLines(explanation: Explanation): Line[] {
  return [
    directionLine(explanation.egress, pluginTitle(explanation)),
    directionLine(explanation.ingress, pluginTitle(explanation)),
    ...explanation.openQuestions.flatMap((question) =>
      openQuestionLine(question, explanation.verdict.allowed),
    ),
    {
      mark: explanation.verdict.allowed ? "yes" : "no",
      text: verdictSentence(explanation),
      lines: [],
    },
  ];
}

/** The verdict in one sentence, naming the gate that drops. */
export function verdictSentence({ verdict, egress, ingress, plugin }: Explanation): string {
  const source = nameOf(egress.subject);
  const destination = nameOf(ingress.subject);
  if (verdict.allowed) return `Allowed: ${source} may connect to ${destination}.`;
  const [done, doIt] =
    pluginNamed(plugin)?.profile.deny === "reject" ? ["Refused", "refuse"] : ["Dropped", "drop"];
  if (verdict.egress.allowed) return `${done} at the ingress gate of ${destination}.`;
  if (verdict.ingress.allowed) return `${done} at the egress gate of ${source}.`;
  return `${done} at the egress gate of ${source}; the ingress gate of ${destination} would ${doIt} it too.`;
}

function pluginTitle({ plugin }: Explanation): string {
  return pluginNamed(plugin)?.title ?? "This plugin";
}

/** That the verdict depends on the plugin, with a line for each plugin that has another. */
function openQuestionLine(
  { id, hinges, pluginsThatDiffer }: OpenQuestion,
  allowedHere: boolean,
): Line[] {
  if (!hinges) return [];
  return [
    {
      mark: "info",
      text: `Plugin dependent: the API leaves open ${QUESTIONS[id].title}.`,
      lines: pluginsThatDiffer.map(({ plugin, allowed, gates, decisions }): Line => {
        const other = pluginNamed(plugin);
        const does = other?.profile.deny === "reject" ? "refuses it" : "drops it";
        return {
          mark: allowed ? "yes" : "no",
          text:
            allowed === allowedHere
              ? `${other?.title ?? plugin} judges ${gates.join(" and ")} otherwise; in all it is the same.`
              : `${other?.title ?? plugin} ${allowed ? "lets it through" : does}.`,
          lines: decisions.map((decision): Line => {
            return { mark: "info", text: other?.decisions[decision].text ?? decision, lines: [] };
          }),
        };
      }),
    },
  ];
}

function directionLine(side: DirectionExplanation, plugin: string): Line {
  const mark = side.verdict.allowed ? "yes" : "no";
  return {
    mark,
    text: directionSentence(side, plugin),
    lines: [
      ...side.policies.flatMap(policyLines),
      ...side.unenforced.map((policy) => unenforcedLine(policy, side)),
      ...bystanderLines(side),
    ],
  };
}

function unenforcedLine(policy: PolicyRef, { subject, direction }: DirectionExplanation): Line {
  const text = `${policy.name} selects ${nameOf(subject)} for ${direction} and has no effect.`;
  return { mark: "info", text, policy, path: "spec.policyTypes", lines: [] };
}

const EXEMPT: Readonly<Record<Exemption, (side: DirectionExplanation, plugin: string) => string>> =
  {
    self: ({ direction, subject }) =>
      `${direction} of ${nameOf(subject)} is not asked: a pod always reaches itself.`,
    "not-a-pod": ({ direction, subject }) =>
      `${nameOf(subject)} is no pod: no policy guards what it ${direction === "Egress" ? "sends" : "receives"}.`,
    "host-network": ({ subject }) =>
      `${nameOf(subject)} uses the network of its node: policies do not guard it.`,
    "own-node": ({ direction, subject }, plugin) =>
      direction === "Ingress"
        ? `The caller counts as the node of ${nameOf(subject)}: a pod's own node may always enter.`
        : `${plugin} always lets ${nameOf(subject)} reach its own node.`,
    "remote-node": ({ subject }, plugin) =>
      `${plugin} lets nodes and ${nameOf(subject)} reach each other.`,
    "not-enforced": ({ direction }, plugin) => `${plugin} does not enforce ${direction} here.`,
  };

function directionSentence(side: DirectionExplanation, plugin: string): string {
  const { direction, subject, verdict, policies } = side;
  const gate = `${direction} of ${nameOf(subject)}`;
  if (verdict.reason === "exempt") return EXEMPT[verdict.exemption](side, plugin);
  if (verdict.reason === "not-isolated") {
    const namespace = subject.kind === "pod" ? subject.namespace : "";
    return `${gate} is open: no policy in ${namespace} selects it for ${direction}.`;
  }
  if (verdict.reason === "unselected") {
    return `${gate} is closed: no policy selects it, and ${plugin} closes such pods.`;
  }
  const guarded = `${gate} is guarded by ${count(policies.length, "policy", "policies")}`;
  if (verdict.allowed) return `${guarded}; a rule lets this ${way(direction)}.`;
  const ruleless = policies.every(({ rules }) => rules.length === 0);
  return ruleless
    ? `${guarded} without ${direction.toLowerCase()} rules; nothing gets ${way(direction)}.`
    : `${guarded}; no rule lets this ${way(direction)}.`;
}

function way(direction: Direction): string {
  return direction === "Ingress" ? "in" : "out";
}

// ---------------------------------------------------------------------------------------------
// Policies and rules

function policyLines({ policy, rules, selector }: PolicyTrace): Line[] {
  if (rules.length === 0) {
    const text = `${policy.name} selects it and has no rules: it allows nothing.`;
    return [{ mark: "no", text, policy, path: selector.path, lines: [] }];
  }
  return rules.map(ruleLine);
}

function ruleLine(trace: RuleTrace): Line {
  const { rule, peers, ports, peersMatched, portsMatched } = trace;
  const matched = peersMatched && portsMatched;
  const number = `${rule.direction.toLowerCase()} rule ${rule.index + 1}`;
  const outcome = matched
    ? "allows this"
    : peersMatched
      ? "fits the peer, not the port"
      : portsMatched
        ? "fits the port, not the peer"
        : "fits neither peer nor port";
  const link = { policy: rule.policy };
  const anyone = rule.direction === "Ingress" ? "from anyone" : "to anyone";
  return {
    mark: matched ? "yes" : "no",
    text: `${rule.policy.name}, ${number}: ${outcome}.`,
    ...link,
    path: rule.path,
    lines: [
      ...(ports.length === 0
        ? [
            {
              mark: "yes",
              text: "Any port: the rule lists none.",
              ...link,
              path: rule.path,
              lines: [],
            } as const,
          ]
        : ports.flatMap((entry) => entryLines(entry, rule.policy))),
      ...(peers.length === 0
        ? [
            {
              mark: "yes",
              text: `Open ${anyone}: the rule lists no peers.`,
              ...link,
              path: rule.path,
              lines: [],
            } as const,
          ]
        : peers.flatMap((entry) => entryLines(entry, rule.policy))),
    ],
  };
}

function entryLines(
  { comparisons }: EntryTrace,
  policy: { namespace: string; name: string },
): Line[] {
  return comparisons.map((comparison) => ({
    mark: comparison.matched ? "yes" : "no",
    text: comparisonSentence(comparison),
    policy,
    path: comparison.path,
    lines: [],
  }));
}

/** Policies that do not guard this gate though one might think so, and a count of the rest. */
function bystanderLines({ bystanders, direction }: DirectionExplanation): Line[] {
  const idle = bystanders.filter(({ idleRules, selector }) => idleRules > 0 && selector.matched);
  const leftOut = bystanders.filter(({ reason }) => reason === "left-out");
  const others = bystanders.filter(({ reason }) => reason === "selects-others");
  const lines = idle.map(({ policy }: Bystander): Line => {
    const rules = direction.toLowerCase();
    const text = `${policy.name} has ${rules} rules, but its policyTypes lack ${direction}: they have no effect.`;
    return { mark: "info", text, policy, path: "spec.policyTypes", lines: [] };
  });
  for (const { policy } of leftOut) {
    const text = `${policy.name} selects it, but this plugin rejects the whole policy: it names a port.`;
    lines.push({ mark: "no", text, policy, path: "spec", lines: [] });
  }
  const [only] = others;
  if (only === undefined) return lines;
  const text =
    others.length === 1
      ? `${only.policy.name} selects other pods: ${comparisonSentence(only.selector)}`
      : `${others.length} other policies of the namespace select other pods.`;
  const link = others.length === 1 ? { policy: only.policy, path: only.selector.path } : {};
  return [...lines, { mark: "info", text, ...link, lines: [] }];
}

// ---------------------------------------------------------------------------------------------
// Comparisons

/** What one clause wanted, what was there, whether that fits. */
function comparisonSentence({ matched, what }: Comparison): string {
  switch (what.kind) {
    case "podSelector":
      return selectorSentence(what, matched, "pods", `Pod ${what.of}`);
    case "namespaceSelector":
      return selectorSentence(what, matched, "namespaces", `Namespace ${what.of}`);
    case "ownNamespace":
      return matched
        ? `Right namespace: ${what.has}, the policy's own.`
        : `A podSelector alone means pods in namespace ${what.wants}; this one is in ${what.has}.`;
    case "ipBlock":
      return BLOCK[what.reason](what);
    case "invalid":
      return "This entry names no peer, so it matches nobody.";
    case "notAPod":
      return `Selectors match pods only; ${what.ip} is no pod.`;
    case "hostNetwork":
      return `${what.pod} uses the network of its node, so selectors do not see it.`;
    case "port":
      return PORT[what.reason](what);
  }
}

type SelectorCompared = Compared & { readonly kind: "podSelector" | "namespaceSelector" };

function selectorSentence(
  { unmet, has, of, wants, kind }: SelectorCompared,
  matched: boolean,
  plural: string,
  thing: string,
): string {
  if (unmet === undefined || matched) {
    return wants === "<none>"
      ? `Every ${plural.slice(0, -1)} fits: the ${kind} is empty.`
      : `${thing} fits the ${kind}.`;
  }
  const wanted = `The rule wants ${plural} with ${requirementPhrase(unmet)}`;
  const value = labelValue(has, unmet.key);
  if (value !== undefined) return `${wanted}; ${of} has ${unmet.key}=${shown(value)}.`;
  const byName = kind === "namespaceSelector" && unmet.values.includes(nameLabel(has));
  return byName
    ? `${wanted}; ${of} has no such label, its name is in ${NAMESPACE_NAME_LABEL}.`
    : `${wanted}; ${of} has no label ${unmet.key}.`;
}

function nameLabel(labels: Labels): string {
  return labelValue(labels, NAMESPACE_NAME_LABEL) ?? "";
}

type BlockCompared = Compared & { readonly kind: "ipBlock" };

const BLOCK: Readonly<Record<IpBlockReason, (what: BlockCompared) => string>> = {
  inside: ({ ip, cidr }) => `${ip} is inside ${cidr}.`,
  outside: ({ ip, cidr }) => `${ip} is outside ${cidr}.`,
  excepted: ({ ip, cidr, except = "" }) =>
    `${ip} is inside ${cidr}, but its except ${except} takes it out.`,
  "other-family": ({ ip, cidr }) =>
    `${ip} is IPv${ip.includes(":") ? 6 : 4}; the block ${cidr} holds only IPv${cidr.includes(":") ? 6 : 4}.`,
  "not-judged": ({ ip }) =>
    `In this plugin an ipBlock does not match ${ip}, which is inside the cluster.`,
};

type PortCompared = Compared & { readonly kind: "port" };

const PORT: Readonly<Record<PortReason, (what: PortCompared) => string>> = {
  equal: ({ wants, has, numbers }) =>
    numbers === undefined
      ? `Port ${has} is listed.`
      : `Port ${wants} means ${has} at the destination.`,
  "in-range": ({ wants, has }) => `Port ${has} is in the range ${wants}.`,
  any: ({ wants }) => `Every ${wants} port is listed.`,
  protocol: ({ wants, has }) => `The rule wants ${wants}; this is ${has}, another protocol.`,
  number: ({ wants, has }) => `The rule wants ${wants}; this goes to ${has}.`,
  "name-unknown": ({ wants }) => {
    const [protocol, name] = wants.split(" ");
    return `The destination declares no ${protocol ?? ""} port named ${name ?? ""}.`;
  },
  "name-unread": ({ wants }) => `This plugin does not read port names here: ${wants} is skipped.`,
  "name-ignored": ({ wants }) => {
    const [protocol = "", name = ""] = wants.split(" ");
    return `This plugin does not look ${name} up: it lets every ${protocol} port through.`;
  },
  "name-other-number": ({ wants, has, numbers = [] }) =>
    `At the destination ${wants} means ${numbers.slice(0, 3).join(", ")}; this goes to ${has}.`,
  icmp: ({ wants }) => `The rule wants ${wants}; ICMP has no ports.`,
};
