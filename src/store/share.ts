/** A lab as a link, and a link as a lab of its own. Nothing leaves the device: the link holds it. */
import { readShared } from "../core/session/share/format.ts";
import { describeLab } from "../core/session/share/describe.ts";
import { openShared } from "../core/session/share/open.ts";
import type { SessionStart } from "../core/session/session.ts";
import { beginActivity, beginNow, loadActivity } from "./activity.ts";
import { linkTo } from "./address.ts";
import { openShelf } from "./browserShelf.ts";
import type { Lab } from "./lab.ts";
import { decodeLink, encodeLink } from "./linkCodec.ts";
import { findScenario, loadScenario } from "./scenarios.ts";
import { keepView } from "./sharedView.ts";
import { shelveStart } from "./shelve.ts";

/** Characters of a link that chat programs and browsers carry without cutting it. */
export const LINK_LIMIT = 8000;

export interface ShareOptions {
  /** Whether the commands that were typed are sent along. */
  readonly commands: boolean;
  readonly network: "graph" | "matrix";
}

export type LabLink =
  | { readonly ok: true; readonly link: string }
  /** The lab is too large for a link. */
  | { readonly ok: false; readonly length: number };

/** A link that holds the lab as it is now. */
export async function linkOfLab(lab: Lab, { commands, network }: ShareOptions): Promise<LabLink> {
  const { session, store } = lab;
  const { selected, matrix } = store.getState();
  const base = await baseOf(session.scenario.id);
  const described = describeLab(
    {
      scenario: session.scenario,
      cluster: session.cluster.state,
      files: session.files.snapshot(),
      ...(commands && { log: session.log }),
      view: {
        ...(selected !== undefined && { selected }),
        ...(network === "matrix" && { network }),
        ...(matrix.at !== "any" && { at: matrix.at }),
      },
    },
    base,
  );
  const link = linkTo(`/s/${await encodeLink(described)}`);
  return link.length <= LINK_LIMIT ? { ok: true, link } : { ok: false, length: link.length };
}

interface Base {
  readonly id?: string;
  readonly start: SessionStart;
}

/** What labs of that name begin with; an empty cluster for imports, sandboxes and the like. */
async function baseOf(id: string): Promise<Base> {
  const start = await beginningOf(id).catch(() => undefined);
  return start === undefined ? { start: await emptyStart() } : { id, start };
}

/** `day26`, `lesson-L07`, `puzzle-P04`, `challenge-D08`, `demo-allow-deny`. */
async function beginningOf(id: string): Promise<SessionStart | undefined> {
  const scenario = findScenario(id);
  if (scenario !== undefined) return beginNow({ scenario, ...(await loadScenario(id)) });
  const [, kind, name] = /^(lesson|puzzle|challenge|demo)-(.+)$/.exec(id) ?? [];
  if (name === undefined) return undefined;
  const target =
    kind === "puzzle" || kind === "challenge" || kind === "demo"
      ? ({ kind, id: name } as const)
      : ({ kind: "lesson", id: name } as const);
  const activity = await loadActivity(target);
  return activity.kind === "free" ? undefined : beginActivity(activity);
}

function emptyStart(): Promise<SessionStart> {
  const scenario = {
    id: "shared",
    title: "A shared lab",
    summary: "Somebody gave you this lab.",
    level: "Shared",
    story: [],
    steps: [],
    watch: [],
    outside: [],
  };
  return beginNow({ scenario, manifests: "", files: {} });
}

/** Thrown when a link cannot be opened; the message is for the person and says what to do. */
export class LinkError extends Error {
  override readonly name = "LinkError";
}

const SENTENCES = {
  damaged:
    "This link is cut off, or was changed on its way. Copy the whole of it once more, or ask for the lab as a file.",
  newer:
    "This link was made by a newer version of the lab. Reload the page to get the newest one, then open the link again.",
  "too-large": "This link holds more than a lab may. Ask for the lab as a file instead.",
} as const;

/**
 * Opens the data of a link as a lab of its own, and leaves all other labs as they are.
 * @returns the path of the page to go to
 * @throws LinkError
 */
export async function openLink(data: string): Promise<string> {
  // a full stop or a bracket behind a link often comes along
  const decoded = await decodeLink(data.replace(/[^A-Za-z0-9_-]+$/, ""));
  if (!decoded.ok) throw new LinkError(SENTENCES[decoded.reason]);
  const read = readShared(decoded.value);
  const refuse = (error: string): never => {
    throw new LinkError(
      `This link cannot be opened: ${error}. Ask for a new link, or for the lab as a file.`,
    );
  };
  if (!read.ok) return refuse(read.error);
  const { shared } = read;
  const base =
    shared.base === undefined
      ? await emptyStart()
      : await beginningOf(shared.base).catch(() => undefined);
  if (base === undefined) {
    return refuse(`it begins with “${shared.base ?? ""}”, which this version does not have`);
  }
  const opened = openShared(shared, base, Date.now());
  if (!opened.ok) return refuse(opened.error);
  const { shelf } = await openShelf();
  const name = await shelveStart(shelf, opened.start, "shared");
  if (shared.view !== undefined) keepView(name, shared.view);
  return `/lab/${name}`;
}
