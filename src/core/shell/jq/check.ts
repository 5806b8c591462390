/** Finds names that nothing defines before a program runs, as jq's compiler does. */
import type { Definition, Node, Pattern } from "./ast.ts";

export interface Undefined {
  /** `foo/1`, `$x`. */
  readonly name: string;
  readonly at: number;
}

interface Names {
  readonly functions: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
}

/** @param functions `name/arity` of what is there @param variables without the dollar sign */
export function undefinedNames(
  definitions: readonly Definition[],
  body: Node,
  functions: Iterable<string>,
  variables: Iterable<string>,
): readonly Undefined[] {
  const found: Undefined[] = [];
  let names: Names = {
    functions: new Set(functions),
    variables: new Set(variables),
    labels: new Set(),
  };
  for (const definition of definitions) names = define(definition, names, found);
  visit(body, names, found);
  return found;
}

function define(definition: Definition, names: Names, found: Undefined[]): Names {
  const own = `${definition.name}/${definition.parameters.length}`;
  const outside: Names = { ...names, functions: new Set([...names.functions, own]) };
  const plain = definition.parameters.map((parameter) => parameter.replace("$", ""));
  const values = definition.parameters.filter((parameter) => parameter.startsWith("$"));
  visit(
    definition.body,
    {
      ...outside,
      functions: new Set([...outside.functions, ...plain.map((name) => `${name}/0`)]),
      variables: new Set([...names.variables, ...values.map((name) => name.slice(1))]),
    },
    found,
  );
  return outside;
}

function bound(pattern: Pattern, names: Names, found: Undefined[]): string[] {
  switch (pattern.type) {
    case "variable":
      return [pattern.name];
    case "array":
      return pattern.items.flatMap((item) => bound(item, names, found));
    case "object":
      return pattern.entries.flatMap((entry) => {
        visit(entry.key, names, found);
        return [
          ...(entry.variable === undefined ? [] : [entry.variable]),
          ...(entry.pattern === undefined ? [] : bound(entry.pattern, names, found)),
        ];
      });
  }
}

function withVariables(patterns: readonly Pattern[], names: Names, found: Undefined[]): Names {
  const more = patterns.flatMap((pattern) => bound(pattern, names, found));
  return { ...names, variables: new Set([...names.variables, ...more]) };
}

function visit(node: Node, names: Names, found: Undefined[]): void {
  const see = (...nodes: readonly (Node | undefined)[]): void => {
    for (const one of nodes) if (one !== undefined) visit(one, names, found);
  };
  switch (node.type) {
    case "identity":
    case "recurse":
    case "literal":
    case "format":
      return;
    case "string":
      see(...node.parts.filter((part) => typeof part !== "string"));
      return;
    case "index":
      see(node.target, node.key);
      return;
    case "slice":
      see(node.target, node.from, node.to);
      return;
    case "iterate":
      see(node.target);
      return;
    case "array":
      see(node.items);
      return;
    case "object":
      for (const { key, value } of node.entries) see(key, value);
      return;
    case "negate":
      see(node.of);
      return;
    case "pipe":
    case "comma":
    case "binary":
    case "logic":
    case "alternative":
    case "update":
      see(node.left, node.right);
      return;
    case "if":
      see(node.condition, node.then, node.otherwise);
      return;
    case "try":
      see(node.body, node.handler);
      return;
    case "reduce":
    case "foreach": {
      see(node.source, node.start);
      const inner = withVariables([node.pattern], names, found);
      visit(node.update, inner, found);
      if (node.type === "foreach" && node.extract !== undefined) visit(node.extract, inner, found);
      return;
    }
    case "define":
      visit(node.rest, define(node.definition, names, found), found);
      return;
    case "call":
      if (!names.functions.has(`${node.name}/${node.args.length}`)) {
        found.push({ name: `${node.name}/${node.args.length}`, at: node.at });
      }
      see(...node.args);
      return;
    case "variable":
      if (!names.variables.has(node.name)) found.push({ name: `$${node.name}`, at: node.at });
      return;
    case "bind":
      see(node.source);
      visit(node.body, withVariables(node.patterns, names, found), found);
      return;
    case "label":
      visit(node.body, { ...names, labels: new Set([...names.labels, node.name]) }, found);
      return;
    case "break":
      if (!names.labels.has(node.name)) found.push({ name: `$*label-${node.name}`, at: node.at });
  }
}
