/** What the editor asks of kubectl: apply a file, and check a text without changing anything. */
import { isObject, type JsonObject } from "../core/api/json.ts";
import { HOME } from "../core/session/home.ts";
import type { Session } from "../core/session/session.ts";
import { TextOutput, textInput } from "../core/shell/streams.ts";
import { splitDocuments } from "../core/yaml/documents.ts";
import { locate } from "../core/yaml/positions.ts";
import { parseYaml } from "../core/yaml/parse.ts";
import type { ApplyResult, Problem } from "./lab.ts";

const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;

/** Runs `kubectl apply -f PATH` as one moment of the lab. */
export async function applyFile(session: Session, path: string): Promise<ApplyResult> {
  const output = new TextOutput();
  const name = path.startsWith(`${HOME}/`) ? path.slice(HOME.length + 1) : path;
  const word = /^[\w./-]+$/.test(name) ? name : quoted(name);
  const code = await session.run(`kubectl apply -f ${word}`, { stdout: output, stderr: output });
  return { ok: code === 0, text: output.text.trimEnd() };
}

const FIELD = /\b(spec|metadata|data|kind|apiVersion)(?:[.[][\w.[\]-]*)?/;

interface Place {
  readonly from: number;
  readonly to: number;
}

/** Where in a document a message points: its line, its field, or its beginning. */
function placeOf(message: string, text: string): Place {
  const line = /\byaml: line (\d+):/.exec(message)?.[1];
  if (line !== undefined) return lineRange(text, Number(line));
  const parsed = parseYaml(text);
  const path = FIELD.exec(
    message.replace(/^.*?(unknown field|is invalid:|Go struct field \w+\.)/s, ""),
  );
  if (parsed.ok && parsed.root !== undefined && path !== null) {
    const { key, value } = locate(parsed.root, path[0]);
    return key ?? value;
  }
  const first = /\S/.exec(text)?.index ?? 0;
  return { from: first, to: Math.min(text.length, first + 1) };
}

function lineRange(text: string, line: number): Place {
  const lines = text.split("\n");
  const at = Math.min(Math.max(1, line), lines.length) - 1;
  const from = lines.slice(0, at).reduce((sum, l) => sum + l.length + 1, 0);
  return { from, to: from + (lines[at]?.length ?? 0) };
}

/** One message for each fault in what kubectl printed. */
function messagesOf(stderr: string): readonly string[] {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const items = lines.filter((line) => line.startsWith("* ")).map((line) => line.slice(2));
  if (items.length > 0) return items;
  return lines.flatMap((line) => {
    const unknown = [...line.matchAll(/unknown field "[^"]+"/g)].map(([text]) => text);
    return unknown.length > 1 ? unknown : [line];
  });
}

export interface Checked {
  readonly problems: readonly Problem[];
  /** The objects as the API server would store them, of the documents that it would take. */
  readonly objects: readonly JsonObject[];
}

/**
 * Asks the API server, through kubectl and without storing anything, document by document.
 * A text of nothing but comments has no faults.
 */
export async function checkManifest(session: Session, text: string): Promise<Checked> {
  const problems: Problem[] = [];
  const objects: JsonObject[] = [];
  for (const document of splitDocuments(text).documents) {
    const parsed = parseYaml(document.text);
    if (parsed.ok && parsed.value === null) continue;
    const stderr = new TextOutput();
    const stdout = new TextOutput();
    await session.ask("kubectl apply --dry-run=server -o json -f -", {
      stdin: textInput(document.text),
      stdout,
      stderr,
    });
    const answer = parseYaml(stdout.text);
    if (answer.ok && isObject(answer.value)) objects.push(answer.value);
    for (const message of messagesOf(stderr.text)) {
      if (message.includes("last-applied-configuration annotation")) continue;
      const { from, to } = placeOf(message, document.text);
      problems.push({
        from: document.offset + from,
        to: document.offset + Math.max(to, from + 1),
        severity: message.startsWith("Warning:") ? "warning" : "error",
        message: message.replace(/^(error: |Error from server \(\w+\): )/, ""),
      });
    }
  }
  return { problems, objects };
}
