/** `netpol matrix`: sources × destinations. */
import { portText } from "../netpol/match.ts";
import { endText } from "../report/ends.ts";
import { matrixModel, stateAt, type MatrixModel, type PortChoice } from "../report/matrix.ts";
import type { MatrixLevel } from "../report/matrixLines.ts";
import { matrixSvg } from "../report/matrixSvg.ts";
import { matrixCsv, matrixMarkdown, matrixText } from "../report/matrixText.ts";
import { INPUT_FLAGS, PORT_FLAG, outputFlag } from "./flags.ts";
import { subject } from "./input.ts";
import { json, writeAll } from "./output.ts";
import { parsePort } from "./ports.ts";
import { CommandError, type Invocation, type SubCommand } from "./subcommand.ts";

type Renderer = (model: MatrixModel, level: MatrixLevel) => string;

/** The output formats; the first is the default. */
const FORMATS: ReadonlyMap<string, Renderer> = new Map<string, Renderer>([
  ["text", (model, level) => matrixText(model, { level })],
  ["csv", (model, level) => matrixCsv(model, { level })],
  ["md", (model, level) => matrixMarkdown(model, { level })],
  ["json", (model) => json(matrixRecord(model))],
  ["svg", (model, level) => `${matrixSvg(model, { level })}\n`],
]);

/** States by name, row by row; always pod by pod. */
function matrixRecord(model: MatrixModel): object {
  const { at, ends, allowed, asked } = model;
  return {
    port: at === "any" ? "any" : portText(at),
    ends: ends.map(({ ref }) => endText(ref)),
    states: ends.map((_source, s) => ends.map((_destination, d) => stateAt(model, s, d))),
    allowed,
    asked,
  };
}

const LEVELS: readonly MatrixLevel[] = ["pod", "workload", "namespace"];

async function run(invocation: Invocation): Promise<number> {
  const { flags, process } = invocation;
  const port = flags.string("port");
  const at: PortChoice = port === "any" ? "any" : parsePort(port);
  const cluster = await subject(invocation);
  const model = matrixModel(cluster.report(flags.bool("all")), at);
  if (model.ends.length === 0) throw new CommandError("there is no pod with an address");
  const level = LEVELS.find((each) => each === flags.string("level")) ?? "pod";
  const render = FORMATS.get(flags.string("output"));
  await writeAll(process, [render?.(model, level) ?? ""]);
  return 0;
}

export const matrix: SubCommand = {
  name: "matrix",
  use: "matrix [--port PORT]",
  short: "Sources × destinations for one port, or any that is listened on",
  long: `Prints who can open a connection to whom: rows call, columns answer.

By default a cell says whether any of the destination's listening ports can be reached. With --port it is about that port everywhere. --level folds pods into workloads or namespaces; a cell then counts. JSON is always pod by pod.`,
  examples: `# Any listening port
netpol matrix -f cluster.yaml

# One port, by workload, for a spreadsheet
netpol matrix -f cluster.yaml --port 8080 --level workload -o csv

# A picture
netpol matrix -f cluster.yaml -o svg > matrix.svg`,
  flags: [
    ...INPUT_FLAGS,
    {
      ...PORT_FLAG,
      default: "any",
      usage: "A port as 8080, 8080/UDP or icmp, or any for those that each destination listens on.",
    },
    {
      name: "level",
      type: "string",
      default: "pod",
      usage: `What a row stands for. One of: (${LEVELS.join(", ")}).`,
      choices: LEVELS,
      values: () => LEVELS,
    },
    { name: "all", shorthand: "A", type: "bool", usage: "Include the cluster's own pods." },
    outputFlag([...FORMATS.keys()]),
  ],
  takes: { min: 0, max: 0, what: "no arguments but -f FILES" },
  run,
};
