import { Check, Minus, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Line } from "../../core/netpol/phrases.ts";
import type { PolicyTrace } from "../../core/netpol/explain.ts";
import styles from "./Inspector.module.css";
import { YamlLink, type YamlLinks } from "./YamlLink.tsx";

const ICON = {
  yes: <Check size={11} strokeWidth={3} aria-hidden />,
  no: <X size={11} strokeWidth={3} aria-hidden />,
  info: <Minus size={11} strokeWidth={3} aria-hidden />,
} as const;
const SAID = { yes: "passes: ", no: "fails: ", info: "" } as const;
const TONE = { yes: "allow", no: "deny", info: "skip" } as const;

interface StepProps {
  readonly mark: Line["mark"];
  /** Where the mark's own colour says too much: a refusal is no denial. */
  readonly tone?: "allow" | "deny" | "warn" | "skip";
  readonly children: ReactNode;
}

/** One step of the trace, with its mark. */
export function Step({ mark, tone = TONE[mark], children }: StepProps) {
  return (
    <li>
      <span className={styles["mark"]} data-tone={tone}>
        {ICON[mark]}
      </span>
      <span className="visually-hidden">{SAID[mark]}</span>
      {children}
    </li>
  );
}

interface GateProps {
  readonly line: Line;
  /** The policies that guard the gate, for links to their selectors. */
  readonly policies: readonly PolicyTrace[];
  readonly links: YamlLinks;
}

/** A gate: who guards it, and the rules that were tried. */
export function GateStep({ line, policies, links }: GateProps) {
  // a policy without rules has a line of its own below
  const guards = policies.filter(({ rules }) => rules.length > 0);
  return (
    <Step mark={line.mark}>
      <Sentence text={line.text} />
      {guards.length > 0 && (
        <small>
          Selected by{" "}
          {guards.map(({ policy, selector }, index) => (
            <span key={`${policy.namespace}/${policy.name}`}>
              {index > 0 && ", "}
              {policy.name} <YamlLink {...links} policy={policy} path={selector.path} />
            </span>
          ))}
        </small>
      )}
      {line.lines.map((rule) =>
        rule.mark === "info" ? (
          <Note key={`${rule.text}${rule.path ?? ""}`} line={rule} links={links} />
        ) : (
          <Rule key={`${rule.text}${rule.path ?? ""}`} line={rule} links={links} />
        ),
      )}
    </Step>
  );
}

/** Something said in passing. */
export function Note({ line, links }: { readonly line: Line; readonly links: YamlLinks }) {
  return (
    <small>
      {line.text} <LineLink line={line} links={links} />
    </small>
  );
}

function LineLink({ line, links }: { readonly line: Line; readonly links: YamlLinks }) {
  const { policy, path } = line;
  if (policy === undefined || path === undefined) return null;
  return <YamlLink {...links} policy={policy} path={path} />;
}

/** The thing a sentence is about stands out: "**Egress of shop/web** is open: …". */
function Sentence({ text }: { readonly text: string }) {
  const [, subject, rest] = /^((?:Egress|Ingress) of \S+)(.*)$/s.exec(text) ?? [];
  if (subject === undefined) return <>{text}</>;
  const [first = "", ...more] = (rest ?? "").split(/(?<=[:;]) /);
  return (
    <>
      <strong>{subject}</strong>
      {first.replace(/[:;]$/, "")}
      {more.length > 0 && <small>{more.join(" ")}</small>}
    </>
  );
}

/** One rule with its entries; each leads to its line in the YAML. */
function Rule({ line, links }: { readonly line: Line; readonly links: YamlLinks }) {
  const { policy } = line;
  const id = policy === undefined ? undefined : `${policy.namespace}/${policy.name}`;
  return (
    <div
      className={styles["rule"]}
      onMouseEnter={() => {
        links.onHoverPolicy(id);
      }}
      onMouseLeave={() => {
        links.onHoverPolicy(undefined);
      }}
    >
      <div className={styles["ruleHead"]}>
        <span>{line.text}</span>
        <LineLink line={line} links={links} />
      </div>
      {line.lines.map((entry) => (
        <div key={`${entry.path ?? ""}${entry.text}`} className={styles["cond"]}>
          <span className={entry.mark === "yes" ? styles["yes"] : styles["no"]}>
            {ICON[entry.mark]}
            <span className="visually-hidden">{SAID[entry.mark]}</span>
          </span>
          <span>
            {entry.path !== undefined && entry.policy !== undefined && (
              <>
                <YamlLink
                  {...links}
                  policy={entry.policy}
                  path={entry.path}
                  clause={clauseOf(entry.path)}
                />{" "}
              </>
            )}
            {entry.text}
          </span>
        </div>
      ))}
    </div>
  );
}

/** `from[0].podSelector` of `spec.ingress[2].from[0].podSelector`. */
function clauseOf(path: string): string {
  return path.replace(/^spec\.(in|e)gress\[\d+\]\.?/, "") || "rule";
}
