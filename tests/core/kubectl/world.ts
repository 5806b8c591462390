/** kubectl over a small real cluster, run by its words: what it prints and how it ends. */
import type { KubeObject } from "../../../src/core/api/objects.ts";
import { CancelSource, VirtualClock } from "../../../src/core/cluster/clock.ts";
import { Cluster } from "../../../src/core/cluster/cluster.ts";
import { emptyState, keyOf } from "../../../src/core/cluster/store.ts";
import type { ClusterState, GroupKind, NamespacedKey } from "../../../src/core/cluster/types.ts";
import { defaultKubeconfig } from "../../../src/core/kubectl/config/default.ts";
import { kubectl } from "../../../src/core/kubectl/main.ts";
import type { Kubelet, LogLine } from "../../../src/core/shell/kubelet.ts";
import { LocalPorts } from "../../../src/core/shell/localPorts.ts";
import { MemoryFileSystem } from "../../../src/core/shell/memoryFiles.ts";

export const HOME = "/home/learner";
const START = Date.parse("2026-01-02T03:04:05Z");

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** An object with what the server would have added. */
export function stored(apiVersion: string, kind: string, name: string, more: object = {}): object {
  const { metadata = {}, ...rest } = more as { metadata?: object };
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      uid: `00000000-0000-4000-8000-${name.padStart(12, "0").slice(-12)}`,
      resourceVersion: "7",
      creationTimestamp: "2026-01-02T03:02:05Z",
      ...metadata,
    },
    ...rest,
  };
}

export function namespace(name: string): object {
  return stored("v1", "Namespace", name, { status: { phase: "Active" } });
}

/** A running pod of one container. */
export function pod(namespaceName: string, name: string, labels: object = {}): object {
  return stored("v1", "Pod", name, {
    metadata: { namespace: namespaceName, labels },
    spec: { nodeName: "node", containers: [{ name: "main", image: "nginx" }] },
    status: {
      phase: "Running",
      podIP: "10.0.0.7",
      containerStatuses: [
        {
          name: "main",
          ready: true,
          restartCount: 0,
          image: "nginx",
          imageID: "",
          state: { running: { startedAt: "2026-01-02T03:02:05Z" } },
        },
      ],
    },
  });
}

function stateOf(objects: readonly object[]): ClusterState {
  const kinds = new Map<GroupKind, Map<NamespacedKey, KubeObject>>();
  for (const item of objects) {
    const object = item as KubeObject;
    const group = object.apiVersion.includes("/") ? (object.apiVersion.split("/")[0] ?? "") : "";
    const kind: GroupKind = `${group}/${object.kind}`;
    const known = kinds.get(kind) ?? new Map<NamespacedKey, KubeObject>();
    known.set(keyOf(object.metadata.namespace, object.metadata.name), object);
    kinds.set(kind, known);
  }
  return { ...emptyState(1), resourceVersion: 10, objects: kinds };
}

const SILENT: Kubelet = {
  forward: () => undefined,
  exec: () => Promise.resolve({ exitCode: 0 }),
  attach: () => Promise.resolve({ exitCode: 0 }),
  logs: () => [],
  followLogs: () => () => undefined,
};

export interface Desk {
  readonly files: MemoryFileSystem;
  readonly env: Map<string, string>;
  readonly run: (...words: readonly string[]) => Promise<Outcome>;
}

/** A cluster with these objects, a home with a kubeconfig, and kubectl. */
export function desk(objects: readonly object[], log: readonly LogLine[] = []): Desk {
  const clock = new VirtualClock(START);
  const client = new Cluster(stateOf(objects), clock);
  const files = new MemoryFileSystem(() => clock.now(), { home: HOME });
  files.mkdir(`${HOME}/.kube`, { parents: true });
  files.write(`${HOME}/.kube/config`, defaultKubeconfig());
  const env = new Map([["HOME", HOME]]);
  const program = kubectl({
    client,
    kubelet: { ...SILENT, logs: () => log },
    ports: new LocalPorts(),
  });
  return {
    files,
    env,
    run: async (...words) => {
      let stdout = "";
      let stderr = "";
      const exitCode = await program({
        argv: ["kubectl", ...words],
        env,
        cwd: HOME,
        fs: files,
        stdin: { read: () => Promise.resolve(undefined) },
        stdout: { write: (text) => (stdout += text) },
        stderr: { write: (text) => (stderr += text) },
        tty: {},
        cancel: new CancelSource(),
        clock,
        spawn: () => Promise.resolve(127),
      });
      return { stdout, stderr, exitCode };
    },
  };
}
