/** What YAML makes of a label before the API sees it (V31). */
import { resolveScalar } from "../../yaml/resolve.ts";
import type { Resolved } from "../../yaml/resolve.ts";
import type { MappingNode, ScalarNode, YamlNode } from "../../yaml/nodes.ts";
import { locate } from "../../yaml/positions.ts";
import type { Finding, TextEdit } from "../finding.ts";
import type { Found, Rule } from "../rule.ts";
import { identityOf, rootOf } from "../sources.ts";
import type { LintSource } from "../sources.ts";

const KINDS: readonly Finding["object"]["kind"][] = ["NetworkPolicy", "Pod", "Namespace"];

/** Fields whose members are labels, and the field whose items are values of one. */
const LABELS = ["labels", "matchLabels"];
const EXPRESSIONS = "matchExpressions";
const MAX_DEPTH = 40;

interface LabelText {
  readonly node: ScalarNode;
  readonly path: string;
}

export const labelValueTrap: Rule = {
  code: "label-value-trap",
  severity: "error",
  title: "A label that YAML does not read as text",
  why: "Unquoted, words like on and numbers like 1.10 are no text: the API refuses them, or null becomes empty.",
  remedy: "Put the value in quotes.",
  *check(world) {
    for (const source of world.sources) {
      const root = rootOf(source.document);
      const { kind: written, namespace, name } = identityOf(source);
      const kind = KINDS.find((known) => known === written);
      if (root === undefined || kind === undefined || name === "") continue;
      const object =
        kind === "Namespace" ? ({ kind, name } as const) : ({ kind, namespace, name } as const);
      for (const label of labelTexts(objectNode(root, source), "", 0)) {
        yield* trap(object, source, label);
      }
    }
  },
};

function objectNode(root: YamlNode, { steps }: LintSource): YamlNode {
  let node = followed(root);
  for (const step of steps) {
    if (node.kind === "sequence" && typeof step === "number") node = node.items[step] ?? node;
    else if (node.kind === "mapping") node = memberOf(node, String(step)) ?? node;
    node = followed(node);
  }
  return node;
}

const followed = (node: YamlNode): YamlNode => (node.kind === "alias" ? node.target : node);

function memberOf(node: MappingNode, name: string): YamlNode | undefined {
  return node.pairs.findLast(([key]) => key.kind === "scalar" && key.value === name)?.[1];
}

function* labelTexts(node: YamlNode, path: string, depth: number): Generator<LabelText> {
  if (depth > MAX_DEPTH) return;
  if (node.kind === "sequence") {
    for (const [index, item] of node.items.entries()) {
      yield* labelTexts(item, `${path}[${index}]`, depth + 1);
    }
    return;
  }
  // an alias repeats what was looked at where its anchor stands
  if (node.kind !== "mapping") return;
  for (const [key, value] of node.pairs) {
    if (key.kind !== "scalar") continue;
    const at = path === "" ? key.value : `${path}.${key.value}`;
    if (LABELS.includes(key.value) && value.kind === "mapping") {
      for (const [label, text] of value.pairs) {
        if (label.kind !== "scalar") continue;
        const where = `${at}[${label.value}]`;
        yield { node: label, path: where };
        if (text.kind === "scalar") yield { node: text, path: where };
      }
    } else if (key.value === EXPRESSIONS && value.kind === "sequence") {
      yield* expressionTexts(value.items, at);
    } else if (key.value !== "annotations") {
      yield* labelTexts(value, at, depth + 1);
    }
  }
}

function* expressionTexts(items: readonly YamlNode[], path: string): Generator<LabelText> {
  for (const [index, item] of items.entries()) {
    const values = item.kind === "mapping" ? memberOf(item, "values") : undefined;
    if (values?.kind !== "sequence") continue;
    for (const [at, node] of values.items.entries()) {
      if (node.kind === "scalar") yield { node, path: `${path}[${index}].values[${at}]` };
    }
  }
}

function* trap(
  object: Finding["object"],
  { document }: LintSource,
  { node, path }: LabelText,
): Generator<Found> {
  if (!node.implicit || node.tag !== "") return;
  const read = resolveScalar(node.value, "", true, node.start);
  if (typeof read === "string") return;
  const { from, to } = locate(node, [], document).value;
  const edit: TextEdit = { from, to, insert: JSON.stringify(node.value) };
  const word = node.value === "" ? "An empty value" : `\`${node.value}\` without quotes`;
  const message = `${word} is ${reading(read)}: ${read === null ? "the label becomes empty" : "labels are texts, and the API refuses it"}.`;
  const title = node.value === "" ? 'Write ""' : `Write ${JSON.stringify(node.value)}`;
  yield { object, path, message, fixes: [{ title, edits: [], textEdits: [edit] }] };
}

function reading(value: Exclude<Resolved, string>): string {
  if (value === null) return "null";
  return typeof value === "boolean" ? `the boolean ${value}` : `the number ${value}`;
}
