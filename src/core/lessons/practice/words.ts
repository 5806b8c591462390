/** Sentences of items: ends, sets of ends, reasons and counterexamples. Reasons are the evaluator's. */
import type { DirectionExplanation, Explanation } from "../../netpol/explain.ts";
import type { Line } from "../../netpol/phrases.ts";
import type { RuleTrace } from "../../netpol/types.ts";
import { explanationLines } from "../../netpol/words.ts";
import type { Block, Inline } from "../prose.ts";
import type { Misconception } from "../misconceptions.ts";
import type { Scene } from "./scene.ts";
import { podName, type Ask, type World } from "./world.ts";

/** Text with `code` in it. */
export function inline(text: string): Inline[] {
  return text
    .split("`")
    .map((part, index): Inline => ({ kind: index % 2 === 1 ? "code" : "text", text: part }))
    .filter((part) => part.kind === "code" || ("text" in part && part.text !== ""));
}

export const paragraph = (text: string): Block => ({ kind: "paragraph", children: inline(text) });

export const bullets = (texts: readonly string[]): Block => ({
  kind: "list",
  ordered: false,
  items: texts.map((text) => [paragraph(text)]),
});

export const yamlBlock = (text: string): Block => ({
  kind: "code",
  language: "yaml",
  text: text.trimEnd(),
});

/** With the numbers of the lines, for questions that speak of them. */
export const numberedBlock = (text: string): Block => ({
  kind: "code",
  language: "text",
  text: text
    .trimEnd()
    .split("\n")
    .map((line, index) => `${String(index + 1).padStart(2)}  ${line}`)
    .join("\n"),
});

/** `` `shop/web` ``, `the cluster’s DNS`, `` node `kind-worker` ``. */
export function endText(name: string): string {
  if (name === "dns") return "the cluster’s DNS";
  return name.startsWith("node:") ? `node \`${name.slice(5)}\`` : `\`${name}\``;
}

/** `port 8080`, `UDP port 53`. */
export function portText({ port, protocol }: Ask): string {
  return protocol === "TCP" ? `port ${port}` : `${protocol} port ${port}`;
}

/** `` `shop/api` on port 8080 ``, or the Service that is dialled. */
export function targetText(ask: Ask): string {
  const { service, to } = ask;
  if (service === undefined) return `${endText(to)} on ${portText(ask)}`;
  return `${endText(to)} through its Service \`${service.name}\` on port ${service.port}`;
}

/** A set of ends among all of them; equal sets, and only those, have the same text. */
export function setText(chosen: readonly string[], all: readonly string[], every: string): string {
  if (chosen.length === 0) return "None of them";
  const rest = all.filter((name) => !chosen.includes(name));
  if (rest.length === 0) return every;
  if (rest.length < 3 && rest.length < chosen.length) return `All but ${joined(rest)}`;
  return `Only ${joined(chosen)}`;
}

function joined(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`;
}

// ---------------------------------------------------------------------------------------------
// The picture

const cells = (texts: readonly string[]): readonly (readonly Inline[])[] => texts.map(inline);

const labelsText = (labels: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(labels ?? {})
    .map(([key, value]) => `\`${key}=${value}\``)
    .join(" ");

/** Pods with their labels and ports, namespaces with theirs, Services with other ports. */
export function picture(scene: Scene, services: boolean): Block[] {
  const pods: Block = {
    kind: "table",
    head: cells(["Pod", "Labels", "Port"]),
    rows: scene.pods.map((pod) =>
      cells([
        `\`${podName(pod)}\``,
        labelsText(pod.metadata.labels),
        String(pod.spec.containers[0]?.ports?.[0]?.containerPort ?? "none"),
      ]),
    ),
  };
  const namespaces: Block = {
    kind: "table",
    head: cells(["Namespace", "Labels beside its name"]),
    rows: scene.namespaces.map(({ metadata }) =>
      cells([`\`${metadata.name}\``, labelsText(metadata.labels) || "none"]),
    ),
  };
  if (!services) return [namespaces, pods];
  const table: Block = {
    kind: "table",
    head: cells(["Service", "Port", "Port of the pod"]),
    rows: scene.services.map((service) => {
      const [port] = service.spec.ports ?? [];
      return cells([
        `\`${podName(service)}\``,
        String(port?.port ?? ""),
        String(port?.targetPort ?? ""),
      ]);
    }),
  };
  return [namespaces, pods, table];
}

// ---------------------------------------------------------------------------------------------
// Reasons

/** The gate that decides: the one that denies, else one that a rule opens, else the door. */
function decides({ verdict }: Explanation): "egress" | "ingress" {
  if (!verdict.egress.allowed) return "egress";
  if (!verdict.ingress.allowed || verdict.ingress.reason === "matched-rule") return "ingress";
  return verdict.egress.reason === "matched-rule" ? "egress" : "ingress";
}

function gateLine(explanation: Explanation, gate: "egress" | "ingress"): Line | undefined {
  return explanationLines(explanation)[gate === "egress" ? 0 : 1];
}

/** One sentence on what decides. */
export function gateSentence(explanation: Explanation): string {
  return gateLine(explanation, decides(explanation))?.text ?? "";
}

/** What decides, the rule that says so, and the clause of it. */
export function why(explanation: Explanation): string {
  const gate = decides(explanation);
  const { allowed } = explanation.verdict;
  const line = gateLine(explanation, gate);
  const rule = tellingRule(explanation[gate], line?.lines ?? [], allowed);
  const clause = allowed ? undefined : rule?.lines.find(({ mark }) => mark === "no");
  const other = allowed
    ? gateLine(explanation, gate === "egress" ? "ingress" : "egress")
    : undefined;
  const parts = [other?.text, line?.text, rule?.text, clause?.text];
  return parts.filter((part) => part !== undefined).join(" ");
}

/** The rule that allows; of those that do not, the one that came closest. */
function tellingRule(
  { policies }: DirectionExplanation,
  lines: readonly Line[],
  allowed: boolean,
): Line | undefined {
  // a line for each rule, one for a policy without rules
  const traces = policies.flatMap(({ rules }): (RuleTrace | undefined)[] =>
    rules.length === 0 ? [undefined] : [...rules],
  );
  const closeness = (trace: RuleTrace | undefined): number =>
    (trace?.peersMatched === true ? 2 : 0) + (trace?.portsMatched === true ? 1 : 0);
  return lines
    .slice(0, traces.length)
    .filter(({ mark }) => mark === (allowed ? "yes" : "no"))
    .map((line) => ({ line, rank: closeness(traces[lines.indexOf(line)]) }))
    .toSorted((a, b) => b.rank - a.rank)[0]?.line;
}

const REPLY_PORT = 49_152;

/**
 * Why somebody with the belief is sure of it: the evaluator's words about what they look at. For
 * beliefs about how policies are put together there is no such thing: undefined.
 */
export function believedReason(world: World, belief: Misconception, ask: Ask): string | undefined {
  if (belief.reads !== undefined) return gateSentence(world.explainAs(belief, ask));
  switch (belief.flag) {
    case "service_port":
      return gateSentence(world.explain({ ...ask, port: ask.service?.port ?? ask.port }));
    case "no_egress_gate":
      return explanationLines(world.explain(ask))[1]?.text;
    case "no_ingress_gate":
      return explanationLines(world.explain(ask))[0]?.text;
    case "stateless":
      return gateSentence(
        world.explain({ from: ask.to, to: ask.from, port: REPLY_PORT, protocol: ask.protocol }),
      );
    default:
      return undefined;
  }
}
