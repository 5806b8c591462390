/** `netpol` over files in memory, as a test runs it. */
import { CancelSource } from "../../src/core/cluster/clock.ts";
import type { ClusterState } from "../../src/core/cluster/types.ts";
import { completeNetpol } from "../../src/core/command/complete.ts";
import { netpol } from "../../src/core/command/main.ts";
import { COMMANDS } from "../../src/core/command/registry.ts";
import type { World } from "../../src/core/command/subcommand.ts";
import { HOME } from "../../src/core/session/home.ts";
import { netpolWorld } from "../../src/core/session/netpolWorld.ts";
import { MemoryFileSystem } from "../../src/core/shell/memoryFiles.ts";
import type { ProcessContext } from "../../src/core/shell/process.ts";
import { TextOutput, textInput } from "../../src/core/shell/streams.ts";
import { VirtualClock } from "../../src/core/cluster/clock.ts";
import { NOW, type Ran } from "./session.ts";

export interface NetpolRun {
  /** By path below the home folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly live?: ClusterState;
  readonly cancel?: CancelSource;
}

function worldOf(live: ClusterState | undefined): World {
  return netpolWorld({
    now: () => NOW,
    namespace: () => "default",
    ...(live === undefined ? {} : { live: () => live }),
  });
}

function processOf(argv: readonly string[], { files = {}, stdin = "", cancel }: NetpolRun) {
  const fs = new MemoryFileSystem(() => NOW, { home: HOME });
  for (const [name, text] of Object.entries(files)) {
    const path = `${HOME}/${name}`;
    fs.mkdir(path.slice(0, path.lastIndexOf("/")), { parents: true });
    fs.write(path, text);
  }
  const stdout = new TextOutput();
  const stderr = new TextOutput();
  const process: ProcessContext = {
    argv: ["netpol", ...argv],
    env: new Map(),
    cwd: HOME,
    fs,
    stdin: textInput(stdin),
    stdout,
    stderr,
    tty: {},
    cancel: cancel ?? new CancelSource(),
    clock: new VirtualClock(NOW),
    spawn: () => Promise.resolve(127),
  };
  return { process, stdout, stderr };
}

/** Runs it; what it printed and how it ended. */
export async function runNetpol(argv: readonly string[], run: NetpolRun = {}): Promise<Ran> {
  const { process, stdout, stderr } = processOf(argv, run);
  const code = await netpol(COMMANDS, worldOf(run.live))(process);
  return { code, out: stdout.text, err: stderr.text };
}

/** What Tab offers for the last word, in order. */
export function tab(words: readonly string[], live?: ClusterState) {
  const { process } = processOf(words, {});
  const current = words.at(-1) ?? "";
  const offer = completeNetpol(COMMANDS, worldOf(live), process, words.slice(0, -1), current);
  return {
    ...offer,
    candidates: offer.candidates.filter((candidate) => candidate.startsWith(current)),
  };
}

/** Two namespaces: web (two replicas, a Service) and a database that only the api may call. */
export const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { team: shop } }
---
apiVersion: v1
kind: Namespace
metadata: { name: blog }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: nginx, image: "nginx:1.27", ports: [{ containerPort: 80, name: http }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop, labels: { app: api } }
spec: { containers: [{ name: nginx, image: "nginx:1.27", ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
spec: { containers: [{ name: pg, image: "postgres:16", ports: [{ containerPort: 5432, name: sql }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: site, namespace: blog, labels: { app: site } }
spec: { containers: [{ name: sleep, image: busybox, command: [sleep, "3600"] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 8080, targetPort: http, name: front }] }
---
apiVersion: v1
kind: Service
metadata: { name: data, namespace: shop }
spec: { clusterIP: None, selector: { app: db }, ports: [{ port: 5432, name: sql }] }
---
apiVersion: v1
kind: Service
metadata: { name: empty, namespace: shop }
spec: { selector: { app: nobody }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: elsewhere, namespace: shop }
spec: { type: ExternalName, externalName: example.com }
`;

/** Only the api may call the database. */
export const DB_POLICY = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: { matchLabels: { app: api } }
      ports:
        - port: 5432
`;
