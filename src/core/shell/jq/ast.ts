/** The tree of a jq program. */

export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "==" | "!=" | "<" | "<=" | ">" | ">=";
export type UpdateOperator = "=" | "|=" | "+=" | "-=" | "*=" | "/=" | "%=" | "//=";

export interface ObjectEntry {
  readonly key: Node;
  readonly value: Node;
}

export type Pattern =
  | { readonly type: "variable"; readonly name: string }
  | { readonly type: "array"; readonly items: readonly Pattern[] }
  | {
      readonly type: "object";
      readonly entries: readonly {
        readonly key: Node;
        /** `{$name}` and `{$name: …}` bind the member too. */
        readonly variable?: string;
        readonly pattern?: Pattern;
      }[];
    };

export interface Definition {
  readonly name: string;
  /** `$x` takes a value, `x` a filter. */
  readonly parameters: readonly string[];
  readonly body: Node;
}

export type Node =
  | { readonly type: "identity" }
  | { readonly type: "recurse" }
  | { readonly type: "literal"; readonly value: null | boolean | number | string }
  /** `"…\(…)…"`: texts and filters in turn, each filter through the format. */
  | { readonly type: "string"; readonly format: string; readonly parts: readonly (string | Node)[] }
  | { readonly type: "format"; readonly name: string }
  | { readonly type: "index"; readonly target: Node; readonly key: Node }
  | { readonly type: "slice"; readonly target: Node; readonly from?: Node; readonly to?: Node }
  | { readonly type: "iterate"; readonly target: Node }
  | { readonly type: "array"; readonly items?: Node }
  | { readonly type: "object"; readonly entries: readonly ObjectEntry[] }
  | { readonly type: "negate"; readonly of: Node }
  | { readonly type: "pipe"; readonly left: Node; readonly right: Node }
  | { readonly type: "comma"; readonly left: Node; readonly right: Node }
  | {
      readonly type: "binary";
      readonly operator: BinaryOperator;
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly type: "logic";
      readonly operator: "and" | "or";
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly type: "alternative"; readonly left: Node; readonly right: Node }
  | {
      readonly type: "update";
      readonly operator: UpdateOperator;
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly type: "if"; readonly condition: Node; readonly then: Node; readonly otherwise: Node }
  | { readonly type: "try"; readonly body: Node; readonly handler?: Node }
  | {
      readonly type: "reduce";
      readonly source: Node;
      readonly pattern: Pattern;
      readonly start: Node;
      readonly update: Node;
    }
  | {
      readonly type: "foreach";
      readonly source: Node;
      readonly pattern: Pattern;
      readonly start: Node;
      readonly update: Node;
      readonly extract?: Node;
    }
  | { readonly type: "define"; readonly definition: Definition; readonly rest: Node }
  | {
      readonly type: "call";
      readonly name: string;
      readonly args: readonly Node[];
      readonly at: number;
    }
  | { readonly type: "variable"; readonly name: string; readonly at: number }
  /** `source as pattern ?// pattern | body` */
  | {
      readonly type: "bind";
      readonly source: Node;
      readonly patterns: readonly Pattern[];
      readonly body: Node;
    }
  | { readonly type: "label"; readonly name: string; readonly body: Node }
  | { readonly type: "break"; readonly name: string; readonly at: number };
