/**
 * The loop of `kubectl edit`: write a file, open the editor, send what changed, and open it again
 * with the errors on top until it is valid or nothing more changes
 * (kubectl `pkg/cmd/util/editor/editoptions.go`).
 */
import type { Json } from "../../api/json.ts";
import type { StatusCause } from "../../api/status.ts";
import { groupResource } from "../../api/scheme.ts";
import { ApiStatusError } from "../../api/status.ts";
import type { CommandContext } from "../command.ts";
import { asError, CommandError, ExitError, isFailure } from "../errors.ts";
import { quote } from "../gotext.ts";
import { headProblem, readText, type Manifest } from "../manifests.ts";
import { marshalJson } from "../printers/go-values.ts";
import { parseYaml } from "../yaml.ts";
import { editTemporary, type EditedFile } from "./editor.ts";
import type { Place } from "./rest.ts";

export interface EditSession {
  readonly context: CommandContext;
  /** The text to begin with, without header. */
  readonly original: string;
  readonly extension: ".yaml" | ".json";
  /** Lines above the object, without the reasons; undefined for JSON, which has no comments. */
  readonly header: readonly string[] | undefined;
  /** The object that errors about the whole file are told of. */
  readonly subject: Place;
  /**
   * Sends one edited object. Failures of the server are told and make the editor open again;
   * other failures end the session and leave the file.
   */
  readonly save: (manifest: Manifest) => void | Promise<void>;
}

interface Reason {
  readonly head: string;
  readonly others: readonly string[];
}

/** Runs the session to its end. @throws CommandError, ExitError */
export async function runEditSession(session: EditSession): Promise<void> {
  const { context, original } = session;
  const { stderr, fs } = context.process;
  let reasons: readonly Reason[] = [];
  let failedText: string | undefined;
  let previousFile: string | undefined;
  for (;;) {
    const body = failedText === undefined ? original : withoutComments(failedText);
    let edited: EditedFile;
    try {
      edited = await editTemporary(context, headerText(session, reasons) + body, session.extension);
    } catch (error) {
      throw preserved(context, asError(error), previousFile);
    }
    if (failedText !== undefined && sameContent(failedText, edited.text)) {
      const cancelled = new CommandError("Edit cancelled, no valid changes were saved.");
      throw preserved(context, cancelled, edited.path);
    }
    if (previousFile !== undefined) fs.remove(previousFile);
    previousFile = edited.path;
    const problem = fileProblem(edited.text);
    if (problem !== undefined) {
      reasons = [invalidReason(session, problem)];
      failedText = edited.text;
      stderr.write(`error: ${resourceLabel(session.subject)} is invalid\n`);
      continue;
    }
    if (sameContent(original, edited.text)) {
      fs.remove(edited.path);
      stderr.write("Edit cancelled, no changes made.\n");
      return;
    }
    if (withoutComments(edited.text).trim() === "") {
      fs.remove(edited.path);
      stderr.write("Edit cancelled, saved file was empty.\n");
      return;
    }
    const outcome = await saveAll(session, edited);
    if (outcome.kind === "done") {
      fs.remove(edited.path);
      return;
    }
    reasons = outcome.reasons;
    failedText = edited.text;
  }
}

type Outcome =
  { readonly kind: "done" } | { readonly kind: "again"; readonly reasons: readonly Reason[] };

async function saveAll(session: EditSession, edited: EditedFile): Promise<Outcome> {
  const { context } = session;
  const { stderr } = context.process;
  const manifests: Manifest[] = [];
  for (const event of readText(edited.text, "edited-file", true)) {
    if (event.kind === "error") {
      const head = `The edited file had a syntax error: ${event.error.message}`;
      return { kind: "again", reasons: [{ head, others: [] }] };
    }
    manifests.push(event.manifest);
  }
  const reasons: Reason[] = [];
  let retryable = 0;
  let missing = 0;
  for (const manifest of manifests) {
    try {
      await session.save(manifest);
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (!(error instanceof ApiStatusError)) throw preserved(context, error, edited.path);
      const label = resourceLabel(manifest);
      const { reason, details } = error.status;
      if (reason === "Invalid") {
        reasons.push({
          head: `${label} was not valid`,
          others: (details?.causes ?? []).map(causeText),
        });
        stderr.write(`error: ${label} is invalid\n`);
      } else if (reason === "NotFound") {
        missing++;
        stderr.write(`error: ${label} could not be found on the server\n`);
      } else {
        retryable++;
        stderr.write(`error: ${label} could not be patched: ${error.message}\n`);
      }
    }
  }
  if (retryable > 0) {
    stderr.write(`You can run \`kubectl replace -f ${edited.path}\` to try this update again.\n`);
    throw new ExitError(1);
  }
  if (missing > 0) {
    stderr.write(
      `The edits you made on deleted resources have been saved to ${quote(edited.path)}\n`,
    );
    throw new ExitError(1);
  }
  return reasons.length === 0 ? { kind: "done" } : { kind: "again", reasons };
}

function causeText(cause: StatusCause): string {
  return `${cause.field ?? ""}: ${cause.message ?? ""}`;
}

function resourceLabel(place: Pick<Place, "type" | "name">): string {
  return `${groupResource(place.type)} ${quote(place.name)}`;
}

function invalidReason(session: EditSession, problem: string): Reason {
  return {
    head: `${resourceLabel(session.subject)} was not valid`,
    others: [`<nil>: Invalid value: "The edited file failed validation": ${problem}`],
  };
}

function headerText(session: EditSession, reasons: readonly Reason[]): string {
  if (session.header === undefined) return "";
  const hashed = (text: string): string => text.replaceAll("\n", "\n# ");
  const told = reasons.flatMap(({ head, others }) => [
    `# ${hashed(head)}${others.length > 0 ? ":" : ""}`,
    ...others.map((other) => `# * ${hashed(other)}`),
    "#",
  ]);
  return `${[...session.header, ...told].join("\n")}\n`;
}

/** Tells where the file stays, when there is one, and gives back the error. */
function preserved(context: CommandContext, error: Error, path: string | undefined): Error {
  if (path !== undefined && context.process.fs.stat(path) !== undefined) {
    context.process.stderr.write(`A copy of your changes has been stored to ${quote(path)}\n`);
  }
  return error;
}

/** Why the file as a whole is no object; undefined when it is one. */
function fileProblem(text: string): string | undefined {
  const parsed = parseYaml(text);
  return parsed.ok ? headProblem(parsed.value) : `error converting YAML to JSON: ${parsed.error}`;
}

/** True when both texts mean the same; comments do not count. */
function sameContent(a: string, b: string): boolean {
  return stripped(a) === stripped(b);
}

function stripped(text: string): string {
  const parsed = parseYaml(text);
  return parsed.ok ? marshalJson(parsed.value satisfies Json) : withoutComments(text);
}

function withoutComments(text: string): string {
  return text
    .split(/(?<=\n)/)
    .filter((line) => !line.trim().startsWith("#"))
    .join("");
}
