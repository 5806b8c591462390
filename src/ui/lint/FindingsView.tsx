import { useState } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import { SEVERITIES, type Finding, type Fix, type Severity } from "../../core/lint/finding.ts";
import { RULES, ruleNamed } from "../../core/lint/rules.ts";
import { count } from "../../core/netpol/phrases.ts";
import { commandsFor } from "../../core/session/edits.ts";
import { Button } from "../components/Button.tsx";
import { CopyButton } from "../components/CopyButton.tsx";
import { Empty } from "../components/Empty.tsx";
import { Segmented } from "../components/Segmented.tsx";
import styles from "./Findings.module.css";

export interface FindingActions {
  /** The label of what the graph previews now. */
  readonly previewed: string | undefined;
  /** Shows the object's YAML at the place of the finding. */
  readonly onOpen: (finding: Finding) => void;
  /** The label says what is done to what, for the graph and the timeline. */
  readonly onPreview: (fix: Fix | undefined, label: string) => void;
  readonly onApply: (fix: Fix, label: string) => void;
  /** `NAMESPACE/NAME` of the policy to be lit. */
  readonly onHoverPolicy: (id: string | undefined) => void;
}

export interface FindingsViewProps extends FindingActions {
  readonly cluster: ClusterState;
  readonly findings: readonly Finding[];
  /** They are of an older cluster; the new ones are being worked out. */
  readonly isBusy: boolean;
  readonly policies: number;
}

const NAMES: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  error: ["Error", "Errors"],
  warning: ["Warning", "Warnings"],
  info: ["Hint", "Hints"],
};

/** Shown at once; the rest on demand. */
const MAX_SHOWN = 60;

/** What the linter finds in the live cluster, gravest first, each with why and what to do. */
export function FindingsView({
  cluster,
  findings,
  isBusy,
  policies,
  ...actions
}: FindingsViewProps) {
  const [filter, setFilter] = useState<Severity | "all">("all");
  const [isWhole, setWhole] = useState(false);
  if (findings.length === 0) return <Nothing policies={policies} isBusy={isBusy} />;
  const numberOf = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const present = SEVERITIES.filter((severity) => numberOf(severity) > 0);
  const shown = filter === "all" || !present.includes(filter) ? present : [filter];
  const groups = groupsOf(findings, shown, isWhole ? findings.length : MAX_SHOWN);
  const isCut = groups.reduce((sum, { some }) => sum + some.length, 0) === MAX_SHOWN;
  return (
    <div className={styles["view"]} aria-busy={isBusy}>
      <header className={styles["head"]}>
        <h2>{count(findings.length, "finding", "findings")}</h2>
        {present.length > 1 && (
          <Segmented
            label="Severity"
            value={shown.length > 1 ? "all" : (shown[0] ?? "all")}
            options={[
              { value: "all", label: "All" },
              ...present.map((severity) => ({
                value: severity,
                label: `${NAMES[severity][1]} ${numberOf(severity)}`,
              })),
            ]}
            onChange={setFilter}
          />
        )}
      </header>
      {groups.map(({ severity, some, all }) => (
        <section key={severity} className={styles["group"]} data-severity={severity}>
          <h3>{NAMES[severity][all === 1 ? 0 : 1]}</h3>
          <ul>
            {some.map((finding) => (
              <FindingItem key={keyOf(finding)} cluster={cluster} finding={finding} {...actions} />
            ))}
          </ul>
        </section>
      ))}
      {isCut && !isWhole && findings.length > MAX_SHOWN && (
        <Button
          size="small"
          className={styles["more"]}
          onClick={() => {
            setWhole(true);
          }}
        >
          Show all {findings.length}
        </Button>
      )}
    </div>
  );
}

interface Group {
  readonly severity: Severity;
  readonly some: readonly Finding[];
  readonly all: number;
}

/** Findings by severity, together no more than `max`. */
function groupsOf(
  findings: readonly Finding[],
  severities: readonly Severity[],
  max: number,
): readonly Group[] {
  const groups: Group[] = [];
  let left = max;
  for (const severity of severities) {
    const own = findings.filter((finding) => finding.severity === severity);
    const some = own.slice(0, left);
    left -= some.length;
    if (some.length > 0) groups.push({ severity, some, all: own.length });
  }
  return groups;
}

function Nothing({ policies, isBusy }: { readonly policies: number; readonly isBusy: boolean }) {
  if (isBusy) return <Empty title="Reading the policies…">{null}</Empty>;
  if (policies === 0)
    return (
      <Empty title="No policy, no findings">
        <p>Write the first one. What is likely not meant in it is said here, and in the editor.</p>
      </Empty>
    );
  return (
    <Empty title="Nothing found">
      <p>
        The policies were read together with the pods, namespaces and Services that are there, for{" "}
        {RULES.length} common mistakes.
      </p>
    </Empty>
  );
}

function keyOf({ code, object, path, message }: Finding): string {
  return `${code} ${object.kind} ${object.namespace ?? ""}/${object.name} ${path} ${message}`;
}

interface ItemProps extends FindingActions {
  readonly cluster: ClusterState;
  readonly finding: Finding;
}

function FindingItem({ cluster, finding, onOpen, onHoverPolicy, ...actions }: ItemProps) {
  const { code, message, object, path, fixes } = finding;
  const rule = ruleNamed(code);
  const id = `${object.namespace ?? ""}/${object.name}`;
  const light = (on: boolean) => () => {
    if (object.kind === "NetworkPolicy") onHoverPolicy(on ? id : undefined);
  };
  return (
    <li className={styles["item"]} onMouseEnter={light(true)} onMouseLeave={light(false)}>
      <p className={styles["message"]}>{message}</p>
      <p className={styles["place"]}>
        <button
          type="button"
          onClick={() => {
            onOpen(finding);
          }}
        >
          {object.namespace === undefined ? object.name : id}
          <span>{path}</span>
        </button>
      </p>
      <details className={styles["why"]}>
        <summary>{rule?.title ?? code}</summary>
        <p>{rule?.why}</p>
        <p>{rule?.remedy}</p>
        <code>{code}</code>
      </details>
      {fixes.map((fix) => (
        <FixBox
          key={fix.title}
          cluster={cluster}
          fix={fix}
          label={`${fix.title} (${object.name})`}
          {...actions}
        />
      ))}
    </li>
  );
}

interface FixProps extends Pick<FindingActions, "previewed" | "onPreview" | "onApply"> {
  readonly cluster: ClusterState;
  readonly fix: Fix;
  readonly label: string;
}

function FixBox({ cluster, fix, label, previewed, onPreview, onApply }: FixProps) {
  const isPreviewed = previewed === label;
  const command = commandsFor(cluster, fix.edits).join("\n");
  return (
    <div className={styles["fix"]} data-previewed={isPreviewed}>
      <p>{fix.title}</p>
      <div className={styles["actions"]}>
        <Button
          size="small"
          aria-pressed={isPreviewed}
          aria-label={`Preview: ${label}`}
          onClick={() => {
            onPreview(isPreviewed ? undefined : fix, label);
          }}
        >
          {isPreviewed ? "Previewing" : "Preview"}
        </Button>
        <Button
          size="small"
          look="primary"
          aria-label={`Apply: ${label}`}
          onClick={() => {
            onApply(fix, label);
          }}
        >
          Apply
        </Button>
        <CopyButton text={command} what="the command" />
      </div>
    </div>
  );
}
