/** `lab undo`, `lab redo` and `lab reset`: along the line of moments, as the timeline does. */
import { LabError, type LabCommand } from "./world.ts";

export const undo: LabCommand = {
  name: "undo",
  use: "undo",
  short: "Take back the last thing that changed the lab",
  long: "Puts the cluster and the files back to where they were before the last command that changed them. `lab redo` brings it again.",
  examples: `# Take back what was applied
lab undo`,
  takes: { min: 0, max: 0 },
  run(world, _, { stdout }) {
    const { labels, position } = world.moments();
    if (position === 0) throw new LabError("nothing to undo");
    world.goTo(position - 1);
    stdout.write(`Undone: ${oneLine(labels[position])}\n`);
  },
};

export const redo: LabCommand = {
  name: "redo",
  use: "redo",
  short: "Do again what was taken back",
  long: "Puts the cluster and the files to where they were before the last `lab undo`.",
  examples: `# Change your mind again
lab redo`,
  takes: { min: 0, max: 0 },
  run(world, _, { stdout }) {
    const { labels, position } = world.moments();
    if (position >= labels.length - 1) throw new LabError("nothing to redo");
    world.goTo(position + 1);
    stdout.write(`Done again: ${oneLine(labels[position + 1])}\n`);
  },
};

export const reset: LabCommand = {
  name: "reset",
  use: "reset",
  short: "Go back to the beginning",
  long: "Puts the cluster and the files back to the first moment of this lab. Nothing is lost: `lab redo` goes forward again, step by step.",
  examples: `# Begin again
lab reset`,
  takes: { min: 0, max: 0 },
  run(world, _, { stdout }) {
    const { labels, position } = world.moments();
    if (position === 0) throw new LabError("this lab is at its beginning");
    world.goTo(0);
    const [first = ""] = labels;
    // after a hundred moments the oldest are forgotten
    const where = first === "Start" ? "the beginning" : `the oldest moment kept: ${oneLine(first)}`;
    stdout.write(`Back at ${where}\n`);
  },
};

function oneLine(label = ""): string {
  const [first = "", ...more] = label.split("\n");
  return more.length === 0 ? first : `${first} …`;
}
