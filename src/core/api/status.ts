import type { JsonObject } from "./json.ts";

/** One cause of a metav1.Status: a field and what is wrong with it. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** metav1.Status as the API server answers it (apimachinery/pkg/apis/meta/v1). */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: JsonObject;
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code?: number;
}

/** Thrown inside the API layer and by clients of it; carries the Status to answer with. */
export class ApiStatusError extends Error {
  override readonly name = "ApiStatusError";
  readonly status: Status;
  constructor(status: Status) {
    super(status.message ?? status.reason ?? "unknown error");
    this.status = status;
  }
}

/** True when a response body is a metav1.Status (delete answers one on success too). */
export function isStatus(body: unknown): body is Status {
  return (
    typeof body === "object" && body !== null && (body as { kind?: unknown }).kind === "Status"
  );
}
