/** How an activity begins: its cluster, its files, and what was done before the learner comes. */
import { CancelSource } from "../cluster/clock.ts";
import type { ClusterState } from "../cluster/types.ts";
import { pluginNamed } from "../netpol/profiles/registry.ts";
import { TextOutput } from "../shell/streams.ts";
import { readFiles } from "./documents.ts";
import type { HeadlessHost } from "./headless.ts";
import { HOME } from "./home.ts";
import { loadNetpol } from "./netpolProgram.ts";
import type { Scenario } from "./scenario.ts";
import { Session, type SessionStart } from "./session.ts";
import { startCluster, startFiles } from "./start.ts";

export interface BeginContent {
  readonly scenario: Scenario;
  /** YAML documents of the cluster. */
  readonly manifests: string;
  /** The cluster that `startCluster` made of the manifests for the same time; made anew without it. */
  readonly ground?: ClusterState | undefined;
  /** Of the home folder, by path relative to it. */
  readonly files: Readonly<Record<string, string>>;
  /** What `start` of a lesson says: the plugin, and files that are applied. */
  readonly start?:
    | {
        readonly plugin?: string | undefined;
        readonly apply?: readonly string[] | undefined;
      }
    | undefined;
  /** Policies and the like, applied after that; YAML documents. */
  readonly policies?: string | undefined;
  /** Commands that were typed before, e.g. the solutions of earlier steps. */
  readonly before?: readonly string[] | undefined;
}

/** Thrown when something that is done before the learner comes fails: what, and what it said. */
export class BeginError extends Error {
  override readonly name = "BeginError";
}

/** Lab milliseconds that a command may take. */
const LIMIT = 600_000;

/**
 * Builds the start. Everything is done as a person would do it, through the terminal, so that the
 * cluster is what it would be; nothing of it can be undone by the learner.
 * @param openHost gives a host whose virtual time begins then
 * @param now lab time at which the learner comes; what was done before lies before it
 * @throws BeginError
 */
export async function begin(
  content: BeginContent,
  openHost: (start: number) => HeadlessHost,
  now: number,
): Promise<SessionStart> {
  const { scenario, manifests, files, start, policies, before = [] } = content;
  const applies = (start?.apply ?? []).map((name) => `kubectl apply -f ${name}`);
  const state = content.ground ?? groundOf(scenario, manifests, now);
  const plain: SessionStart = { scenario, cluster: state, files: startFiles(files, now) };
  const plugin = start?.plugin;
  if (plugin !== undefined && pluginNamed(plugin) === undefined) {
    throw new BeginError(`there is no network plugin named “${plugin}”`);
  }
  const nothing = [...applies, ...before].length === 0;
  if (nothing && plugin === undefined && policies === undefined) return plain;

  await loadNetpol(); // lab time would run past the wait for it
  const host = openHost(now);
  const session = new Session(plain, { clock: host.clock, textTools: host.textTools });
  try {
    if (plugin !== undefined) await session.setPlugin(plugin);
    if (policies !== undefined) {
      session.files.write(`${HOME}/.policies.yaml`, policies);
      await must(session, host, "kubectl apply -f .policies.yaml");
      session.files.remove(`${HOME}/.policies.yaml`);
    }
    for (const command of applies) await must(session, host, command);
    for (const command of before) await typed(session, host, command);
    session.cluster.settle();
    // the order of applying is nothing that the learner typed
    const log = session.log.slice(session.log.length - before.length);
    return { scenario, cluster: session.cluster.state, files: session.files.snapshot(), log };
  } finally {
    session.close();
  }
}

/** The cluster of a scenario by itself. */
function groundOf(scenario: Scenario, manifests: string, now: number): ClusterState {
  const { objects, problems } = readFiles([{ name: "cluster.yaml", text: manifests }]);
  const { state, applied } = startCluster(objects, now);
  const [problem] = [...problems, ...applied.problems];
  if (problem !== undefined) {
    throw new BeginError(`cluster of ${scenario.id}, line ${problem.line}: ${problem.message}`);
  }
  return state;
}

/** Types a command; it may fail, as a blocked curl does. */
async function typed(
  session: Session,
  host: HeadlessHost,
  command: string,
): Promise<{ readonly code: number; readonly err: string }> {
  const err = new TextOutput();
  const cancel = new CancelSource();
  const streams = { stdout: new TextOutput(), stderr: err, cancel };
  const code = await host.finish(session.run(command, streams), LIMIT, () => {
    cancel.cancel("SIGTERM");
  });
  return { code, err: err.text };
}

async function must(session: Session, host: HeadlessHost, command: string): Promise<void> {
  const { code, err } = await typed(session, host, command);
  if (code !== 0) throw new BeginError(`${command}\n${err.trim()}`);
}
