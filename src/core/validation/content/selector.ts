/** Labels and label selectors (V9–V19). After apimachinery/pkg/apis/meta/v1/validation. */
import type { JsonObject } from "../../api/json.ts";
import { forbidden, invalid, invalidEach, required, type FieldError } from "../fieldError.ts";
import { entries, objects, str, strings } from "../read.ts";
import { isLabelValue, isQualifiedName } from "./names.ts";

/** Errors name the map's path, neither key nor index; keys are shown as value of their errors. */
export function validateLabels(object: JsonObject, key: string, path: string): FieldError[] {
  return entries(object, key).flatMap(([name, value]) => [
    ...invalidEach(path, name, isQualifiedName(name)),
    ...invalidEach(path, value, isLabelValue(value)),
  ]);
}

export interface SelectorOptions {
  /** Values in expressions are let pass, because the stored object has bad ones already. */
  readonly allowInvalidValues?: boolean;
}

export function validateLabelSelector(
  selector: JsonObject | undefined,
  path: string,
  options: SelectorOptions = {},
): FieldError[] {
  if (selector === undefined) return [];
  return [
    ...validateLabels(selector, "matchLabels", `${path}.matchLabels`),
    ...objects(selector, "matchExpressions").flatMap((requirement, i) =>
      validateRequirement(requirement, `${path}.matchExpressions[${i}]`, options),
    ),
  ];
}

function validateRequirement(
  requirement: JsonObject,
  path: string,
  options: SelectorOptions,
): FieldError[] {
  const errors: FieldError[] = [];
  const operator = str(requirement, "operator");
  const values = strings(requirement, "values");
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0) {
      const detail = "must be specified when `operator` is 'In' or 'NotIn'";
      errors.push(required(`${path}.values`, detail));
    }
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0) {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      errors.push(forbidden(`${path}.values`, detail));
    }
  } else {
    errors.push(invalid(`${path}.operator`, operator, "not a valid selector operator"));
  }
  const key = str(requirement, "key");
  errors.push(...invalidEach(`${path}.key`, key, isQualifiedName(key)));
  if (options.allowInvalidValues !== true) {
    values.forEach((value, i) => {
      errors.push(...invalidEach(`${path}.values[${i}]`, value, isLabelValue(value)));
    });
  }
  return errors;
}
