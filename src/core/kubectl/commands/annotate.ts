import { completeTypeAndName } from "../candidates.ts";
import type { Command } from "../command.ts";
import { metadataFlags } from "./label.ts";
import { runMetadataVerb, type MetadataVerb } from "./labels.ts";

const ANNOTATIONS: MetadataVerb = {
  field: "annotations",
  word: "annotation",
  checkValue: () => undefined,
  overwriting: (current, wanted) => {
    const held = [...wanted].flatMap(([key, value]) => {
      const there = Object.hasOwn(current, key) ? current[key] : undefined;
      return there === undefined || there === value
        ? []
        : [`'${key}' already has a value (${there})`];
    });
    return held.length === 0
      ? []
      : [`--overwrite is false but found the following declared annotation(s): ${held.join("; ")}`];
  },
  operation: () => "annotated",
};

export const annotate: Command = {
  name: "annotate",
  use: "annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]",
  short: "Update the annotations on a resource",
  long: "Add, change and remove annotations: notes of any text that programs and people keep with an object. KEY- removes one.",
  examples: `# A note for a pod
kubectl annotate pods web description='my frontend'

# Replace it
kubectl annotate --overwrite pods web description='my frontend running nginx'

# Remove it
kubectl annotate pods web description-`,
  flags: metadataFlags("annotate", "annotations"),
  complete: completeTypeAndName(),
  run: (context) => runMetadataVerb(context, ANNOTATIONS),
};
