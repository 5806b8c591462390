/**
 * A fix made in the text that somebody wrote: as few lines as possible change, so that comments and
 * order stay. Where the text is too clever for that, its document is written anew.
 */
import { isArray, isObject, type Json, type JsonArray, type JsonObject } from "../api/json.ts";
import type { NetworkPolicy } from "../api/objects.ts";
import { isStatus } from "../api/status.ts";
import { findKind } from "../api/scheme.ts";
import type { ClusterEdit } from "../netpol/edit.ts";
import type { Fix, TextEdit } from "../lint/finding.ts";
import { rootOf, type LintSource } from "../lint/sources.ts";
import { dumpYaml } from "../yaml/dump.ts";
import type { MappingNode, SequenceNode, YamlNode } from "../yaml/nodes.ts";
import { parseYaml } from "../yaml/parse.ts";
import { staysString } from "../yaml/resolve.ts";
import { applyDefaults, decodeObject } from "../validation/admit.ts";
import { same } from "./jsonPatch.ts";
import { authoredJson, objectText } from "./objectText.ts";

/**
 * The text with a fix, or undefined where the fix is not one of this text: it labels or deletes
 * what is in the cluster.
 * @param stored the object of the source as the API server would store it, which the fix changes
 */
export function fixText(
  text: string,
  source: LintSource,
  stored: NetworkPolicy | undefined,
  { edits, textEdits }: Fix,
): string | undefined {
  if (textEdits !== undefined) return spliced(text, textEdits);
  return edits.reduce<string | undefined>((changed, edit) => {
    if (changed === undefined) return undefined;
    return edited(changed, source, stored, edit);
  }, text);
}

function edited(
  text: string,
  source: LintSource,
  stored: NetworkPolicy | undefined,
  edit: ClusterEdit,
): string | undefined {
  switch (edit.kind) {
    case "create-policy":
      return `${text.trimEnd()}\n---\n${objectText(edit.policy)}`;
    case "replace-policy":
      return stored && replaced(text, source, stored, edit.policy);
    case "delete-policy":
    case "label-namespace":
    case "label-pod":
      return undefined;
  }
}

function spliced(text: string, edits: readonly TextEdit[]): string {
  return (
    [...edits]
      // at one place: what goes first, then what comes in its stead
      .sort((a, b) => b.from - a.from || b.to - a.to)
      .reduce((old, { from, to, insert }) => old.slice(0, from) + insert + old.slice(to), text)
  );
}

function replaced(
  text: string,
  { document, steps }: LintSource,
  stored: NetworkPolicy,
  wanted: NetworkPolicy,
): string {
  const { offset } = document;
  const end = offset + document.text.length;
  const root = rootOf(document);
  const node = root && nodeAt(root, steps);
  const from = authoredJson(stored)["spec"];
  const to = authoredJson(wanted)["spec"];
  const spec = node?.kind === "mapping" ? memberNode(node, "spec") : undefined;
  if (spec !== undefined && isObject(from) && isObject(to)) {
    const edits = new Rewriter(document.text).value(spec, from, to);
    const changed = edits && spliced(document.text, edits);
    if (changed !== undefined && says(changed, steps, to)) {
      return text.slice(0, offset) + changed + text.slice(end);
    }
  }
  if (steps.length > 0) return text; // an item of a list is not written anew without the others
  const anew = objectText(wanted);
  return text.slice(0, offset) + anew + text.slice(end);
}

/** Would the API server store the changed text as it should be? */
function says(text: string, steps: LintSource["steps"], to: JsonObject): boolean {
  const parsed = parseYaml(text);
  if (!parsed.ok) return false;
  let value: Json | undefined = parsed.value;
  for (const step of steps) {
    if (isArray(value) && typeof step === "number") value = value[step];
    else if (isObject(value)) value = value[String(step)];
  }
  const type = findKind("networking.k8s.io/v1", "NetworkPolicy");
  if (!isObject(value) || type === undefined) return false;
  const decoded = decodeObject(type, value);
  return !isStatus(decoded) && same(authoredJson(applyDefaults(decoded.object))["spec"], to);
}

interface ChangedItems {
  readonly start: number;
  /** How many items of the old list are not those of the new one, and the other way round. */
  readonly removed: number;
  readonly added: number;
}

function changedItems(from: JsonArray, to: JsonArray): ChangedItems {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && same(from[start], to[start])) start++;
  let end = 0;
  while (end < shorter - start && same(from.at(-1 - end), to.at(-1 - end))) end++;
  return { start, removed: from.length - start - end, added: to.length - start - end };
}

// ---------------------------------------------------------------------------------------------

function nodeAt(root: YamlNode, steps: LintSource["steps"]): YamlNode | undefined {
  let node: YamlNode | undefined = root;
  for (const step of steps) {
    if (node?.kind === "sequence" && typeof step === "number") node = node.items[step];
    else if (node?.kind === "mapping") node = memberNode(node, String(step));
    else return undefined;
  }
  return node;
}

function memberNode({ pairs }: MappingNode, name: string): YamlNode | undefined {
  return pairs.findLast(([key]) => key.kind === "scalar" && key.value === name)?.[1];
}

/** Edits of one document; undefined where the lines are not those of plain block YAML. */
class Rewriter {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Edits that make of a value, stored as `from`, one that is stored as `to`. */
  value(node: YamlNode, from: Json, to: Json): readonly TextEdit[] | undefined {
    if (same(from, to)) return [];
    const isBlock = !this.#isFlow(node);
    if (isBlock && node.kind === "mapping" && isObject(from) && isObject(to)) {
      return this.#mapping(node, from, to);
    }
    if (isBlock && node.kind === "sequence" && isArray(from) && isArray(to) && to.length > 0) {
      if (node.items.length === from.length) return this.#sequence(node, from, to);
    }
    if (node.kind === "scalar" && !isArray(to) && !isObject(to)) {
      return [{ from: node.start.offset, to: node.end.offset, insert: inFlow(to) }];
    }
    if (isBlock) return undefined;
    return [{ from: node.start.offset, to: node.end.offset, insert: inFlow(to) }];
  }

  #mapping(node: MappingNode, from: JsonObject, to: JsonObject): TextEdit[] | undefined {
    const edits: TextEdit[] = [];
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    for (const key of keys) {
      const [old, wanted] = [from[key], to[key]];
      if (same(old, wanted)) continue;
      const pair = node.pairs.findLast(([k]) => k.kind === "scalar" && k.value === key);
      const more =
        pair === undefined
          ? this.#addMember(node, key, wanted)
          : this.#changeMember(pair, key, old, wanted);
      if (more === undefined) return undefined;
      edits.push(...more);
    }
    return edits;
  }

  #addMember(node: MappingNode, key: string, value: Json | undefined): TextEdit[] | undefined {
    const last = node.pairs.at(-1);
    if (value === undefined || last === undefined) return undefined;
    const at = this.#lineEnd(this.#lastOffset(last[1]));
    const insert = indented(dumpYaml({ [key]: value }), this.#column(last[0]));
    return [{ from: at, to: at, insert: this.#asLines(at, insert) }];
  }

  #changeMember(
    [keyNode, value]: readonly [YamlNode, YamlNode],
    key: string,
    old: Json | undefined,
    wanted: Json | undefined,
  ): readonly TextEdit[] | undefined {
    if (wanted === undefined) return this.#removeLines(keyNode, value);
    const within = old === undefined ? undefined : this.value(value, old, wanted);
    if (within !== undefined) return within;
    // the member anew, from its key to the end of its value
    const text = indented(dumpYaml({ [key]: wanted }), this.#column(keyNode)).trim();
    return [{ from: keyNode.start.offset, to: this.#lastOffset(value), insert: text }];
  }

  #sequence(node: SequenceNode, from: JsonArray, to: JsonArray): TextEdit[] | undefined {
    const { start, removed, added } = changedItems(from, to);
    const both = Math.min(removed, added);
    const edits: TextEdit[] = [];
    for (let i = start; i < start + removed; i++) {
      const [item, old, wanted] = [node.items[i], from[i], to[i]];
      if (item === undefined) return undefined;
      const more =
        i < start + both && old !== undefined && wanted !== undefined
          ? (this.value(item, old, wanted) ?? this.#itemAnew(item, wanted))
          : this.#removeLines(item, item);
      if (more === undefined) return undefined;
      edits.push(...more);
    }
    if (added <= both) return edits;
    const before = node.items[start + both - 1];
    const [first] = node.items;
    if (before === undefined || first === undefined) return undefined;
    const dash = this.#dashColumn(first);
    if (dash === undefined) return undefined;
    const at = this.#lineEnd(this.#lastOffset(before));
    const insert = indented(dumpYaml(to.slice(start + both, start + added)), dash);
    edits.push({ from: at, to: at, insert: this.#asLines(at, insert) });
    return edits;
  }

  #itemAnew(item: YamlNode, wanted: Json): TextEdit[] {
    const insert = indented(dumpYaml(wanted), this.#column(item)).trim();
    return [{ from: item.start.offset, to: this.#lastOffset(item), insert }];
  }

  /** Whole lines from where `first` begins, its dash included, to where `last` ends. */
  #removeLines(first: YamlNode, last: YamlNode): TextEdit[] | undefined {
    const from = this.#lineStart(first.start.offset);
    if (!/^\s*(- *)?$/.test(this.#text.slice(from, first.start.offset))) return undefined;
    const to = this.#lineEnd(this.#lastOffset(last));
    const isMember = first !== last;
    const hasDash = this.#text.slice(from, first.start.offset).includes("-");
    // the dash belongs to the members that stay
    return isMember && hasDash ? undefined : [{ from, to, insert: "" }];
  }

  #isFlow(node: YamlNode): boolean {
    return node.kind === "scalar" || "[{*&!".includes(this.#text.charAt(node.start.offset));
  }

  /** Where the text of a node ends: of its last scalar or bracket, not of blank lines behind. */
  #lastOffset(node: YamlNode): number {
    const last =
      node.kind === "mapping"
        ? node.pairs.at(-1)?.[1]
        : node.kind === "sequence"
          ? node.items.at(-1)
          : undefined;
    return last === undefined || this.#isFlow(node) ? node.end.offset : this.#lastOffset(last);
  }

  #lineStart(offset: number): number {
    return this.#text.lastIndexOf("\n", offset - 1) + 1;
  }

  /** Behind the line break of the line in which `offset` lies. */
  #lineEnd(offset: number): number {
    const newline = this.#text.indexOf("\n", offset);
    return newline < 0 ? this.#text.length : newline + 1;
  }

  #column({ start }: YamlNode): number {
    return start.offset - this.#lineStart(start.offset);
  }

  #dashColumn(item: YamlNode): number | undefined {
    const line = this.#lineStart(item.start.offset);
    const dash = this.#text.slice(line, item.start.offset).lastIndexOf("-");
    return dash < 0 ? undefined : dash;
  }

  /** Lines to be put in at an offset: behind a line break, and with one of their own. */
  #asLines(at: number, lines: string): string {
    return at === 0 || this.#text.charAt(at - 1) === "\n" ? lines : `\n${lines}`;
  }
}

function indented(text: string, column: number): string {
  const pad = " ".repeat(column);
  return text.replace(/^(?=.)/gm, pad);
}

/** One line: `{app: web}`, `[Ingress, Egress]`. */
function inFlow(value: Json): string {
  if (isArray(value)) return `[${value.map(inFlow).join(", ")}]`;
  if (isObject(value)) {
    const members = Object.entries(value).flatMap(([key, member]) =>
      member === undefined ? [] : `${inFlow(key)}: ${inFlow(member)}`,
    );
    return `{${members.join(", ")}}`;
  }
  if (typeof value !== "string") return JSON.stringify(value);
  return /^[\w./-]+$/.test(value) && staysString(value) ? value : JSON.stringify(value);
}
