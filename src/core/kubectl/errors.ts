/**
 * How a failed command ends: the error classes commands throw, and the one place that turns them
 * into text on stderr and an exit status (kubectl `pkg/cmd/util/helpers.go`, checkErr).
 */
import { ApiStatusError } from "../api/status.ts";
import type { Status } from "../api/status.ts";
import { FileError } from "../shell/files.ts";
import { FlagError } from "./flags.ts";
import { quote } from "./gotext.ts";

/** Any failure of kubectl's own making: printed as `error: MESSAGE`, exit status 1 unless told. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A misuse of the command: `error: MESSAGE` and where to find its help. */
export class UsageError extends CommandError {
  override readonly name = "UsageError";
  /** @param path the command as typed, e.g. `kubectl create service` */
  constructor(path: string, message: string) {
    super(`${message}\nSee '${path} -h' for help and examples`);
  }
}

/** Printed as it is, without `error: ` before it (kubeconfig errors, NoResourceMatch …). */
export class PlainError extends CommandError {
  override readonly name = "PlainError";
}

/** Ends the command with a status and no text: everything has been said. */
export class ExitError extends CommandError {
  override readonly name = "ExitError";
  constructor(exitCode: number) {
    super("", exitCode);
  }
}

/** Several failures of one command, printed a line each without `error: ` before them. */
export class AggregateFailure extends CommandError {
  override readonly name = "AggregateFailure";
  readonly errors: readonly Error[];
  constructor(errors: readonly Error[]) {
    super(
      errors.length === 1
        ? (errors[0]?.message ?? "")
        : `[${errors.map((error) => error.message).join(", ")}]`,
    );
    this.errors = errors;
  }
}

/** The server does not answer: `host` as in the URL, `127.0.0.1:6443`. */
export class ConnectionRefused extends CommandError {
  override readonly name = "ConnectionRefused";
  constructor(host: string) {
    super(
      `The connection to the server ${host} was refused - did you specify the right host or port?`,
    );
  }
}

/** Throws the errors gathered by a command that goes on after a failure; returns when there are none. */
export function throwGathered(errors: readonly Error[]): void {
  const [first, ...more] = errors;
  if (first === undefined) return;
  throw more.length === 0 ? first : new AggregateFailure(errors);
}

/**
 * Says in which file an object failed, as kubectl's AddSourceToErr:
 * `error when creating "f.yaml": …`.
 */
export function withSource(verb: string, source: string, error: unknown): Error {
  if (source === "") return asError(error);
  if (error instanceof ApiStatusError) {
    const { status } = error;
    return new ApiStatusError({
      ...status,
      message: `error when ${verb} ${quote(source)}: ${status.message ?? ""}`,
    });
  }
  return new CommandError(`error when ${verb} ${quote(source)}: ${asError(error).message}`);
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** True for a failure of the commands' world, false for a bug or a cancellation (let those pass). */
export function isFailure(error: unknown): error is Error {
  return (
    error instanceof CommandError ||
    error instanceof ApiStatusError ||
    error instanceof FlagError ||
    error instanceof FileError
  );
}

/** True when the server said 404, whatever the reason's wording. */
export function isNotFound(error: unknown): error is ApiStatusError {
  return error instanceof ApiStatusError && error.status.reason === "NotFound";
}

/** What checkErr prints and exits with; the text ends with a newline unless it is empty. */
export function describeFailure(error: Error): {
  readonly text: string;
  readonly exitCode: number;
} {
  if (error instanceof ExitError) return { text: "", exitCode: error.exitCode };
  const exitCode = error instanceof CommandError ? error.exitCode : 1;
  const text = failureText(error);
  return { text: text.endsWith("\n") ? text : `${text}\n`, exitCode };
}

function failureText(error: Error): string {
  if (error instanceof AggregateFailure) {
    const [only, ...more] = error.errors;
    if (only !== undefined && more.length === 0) return failureText(only);
    return error.errors.map(aggregatedText).join("\n");
  }
  if (error instanceof ApiStatusError) {
    return error.status.reason === "Invalid" ? invalidText(error.status) : statusText(error.status);
  }
  if (error instanceof PlainError || error instanceof ConnectionRefused) return error.message;
  const message = error instanceof FileError ? fileErrorText(error) : error.message;
  return message.startsWith("error: ") ? message : `error: ${message}`;
}

/** One of several: without `error: `, an invalid object on one line. */
function aggregatedText(error: Error): string {
  if (error instanceof ApiStatusError) return statusText(error.status);
  return error instanceof FileError ? fileErrorText(error) : error.message;
}

/** `Error from server (NotFound): pods "x" not found`. */
export function statusText(status: Status): string {
  const message = status.message ?? "";
  if (status.reason === "Unauthorized")
    return `error: You must be logged in to the server (${message})`;
  const reason = status.reason === undefined || status.reason === "" ? "" : ` (${status.reason})`;
  return `Error from server${reason}: ${message}`;
}

/** `The Pod "x" is invalid: …`, one cause in line, several as a list; each ends its line itself. */
function invalidText(status: Status): string {
  const { details } = status;
  const subject =
    details?.kind === undefined || details.kind === ""
      ? "The request is invalid"
      : `The ${details.kind} ${quote(details.name ?? "")} is invalid`;
  const causes = distinct(
    (details?.causes ?? []).map(
      (cause) => `${cause.field === undefined ? "" : `${cause.field}: `}${cause.message ?? ""}`,
    ),
  );
  const [only, ...more] = causes;
  if (only === undefined) {
    return status.message === undefined || status.message === ""
      ? subject
      : `${subject}: ${status.message}`;
  }
  return more.length === 0
    ? `${subject}: ${only}\n`
    : `${subject}: \n${causes.map((cause) => `* ${cause}\n`).join("")}`;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

const ERRNO: Readonly<Record<FileError["code"], string>> = {
  ENOENT: "no such file or directory",
  EISDIR: "is a directory",
  ENOTDIR: "not a directory",
  EEXIST: "file exists",
  ENOTEMPTY: "directory not empty",
  EACCES: "permission denied",
  ENOSPC: "no space left on device",
};

/** The system's words for a failed file operation: `no such file or directory`. */
export function errnoText(error: FileError): string {
  return ERRNO[error.code];
}

/** `open /home/learner/lab/x: no such file or directory`. */
export function fileErrorText(error: FileError): string {
  return `open ${error.path}: ${errnoText(error)}`;
}

/** The failure that `work` ended with, if any. @throws what is no failure: a bug, a cancellation */
export async function caught(work: () => Promise<void>): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error;
  }
}

/** What is left of a failure without the objects that were not there. */
export function withoutNotFound(failure: Error | undefined): Error | undefined {
  if (failure === undefined || isNotFound(failure)) return undefined;
  if (!(failure instanceof AggregateFailure)) return failure;
  const left = failure.errors.flatMap((error) => withoutNotFound(error) ?? []);
  const [first] = left;
  return left.length > 1 ? new AggregateFailure(left) : first;
}
