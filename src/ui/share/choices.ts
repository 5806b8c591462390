import type { Activity } from "../../store/activity.ts";
import { pathOf } from "../../store/target.ts";

/** Something that can be shared of a lab. */
export interface ShareChoice {
  readonly value: string;
  readonly label: string;
  readonly note: string;
  /** Its address in the page; absent: the link holds the lab itself. */
  readonly path?: string;
}

const STATE: ShareChoice = {
  value: "state",
  label: "The lab as it is now",
  note: "Cluster, policies, plugin, files and what is selected.",
};

/**
 * What there is to share.
 * @param step of a lesson, as it stands
 * @param scenario the one that the lab stems from, when its beginning has an address
 */
export function shareChoices(
  activity: Activity,
  step: string | undefined,
  scenario: string | undefined,
): readonly ShareChoice[] {
  switch (activity.kind) {
    case "free":
      return scenario === undefined
        ? [STATE]
        : [
            STATE,
            {
              value: "beginning",
              label: "The scenario from its beginning",
              note: "Nothing of what was done here.",
              path: `/lab/${scenario}`,
            },
          ];
    case "lesson": {
      const { id } = activity.content.lesson;
      const path = pathOf({ kind: "lesson", id });
      const one = {
        value: "step",
        label: "This step of the lesson",
        note: "With the cluster that it begins with.",
      };
      const whole = { value: "beginning", label: "The whole lesson", note: "From its first step." };
      return [
        ...(step === undefined ? [] : [{ ...one, path: `${path}/${step}` }]),
        { ...whole, path },
        STATE,
      ];
    }
    case "puzzle": {
      const path = pathOf({ kind: "puzzle", id: activity.content.puzzle.id });
      return [beginning("This puzzle", path), STATE];
    }
    case "challenge": {
      const path = pathOf({ kind: "challenge", id: activity.content.challenge.id });
      return [beginning("This broken cluster", path), STATE];
    }
    case "demo": {
      const path = pathOf({ kind: "demo", id: activity.content.demo.id });
      return [beginning("This demonstration", path), STATE];
    }
  }
}

function beginning(label: string, path: string): ShareChoice {
  return { value: "beginning", label, note: "From its beginning, nothing given away.", path };
}
