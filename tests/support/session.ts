/** A lab without a page on virtual time, for tests: from manifests, run by its commands. */
import { nodeHost } from "../../src/cli/host.ts";
import type { HeadlessHost } from "../../src/core/session/headless.ts";
import type { ClusterState } from "../../src/core/cluster/types.ts";
import { readFiles } from "../../src/core/session/documents.ts";
import { loadNetpol } from "../../src/core/session/netpolProgram.ts";
import type { Scenario } from "../../src/core/session/scenario.ts";
import { Session, type SessionStart } from "../../src/core/session/session.ts";
import { startCluster, startFiles } from "../../src/core/session/start.ts";
import { TextOutput, textInput } from "../../src/core/shell/streams.ts";
import type { TextTools } from "../../src/core/shell/world.ts";

/** Lab time at which test labs are opened. */
export const NOW = Date.UTC(2026, 2, 14, 9);

export const NO_TOOLS: TextTools = {
  names: new Set(),
  run: ({ name }) => Promise.reject(new Error(`no text tool ${name} in this test`)),
};

export const SCENARIO: Scenario = {
  id: "test",
  title: "A test",
  summary: "A lab of a test.",
  level: "Test",
  story: [],
  steps: [],
  watch: [],
  outside: [{ name: "internet", ip: "203.0.113.10" }],
};

/** Two web servers and a client; a Service in front of one of them. */
export const SMALL = `
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { containers: [{ name: nginx, image: "nginx:1.27", ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: db, labels: { app: db } }
spec: { containers: [{ name: db, image: "postgres:16", ports: [{ containerPort: 5432 }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: client, labels: { app: client } }
spec: { containers: [{ name: c, image: "nginx:1.27", ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;

export const policy = (name: string, spec: string, namespace = "default"): string => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;

export const DENY_ALL = policy("deny-all", "{ podSelector: {}, policyTypes: [Ingress] }");
export const ALLOW_WEB = policy(
  "allow-web",
  "{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: client } } }], ports: [{ port: 80 }] }] }",
);

/** The cluster of manifests, at rest. Fails when one of them is refused. */
export function clusterOf(...manifests: readonly string[]): ClusterState {
  const { objects, problems } = readFiles(
    manifests.map((text, i) => ({ name: `${i}.yaml`, text })),
  );
  const { state, applied } = startCluster(objects, NOW);
  const [problem] = [...problems, ...applied.problems];
  if (problem !== undefined) throw new Error(`${problem.file}:${problem.line}: ${problem.message}`);
  return state;
}

export function startOf(
  manifests: string,
  files: Readonly<Record<string, string>> = {},
  scenario: Scenario = SCENARIO,
): SessionStart {
  return { scenario, cluster: clusterOf(manifests), files: startFiles(files, NOW) };
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface HeadlessLab {
  readonly session: Session;
  readonly host: HeadlessHost;
  /** Runs a line as one moment of the lab; waiting takes no time. */
  readonly run: (source: string, stdin?: string) => Promise<Ran>;
}

/** Opens a lab; `textTools: "real"` gives it sed, jq and their like. */
export function openHeadless(
  start: SessionStart,
  options: { readonly now?: number; readonly textTools?: "real" } = {},
): HeadlessLab {
  const host = nodeHost(options.now ?? NOW);
  const textTools = options.textTools === "real" ? host.textTools : NO_TOOLS;
  const session = new Session(start, { clock: host.clock, textTools });
  return {
    session,
    host,
    async run(source, stdin) {
      await loadNetpol(); // lab time would run past the wait for it
      const stdout = new TextOutput();
      const stderr = new TextOutput();
      const streams = {
        stdout,
        stderr,
        ...(stdin === undefined ? {} : { stdin: textInput(stdin) }),
      };
      const code = await host.finish(session.run(source, streams));
      return { code, out: stdout.text, err: stderr.text };
    },
  };
}
