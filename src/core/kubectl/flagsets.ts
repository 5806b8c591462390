/** Flags that many verbs share, worded once. */
import type { FlagSpec } from "./command.ts";

const MANIFEST_ENDINGS = ["json", "yaml", "yml"];

export const SELECTOR_FLAG: FlagSpec = {
  name: "selector",
  shorthand: "l",
  type: "string",
  usage:
    "Label selector to filter by: '=', '==', '!=', 'in', 'notin', e.g. -l key1=value1,key2=value2,key3 in (value3). All conditions have to hold.",
};

export const FIELD_SELECTOR_FLAG: FlagSpec = {
  name: "field-selector",
  type: "string",
  usage:
    "Field selector to filter by: '=', '==', '!=', e.g. --field-selector key1=value1. The server knows a few fields of each type only.",
};

export const ALL_NAMESPACES_FLAG: FlagSpec = {
  name: "all-namespaces",
  shorthand: "A",
  type: "bool",
  usage: "Look in all namespaces; the namespace of the context and of --namespace is ignored.",
};

export const CHUNK_SIZE_FLAG: FlagSpec = {
  name: "chunk-size",
  type: "int64",
  default: "500",
  usage: "Ask for long lists in pieces of this size; 0 asks for all at once.",
};

/** `-f`, `-k`, `-R`. @param usage what the files are for */
export function filenameFlags(usage: string, recursive = false): readonly FlagSpec[] {
  return [
    { name: "filename", shorthand: "f", type: "strings", usage, fileExtensions: MANIFEST_ENDINGS },
    { name: "kustomize", shorthand: "k", type: "string", usage: "Process a kustomization folder." },
    {
      name: "recursive",
      shorthand: "R",
      type: "bool",
      default: String(recursive),
      usage: "Look for files in the folders of the folder given with -f too.",
    },
  ];
}

export const DRY_RUN_FLAG: FlagSpec = {
  name: "dry-run",
  type: "string",
  default: "none",
  noOptDefault: "unchanged",
  usage:
    'One of "none", "server", "client": client only prints the object that would be sent, server sends it without storing it.',
};

export const VALIDATE_FLAG: FlagSpec = {
  name: "validate",
  type: "string",
  default: "strict",
  noOptDefault: "strict",
  usage:
    "One of strict (or true), warn, ignore (or false): whether fields that are unknown or doubled are refused, warned of, or passed over.",
};

/** @param manager the default, e.g. `kubectl-create` */
export function fieldManagerFlag(manager: string): FlagSpec {
  return {
    name: "field-manager",
    type: "string",
    default: manager,
    usage: "Name under which the server notes who owns the fields that are set.",
  };
}

/** What `-o` takes where objects are printed. */
export const OUTPUT_FORMATS: readonly string[] = [
  "json",
  "yaml",
  "kyaml",
  "name",
  "go-template",
  "go-template-file",
  "template",
  "templatefile",
  "jsonpath",
  "jsonpath-as-json",
  "jsonpath-file",
];

/** `-o`, `--template` and what goes with them. */
export function printFlags(
  options: { readonly formats?: readonly string[]; readonly default?: string } = {},
): readonly FlagSpec[] {
  const formats = options.formats ?? OUTPUT_FORMATS;
  return [
    {
      name: "output",
      shorthand: "o",
      type: "string",
      ...(options.default === undefined ? {} : { default: options.default }),
      usage: `Output format. One of: (${formats.join(", ")}).`,
    },
    {
      name: "template",
      type: "string",
      usage:
        "Template text, or the path of a template file, for -o=go-template and -o=go-template-file.",
    },
    {
      name: "allow-missing-template-keys",
      type: "bool",
      default: "true",
      usage: "Pass over fields and map keys a template names that are not there.",
    },
    {
      name: "show-managed-fields",
      type: "bool",
      usage: "Keep metadata.managedFields when printing JSON or YAML.",
    },
  ];
}
