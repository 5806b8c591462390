import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/core/api/json.ts";
import { graphOf } from "../../../src/core/session/graph.ts";
import { importCluster } from "../../../src/core/session/import.ts";
import { loadSession, saveSession } from "../../../src/core/session/save.ts";
import { Session, type SessionStart } from "../../../src/core/session/session.ts";
import { nodeHost } from "../../../src/cli/host.ts";
import type { HeadlessHost } from "../../../src/core/session/headless.ts";
import {
  DENY_ALL,
  NOW,
  NO_TOOLS,
  SCENARIO,
  SMALL,
  openHeadless,
  startOf,
} from "../../support/session.ts";

const start = startOf(
  SMALL,
  { "deny.yaml": DENY_ALL, "sub/quote.txt": 'a "quoted" \\ text\n\u2028' },
  {
    ...SCENARIO,
    story: ["A `story`."],
    steps: [{ text: "Look.", command: "kubectl get pods" }],
    watch: [
      {
        text: "The client reaches the web",
        from: "default/client",
        to: "default/web",
        port: 80,
        protocol: "TCP",
        want: "allowed",
      },
    ],
  },
);

/** A lab with a past: applied, tried, deleted and made anew, one step back. */
async function lived(): Promise<{ session: Session; host: HeadlessHost }> {
  const { session, host, run } = openHeadless(start);
  for (const command of [
    "kubectl exec client -- curl -sS -m 3 http://web",
    "kubectl apply -f deny.yaml",
    "kubectl exec client -- curl -sS -m 3 http://web",
    "kubectl delete pod db --now",
    "kubectl run db --image=postgres:16 --labels=app=db",
    "sleep 20",
    "mkdir notes; echo seen > notes/a.txt",
    "rm sub/quote.txt",
  ])
    await run(command);
  session.undo();
  return { session, host };
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function load(saved: unknown): { readonly start: SessionStart; readonly time: number } {
  const loaded = loadSession(saved);
  if (!loaded.ok) throw new Error(loaded.error);
  return loaded;
}

describe("saving and loading", () => {
  it("gives the same moments, position, files, tried flows, log and scenario", async () => {
    const { session } = await lived();
    const loaded = load(json(saveSession(session)));
    const again = new Session(loaded.start, {
      clock: nodeHost(loaded.time).clock,
      textTools: NO_TOOLS,
    });
    expect(loaded.time).toBe(session.clock.now());
    expect(again.history.position).toBe(session.history.position);
    expect(again.history.moments).toHaveLength(6);
    // Maps keep their order: lists and pictures look the same after a reload
    for (const [index, moment] of session.history.moments.entries()) {
      const other = again.history.moments[index];
      expect(other?.label).toBe(moment.label);
      expect(other?.time).toBe(moment.time);
      expect(other?.state.files).toEqual(moment.state.files);
      expect(other?.state.tried).toEqual(moment.state.tried);
      expect(json(listing(other?.state.cluster))).toEqual(json(listing(moment.state.cluster)));
      expect(json(graphs(again, index))).toEqual(json(graphs(session, index)));
    }
    expect(again.tried).toEqual(session.tried);
    expect(again.log).toEqual(session.log);
    expect(again.scenario).toEqual(session.scenario);
    expect(again.files.read("/home/learner/sub/quote.txt")).toContain('"quoted"');
  });

  it("goes on: redo, undo to the start, and a new command", async () => {
    const { session } = await lived();
    const loaded = load(json(saveSession(session)));
    const host = nodeHost(loaded.time);
    const again = new Session(loaded.start, { clock: host.clock, textTools: NO_TOOLS });
    again.redo();
    expect(again.files.stat("/home/learner/sub/quote.txt")).toBeUndefined();
    again.goTo(0);
    expect(again.cluster.state.objects.get("networking.k8s.io/NetworkPolicy")?.size ?? 0).toBe(0);
    again.goTo(5);
    const code = await host.finish(
      again.run("kubectl exec client -- curl -sS -m 3 http://web", {
        stdout: { write: () => undefined },
        stderr: { write: () => undefined },
      }),
    );
    expect(code).toBe(28);
  });

  it("saves what was loaded as it was", async () => {
    const { session } = await lived();
    const saved = json(saveSession(session));
    const loaded = load(saved);
    const again = new Session(loaded.start, {
      clock: nodeHost(loaded.time).clock,
      textTools: NO_TOOLS,
    });
    expect(json(saveSession(again))).toEqual(saved);
  });

  it("keeps what moments share once", async () => {
    const { session } = await lived();
    const { moments } = saveSession(session) as unknown as { moments: { delta: JsonObject }[] };
    const apply = moments[1];
    expect(apply?.delta["set"]).toHaveLength(1);
    expect(JSON.stringify(apply).length).toBeLessThan(8000);
  });

  it("an imported lab can be saved, whatever its file was called", () => {
    for (const name of ["a.yaml", " ", "", "__proto__", "ä/ö.yaml"]) {
      const { start: imported } = importCluster([{ name, text: SMALL }], NOW);
      if (imported === undefined) throw new Error("nothing was imported");
      const session = new Session(imported, {
        clock: nodeHost(NOW).clock,
        textTools: NO_TOOLS,
      });
      expect(loadSession(json(saveSession(session)))).toMatchObject({ ok: true });
    }
  });
});

const listing = (cluster: SessionStart["cluster"] | undefined): unknown =>
  cluster === undefined
    ? undefined
    : {
        ...cluster,
        kubelet: { ...cluster.kubelet, pods: [...cluster.kubelet.pods] },
        objects: [...cluster.objects]
          .filter(([, map]) => map.size > 0)
          .map(([kind, map]) => [kind, [...map]]),
      };

function graphs(session: Session, index: number): unknown {
  const state = session.history.moments[index]?.state;
  return state === undefined
    ? undefined
    : graphOf(state.cluster, session.scenario, state.tried, { mode: "all" });
}

/** Writes over one part of a save, by path; `undefined` removes it. */
function changed(saved: JsonObject, path: string, value: unknown): unknown {
  const copy = structuredClone(saved) as Record<string, unknown>;
  const keys = path.split(/\.(?!yaml)/);
  const last = keys.pop() ?? "";
  let at: Record<string, unknown> = copy;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return copy;
}

const deep = (depth: number): Json => {
  let value: Json = "x";
  for (let i = 0; i < depth; i++) value = [value];
  return value;
};

describe("hostile saves", async () => {
  const { session } = await lived();
  const saved = json(saveSession(session)) as JsonObject;
  const many = (count: number, value: unknown): unknown[] =>
    Array.from({ length: count }, () => value);

  it.each<[why: string, path: string, value: unknown]>([
    ["another version", "version", 2],
    ["no version", "version", undefined],
    ["a version that looks right", "version", "1"],
    ["no time", "time", undefined],
    ["time that is no number", "time", "soon"],
    ["time NaN", "time", Number.NaN],
    ["time beyond any date", "time", 1e300],
    ["time before all dates", "time", -9e15],
    ["no scenario", "scenario", undefined],
    ["a scenario with unknown fields", "scenario.document.script", "alert(1)"],
    ["a scenario whose story is a map", "scenario.document.story", {}],
    ["an outside host without an address", "scenario.document.outside.0.ip", "nowhere"],
    ["no first state", "first", null],
    ["a first state of another version", "first.version", 7],
    ["objects that are a map", "first.objects", { length: 3 }],
    ["an object of an unknown kind", "first.objects.0.kind", "Gadget"],
    ["an object with a field of a wrong type", "first.objects.0.metadata.labels", [1]],
    ["an object nested too deeply", "first.objects.0.metadata.annotations", deep(80)],
    ["a seed that is no integer", "first.seed", 0.5],
    ["no moments", "moments", []],
    ["moments that are no list", "moments", { 0: {} }],
    ["too many moments", "moments", many(102, null)],
    ["a moment that is none", "moments.1", 7],
    ["a moment without a label", "moments.1.label", undefined],
    ["a moment with a time that is none", "moments.1.time", null],
    ["a moment at no date", "moments.1.time", 1e20],
    ["no delta", "moments.1.delta", null],
    ["a delta without its rest", "moments.1.delta.rest", undefined],
    ["a delta whose set is a map", "moments.1.delta.set", {}],
    ["a delta that sets a number", "moments.1.delta.set.0", 5],
    ["a delta that sets a broken policy", "moments.1.delta.set.0.spec.podSelector", "all"],
    ["a delta that takes away nonsense", "moments.1.delta.gone", [["/Pod"]]],
    ["files of the first moment missing", "moments.0.files", null],
    ["files that are a list", "moments.0.files", []],
    ["a file that is a text", "moments.0.files./home/learner/deny.yaml", "text"],
    ["a file with a text that is none", "moments.0.files./home/learner/deny.yaml.text", 4],
    ["a file with a mode that is none", "moments.0.files./home/learner/deny.yaml.mode", "rw"],
    ["a file of no date", "moments.0.files./home/learner/deny.yaml.mtime", 1e18],
    ["tried flows that are none", "moments.2.tried", ["curl"]],
    ["too many tried flows", "moments.2.tried", many(61, null)],
    ["an unknown outcome", "moments.5.tried.0.outcome", "maybe"],
    ["an unknown protocol", "moments.5.tried.0.protocol", "constructor"],
    ["position behind the end", "position", 6],
    ["position before the start", "position", -1],
    ["position between two moments", "position", 1.5],
    ["position NaN", "position", Number.NaN],
    ["position by name", "position", "length"],
    ["a log that is a text", "log", "kubectl get pods"],
    ["a log of numbers", "log", [1]],
    ["too long a log", "log", many(1001, "x")],
  ])("%s", (_, path, value) => {
    const outcome = loadSession(changed(saved, path, value));
    expect(outcome.ok).toBe(false);
    if (!outcome.ok) expect(outcome.error).toMatch(/\S/);
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "{}"],
    ["a list", []],
    ["a list of lists, very deep", deep(100_000)],
    ["an empty object", {}],
    ["a function", () => 1],
    ["a date", new Date(0)],
    ["a map", new Map([["version", 1]])],
  ])("not a save at all: %s", (_, value) => {
    expect(loadSession(value)).toMatchObject({ ok: false });
  });

  it("the save itself is sound, so that the table shows what it says", () => {
    expect(loadSession(saved)).toMatchObject({ ok: true });
  });

  it("names that every object has pollute nothing", () => {
    const evil = JSON.stringify(saved).replace(
      '"moments":[{',
      '"moments":[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    const files = JSON.stringify(saved).replace(
      '"files":{',
      '"files":{"__proto__":{"text":"x","mode":420,"mtime":0},"constructor":{"text":"x","mode":420,"mtime":0},',
    );
    for (const text of [evil, files]) {
      expect(text).toContain("__proto__");
      const loaded = loadSession(JSON.parse(text));
      expect(loaded.ok).toBe(true);
      if (!loaded.ok) continue;
      const opened = new Session(loaded.start, {
        clock: nodeHost(loaded.time).clock,
        textTools: NO_TOOLS,
      });
      expect(opened.files.stat("/home/learner/deny.yaml")?.type).toBe("file");
    }
    expect(Object.prototype).not.toHaveProperty("polluted");
    expect(({} as Record<string, unknown>)["text"]).toBeUndefined();
  });
});
