/** The scenarios as they are shipped: they are sound, their commands run, and they can be solved. */
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Json } from "../src/core/api/json.ts";
import { parseYaml } from "../src/core/yaml/parse.ts";
import { readFiles } from "../src/core/session/documents.ts";
import { watchedRequest } from "../src/core/session/graph.ts";
import { readScenario, type Scenario } from "../src/core/session/scenario.ts";
import type { Session, SessionStart } from "../src/core/session/session.ts";
import { startCluster, startFiles } from "../src/core/session/start.ts";
import { verdictOn } from "../src/core/session/view.ts";
import { NOW, openHeadless, type HeadlessLab } from "./support/session.ts";

const ROOT = resolve(import.meta.dirname, "../lessons/scenarios");

const read = (...path: readonly string[]): string => readFileSync(join(ROOT, ...path), "utf8");

function yaml(...path: readonly string[]): Json {
  const parsed = parseYaml(read(...path));
  if (!parsed.ok) throw new Error(`${path.join("/")}: ${parsed.error.message}`);
  return parsed.value;
}

const FOLDERS = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function filesOf(id: string): Record<string, string> {
  const entries = readdirSync(join(ROOT, id), { recursive: true, withFileTypes: true });
  const folder = join(ROOT, id, "files");
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile() && entry.parentPath.startsWith(folder))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
      }),
  );
}

const starts = new Map<string, SessionStart>();

/** States are immutable: one start serves every test of a scenario. */
function startOf(id: string): SessionStart {
  let start = starts.get(id);
  if (start === undefined) {
    const scenario = readScenario(id, yaml(id, "scenario.yaml"));
    const { objects, problems } = readFiles([
      { name: "cluster.yaml", text: read(id, "cluster.yaml") },
    ]);
    const { state, applied } = startCluster(objects, NOW);
    expect([...problems, ...applied.problems]).toEqual([]);
    expect([...applied.skipped]).toEqual([]);
    start = { scenario, cluster: state, files: startFiles(filesOf(id), NOW) };
    starts.set(id, start);
  }
  return start;
}

const open = (id: string): HeadlessLab => openHeadless(startOf(id), { textTools: "real" });

/** The watched flows that are not as wanted now. */
function unmet({ session }: { readonly session: Session }): readonly string[] {
  const { scenario, cluster } = session;
  return scenario.watch
    .filter((flow) => {
      const request = watchedRequest(cluster.state, scenario, flow);
      const verdict =
        request === undefined ? undefined : verdictOn(cluster.state, request, scenario.outside);
      return verdict?.allowed !== (flow.want === "allowed");
    })
    .map(({ text }) => text);
}

const manifests = (id: string): readonly string[] =>
  Object.keys(filesOf(id)).filter((name) => name.endsWith(".yaml"));

it("the index names every folder, once", () => {
  const { scenarios } = yaml("index.yaml") as { scenarios: string[] };
  expect(scenarios.toSorted()).toEqual(FOLDERS.toSorted());
  expect(scenarios.length).toBeGreaterThanOrEqual(7);
});

describe.each(FOLDERS)("%s", (id) => {
  it("is read strictly and starts without a problem, everything running", () => {
    const { cluster } = startOf(id);
    const phases = [...(cluster.objects.get("/Pod")?.values() ?? [])].map(
      (pod) => (pod as { status?: { phase?: string } }).status?.phase,
    );
    expect(phases.length).toBeGreaterThan(0);
    expect(new Set(phases)).toEqual(new Set(["Running"]));
  });

  it("its watched flows have both ends, and a listener at the pod that is called", () => {
    const { scenario, cluster } = startOf(id);
    for (const flow of scenario.watch) {
      const request = watchedRequest(cluster, scenario, flow);
      if (request === undefined) throw new Error(`${flow.text}: an end is missing`);
      expect(verdictOn(cluster, request, scenario.outside)).toBeDefined();
    }
    const { session } = open(id);
    for (const flow of scenario.watch.filter(({ want }) => want === "allowed")) {
      const request = watchedRequest(cluster, scenario, flow);
      if (request !== undefined) expect(session.attempt(request)?.outcome).toBe("open");
    }
  });

  it("its commands run: none is unknown or wrongly called", async () => {
    const lab = open(id);
    for (const { command } of lab.session.scenario.steps) {
      // an editor opens on the page only; its file must be there
      if (command.startsWith("code ")) {
        expect(filesOf(id)).toHaveProperty([command.slice("code ".length)]);
        continue;
      }
      const { code, err } = await lab.run(command);
      const said = `${command} → ${code}\n${err}`;
      expect([2, 126, 127, 130], said).not.toContain(code);
      expect(err, said).not.toMatch(
        /unknown (flag|command|shorthand)|not found|NotFound|syntax error|no such file|does not exist|could not resolve|usage:/i,
      );
      await lab.run("sleep 5");
    }
  });

  it("every file in its folder is a manifest that the server takes", async () => {
    const lab = open(id);
    for (const name of manifests(id)) {
      const { code, err } = await lab.run(`kubectl apply -f '${name}'`);
      expect([code, err]).toEqual([0, ""]);
    }
  });

  it("is not solved from the start, if it has a goal", () => {
    const lab = open(id);
    if (lab.session.scenario.watch.length > 0) expect(unmet(lab)).not.toEqual([]);
  });
});

describe("solving them", () => {
  it.each(["day26", "flat", "tiers", "egress"])("%s: with the files of the folder", async (id) => {
    const lab = open(id);
    for (const name of manifests(id)) await lab.run(`kubectl apply -f '${name}'`);
    expect(unmet(lab)).toEqual([]);
  });

  it.each<[id: string, left: readonly string[], fix: (text: string) => string, file: string]>([
    [
      "prod",
      [
        "The debug pod next to it does not",
        "A local pod with the controller's label does not either",
      ],
      (text) => text.replace("        - podSelector:", "          podSelector:"),
      "allow-frontend-ingress.yaml",
    ],
    [
      "orders",
      [
        "frontend/web reaches the API on 8080",
        "backend/frontend does not",
        "The API resolves names over UDP 53",
      ],
      (text) =>
        text
          .replace(
            "        - podSelector:\n            matchLabels:\n              app: frontend",
            "        - namespaceSelector:\n            matchLabels:\n              kubernetes.io/metadata.name: frontend\n          podSelector:\n            matchLabels:\n              app: frontend",
          )
          .concat(
            "    - to:\n        - namespaceSelector:\n            matchLabels:\n              kubernetes.io/metadata.name: kube-system\n      ports:\n        - { protocol: UDP, port: 53 }\n        - { protocol: TCP, port: 53 }\n",
          ),
      "api-policy.yaml",
    ],
    [
      "teams",
      ["Prometheus scrapes payments on 9100"],
      (text) =>
        text.concat(
          "    - from:\n        - namespaceSelector:\n            matchLabels:\n              team: ops\n          podSelector:\n            matchLabels:\n              app: prometheus\n      ports:\n        - port: 9100\n",
        ),
      "payments.yaml",
    ],
  ])("%s: as it was handed over it fails, corrected it holds", async (id, left, fix, file) => {
    const lab = open(id);
    for (const name of manifests(id)) await lab.run(`kubectl apply -f '${name}'`);
    expect(unmet(lab)).toEqual(left);
    const given = filesOf(id)[file] ?? "";
    const corrected = fix(given);
    expect(corrected).not.toBe(given);
    expect(await lab.run("kubectl apply -f -", corrected)).toMatchObject({ code: 0, err: "" });
    expect(unmet(lab)).toEqual([]);
  });

  it("what they say happens, happens: the stories' calls end as told", async () => {
    const told: readonly (readonly [
      id: string,
      before: readonly string[],
      command: string,
      code: number,
    ])[] = [
      ["day26", [], "kubectl exec frontend -- curl -sS -m 3 http://backend", 0],
      [
        "day26",
        ["default-deny-ingress.yaml"],
        "kubectl exec frontend -- curl -sS -m 3 http://backend",
        28,
      ],
      ["flat", [], "kubectl exec rogue -- nc -zv -w 3 db 5432", 0],
      ["flat", ["protect-db.yaml"], "kubectl exec rogue -- nc -zv -w 3 db 5432", 1],
      [
        "prod",
        ["default-deny-ingress.yaml", "allow-frontend-ingress.yaml"],
        "kubectl exec -n ingress-nginx debug -- nc -zv -w 3 frontend.production 80",
        0,
      ],
      [
        "tiers",
        ["deny-all.yaml"],
        "kubectl exec -n shop frontend -- curl -sS -m 3 http://backend:8080",
        28,
      ],
      [
        "tiers",
        ["deny-all.yaml", "tiers/"],
        "kubectl exec -n shop frontend -- curl -sS -m 3 http://backend:8080",
        0,
      ],
      [
        "tiers",
        ["deny-all.yaml", "tiers/"],
        "kubectl exec -n shop frontend -- curl -sS -m 3 http://database:5432",
        28,
      ],
      ["teams", [], "kubectl exec -n staging client -- nc -zv -w 3 pay.payments 443", 0],
      [
        "teams",
        ["payments.yaml"],
        "kubectl exec -n staging client -- nc -zv -w 3 pay.payments 443",
        1,
      ],
      [
        "orders",
        ["api-policy.yaml"],
        "kubectl exec -n frontend web -- curl -sS -m 3 http://api-service.backend:8080",
        28,
      ],
      [
        "orders",
        ["api-policy.yaml"],
        "kubectl exec -n backend api -- curl -sS -m 6 http://database:5432",
        28,
      ],
      [
        "egress",
        [],
        "kubectl exec -n app worker -- curl -sS -m 3 -o /dev/null http://169.254.169.254",
        0,
      ],
      [
        "egress",
        ["worker-egress.yaml"],
        "kubectl exec -n app worker -- curl -sS -m 3 -o /dev/null http://169.254.169.254",
        28,
      ],
    ];
    for (const [id, before, command, code] of told) {
      const lab = open(id);
      for (const name of before) await lab.run(`kubectl apply -f ${name}`);
      expect([id, before, command, (await lab.run(command)).code]).toEqual([
        id,
        before,
        command,
        code,
      ]);
    }
  });
});

describe("the test itself", () => {
  it("sees a scenario that is not solved and one whose flow lacks an end", () => {
    const { scenario, ...rest } = startOf("day26");
    const [first] = scenario.watch;
    if (first === undefined) throw new Error("no watched flow");
    const broken: Scenario = { ...scenario, watch: [{ ...first, to: "default/nobody" }] };
    const lab = openHeadless({ ...rest, scenario: broken });
    expect(unmet(lab)).toEqual([first.text]);
  });
});
