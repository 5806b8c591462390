/** Phrases of the messages: short enough for sentences of at most 25 words. */
import { formatRequirements } from "../api/labels.ts";
import { count, podsPhrase } from "../netpol/phrases.ts";
import type { CompiledSelector } from "../netpol/compile.ts";
import type { End } from "./ends.ts";
import type { LintPod } from "./world.ts";

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(items: readonly string[], max = 3): string {
  const more = items.length - max;
  const shown = more > 1 ? [...items.slice(0, max), `${more} more`] : items;
  if (shown.length < 2) return shown[0] ?? "";
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}

/** `Pod shop/web`, `Pods shop/a and shop/b`, `Every pod of shop`, `Pods of shop with app=web`. */
export function podsText(ends: readonly End[]): string {
  const pods = ends.flatMap(({ pod }) => pod ?? []);
  if (pods.length > 0) return namedPods(pods);
  const [end] = ends;
  if (end === undefined) return "No pod";
  const wants = formatRequirements(end.requirements);
  return wants === ""
    ? `Every pod of namespace ${end.namespace}`
    : `Every pod of namespace ${end.namespace} with ${short(wants)}`;
}

export function namedPods(pods: readonly LintPod[]): string {
  const names = pods.map(({ namespace, name }) => `${namespace}/${name}`);
  return `${pods.length === 1 ? "Pod" : "Pods"} ${listed(names)}`;
}

/** A selector as kubectl prints it; long ones are cut. */
export function short(selector: string): string {
  return selector.length > 60 ? `${selector.slice(0, 57)}…` : selector;
}

/** `pods with app=web`, `every pod`. */
export function selectorText(selector: CompiledSelector | undefined): string {
  return podsPhrase(selector);
}

export function podCount(n: number): string {
  return count(n, "pod", "pods");
}
