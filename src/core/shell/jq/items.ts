/** What goes through a program: values with their paths, and the names that are in sight. */
import type { Definition, Node } from "./ast.ts";
import { invalidPath } from "./paths.ts";
import { JqError, toJson, type JqValue } from "./values.ts";

/** A step of a path and the steps before it. */
export interface Path {
  readonly up: Path | undefined;
  readonly key: JqValue;
}

export interface Item {
  readonly value: JqValue;
  /** Undefined: nobody asked. `null` is the path of the whole, `"none"` of what is no part of it. */
  readonly path: Path | null | "none" | undefined;
}

export type Outputs = Generator<Item, void, undefined>;

export type Scope =
  | {
      readonly kind: "value";
      readonly name: string;
      readonly value: JqValue;
      readonly next: Scope | undefined;
    }
  | { readonly kind: "function"; readonly definition: Definition; readonly next: Scope | undefined }
  | {
      readonly kind: "filter";
      readonly name: string;
      readonly body: Node;
      readonly scope: Scope | undefined;
      readonly next: Scope | undefined;
    }
  | {
      readonly kind: "label";
      readonly name: string;
      readonly mark: Break;
      readonly next: Scope | undefined;
    };

/** Thrown by `break`; caught by its own label. */
export class Break extends Error {
  override readonly name = "Break";
}

/** The keys of a path from the root. @throws JqError when the value is no part of the input */
export function pathKeys(item: Item): JqValue[] {
  if (item.path === "none") throw invalidPath(item.value);
  const keys: JqValue[] = [];
  for (let at = item.path ?? undefined; at !== undefined; at = at.up) keys.push(at.key);
  return keys.reverse();
}

/** A value that a filter made: it is no part of the input. */
export function made(input: Item, value: JqValue): Item {
  if (input.path === undefined) return { value, path: undefined };
  // jq lets null and booleans pass where they are what stands there already
  const same = value === input.value && (value === null || typeof value === "boolean");
  return { value, path: same ? input.path : "none" };
}

/** A value in messages about paths. */
export const short = (value: JqValue): string => {
  const text = toJson(value);
  return text.length > 30 ? `${text.slice(0, 27)}...` : text;
};

export function invalidAccess(value: JqValue, key: JqValue): JqError {
  return new JqError(
    `Invalid path expression with result ${short(value)} while trying to access element ${short(key)}`,
  );
}
