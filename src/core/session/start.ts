/** How a lab begins: a cluster with a scenario's objects, at rest, and files in the home folder. */
import { VirtualClock } from "../cluster/clock.ts";
import { Cluster } from "../cluster/cluster.ts";
import { freshCluster } from "../cluster/bootstrap/fresh.ts";
import type { ClusterState } from "../cluster/types.ts";
import { defaultKubeconfig } from "../kubectl/config/default.ts";
import { MemoryFileSystem, type FileSnapshot } from "../shell/memoryFiles.ts";
import { createObjects, type Applied, type SourceObject } from "./documents.ts";
import { HOME } from "./home.ts";

/** How old a lab's cluster is when it is opened: long enough for ages that look lived-in. */
const AGE = 12 * 60_000;

/** The cluster of a scenario, everything running, begun {@link AGE} before `now`. */
export function startCluster(
  objects: readonly SourceObject[],
  now: number,
): { readonly state: ClusterState; readonly applied: Applied } {
  const clock = new VirtualClock(now - AGE);
  const cluster = new Cluster(freshCluster({ now: now - AGE }), clock);
  cluster.settle();
  const applied = createObjects(cluster, objects);
  cluster.settle();
  cluster.close();
  return { state: cluster.state, applied };
}

export interface HomeFile {
  readonly text: string;
  readonly mode?: number;
}

/** A home folder with a kubeconfig and the given files; paths are relative to it. */
export function startFiles(
  files: Readonly<Record<string, string | HomeFile>>,
  now: number,
): FileSnapshot {
  const fs = new MemoryFileSystem(() => now, { home: HOME });
  const all = { ".kube/config": defaultKubeconfig(), ...files };
  for (const [path, file] of Object.entries(all)) {
    const { text, mode = 0o644 }: HomeFile = typeof file === "string" ? { text: file } : file;
    const full = `${HOME}/${path}`;
    fs.mkdir(full.slice(0, full.lastIndexOf("/")), { parents: true });
    fs.write(full, text);
    fs.chmod(full, mode);
  }
  return fs.snapshot();
}
