import { labelValueErrors } from "../../api/labels.ts";
import { completeTypeAndName } from "../candidates.ts";
import type { Command, FlagSpec } from "../command.ts";
import { CommandError } from "../errors.ts";
import {
  ALL_NAMESPACES_FLAG,
  DRY_RUN_FLAG,
  FIELD_SELECTOR_FLAG,
  fieldManagerFlag,
  filenameFlags,
  printFlags,
  SELECTOR_FLAG,
} from "../flagsets.ts";
import { quote } from "../gotext.ts";
import { ALL_FLAG, LOCAL_FLAG } from "../write/flags.ts";
import { runMetadataVerb, type MetadataVerb } from "./labels.ts";

/** The flags of `label` and `annotate`. */
export function metadataFlags(verb: "label" | "annotate", things: string): readonly FlagSpec[] {
  return [
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    DRY_RUN_FLAG,
    fieldManagerFlag(`kubectl-${verb}`),
    FIELD_SELECTOR_FLAG,
    ...filenameFlags(`with the objects whose ${things} change.`),
    { name: "list", type: "bool", usage: `Show the ${things} of the objects.` },
    LOCAL_FLAG,
    { name: "overwrite", type: "bool", usage: `Allow ${things} that are there to be replaced.` },
    {
      name: "resource-version",
      type: "string",
      usage: "Only when the object has this version; for one object alone.",
    },
    SELECTOR_FLAG,
    ...printFlags(),
  ];
}

const LABELS: MetadataVerb = {
  field: "labels",
  word: "label",
  checkValue: (key, value) => {
    const errors = labelValueErrors(value);
    if (errors.length > 0) {
      throw new CommandError(
        `invalid label value: ${quote(`${key}=${value}`)}: ${errors.join(";")}`,
      );
    }
  },
  overwriting: (current, wanted) =>
    [...wanted].flatMap(([key, value]) => {
      const held = Object.hasOwn(current, key) ? current[key] : undefined;
      return held === undefined || held === value
        ? []
        : [`'${key}' already has a value (${held}), and --overwrite is false`];
    }),
  operation: (before, after, overwrite) => {
    if (before === after) return "not labeled";
    return !overwrite && after.length < before.length ? "unlabeled" : "labeled";
  },
};

export const label: Command = {
  name: "label",
  use: "label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]",
  short: "Update the labels on a resource",
  long: "Add, change and remove labels. A label that has another value stays unless --overwrite is given; KEY- removes one.",
  examples: `# A label for a pod
kubectl label pods web unhealthy=true

# Replace the value of a label
kubectl label --overwrite pods web status=unhealthy

# All pods of the namespace
kubectl label pods --all status=unhealthy

# Remove a label
kubectl label pods web status-`,
  flags: metadataFlags("label", "labels"),
  complete: completeTypeAndName(),
  run: (context) => runMetadataVerb(context, LABELS),
};
