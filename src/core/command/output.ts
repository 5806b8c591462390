/** Writing what may be long: in pieces, so that a reader that went away or Ctrl-C ends it. */
import type { ProcessContext } from "../shell/process.ts";

const PIECE = 64 * 1024;

/** Writes the pieces in order; waits where the reader is slow. */
export async function writeAll(
  { stdout, cancel }: Pick<ProcessContext, "stdout" | "cancel">,
  pieces: Iterable<string>,
): Promise<void> {
  let text = "";
  const flush = async (): Promise<void> => {
    cancel.throwIfCancelled();
    stdout.write(text);
    text = "";
    await stdout.drain?.(cancel);
  };
  for (const piece of pieces) {
    text += piece;
    if (text.length >= PIECE) await flush();
  }
  if (text !== "") await flush();
}

/** An array of records as `JSON.stringify(…, null, 2)` prints it, piece by piece. */
export function* jsonArray(records: Iterable<object>): Generator<string> {
  let any = false;
  for (const record of records) {
    const text = JSON.stringify(record, null, 2).replaceAll("\n", "\n  ");
    yield `${any ? "," : "["}\n  ${text}`;
    any = true;
  }
  yield any ? "\n]\n" : "[]\n";
}

/** One value as JSON, indented by two. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
