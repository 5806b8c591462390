/** `lab speed`: how fast waits pass. */
import { LabError, SPEEDS, type LabCommand, type LabSpeed } from "./world.ts";

const WORDS: Readonly<Record<LabSpeed, string>> = {
  "1": "Waits pass as in life.",
  "4": "Waits pass four times as fast.",
  instant: "Waits take no time.",
};

export const speed: LabCommand = {
  name: "speed",
  use: "speed [1|4|instant]",
  short: "Show or set how fast waits pass",
  long: "A blocked call waits as it does in life. 4 makes four seconds pass in one, instant skips what a command waits for.",
  examples: `# How fast is it now?
lab speed

# No waiting
lab speed instant`,
  takes: { min: 0, max: 1 },
  complete: (_, before) => (before.length === 0 ? SPEEDS : []),
  run({ page }, [wanted], { stdout }) {
    if (page?.speed === undefined || page.setSpeed === undefined)
      throw new LabError("here waits take no time");
    if (wanted === undefined) {
      stdout.write(`${WORDS[page.speed()]}\n`);
      return;
    }
    const chosen = SPEEDS.find((candidate) => candidate === wanted);
    if (chosen === undefined)
      throw new LabError(`unknown speed "${wanted}", must be one of ${SPEEDS.join(", ")}`);
    page.setSpeed(chosen);
    stdout.write(`${WORDS[chosen]}\n`);
  },
};
