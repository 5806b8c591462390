/** Assignments to variables and arrays. */
import type { ArrayElement, Assignment, Word } from "./ast.ts";
import type { Expander } from "./expand.ts";
import { itemKey } from "./parameterExpansion.ts";
import type { ShellState } from "./state.ts";
import { SubscriptError } from "./variables.ts";

interface Assigner {
  readonly state: ShellState;
  readonly expander: Expander;
  arithmetic(expression: string): bigint;
}

export async function assignValue(
  shell: Assigner,
  assignment: Assignment,
  word: Word,
): Promise<void> {
  const { variables } = shell.state;
  const { name } = assignment;
  const text = await shell.expander.text(word, "assignment");
  if (assignment.index === undefined) {
    variables.set(name, combine(shell, name, variables.text(name), text, assignment.append));
    return;
  }
  const key = await itemKey(
    shell.expander,
    name,
    await shell.expander.text(assignment.index, "none"),
  );
  const old = variables.get(name)?.items?.get(key);
  variables.setItem(name, key, combine(shell, name, old, text, assignment.append));
}

function combine(
  shell: Assigner,
  name: string,
  old: string | undefined,
  text: string,
  append: boolean,
): string {
  if (shell.state.variables.get(name)?.integer === true) {
    const added = shell.arithmetic(text);
    return (append ? added + shell.arithmetic(old ?? "0") : added).toString();
  }
  return append ? (old ?? "") + text : text;
}

export async function assignArray(
  shell: Assigner,
  assignment: Assignment,
  elements: readonly ArrayElement[],
): Promise<void> {
  const { variables } = shell.state;
  const { name } = assignment;
  const old = variables.get(name);
  const associative = old?.associative === true;
  const items = new Map<string, string>();
  if (assignment.append) {
    for (const key of variables.keys(name))
      items.set(key, old?.items?.get(key) ?? old?.value ?? "");
  }
  let next = Math.max(-1, ...(associative ? [] : [...items.keys()].map(Number))) + 1;
  for (const element of elements) {
    if (element.index === undefined) {
      for (const value of await shell.expander.fields([element.value])) {
        items.set((next++).toString(), value);
      }
      continue;
    }
    const index = await shell.expander.text(element.index, "none");
    const value = await shell.expander.text(element.value, "assignment");
    if (associative) {
      items.set(index, value);
      continue;
    }
    const number = Number(shell.arithmetic(index));
    if (number < 0) throw new SubscriptError(`[${index}]=${value}: bad array subscript`);
    items.set(number.toString(), value);
    next = number + 1;
  }
  variables.setArray(name, items, associative);
}

/** `name` or `name[index]` gets a value as it is: `read`, `printf -v`, `export`. */
export function assignText(shell: Assigner, target: string, value: string): void {
  const { variables } = shell.state;
  const match = /^([A-Za-z_][A-Za-z0-9_]*)\[(.*)\]$/s.exec(target);
  if (match?.[1] === undefined) {
    variables.set(target, combine(shell, target, undefined, value, false));
    return;
  }
  const [, name, index = ""] = match;
  const key =
    variables.get(name)?.associative === true ? index : shell.arithmetic(index).toString();
  variables.setItem(name, key, value);
}
