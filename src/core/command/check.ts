/** `netpol check`: flows that must pass or be blocked, as a test of manifests. */
import { explain } from "../netpol/explain.ts";
import { count } from "../netpol/phrases.ts";
import { junitXml, type TestCase } from "../report/junit.ts";
import type { Cluster } from "./cluster.ts";
import { nothingSelected } from "./ends.ts";
import { readExpectations, type Expectation } from "./expectations.ts";
import { INPUT_FLAGS, NAMESPACE_FLAG, outputFlag } from "./flags.ts";
import { endName, FlowBoard, type End, type JudgedFlow } from "./flows.ts";
import { readSource, subject } from "./input.ts";
import { jsonArray, writeAll } from "./output.ts";
import { decidingGates, decisionText } from "./reasons.ts";
import { flowBetween } from "../netpol/endpoints.ts";
import { portText } from "../netpol/match.ts";
import { parseSelector, selectEnds } from "./selector.ts";
import { EXIT, UsageError, type Invocation, type SubCommand } from "./subcommand.ts";

/** A flow that does not end as expected. */
interface Offender {
  readonly flow: JudgedFlow;
  readonly text: string;
  readonly gates: readonly object[];
}

interface Outcome {
  readonly expectation: Expectation;
  readonly flows: number;
  readonly offenders: readonly Offender[];
  /** A reason to fail without any flow: selectors that select nothing. */
  readonly problem?: string;
}

const passed = ({ problem, offenders }: Outcome): boolean =>
  problem === undefined && offenders.length === 0;

/** Flows named for each failure; the rest is counted. */
const NAMED = 10;

function judge(board: FlowBoard, expectation: Expectation, namespace: string): Outcome {
  const { cluster } = board;
  const failed = (problem: string): Outcome => ({ expectation, flows: 0, offenders: [], problem });
  const select = (texts: readonly string[]): readonly End[] | string => {
    const found = new Map<string, End>();
    for (const text of texts) {
      const parsed = parseSelector(text, namespace);
      const ends = parsed.ok ? selectEnds(cluster, parsed.selector) : [];
      if (ends.length === 0) return nothingSelected(cluster, text, namespace);
      for (const end of ends) found.set(endName(end.endpoint), end);
    }
    return [...found.values()];
  };
  const [from, to] = [select(expectation.from), select(expectation.to)];
  if (typeof from === "string") return failed(from);
  if (typeof to === "string") return failed(to);
  const except = expectation.except.length === 0 ? [] : select(expectation.except);
  if (typeof except === "string") return failed(except);
  const left = new Set(except.map(({ endpoint }) => endName(endpoint)));
  const sources = from.filter(({ endpoint }) => !left.has(endName(endpoint)));
  const offenders: Offender[] = [];
  let flows = 0;
  for (const flow of board.flows(sources, to, expectation.ports)) {
    flows += 1;
    if (flow.allowed === (expectation.expected === "allowed")) continue;
    offenders.push(offender(cluster, flow));
  }
  if (flows === 0) return failed("there is no flow to check: one end only, or nothing listens");
  return { expectation, flows, offenders };
}

function offender(cluster: Cluster, flow: JudgedFlow): Offender {
  const { source, destination, port, protocol, from, to } = flow;
  const { verdict } = explain(cluster.network, flowBetween(source, destination, port, protocol));
  const reason = decisionText(verdict, from, to);
  return {
    flow,
    text: `${from} → ${to}, ${portText(flow)}: ${reason}`,
    gates: decidingGates(verdict),
  };
}

function headline({ expectation, flows, offenders, problem }: Outcome): string {
  if (problem !== undefined) return problem;
  const what = expectation.expected === "allowed" ? "blocked" : "allowed";
  return `${offenders.length} of ${count(flows, "flow", "flows")} ${offenders.length === 1 ? "is" : "are"} ${what}`;
}

function details({ offenders }: Outcome): readonly string[] {
  const more = offenders.length - NAMED;
  return [
    ...offenders.slice(0, NAMED).map((each) => each.text),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

type Renderer = (outcomes: readonly Outcome[]) => Iterable<string>;

/** The output formats; the first is the default. */
const FORMATS: ReadonlyMap<string, Renderer> = new Map<string, Renderer>([
  ["text", text],
  ["junit", (outcomes) => [junitXml("netpol check", outcomes.map(testCase))]],
  ["json", (outcomes) => jsonArray(outcomes.map(record))],
]);

function* text(outcomes: readonly Outcome[]): Generator<string> {
  for (const outcome of outcomes) {
    const { expected, name, file, line } = outcome.expectation;
    if (passed(outcome)) {
      yield `PASS  ${expected}: ${name} (${count(outcome.flows, "flow", "flows")})\n`;
      continue;
    }
    yield `FAIL  ${expected}: ${name}\n`;
    yield `      ${file}:${line}: ${headline(outcome)}\n`;
    for (const each of details(outcome)) yield `      ${each}\n`;
  }
  const good = outcomes.filter(passed).length;
  yield `\n${good} of ${count(outcomes.length, "expectation", "expectations")} met\n`;
}

function testCase(outcome: Outcome): TestCase {
  const { expected, name, file, line } = outcome.expectation;
  const base = { name: `${expected}: ${name}`, group: file };
  if (passed(outcome)) return base;
  const message = headline(outcome);
  return {
    ...base,
    failure: { message, details: [`${file}:${line}`, ...details(outcome)].join("\n") },
  };
}

function record(outcome: Outcome): object {
  const { expectation, flows, offenders, problem } = outcome;
  const { expected, name, path, file, line } = expectation;
  return {
    passed: passed(outcome),
    expected,
    name,
    file,
    line,
    path,
    flows,
    ...(problem === undefined ? {} : { problem }),
    failures: offenders.map(({ flow, gates }) => ({
      from: flow.from,
      to: flow.to,
      port: flow.port,
      protocol: flow.protocol,
      egress: flow.egress,
      ingress: flow.ingress,
      allowed: flow.allowed,
      decidedBy: gates,
    })),
  };
}

async function run(invocation: Invocation): Promise<number> {
  const { args, flags, process, namespace } = invocation;
  const files = flags.list("filename");
  if ([...files, ...args].filter((path) => path === "-").length > 1)
    throw new UsageError("standard input (-) can be read once");
  const expectations: Expectation[] = [];
  for (const path of args)
    expectations.push(...readExpectations(await readSource(process, path), namespace));
  const board = new FlowBoard(await subject(invocation));
  const outcomes = expectations.map((expectation) => {
    process.cancel.throwIfCancelled();
    return judge(board, expectation, namespace);
  });
  await writeAll(process, FORMATS.get(flags.string("output"))?.(outcomes) ?? []);
  return outcomes.every(passed) ? EXIT.ok : EXIT.failure;
}

export const check: SubCommand = {
  name: "check",
  use: "check EXPECTATIONS...",
  short: "Test that flows pass or are blocked as a file expects",
  long: `Reads files of expectations and tests each of them. A failure names the flows and the gates that decide; an expectation whose selectors select nothing fails, too.

 allowed:
   - from: shop/web          # a selector as of netpol reach --from, or a list
     to: shop/db
     port: 5432              # or ports: [80, 53/UDP]; without it those listened on
 blocked:
   - name: nobody else reaches the database
     from: "*"
     to: shop/db
     except: [shop/web]      # sources that are left out`,
  examples: `# Test a folder of manifests
netpol check expectations.yaml -f manifests/

# Results for a CI system
netpol check expectations.yaml -f manifests/ -o junit > junit.xml

# As another plugin judges
netpol check expectations.yaml -f manifests/ --cni calico`,
  flags: [...INPUT_FLAGS, NAMESPACE_FLAG, outputFlag([...FORMATS.keys()])],
  takes: { min: 1, max: Infinity, what: "EXPECTATIONS, one file or more" },
  filesAsArguments: true,
  run,
};
