/**
 * What validation finds wrong with a field, and how Kubernetes words it (V1).
 * After apimachinery/pkg/util/validation/field.
 */
import type { Json } from "../api/json.ts";
import type { StatusCause } from "../api/status.ts";
import { goJson, quote } from "./goText.ts";

/** The reasons of a Status' causes, and the words a message has for them. */
const TYPE_TEXT = {
  FieldValueNotFound: "Not found",
  FieldValueRequired: "Required value",
  FieldValueDuplicate: "Duplicate value",
  FieldValueInvalid: "Invalid value",
  FieldValueNotSupported: "Unsupported value",
  FieldValueForbidden: "Forbidden",
  FieldValueTooLong: "Too long",
  FieldValueTooMany: "Too many",
  InternalError: "Internal error",
} as const;

export type FieldErrorType = keyof typeof TYPE_TEXT;

export interface FieldError {
  readonly type: FieldErrorType;
  /** e.g. `spec.ingress[0].ports[1].endPort` */
  readonly path: string;
  /** Absent where messages of this type show no value. */
  readonly badValue?: Json;
  readonly detail: string;
}

export function invalid(path: string, badValue: Json, detail: string): FieldError {
  return { type: "FieldValueInvalid", path, badValue, detail };
}

export function required(path: string, detail = ""): FieldError {
  return { type: "FieldValueRequired", path, detail };
}

export function forbidden(path: string, detail: string): FieldError {
  return { type: "FieldValueForbidden", path, detail };
}

export function duplicate(path: string, badValue: Json): FieldError {
  return { type: "FieldValueDuplicate", path, badValue, detail: "" };
}

export function notFound(path: string, badValue: Json): FieldError {
  return { type: "FieldValueNotFound", path, badValue, detail: "" };
}

/** @param supported in the order in which the message lists them. */
export function notSupported(
  path: string,
  badValue: Json,
  supported: readonly string[],
): FieldError {
  const detail = `supported values: ${supported.map(quote).join(", ")}`;
  return { type: "FieldValueNotSupported", path, badValue, detail };
}

export function tooLong(path: string, maxBytes: number): FieldError {
  const detail = `may not be more than ${maxBytes} ${maxBytes === 1 ? "byte" : "bytes"}`;
  return { type: "FieldValueTooLong", path, detail };
}

export function tooMany(path: string, actual: number, max: number): FieldError {
  const detail = `must have at most ${max} ${max === 1 ? "item" : "items"}`;
  return { type: "FieldValueTooMany", path, badValue: actual, detail };
}

/** One error for each message that a check of a string gave. */
export function invalidEach(
  path: string,
  badValue: Json,
  messages: readonly string[],
): FieldError[] {
  return messages.map((message) => invalid(path, badValue, message));
}

/** The error without its path: `Invalid value: 0: must be between …`. */
export function errorBody(error: FieldError): string {
  const { badValue } = error;
  let text: string = TYPE_TEXT[error.type];
  if (badValue !== undefined) {
    text += `: ${typeof badValue === "string" ? quote(badValue) : goJson(badValue)}`;
  }
  return error.detail === "" ? text : `${text}: ${error.detail}`;
}

/** The whole line: `spec.ports[0].port: Invalid value: 0: must be …`. */
export function formatFieldError(error: FieldError): string {
  return `${error.path}: ${errorBody(error)}`;
}

/** `ERR`, or `[ERR1, ERR2]` with duplicates left out (V2). */
export function aggregate(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(formatFieldError))];
  return texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`;
}

export function toCause(error: FieldError): StatusCause {
  return { reason: error.type, message: errorBody(error), field: error.path };
}
