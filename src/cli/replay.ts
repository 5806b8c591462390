/** Replays kubectl recordings: a cluster of its own for each session, a fresh working folder, bash. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { KubeObject } from "../core/api/objects.ts";
import { fromObjects } from "../core/cluster/bootstrap/objects.ts";
import type { ClusterState } from "../core/cluster/types.ts";
import { loadSchemas } from "../core/kubectl/explain/schema.ts";
import { Session } from "../core/session/session.ts";
import { startFiles } from "../core/session/start.ts";
import type { FileSnapshot } from "../core/shell/memoryFiles.ts";
import { nodeHost } from "./host.ts";
import { CommandError } from "../core/command/subcommand.ts";
import { readFolder, readRecords, readText } from "./input.ts";
import { LAB, Play } from "./play.ts";
import { runOnTerminal } from "./terminal.ts";

interface SessionRecord {
  readonly session: string;
  readonly step: number;
  readonly command: string;
  readonly tty?: boolean;
  readonly typed?: readonly (readonly [second: number, text: string])[];
  readonly background?: readonly string[];
}

const CORPUS = "tests/corpus/kubectl";

/** The first of the paths that is there. */
function find(what: string, paths: readonly string[]): string {
  const found = paths.find((path) => existsSync(path));
  if (found === undefined)
    throw new CommandError(`${what} not found; looked for ${paths.join(", ")}`);
  return found;
}

function projectRoot(): string {
  return process.env["NETPOL_ROOT"] ?? process.cwd();
}

/** The objects of the cluster before the first step. */
function startObjects(recordings: string, folder: string): readonly KubeObject[] {
  const near = dirname(resolve(recordings));
  const path = find("start.json", [
    join(folder, "../start.json"),
    join(near, "start.json"),
    join(near, "../start.json"),
    join(projectRoot(), CORPUS, "start.json.gz"),
  ]);
  return (JSON.parse(readText(path)) as { items: KubeObject[] }).items;
}

function workingFolder(recordings: string, given: string | undefined): string {
  if (given !== undefined) return find("working folder", [given]);
  const near = dirname(resolve(recordings));
  return find("working folder", [
    join(near, "files"),
    join(near, "../files"),
    join(projectRoot(), CORPUS, "files"),
  ]);
}

/** What every session starts from; states are immutable, so it is made once. */
class Stage {
  readonly #cluster: ClusterState;
  readonly #files: FileSnapshot;
  readonly #now: number;

  constructor(recordings: string, given: string | undefined) {
    const folder = workingFolder(recordings, given);
    const objects = startObjects(recordings, folder);
    const newest = objects
      .map((o) => Date.parse(o.metadata.creationTimestamp ?? ""))
      .filter((t) => t > 0);
    this.#now = Math.max(...newest) + 60_000;
    this.#cluster = fromObjects(objects, { now: this.#now });
    const files = Object.fromEntries(
      readFolder(folder).map(({ name, text, mode }) => [`lab/${name}`, { text, mode }]),
    );
    this.#files = startFiles({ ...files, ".tmp/.keep": "" }, this.#now);
  }

  /** A fresh lab, at rest. */
  open(): Play {
    const host = nodeHost(this.#now);
    const session = new Session(
      { scenario: NO_SCENARIO, cluster: this.#cluster, files: this.#files },
      host,
    );
    return new Play(session, host);
  }
}

const NO_SCENARIO = {
  id: "recording",
  title: "Recording",
  summary: "",
  level: "",
  story: [],
  steps: [],
  watch: [],
  outside: [],
} as const;

/** Plays the recorded sessions of a file in order of their steps. */
export async function* replaySessions(
  file: string,
  folder: string | undefined,
): AsyncIterable<object> {
  // what is loaded while nobody sleeps would find that virtual time has run away
  await loadSchemas();
  const stage = new Stage(file, folder);
  const plays = new Map<string, Play>();
  for (const record of readRecords(file) as readonly SessionRecord[]) {
    let play = plays.get(record.session);
    if (play === undefined) {
      play = stage.open();
      await play.rest();
      plays.set(record.session, play);
    }
    const { session, step, command } = record;
    if (record.tty === true) {
      const typed = record.typed ?? [];
      const answer = await runOnTerminal(play, {
        command,
        typed,
        background: record.background ?? [],
      });
      yield { session, step, command, tty: true, ...answer };
    } else {
      yield { session, step, command, ...(await play.run(command)) };
    }
  }
}

interface ManifestRecord {
  readonly id: string;
  readonly manifest: string;
}

/** Applies each recorded manifest on its own; what it stored is deleted before the next. */
export async function* replayManifests(
  file: string,
  folder: string | undefined,
): AsyncIterable<object> {
  const play = new Stage(file, folder).open();
  await play.rest();
  for (const { id, manifest } of readRecords(file) as readonly ManifestRecord[]) {
    play.session.files.write(`${LAB}/manifest.yaml`, manifest);
    const before = play.session.cluster.state;
    const answer = await play.run("kubectl apply -f manifest.yaml");
    const names = storedNames(play, before);
    const found: unknown[] = [];
    for (const name of names) found.push(parsed(await play.run(`kubectl get ${name} -o json`)));
    yield { id, manifest, ...answer, result: found.length > 1 ? found : (found[0] ?? null) };
    for (const name of names) await play.run(`kubectl delete ${name} --force --grace-period=0`);
  }
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** What was applied since, as arguments of `kubectl get`. */
function storedNames(play: Play, before: ClusterState): readonly string[] {
  const names: string[] = [];
  for (const [kind, objects] of play.session.cluster.state.objects) {
    for (const [key, { apiVersion, kind: name, metadata }] of objects) {
      if (before.objects.get(kind)?.has(key) === true) continue;
      if (metadata.annotations?.[LAST_APPLIED] === undefined) continue;
      const [group = "", version = ""] = apiVersion.split("/");
      const type = version === "" ? name : `${name}.${version}.${group}`;
      const namespace = metadata.namespace === undefined ? "" : ` -n ${metadata.namespace}`;
      names.push(`${type} ${metadata.name}${namespace}`);
    }
  }
  return names;
}

function parsed({ stdout, stderr }: { stdout: string; stderr: string }): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    return stderr;
  }
}
