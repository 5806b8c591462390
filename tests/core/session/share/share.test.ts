import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClusterState } from "../../../../src/core/cluster/types.ts";
import { allFlows } from "../../../../src/core/session/flows.ts";
import { describeLab, type ShareBase } from "../../../../src/core/session/share/describe.ts";
import { readShared, type SharedLab } from "../../../../src/core/session/share/format.ts";
import { isDerived, portable } from "../../../../src/core/session/share/objects.ts";
import { openShared } from "../../../../src/core/session/share/open.ts";
import type { SessionStart } from "../../../../src/core/session/session.ts";
import { runs } from "../../../support/runs.ts";
import { DENY_ALL, NOW, openHeadless, policy, startOf } from "../../../support/session.ts";

const DAY26 = startOf(readFileSync("lessons/scenarios/day26/cluster.yaml", "utf8"), {
  "deny.yaml": DENY_ALL,
  "notes/read.txt": "first\n",
});
const BASES: readonly (readonly [string, ShareBase])[] = [
  ["from its scenario", { id: "day26", start: DAY26 }],
  ["from nothing", { start: startOf("") }],
];

/** What two labs must have in common: all that is not derived, and where pods stand. */
function picture(state: ClusterState): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>([["plugin", state.plugin]]);
  for (const [kind, map] of state.objects)
    for (const [key, object] of map) {
      if (isDerived(kind, object)) continue;
      const { status } = object as { status?: { podIP?: string; phase?: string } };
      const stands = kind === "/Pod" ? { ip: status?.podIP, phase: status?.phase } : {};
      found.set(`${kind} ${key}`, { ...portable(object), ...stands });
    }
  return found;
}

const verdicts = (state: ClusterState): readonly unknown[] => [...allFlows(state)];

const texts = ({ files }: SessionStart): readonly unknown[] =>
  Object.entries(files)
    .filter(([path, { text }]) => path.startsWith("/home/") && text !== undefined)
    .map(([path, { text, mode }]) => [path, text, mode])
    .sort();

interface Travelled {
  readonly before: SessionStart;
  readonly after: SessionStart;
  readonly shared: SharedLab;
}

/** Opens a lab, types commands, and sends it through a link to another day. */
async function travel(base: ShareBase, commands: readonly string[]): Promise<Travelled> {
  const { session, run } = openHeadless(DAY26);
  for (const command of commands) await run(command);
  session.cluster.settle();
  const before = {
    scenario: session.scenario,
    cluster: session.cluster.state,
    files: session.files.snapshot(),
    log: session.log,
  };
  session.close();
  const shared = describeLab(before, base);
  const read = readShared(JSON.parse(JSON.stringify(shared)));
  if (!read.ok) throw new Error(read.error);
  const opened = openShared(read.shared, base.start, NOW + 86_400_000);
  if (!opened.ok) throw new Error(opened.error);
  return { before, after: opened.start, shared };
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const OPEN_WEB = policy(
  "open-web",
  "{ podSelector: { matchLabels: { name: web } }, ingress: [{ from: [{ ipBlock: { cidr: 10.244.1.0/24 } }] }] }",
);

/** Things that people do in a lab; some fail when they come in another order. */
const COMMANDS: readonly string[] = [
  "kubectl apply -f deny.yaml",
  `echo ${quoted(OPEN_WEB)} > open.yaml; kubectl apply -f open.yaml`,
  `echo ${quoted(OPEN_WEB)} | kubectl create -f -`,
  "kubectl delete netpol --all",
  "kubectl delete pod mysql --now",
  "kubectl run probe --image=busybox:1.36 --labels=app=probe -- sleep infinity; sleep 15",
  "kubectl run once --image=busybox:1.36 --restart=Never -- sh -c 'exit 3'; sleep 15",
  "kubectl run wrong --image=nowhere.invalid/none:1; sleep 5",
  "kubectl create deployment web --image=nginx:1.27 --replicas=3; sleep 25",
  "kubectl scale deployment web --replicas=1; sleep 25",
  "kubectl set image deployment/web nginx=nginx:1.26; sleep 40",
  "kubectl expose deployment web --port=80",
  "kubectl create namespace shop",
  "kubectl label namespace default team=a --overwrite",
  "kubectl run inside -n shop --image=nginx:1.27; sleep 15",
  "kubectl delete namespace shop; sleep 15",
  "kubectl label pod --all tier=back --overwrite",
  "kubectl label pod backend role-",
  "kubectl annotate pod frontend note='a \"quoted\" text'",
  "kubectl create configmap settings --from-literal=mode=test",
  "kubectl create service clusterip alone --tcp=80:8080",
  "kubectl config set-context --current --namespace=kube-system",
  "kubectl cordon kind-worker",
  "rm notes/read.txt",
  "mkdir -p more; echo text > more/b.txt; chmod 600 more/b.txt",
];

describe("a lab that went through a link", () => {
  it.each(BASES)("is the same after whatever was done, %s", async (_, base) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...COMMANDS), { maxLength: 9 }),
        async (done) => {
          const { before, after } = await travel(base, done);
          expect(picture(after.cluster)).toEqual(picture(before.cluster));
          expect(verdicts(after.cluster)).toEqual(verdicts(before.cluster));
          expect(texts(after)).toEqual(texts(before));
          expect(after.scenario).toEqual(before.scenario);
        },
      ),
      { numRuns: runs(12) },
    );
  });
});
