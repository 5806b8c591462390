/** Selectors of --from and --to as ends of a cluster. */
import type { Cluster } from "./cluster.ts";
import type { End } from "./flows.ts";
import { hintFor, parseSelector, selectEnds } from "./selector.ts";
import { CommandError, UsageError } from "./subcommand.ts";

/**
 * The ends that any of the texts selects, none twice, in the cluster's order.
 * @throws UsageError for what is no selector, CommandError for one that selects nothing
 */
export function endsNamed(
  cluster: Cluster,
  texts: readonly string[],
  { namespace, all }: { readonly namespace: string; readonly all: boolean },
): readonly End[] {
  const found = new Map<string, End>();
  for (const text of texts) {
    const parsed = parseSelector(text, namespace);
    if (!parsed.ok) throw new UsageError(parsed.error);
    const ends = selectEnds(cluster, parsed.selector, { all });
    if (ends.length === 0) throw new CommandError(nothingSelected(cluster, text, namespace));
    for (const end of ends) found.set(keyOf(end), end);
  }
  return [...found.values()];
}

/** Every pod, as `*` selects them. */
export function everyEnd(cluster: Cluster, all: boolean): readonly End[] {
  const parsed = parseSelector("*", "");
  return parsed.ok ? selectEnds(cluster, parsed.selector, { all }) : [];
}

/** `"shop/wbe" selects no pod with an address (did you mean shop/web?)`. */
export function nothingSelected(cluster: Cluster, text: string, namespace: string): string {
  const parsed = parseSelector(text, namespace);
  const hint = parsed.ok ? hintFor(cluster, parsed.selector) : "";
  return `"${text}" selects no pod with an address${hint}`;
}

function keyOf({ endpoint }: End): string {
  return endpoint.kind === "pod" ? `${endpoint.namespace}/${endpoint.name}` : endpoint.ip;
}
