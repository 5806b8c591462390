/** What the page offers to the command `lab` of the learner's shell. */
import { LabError, type LabDoor, type LabPlace } from "../core/session/lab/world.ts";
import { CHALLENGES, LESSONS, PUZZLES } from "./content.ts";
import type { Lab } from "./lab.ts";
import type { PreferencesStore } from "./preferences.ts";
import { pathOf, type LabTarget } from "./target.ts";

const KINDS = [
  ["puzzle", PUZZLES],
  ["challenge", CHALLENGES],
] as const;

function doors(): readonly LabDoor[] {
  return [...LESSONS.values(), ...PUZZLES.values(), ...CHALLENGES.values()];
}

/** Where a lesson, a puzzle or a broken cluster is. */
function addressOf(id: string, step: string | undefined): string {
  const kind = KINDS.find(([, headings]) => headings.has(id))?.[0];
  const target: LabTarget = kind === undefined ? { kind: "lesson", id, step } : { kind, id };
  return `#${pathOf(target)}${step === undefined ? "" : `/${step}`}`;
}

/** @param openLab the lab that the command is typed in */
export function labPlace(preferences: PreferencesStore, openLab: () => Lab): LabPlace {
  return {
    speed: () => preferences.getState().speed,
    setSpeed: (speed) => {
      preferences.setState({ speed });
    },
    doors,
    open: (id, step) => {
      location.hash = addressOf(id, step);
    },
    async share() {
      const { linkOfLab } = await import("./share.ts");
      const lab = openLab();
      const made = await linkOfLab(lab, { commands: false, network: "graph" });
      if (made.ok) return made.link;
      throw new LabError(
        `this lab is too large for a link (${made.length} characters); Share on the page makes a file of it`,
      );
    },
  };
}
