/**
 * Nodes to JSON, as go-yaml decodes into an untyped value and sigs.k8s.io/yaml turns that into
 * JSON: aliases copied, `<<` merged where it stands, keys made strings, the last of equal keys
 * wins.
 */
import type { Json } from "../api/json.ts";
import { YamlFailure } from "./cursor.ts";
import { formatG } from "./goNumber.ts";
import { goSyntax } from "./goSyntax.ts";
import type { MappingNode, YamlNode } from "./nodes.ts";
import { resolveScalar, type Resolved } from "./resolve.ts";

/** Untyped YAML: keys may be of any type. A Map keeps them apart as go-yaml's map does. */
export type YamlValue = Resolved | readonly YamlValue[] | YamlMap;
export type YamlMap = Map<Resolved, YamlValue>;

/** Up to so many steps 99 % may come from aliases, beyond the next bound only 10 %. */
const RATIO_LOW = 400_000;
const RATIO_HIGH = 4_000_000;

function allowedAliasRatio(steps: number): number {
  if (steps <= RATIO_LOW) return 0.99;
  if (steps >= RATIO_HIGH) return 0.1;
  return 0.99 - (0.89 * (steps - RATIO_LOW)) / (RATIO_HIGH - RATIO_LOW);
}

class Composer {
  #steps = 0;
  #aliasSteps = 0;
  #aliasDepth = 0;
  readonly #open = new Set<YamlNode>();

  value(node: YamlNode): YamlValue {
    this.#count(node);
    switch (node.kind) {
      case "alias":
        return this.#throughAlias(node, (target) => this.value(target));
      case "scalar":
        return resolveScalar(node.value, node.tag, node.implicit, node.start);
      case "sequence":
        return node.items.map((item) => this.value(item));
      case "mapping": {
        const map: YamlMap = new Map();
        this.#fill(node, map);
        return map;
      }
    }
  }

  #count(node: YamlNode): void {
    this.#steps += 1;
    if (this.#aliasDepth > 0) this.#aliasSteps += 1;
    if (
      this.#aliasSteps > 100 &&
      this.#steps > 1000 &&
      this.#aliasSteps / this.#steps > allowedAliasRatio(this.#steps)
    ) {
      throw new YamlFailure("document contains excessive aliasing", 0, node.start);
    }
  }

  #throughAlias<T>(node: YamlNode & { kind: "alias" }, use: (target: YamlNode) => T): T {
    if (this.#open.has(node)) {
      throw new YamlFailure(`anchor '${node.name}' value contains itself`, 0, node.start);
    }
    this.#open.add(node);
    this.#aliasDepth += 1;
    const result = use(node.target);
    this.#aliasDepth -= 1;
    this.#open.delete(node);
    return result;
  }

  #fill(node: MappingNode, map: YamlMap): void {
    for (const [keyNode, valueNode] of node.pairs) {
      if (isMerge(keyNode)) {
        this.#merge(valueNode, map);
        continue;
      }
      const key = this.value(keyNode);
      if (typeof key === "object" && key !== null) {
        throw new YamlFailure(`invalid map key: ${goSyntax(key)}`, 0, keyNode.start);
      }
      map.set(key, this.value(valueNode));
    }
  }

  /** Merged keys replace those that stand before; those that follow replace them. */
  #merge(node: YamlNode, map: YamlMap): void {
    if (node.kind === "sequence") {
      for (const item of [...node.items].reverse()) this.#mergeOne(item, map);
    } else this.#mergeOne(node, map);
  }

  #mergeOne(node: YamlNode, map: YamlMap): void {
    this.#count(node);
    if (node.kind === "alias") {
      this.#throughAlias(node, (target) => {
        this.#mergeMapping(target, map);
      });
    } else this.#mergeMapping(node, map);
  }

  #mergeMapping(node: YamlNode, map: YamlMap): void {
    if (node.kind !== "mapping") {
      const problem = "map merge requires map or sequence of maps as the value";
      throw new YamlFailure(problem, 0, node.start);
    }
    this.#fill(node, map);
  }
}

function isMerge(node: YamlNode): boolean {
  if (node.kind !== "scalar" || node.value !== "<<") return false;
  return node.implicit || node.tag === "tag:yaml.org,2002:merge";
}

/** @throws YamlFailure in go-yaml's words, or with what Go's JSON encoder says of NaN. */
export function compose(root: YamlNode): Json {
  return toJson(new Composer().value(root), root);
}

function toJson(value: YamlValue, root: YamlNode): Json {
  if (value instanceof Map) {
    const out = Object.create(null) as Record<string, Json>;
    for (const [key, member] of value) out[keyText(key, member, root)] = toJson(member, root);
    return out;
  }
  if (typeof value === "number" && !Number.isFinite(value)) {
    const text = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    throw new UnsupportedValue(`json: unsupported value: ${text}`, root);
  }
  if (typeof value === "object" && value !== null) return value.map((item) => toJson(item, root));
  return value;
}

/** A failure whose message has no "yaml: " before it. */
export class UnsupportedValue extends YamlFailure {
  constructor(problem: string, root: YamlNode) {
    super(problem, 0, root.start);
  }
}

function keyText(key: Resolved, member: YamlValue, root: YamlNode): string {
  if (key === null) {
    const problem = `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(member)}`;
    throw new UnsupportedValue(problem, root);
  }
  if (typeof key !== "number" || Number.isInteger(key)) return String(key);
  if (Number.isNaN(key)) return ".nan";
  if (!Number.isFinite(key)) return key > 0 ? ".inf" : "-.inf";
  return shortFloat32(key);
}

/** Go's FormatFloat(x, 'g', -1, 32): the shortest digits that give the same 32-bit float. */
function shortFloat32(value: number): string {
  const single = Math.fround(value);
  for (let digits = 1; digits <= 9; digits++) {
    const text = single.toPrecision(digits);
    if (Math.fround(Number(text)) === single) return formatG(Number(text));
  }
  return formatG(single);
}
