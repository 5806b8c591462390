/** The tree of a YAML document, before tags and aliases mean anything. */
import type { Mark } from "./cursor.ts";

interface NodeBase {
  readonly start: Mark;
  readonly end: Mark;
  /** The whole tag, `tag:yaml.org,2002:int`; empty when none was written. */
  readonly tag: string;
}

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly value: string;
  /** Plain, and so open to be read as a number, boolean, null. */
  readonly implicit: boolean;
}

export interface SequenceNode extends NodeBase {
  readonly kind: "sequence";
  readonly items: readonly YamlNode[];
}

export interface MappingNode extends NodeBase {
  readonly kind: "mapping";
  readonly pairs: readonly (readonly [key: YamlNode, value: YamlNode])[];
}

export interface AliasNode extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
  readonly target: YamlNode;
}

export type YamlNode = ScalarNode | SequenceNode | MappingNode | AliasNode;
