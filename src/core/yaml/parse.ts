/** The door for reading: one YAML document to JSON, or what is wrong with it and where. */
import type { Json } from "../api/json.ts";
import { compose, UnsupportedValue } from "./compose.ts";
import { YamlFailure } from "./cursor.ts";
import type { YamlNode } from "./nodes.ts";
import { parseNodes } from "./parser.ts";

/** Longer texts are refused; an API server takes no more than 3 MiB in a request. */
export const MAX_TEXT = 8 * 1024 * 1024;

export interface YamlDiagnostic {
  /** go-yaml's words, with `yaml: ` and its line where it names one. */
  readonly message: string;
  /** Where the parser stood: offsets in UTF-16 units into the text, for an editor. */
  readonly from: number;
  readonly to: number;
}

export type ParseResult =
  | { readonly ok: true; readonly value: Json; readonly root: YamlNode | undefined }
  | { readonly ok: false; readonly error: YamlDiagnostic };

/**
 * Parses the first document of `text` (split before, see documents.ts). An empty text is null.
 * Total: a text that is no YAML gives a diagnostic.
 */
export function parseYaml(text: string): ParseResult {
  if (text.length > MAX_TEXT) {
    return failure("yaml: document is too large", 0, 0);
  }
  try {
    const root = parseNodes(text);
    return { ok: true, value: root === undefined ? null : compose(root), root };
  } catch (error) {
    if (!(error instanceof YamlFailure)) throw error;
    const where = error.printedLine === 0 ? "" : `line ${error.printedLine}: `;
    const prefix = error instanceof UnsupportedValue ? "" : "yaml: ";
    const { offset } = error.mark;
    return failure(`${prefix}${where}${error.message}`, offset, Math.min(offset + 1, text.length));
  }
}

function failure(message: string, from: number, to: number): ParseResult {
  return { ok: false, error: { message, from, to } };
}
