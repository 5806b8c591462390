/** `netpol lint`: what is likely not meant. */
import type { Finding, Severity } from "../lint/finding.ts";
import { SEVERITIES } from "../lint/finding.ts";
import { isAtLeast, lint as findAll } from "../lint/lint.ts";
import { RULES } from "../lint/rules.ts";
import { identityOf, locateFinding, type FindingPlace } from "../lint/sources.ts";
import { count } from "../netpol/phrases.ts";
import { servicesIn } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { githubAnnotations } from "../report/annotations.ts";
import type { Remark } from "../report/remark.ts";
import { sarifLog } from "../report/sarif.ts";
import { INPUT_FLAGS, outputFlag } from "./flags.ts";
import { problemText, subject } from "./input.ts";
import { json, jsonArray, writeAll } from "./output.ts";
import { didYouMean } from "./suggest.ts";
import { CommandError, EXIT, UsageError, type Invocation, type SubCommand } from "./subcommand.ts";

interface Located {
  readonly finding: Finding;
  readonly place: FindingPlace | undefined;
}

type Renderer = (found: readonly Located[]) => Iterable<string>;

/** The output formats; the first is the default. */
const FORMATS: ReadonlyMap<string, Renderer> = new Map<string, Renderer>([
  ["text", text],
  ["json", (found) => jsonArray(found.map(record))],
  ["sarif", (found) => [json(sarif(found))]],
  ["github", (found) => [githubAnnotations(found.map(remark))]],
]);

function objectName({ kind, namespace, name }: Finding["object"]): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function* text(found: readonly Located[]): Generator<string> {
  for (const { finding, place } of found) {
    const { code, severity, message, object, path, fixes } = finding;
    const where = place === undefined ? "" : `${place.file}:${place.line}:${place.column}: `;
    yield `${where}${severity}: ${message} (${code})\n`;
    yield `    ${objectName(object)} ${path}\n`;
    const [fix] = fixes;
    if (fix !== undefined) yield `    fix: ${fix.title}\n`;
  }
  const totals = SEVERITIES.map((severity) => ({
    severity,
    number: found.filter(({ finding }) => finding.severity === severity).length,
  })).filter(({ number }) => number > 0);
  const names: Readonly<Record<Severity, readonly [string, string]>> = {
    error: ["error", "errors"],
    warning: ["warning", "warnings"],
    info: ["hint", "hints"],
  };
  yield totals.length === 0
    ? "no findings\n"
    : `${totals.map(({ severity, number }) => count(number, ...names[severity])).join(", ")}\n`;
}

/** The record of a finding; of what is in no file the line is null. */
function record({ finding, place }: Located): object {
  const { code, severity, message, object, path } = finding;
  const { kind, namespace = "", name } = object;
  return {
    code,
    severity,
    message,
    object: { kind, namespace, name },
    path,
    line: place?.line ?? null,
    file: place?.file ?? null,
  };
}

function remark({ finding, place }: Located): Remark {
  const { code, severity, message, object, path } = finding;
  const at = place === undefined ? {} : { place };
  return { code, severity, message, object: objectName(object), path, ...at };
}

function sarif(found: readonly Located[]): object {
  const rules = RULES.map(({ code, severity, title, why, remedy }) => ({
    code,
    severity,
    summary: title,
    help: `${why} ${remedy}`,
  }));
  return sarifLog({ name: "netpol", rules }, found.map(remark));
}

/** Everything that somebody wrote; the lab's own additions would only be in the way. */
function findIn(cluster: Cluster, disabled: ReadonlySet<string>): Finding[] {
  const { network, built } = cluster;
  const { objects } = network;
  const written = <T extends { readonly metadata: { readonly name: string } }>(
    kind: string,
    list: readonly T[],
  ): readonly T[] =>
    built === undefined ? list : list.filter(({ metadata }) => cluster.isWritten(kind, metadata));
  return findAll(
    {
      policies: objects.policies,
      namespaces: written("Namespace", objects.namespaces),
      pods: objects.pods.filter(
        ({ metadata: { namespace = "default", name } }) =>
          built === undefined || !cluster.isStandInNamed(namespace, name),
      ),
      services: written("Service", servicesIn(cluster.state)),
      nodes: written("Node", objects.nodes),
      profile: network.profile,
      sources: built?.sources ?? [],
      onlyWrittenAddresses: built !== undefined,
    },
    RULES.filter(({ code }) => !disabled.has(code)),
  );
}

/**
 * What the API server refused without a finding that explains it.
 * @throws CommandError
 */
function refuseUnexplained({ built }: Cluster, found: readonly Located[]): void {
  const unexplained = (built?.problems ?? []).filter(
    ({ source }) =>
      source === undefined ||
      !found.some(({ finding: { object, severity } }) => {
        const { kind, namespace, name } = identityOf(source);
        return (
          severity === "error" &&
          object.kind === kind &&
          object.name === name &&
          (object.namespace ?? namespace) === namespace
        );
      }),
  );
  if (unexplained.length > 0) throw new CommandError(unexplained.map(problemText), EXIT.input);
}

function checkedCodes(codes: readonly string[]): ReadonlySet<string> {
  const known = RULES.map(({ code }) => code);
  for (const code of codes)
    if (!known.includes(code))
      throw new UsageError(`unknown code "${code}"${didYouMean(code, known)}`);
  return new Set(codes);
}

async function run(invocation: Invocation): Promise<number> {
  const { flags, process } = invocation;
  const disabled = checkedCodes(flags.list("disable"));
  const cluster = await subject(invocation, { keepRefused: true });
  const sources = cluster.built?.sources ?? [];
  const found = findIn(cluster, disabled).map((finding) => ({
    finding,
    place: locateFinding(sources, finding),
  }));
  if (!flags.bool("keep-going")) refuseUnexplained(cluster, found);
  await writeAll(process, FORMATS.get(flags.string("output"))?.(found) ?? []);
  const limit = SEVERITIES.find((severity) => severity === flags.string("fail-on"));
  const failed =
    limit !== undefined && found.some(({ finding }) => isAtLeast(finding.severity, limit));
  return failed ? EXIT.failure : EXIT.ok;
}

const LIMITS: readonly string[] = [...SEVERITIES, "none"];

export const lint: SubCommand = {
  name: "lint",
  use: "lint",
  short: "What is likely not meant in the policies",
  long: `Looks for mistakes that the API server takes: two list items where one was meant, selectors that match nothing, DNS forgotten, ports of Services instead of pods. Each finding has a code, a severity, a place in the file and, where there is one, a fix; docs/lint/ has a page for each code.

Policies alone are enough. The more is given (namespaces, pods or their workloads, Services), the more can be said.`,
  examples: `# A folder; exit status 1 on warnings and errors
netpol lint -f manifests/

# Fail on errors only, leave out one code
netpol lint -f manifests/ --fail-on=error --disable=policy-redundant

# Annotations in a pull request; a file for code scanning
netpol lint -f manifests/ -o github
netpol lint -f manifests/ -o sarif --fail-on=none > netpol.sarif`,
  flags: [
    ...INPUT_FLAGS,
    {
      name: "fail-on",
      type: "string",
      default: "warning",
      usage: `Exit with 1 on findings of this severity or a graver one. One of: (${LIMITS.join(", ")}).`,
      choices: LIMITS,
      values: () => LIMITS,
    },
    {
      name: "disable",
      type: "strings",
      usage: "Codes to leave out, separated by commas. May be given several times.",
      values: () => RULES.map(({ code }) => code),
    },
    outputFlag([...FORMATS.keys()]),
  ],
  takes: { min: 0, max: 0, what: "no arguments but -f FILES" },
  run,
};
