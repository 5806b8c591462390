/** `lab share`: this lab as a link or a file. */
import { LabError, type LabCommand } from "./world.ts";

export const share: LabCommand = {
  name: "share",
  use: "share",
  short: "Give this lab to somebody as a link",
  long: "Makes a link that holds the cluster, the policies and the files of this lab. It needs no server: everything is in the link. A lab too large for one becomes a file.",
  examples: `# Hand it to the class
lab share`,
  takes: { min: 0, max: 0 },
  async run(world, _, { stdout }) {
    const give = world.page?.share;
    if (give === undefined) throw new LabError("a lab is shared from the page, not here");
    stdout.write(`${await give()}\n`);
  },
};
