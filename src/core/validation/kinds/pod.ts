/** Pod. After pkg/apis/core/validation and pkg/registry/core/pod/strategy.go. */
import type { JsonObject } from "../../api/json.ts";
import { isDnsLabel, isSubdomain } from "../content/names.ts";
import { forbidden, type FieldError } from "../fieldError.ts";
import { get, obj, objects, sameJson, str } from "../read.ts";
import type { KindRules } from "./kindRules.ts";
import { validateImagesOfPod } from "./pod/containers.ts";
import { validatePodSpec } from "./pod/spec.ts";
import { validatePodUpdate } from "./pod/update.ts";
import { podSpecWarnings } from "./pod/warnings.ts";

function validate(pod: JsonObject, old?: JsonObject): FieldError[] {
  const spec = obj(pod, "spec");
  const errors = [...validatePodSpec(spec, "spec"), ...validateImagesOfPod(spec, "spec")];
  if (old === undefined && objects(spec, "ephemeralContainers").length > 0) {
    errors.push(forbidden("spec.ephemeralContainers", "cannot be set on create"));
  }
  return errors;
}

export const pod: KindRules = {
  name: isSubdomain,
  validate,
  validateUpdateLast: validatePodUpdate,
  warnings: (object, old) => {
    const name = str(obj(object, "metadata"), "name");
    const messages = old === undefined ? isDnsLabel(name) : [];
    const unchanged = old !== undefined && sameJson(get(object, "spec"), get(old, "spec"));
    return [
      ...(messages.length > 0
        ? [
            `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${messages.join(" ")}]`,
          ]
        : []),
      ...(unchanged ? [] : podSpecWarnings(obj(object, "spec"), "spec")),
    ];
  },
};
