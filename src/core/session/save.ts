/** A whole lab as JSON and back: hostile input on the way in, so everything is checked. */
import type { Json, JsonObject } from "../api/json.ts";
import { parse, serialise } from "../cluster/snapshot.ts";
import { DEFAULT_PLUGIN, pluginNamed } from "../netpol/profiles/registry.ts";
import type { ConnectOutcome } from "../network/types.ts";
import type { FileEntry, FileSnapshot } from "../shell/memoryFiles.ts";
import { applyDelta, diffStates } from "./delta.ts";
import type { History, Moment } from "./history.ts";
import { readScenario, ScenarioError, type Scenario } from "./scenario.ts";
import type { LabMoment, Session, SessionStart } from "./session.ts";
import { TRIED_LIMIT, type TriedFlow } from "./tried.ts";
import { listIn, numberIn, objectIn, textIn, timeIn, unsound, Unsound } from "./untrusted.ts";

export const SAVE_VERSION = 1;
const MAX_MOMENTS = 101;
const MAX_LOG = 1000;

const json = (value: object): JsonObject => value as JsonObject;

/** The lab as it is now, with its moments as differences from the first one. */
export function saveSession(session: Session): JsonObject {
  const { moments, position } = session.history;
  const first = moments[0];
  const { id, ...scenario } = session.scenario;
  return {
    version: SAVE_VERSION,
    time: session.clock.now(),
    scenario: { id, document: json(scenario) },
    first: first === undefined ? null : serialise(first.state.cluster),
    position,
    log: session.log,
    moments: moments.map((moment, index) => {
      const before = moments[index - 1];
      return {
        label: moment.label,
        time: moment.time,
        files: moment.state.files === before?.state.files ? null : json(moment.state.files),
        tried: moment.state.tried.map(json),
        delta:
          before === undefined
            ? null
            : json(diffStates(before.state.cluster, moment.state.cluster)),
      };
    }),
  };
}

export type LoadedSession =
  | {
      readonly ok: true;
      readonly start: SessionStart;
      readonly time: number;
      /** What had to be changed to open it, for a person. */
      readonly notice?: string;
    }
  /** Why it cannot be opened, for a person. */
  | { readonly ok: false; readonly error: string };

function files(value: Json | undefined): FileSnapshot {
  const entries = Object.entries(objectIn(value, "files")).map(
    ([path, entry]): [string, FileEntry] => {
      const { text: content, mode, mtime } = objectIn(entry, path);
      const common = {
        mode: numberIn(mode, `${path}: mode`),
        mtime: timeIn(mtime, `${path}: mtime`),
      };
      return [path, content === undefined ? common : { ...common, text: textIn(content, path) }];
    },
  );
  // limits and paths are checked where the files are restored
  return Object.fromEntries(entries);
}

const OUTCOMES: readonly ConnectOutcome[] = ["open", "refused", "timeout", "rejected", "no-route"];
const PROTOCOLS = ["TCP", "UDP", "SCTP", "ICMP"] as const;

function tried(value: Json): TriedFlow {
  const flow = objectIn(value, "tried flow");
  return {
    source: textIn(flow["source"], "source"),
    destination: textIn(flow["destination"], "destination"),
    port: numberIn(flow["port"], "port"),
    protocol: PROTOCOLS.find((p) => p === flow["protocol"]) ?? unsound("unknown protocol"),
    outcome: OUTCOMES.find((o) => o === flow["outcome"]) ?? unsound("unknown outcome"),
    tool: textIn(flow["tool"], "tool"),
    target: textIn(flow["target"], "target"),
    time: timeIn(flow["time"], "time"),
  };
}

function history(root: JsonObject): History<LabMoment> {
  const first = parse(root["first"]);
  if (!first.ok) return unsound(first.error);
  let previous: LabMoment | undefined;
  const moments = listIn(root["moments"], "moments", MAX_MOMENTS).map(
    (entry): Moment<LabMoment> => {
      const moment = objectIn(entry, "moment");
      const cluster =
        previous === undefined ? first.state : applyDelta(previous.cluster, moment["delta"]);
      const state: LabMoment = {
        cluster: cluster ?? unsound("a moment cannot be read"),
        files:
          moment["files"] === null && previous !== undefined
            ? previous.files
            : files(moment["files"]),
        tried: listIn(moment["tried"], "tried flows", TRIED_LIMIT).map(tried),
      };
      previous = state;
      return {
        label: textIn(moment["label"], "label"),
        time: timeIn(moment["time"], "time"),
        state,
      };
    },
  );
  if (moments.length === 0) return unsound("there are no moments");
  const position = numberIn(root["position"], "position");
  if (moments[position] === undefined) return unsound("position is out of range");
  return { moments, position };
}

/** A plugin of another version of the lab gives way to the spec default, also in the past. */
function withKnownPlugins(past: History<LabMoment>): {
  readonly past: History<LabMoment>;
  readonly strange?: string;
} {
  const isStrange = ({ state }: Moment<LabMoment>): boolean =>
    pluginNamed(state.cluster.plugin) === undefined;
  const strange = past.moments.find(isStrange)?.state.cluster.plugin;
  if (strange === undefined) return { past };
  const moments = past.moments.map((moment) => {
    if (!isStrange(moment)) return moment;
    const cluster = { ...moment.state.cluster, plugin: DEFAULT_PLUGIN };
    return { ...moment, state: { ...moment.state, cluster } };
  });
  return { past: { ...past, moments }, strange };
}

function scenario(value: Json | undefined): Scenario {
  const { id, document } = objectIn(value, "scenario");
  try {
    return readScenario(textIn(id, "scenario id"), document ?? null);
  } catch (error) {
    if (error instanceof ScenarioError) return unsound(`scenario: ${error.message}`);
    throw error;
  }
}

/** Reads a saved lab. Total: anything else than a sound save is an error with its reason. */
export function loadSession(saved: unknown): LoadedSession {
  try {
    const root = objectIn(saved as Json, "the save");
    if (root["version"] !== SAVE_VERSION) unsound("it is of another version");
    const { past, strange } = withKnownPlugins(history(root));
    const present = past.moments[past.position]?.state ?? unsound("the present is missing");
    return {
      ok: true,
      time: timeIn(root["time"], "time"),
      ...(strange !== undefined && {
        notice: `There is no network plugin named “${strange}”; the spec default stands in for it.`,
      }),
      start: {
        scenario: scenario(root["scenario"]),
        cluster: present.cluster,
        files: present.files,
        history: past,
        log: listIn(root["log"], "log", MAX_LOG).map((line) => textIn(line, "log")),
      },
    };
  } catch (error) {
    if (error instanceof Unsound) return { ok: false, error: error.message };
    throw error;
  }
}
