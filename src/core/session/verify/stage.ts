/** Where labs come from: the clusters of the library, and hosts to run them on. */
import type { ClusterState } from "../../cluster/types.ts";
import { BeginError, type BeginContent } from "../begin.ts";
import { readFiles } from "../documents.ts";
import { startCluster } from "../start.ts";
import { Lab, NOW, type OpenHost } from "./lab.ts";
import type { Ledger } from "./ledger.ts";
import { problemAt, type Folder, type Library, type SourceFile } from "./library.ts";

/** Clusters by their manifests: states are immutable, so one serves everything that begins there. */
export type Grounds = Map<string, ClusterState>;

export class Stage {
  readonly #library: Library;
  readonly #openHost: OpenHost;
  readonly #grounds: ReadonlyMap<string, ClusterState>;

  /** @param known filled with what is built here, for the next time */
  constructor(library: Library, openHost: OpenHost, ledger: Ledger, known: Grounds = new Map()) {
    this.#library = library;
    this.#openHost = openHost;
    const grounds = new Map<string, ClusterState>();
    for (const [id, { manifests }] of library.clusters) {
      const ground = known.get(manifests.text) ?? build(manifests, ledger);
      if (ground === undefined) continue;
      known.set(manifests.text, ground);
      grounds.set(id, ground);
    }
    this.#grounds = grounds;
  }

  /** False where the cluster has a fault of its own. */
  has(cluster: string): boolean {
    return this.#grounds.has(cluster);
  }

  /** @throws BeginError where the start cannot be built */
  open(cluster: string, content: Omit<BeginContent, "scenario" | "manifests">): Promise<Lab> {
    const found = this.#library.clusters.get(cluster);
    const ground = this.#grounds.get(cluster);
    if (found === undefined || ground === undefined)
      throw new BeginError(`there is no cluster ${cluster}`);
    const { scenario, manifests } = found;
    return Lab.open({ scenario, manifests: manifests.text, ground, ...content }, this.#openHost);
  }
}

/** The cluster of manifests; what is refused is a fault at its line. */
function build({ file, text }: SourceFile, ledger: Ledger): ClusterState | undefined {
  const { objects, problems } = readFiles([{ name: file, text }]);
  const { state, applied } = startCluster(objects, NOW);
  const faults = [...problems, ...applied.problems];
  for (const { line, message } of faults) ledger.fault(problemAt(file, message, "", line));
  return faults.length === 0 ? state : undefined;
}

interface Begun {
  readonly cluster: string;
  readonly start?:
    | { readonly plugin?: string | undefined; readonly apply?: readonly string[] | undefined }
    | undefined;
}

/** The lab of a folder at its start, or at a step of it; undefined, and a fault, where it fails. */
export async function openAt(
  { content, files }: Folder<Begun>,
  stage: Stage,
  ledger: Ledger,
  { before, path = "start" }: { readonly before?: readonly string[]; readonly path?: string } = {},
): Promise<Lab | undefined> {
  const { cluster, start } = content.value;
  if (!stage.has(cluster)) return undefined; // said by checkNames
  try {
    const lab = await stage.open(cluster, { files, start, before });
    if (before === undefined) ledger.prove("starts");
    return lab;
  } catch (error) {
    if (!(error instanceof BeginError)) throw error;
    const message = `the start cannot be built: ${error.message.replaceAll("\n", " ")}`;
    ledger.fault(content.problem(path, message));
    return undefined;
  }
}
