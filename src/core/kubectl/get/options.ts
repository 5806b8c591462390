import type { FlagValues } from "../flag-values.ts";
import { outputFormat } from "../printers/printer.ts";

/** The flags of `get`, read once. */
export interface GetOptions {
  readonly format: string;
  /** True for the table and `-o wide`. */
  readonly human: boolean;
  readonly wide: boolean;
  readonly headers: boolean;
  readonly allNamespaces: boolean;
  /** Undefined when not given or empty. */
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
  readonly ignoreNotFound: boolean;
  readonly raw: string;
  readonly sortBy: string;
  readonly subresource: string;
  readonly watch: boolean;
  readonly watchOnly: boolean;
  readonly fromFiles: boolean;
}

export function readGetOptions(flags: FlagValues): GetOptions {
  const format = outputFormat(flags);
  const given = (name: string): string | undefined => flags.string(name).trim() || undefined;
  return {
    format,
    human: format === "" || format === "wide",
    wide: format === "wide",
    headers: !flags.bool("no-headers"),
    allNamespaces: flags.bool("all-namespaces"),
    labelSelector: given("selector"),
    fieldSelector: given("field-selector"),
    ignoreNotFound: flags.bool("ignore-not-found"),
    raw: flags.string("raw"),
    sortBy: flags.string("sort-by"),
    subresource: flags.string("subresource"),
    watch: flags.bool("watch") || flags.bool("watch-only"),
    watchOnly: flags.bool("watch-only"),
    fromFiles: flags.list("filename").length > 0 || flags.string("kustomize") !== "",
  };
}
