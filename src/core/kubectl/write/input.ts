import type { ProcessContext } from "../../shell/process.ts";

/** One line of stdin without its newline; undefined at the end of the input. */
export async function readLine(process: ProcessContext): Promise<string | undefined> {
  let text = "";
  for (;;) {
    const piece = await process.stdin.read(process.cancel);
    if (piece === undefined) return text === "" ? undefined : text;
    text += piece;
    const end = text.indexOf("\n");
    if (end >= 0) return text.slice(0, end);
  }
}
