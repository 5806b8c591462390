/** Every shipped demonstration, played in a lab: it cannot fail, whatever is pressed or typed. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClusterState } from "../../../src/core/cluster/types.ts";
import { scenesBehind, type DemoAction } from "../../../src/core/lessons/demo.ts";
import {
  course as courseSchema,
  demo as demoSchema,
  type Demo,
} from "../../../src/core/lessons/schema/lesson.ts";
import {
  DemoPlay,
  headlessTerminal,
  playScene,
  type DemoPrinted,
} from "../../../src/core/session/demoRun.ts";
import { loadNetpol } from "../../../src/core/session/netpolProgram.ts";
import { openLesson, shipped, unmet } from "../../support/lessons.ts";
import type { HeadlessLab } from "../../support/session.ts";

const DEMOS = shipped(courseSchema, "course.yaml").demos.map(
  (id) => [id, shipped(demoSchema, `demos/${id}/demo.yaml`)] as const,
);

interface Played {
  readonly lab: HeadlessLab;
  readonly play: DemoPlay;
  readonly printed: readonly DemoPrinted[];
}

async function open(demo: Demo): Promise<Played> {
  await loadNetpol();
  const lab = await openLesson(`demos/${demo.id}`, demo);
  const printed: DemoPrinted[] = [];
  const terminal = headlessTerminal(lab.session, lab.host, (each) => printed.push(each));
  return { lab, play: new DemoPlay(lab.session, demo, terminal), printed };
}

/** The cluster without when things were done. */
function timeless({ objects, plugin, resourceVersion, ipam, seed }: ClusterState): string {
  const all = [...objects].map(([kind, map]) => [kind, [...map]]);
  const text = JSON.stringify([all, plugin, resourceVersion, ipam, seed]);
  return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
}

/** The lab after 0, 1, … scenes of a demonstration played straight through. */
async function prescribed(demo: Demo): Promise<readonly string[]> {
  const { lab, play } = await open(demo);
  const states = [timeless(lab.session.cluster.state)];
  for (let i = 0; i < demo.scenes.length; i++) {
    await playScene(play);
    states.push(timeless(lab.session.cluster.state));
  }
  lab.session.close();
  return states;
}

describe.each(DEMOS)("the demonstration %s", (_, demo) => {
  it("shows in every scene what its checks say; answers are among the options", async () => {
    const { lab, play, printed } = await open(demo);
    for (const [scene, { title, checks = [], ask }] of demo.scenes.entries()) {
      await playScene(play);
      expect(play.run).toMatchObject({ scene, phase: "revealed" });
      expect(unmet(lab, checks), title).toEqual([]);
      if (ask !== undefined) expect(ask.options[ask.answer], title).toBeDefined();
    }
    // a command of a demonstration may fail as a blocked call does, never as a slip does
    const slips = /executable file not found|No such file|command not found|^error: (?!Internal)/m;
    expect(printed.filter(({ err }) => slips.test(err))).toEqual([]);
  });

  it("takes about as long as it says", () => {
    const seconds = demo.scenes.reduce((sum, scene) => sum + (scene.seconds ?? 0), 0);
    expect(Math.abs(seconds / 60 - demo.minutes)).toBeLessThanOrEqual(0.5);
    for (const scene of demo.scenes) expect(scene.seconds, scene.title).toBeGreaterThan(0);
  });

  it("is the same forwards and backwards, twice", async () => {
    const states = await prescribed(demo);
    const { lab, play } = await open(demo);
    const now = (): string => timeless(lab.session.cluster.state);
    const back = async (): Promise<void> => {
      await play.dispatch({ type: "back" });
      expect(now()).toBe(states[scenesBehind(play.run)]);
    };
    for (let round = 0; round < 2; round++) {
      for (const state of states.slice(1)) {
        await playScene(play);
        expect(now()).toBe(state);
      }
      while (play.run.phase !== "ready") await back();
      expect(now()).toBe(states[0]);
    }
    lab.session.close();
  });
});

const LIVE = [
  "kubectl label pod --all -n default app=other --overwrite",
  "kubectl delete networkpolicy --all -n default",
  "kubectl run extra --image=nginx",
  "rm *.yaml",
  "cd /tmp",
  "lab plugin flannel",
  "lab undo",
  "lab reset",
  "kubectl get pods",
];

it("ends where its scene says, whatever is pressed and typed in between", async () => {
  const [, demo] = DEMOS[0] ?? ["", undefined];
  if (demo === undefined) throw new Error("there is no demonstration");
  const states = await prescribed(demo);
  type Move = DemoAction | { readonly type: "live"; readonly command: string };
  const move = fc.oneof(
    { weight: 5, arbitrary: fc.constant<Move>({ type: "next" }) },
    { weight: 3, arbitrary: fc.constant<Move>({ type: "back" }) },
    { weight: 1, arbitrary: fc.constant<Move>({ type: "reset" }) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(...LIVE).map<Move>((command) => ({ type: "live", command })),
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 4, maxLength: 14 }), async (moves) => {
      const { lab, play } = await open(demo);
      for (const each of moves) {
        if (each.type === "live") await lab.run(each.command);
        else {
          await play.dispatch(each);
          const { run } = play;
          if (run.phase === "run") throw new Error("a scene did not end");
          // Next while the room is asked leaves what was typed live until the scene begins
          if (!play.live)
            expect(timeless(lab.session.cluster.state)).toBe(states[scenesBehind(run)]);
          else expect(["asked", "voted", "ready"]).toContain(run.phase);
        }
      }
      await play.dispatch({ type: "reset" });
      expect(timeless(lab.session.cluster.state)).toBe(states[0]);
      lab.session.close();
    }),
    { numRuns: 8 },
  );
}, 120_000);

describe("what was typed live", () => {
  async function afterTwo(): Promise<Played> {
    const [, demo] = DEMOS[0] ?? ["", undefined];
    if (demo === undefined) throw new Error("there is no demonstration");
    const played = await open(demo);
    for (let i = 0; i < 4; i++) await playScene(played.play);
    return played;
  }

  it("is taken back alone, and can be done again", async () => {
    const { lab, play } = await afterTwo();
    const script = lab.session.cluster.state;
    expect(play.live).toBe(false);
    await lab.run("kubectl label pod frontend name=mysql --overwrite");
    const typed = timeless(lab.session.cluster.state);
    expect(play.live).toBe(true);
    await play.dispatch({ type: "back" });
    expect(lab.session.cluster.state).toBe(script);
    expect(play.run).toMatchObject({ scene: 3, phase: "revealed" });
    lab.session.redo();
    expect(timeless(lab.session.cluster.state)).toBe(typed);
    await play.dispatch({ type: "back" });
    expect(lab.session.cluster.state).toBe(script);
  });

  it("an attempt that was only watched is gone as well when the scene is", async () => {
    const { lab, play } = await afterTwo();
    const { tried } = lab.session;
    await play.dispatch({ type: "next" });
    await play.dispatch({ type: "next" });
    expect(lab.session.tried).not.toEqual(tried);
    await play.dispatch({ type: "back" });
    expect(lab.session.tried).toBe(tried);
  });
});
