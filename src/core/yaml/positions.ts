/** Between the paths of field errors (`spec.ingress[0].from[1]`) and places in the text. */
import type { Mark } from "./cursor.ts";
import type { MappingNode, YamlNode } from "./nodes.ts";

export type PathStep = string | number;

/** Offsets in UTF-16 units, `to` exclusive; `line` counts from 1. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

export interface Location {
  /** The key, where the last step is a key. */
  readonly key: TextRange | undefined;
  readonly value: TextRange;
  /** How many steps of the path there are in the text; fewer than asked: the nearest above. */
  readonly found: number;
}

const STEP = /\[([^\]]*)\]|[^.[\]]+/g;

/** `spec.ingress[0].ports` → `["spec", "ingress", 0, "ports"]`; `data[a.b]` has the key `a.b`. */
export function parsePath(path: string): PathStep[] {
  return Array.from(path.matchAll(STEP), ([text, inBrackets]) => {
    if (inBrackets === undefined) return text;
    return /^[0-9]+$/.test(inBrackets) ? Number(inBrackets) : inBrackets;
  });
}

/**
 * Where a path stands in a document; follows aliases. Missing steps give the nearest ancestor.
 * @param origin where the document begins in the whole text: its offset and the lines before it
 */
export function locate(
  root: YamlNode,
  path: string | readonly PathStep[],
  origin: { readonly offset: number; readonly line: number } = { offset: 0, line: 0 },
): Location {
  const steps = typeof path === "string" ? parsePath(path) : path;
  let node = root;
  let key: YamlNode | undefined;
  let found = 0;
  for (const step of steps) {
    const next = child(follow(node), step);
    if (next === undefined) break;
    ({ key, node } = next);
    found += 1;
  }
  const range = (of: YamlNode): TextRange => toRange(of.start, of.end, origin);
  return { key: key === undefined ? undefined : range(key), value: range(node), found };
}

function toRange(
  start: Mark,
  end: Mark,
  origin: { readonly offset: number; readonly line: number },
): TextRange {
  return {
    from: start.offset + origin.offset,
    to: Math.max(start.offset, end.offset) + origin.offset,
    line: start.line + 1 + origin.line,
  };
}

function follow(node: YamlNode): YamlNode {
  return node.kind === "alias" ? node.target : node;
}

interface Child {
  readonly key: YamlNode | undefined;
  readonly node: YamlNode;
}

function child(node: YamlNode, step: PathStep): Child | undefined {
  if (node.kind === "sequence") {
    const item = typeof step === "number" ? node.items[step] : undefined;
    return item && { key: undefined, node: item };
  }
  return node.kind === "mapping" ? member(node, String(step)) : undefined;
}

/** The last of equal keys, which is the one that counts. */
function member(node: MappingNode, name: string): Child | undefined {
  const pair = node.pairs.findLast(([key]) => key.kind === "scalar" && key.value === name);
  return pair && { key: pair[0], node: pair[1] };
}

/** The path of the innermost node that holds an offset of the document; empty for the root. */
export function pathAt(root: YamlNode, offset: number): PathStep[] {
  const path: PathStep[] = [];
  let node = root;
  for (;;) {
    const step = stepTowards(node, offset);
    if (step === undefined) return path;
    path.push(step.step);
    node = step.node;
  }
}

function stepTowards(
  node: YamlNode,
  offset: number,
): { step: PathStep; node: YamlNode } | undefined {
  if (node.kind === "sequence") {
    const index = node.items.findIndex((item) => holds(item.start, item.end, offset));
    const item = node.items[index];
    return item && { step: index, node: item };
  }
  if (node.kind !== "mapping") return undefined;
  const pair = node.pairs.find(([key, value]) => holds(key.start, value.end, offset));
  if (pair?.[0].kind !== "scalar") return undefined;
  return { step: pair[0].value, node: pair[1] };
}

function holds(start: Mark, end: Mark, offset: number): boolean {
  return start.offset <= offset && offset <= end.offset;
}
