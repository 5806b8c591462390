/** `lab goto`: opens a lesson at a step, a puzzle or a broken cluster. */
import { didYouMeanThis } from "./words.ts";
import { LabError, type LabCommand, type LabDoor, type LabWorld } from "./world.ts";

const doors = ({ page }: LabWorld): readonly LabDoor[] => page?.doors?.() ?? [];

export const goto: LabCommand = {
  name: "goto",
  use: "goto ID[.NUMBER] [STEP]",
  short: "Open a lesson at one of its steps, a puzzle or a broken cluster",
  long: "Opens a lesson with the start of that step built, so that a class can begin anywhere. A step is named by its number after a dot, or by its name. What you did here is kept.",
  examples: `# The second step of lesson 7
lab goto L07.2

# The same by its name
lab goto L07 label

# A puzzle
lab goto P04`,
  takes: { min: 1, max: 2 },
  complete(world, before) {
    if (before.length === 0) {
      return doors(world).flatMap(({ id, steps = [] }) => [
        id,
        ...steps.map((_, index) => `${id}.${index + 1}`),
      ]);
    }
    const door = doors(world).find(({ id }) => id === before[0]);
    return before.length === 1 ? (door?.steps ?? []).map(({ id }) => id) : [];
  },
  run(world, [place = "", name], { stdout }) {
    const open = world.page?.open;
    if (open === undefined) throw new LabError("lessons open on the page, not here");
    const [, id = place, number] = /^([^.]+)\.(\d+)$/.exec(place) ?? [];
    const known = doors(world);
    const door = known.find((candidate) => candidate.id === id.toUpperCase());
    if (door === undefined) {
      const hint = didYouMeanThis(
        id.toUpperCase(),
        known.map((candidate) => candidate.id),
      );
      throw new LabError(`no lesson exists with the name: "${id}"${hint}`);
    }
    if (number !== undefined && name !== undefined)
      throw new LabError("a step is named by its number or by its name, not by both");
    const step = stepOf(door, number, name);
    open(door.id, step?.id);
    stdout.write(`Opening ${door.id}: ${step === undefined ? door.title : step.title}\n`);
  },
};

function stepOf(
  { id, steps = [] }: LabDoor,
  number: string | undefined,
  name: string | undefined,
): { readonly id: string; readonly title: string } | undefined {
  if (number === undefined && name === undefined) return undefined;
  const found =
    number === undefined ? steps.find((step) => step.id === name) : steps[Number(number) - 1];
  if (found !== undefined) return found;
  if (steps.length === 0) throw new LabError(`${id} has no steps`);
  if (number !== undefined) {
    throw new LabError(`${id} has steps 1 to ${steps.length}, not ${number}`);
  }
  const hint = didYouMeanThis(
    name ?? "",
    steps.map((step) => step.id),
  );
  throw new LabError(`${id} has no step named "${name ?? ""}"${hint}`);
}
