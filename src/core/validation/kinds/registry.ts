/** The rules of every kind, by `group/Kind`. Kinds that are not here get metadata checks only. */
import { isSubdomain } from "../content/names.ts";
import type { KindRules } from "./kindRules.ts";
import { networkPolicy } from "./networkPolicy.ts";

const RULES: ReadonlyMap<string, KindRules> = new Map([
  ["networking.k8s.io/NetworkPolicy", networkPolicy],
]);

const OTHER: KindRules = { name: isSubdomain };

export function rulesFor(group: string, kind: string): KindRules {
  return RULES.get(`${group}/${kind}`) ?? OTHER;
}
