/** A whole lab as a file, with its past; what is too large for a link travels so. */
import { isObject, type JsonObject } from "../core/api/json.ts";
import { MAX_FILE, type SourceFile } from "../core/session/documents.ts";
import { loadSession, saveSession } from "../core/session/save.ts";
import type { ImportResult, Lab } from "./lab.ts";
import type { Shelf } from "./shelf.ts";
import { freeName } from "./shelve.ts";

const ENDING = ".netpol-lab.json";

/** The lab with its history, as the shelf keeps it. */
export function labFile(lab: Lab): SourceFile {
  const snapshot: JsonObject = {
    ...saveSession(lab.session),
    terminals: lab.terminals.scrollbacks(),
  };
  return { name: `${lab.session.scenario.id}${ENDING}`, text: JSON.stringify(snapshot) };
}

/** True of files that {@link labFile} made, also where they were given another name. */
export function isLabFile({ name, text }: SourceFile): boolean {
  return name.endsWith(ENDING) || /^\s*\{"version":\d+,"time":\d/.test(text.slice(0, 80));
}

/** Puts the lab of a file on the shelf, as one of its own. */
export async function shelveFile(shelf: Shelf, { name, text }: SourceFile): Promise<ImportResult> {
  const read = readLabFile(text);
  if (typeof read === "string") {
    const problem = { file: name, line: 1, message: `it is no lab that can be opened: ${read}` };
    return { created: 0, skipped: new Map(), problems: [problem], sources: [] };
  }
  const { snapshot, start } = read;
  const id = await freeName(shelf, "file");
  await shelf.save({ id, title: start.scenario.title, savedAt: Date.now(), snapshot });
  const created = [...start.cluster.objects.values()].reduce((sum, map) => sum + map.size, 0);
  return { id, start, created, skipped: new Map(), problems: [], sources: [] };
}

/** The lab in a file, or why there is none in it. */
function readLabFile(
  text: string,
): { readonly snapshot: JsonObject; readonly start: NonNullable<ImportResult["start"]> } | string {
  if (text.length > MAX_FILE) return `it is larger than ${MAX_FILE / 1024 / 1024} MiB`;
  let snapshot: unknown;
  try {
    snapshot = JSON.parse(text);
  } catch {
    return "it is not whole";
  }
  if (!isObject(snapshot)) return "it is no lab";
  const loaded = loadSession(snapshot);
  return loaded.ok ? { snapshot, start: loaded.start } : loaded.error;
}
