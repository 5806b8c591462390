import { Check, Minus, X } from "lucide-react";
import { useMemo } from "react";
import type { NetworkPolicy } from "../../core/api/objects.ts";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { FlowRequest } from "../../core/graph/types.ts";
import { explain } from "../../core/netpol/explain.ts";
import type { Line } from "../../core/netpol/phrases.ts";
import type { PolicyRef } from "../../core/netpol/types.ts";
import { explanationLines } from "../../core/netpol/words.ts";
import { cardOfEnd } from "../../core/session/graph.ts";
import { lineOf } from "../../core/session/objectText.ts";
import type { OutsideHost } from "../../core/session/scenario.ts";
import type { TriedFlow } from "../../core/session/tried.ts";
import { graphJudge, networkOf, verdictOn } from "../../core/session/view.ts";
import { endLabel, portLabel } from "../components/status.ts";
import styles from "./Inspector.module.css";
import { headline, serviceFacts } from "./flowWords.ts";

export interface FlowViewProps {
  readonly cluster: ClusterState;
  readonly flow: FlowRequest;
  readonly outside: readonly OutsideHost[];
  readonly tried: readonly TriedFlow[];
  /** Opens the policy's YAML at the path. */
  readonly onOpenPolicy: (policy: PolicyRef, path: string) => void;
  readonly onHoverPolicy: (id: string | undefined) => void;
  readonly onTry: (flow: FlowRequest) => void;
}

const ICON = {
  yes: <Check size={11} strokeWidth={3} aria-hidden />,
  no: <X size={11} strokeWidth={3} aria-hidden />,
  info: <Minus size={11} strokeWidth={3} aria-hidden />,
} as const;
const SAID = { yes: "passes: ", no: "fails: ", info: "" } as const;
const TONE = { yes: "allow", no: "deny", info: "skip" } as const;

/** "Why?": what happens to this flow, gate by gate, with the rules that were tried. */
export function FlowView(props: FlowViewProps) {
  const { cluster, flow, outside, tried, onOpenPolicy, onHoverPolicy, onTry } = props;
  const verdict = useMemo(() => verdictOn(cluster, flow, outside), [cluster, flow, outside]);
  const status = useMemo(
    () => graphJudge(cluster, outside).judge(flow).status,
    [cluster, flow, outside],
  );
  const lines = useMemo(
    () =>
      verdict === undefined
        ? []
        : explanationLines(explain(networkOf(cluster), verdict.flow))
            .slice(0, 2)
            .map(quiet),
    [cluster, verdict],
  );
  const said = headline(status);
  const facts = useMemo(() => serviceFacts(cluster, flow), [cluster, flow]);
  const last = tried.findLast(
    (attempt) =>
      attempt.port === flow.port &&
      attempt.protocol === flow.protocol &&
      cardOfEnd(cluster, outside, attempt.source) === flow.source &&
      cardOfEnd(cluster, outside, attempt.destination) === flow.destination,
  );
  return (
    <>
      <header className={styles["flowHead"]}>
        <h2 className={styles["who"]}>
          {endLabel(flow.source)} <span className={styles["muted"]}>→</span>{" "}
          {endLabel(flow.destination)} <small>{portLabel(flow)}</small>
        </h2>
        <p className={styles["verdict"]} data-tone={said.tone} role="status">
          {said.tone === "allow" ? <Check size={14} aria-hidden /> : <X size={14} aria-hidden />}
          {said.text}
        </p>
      </header>
      {verdict === undefined ? (
        <p className={styles["muted"]}>
          One end of this flow has no address now: it does not exist, has not started, or has
          finished.
        </p>
      ) : (
        <ol className={styles["trace"]}>
          {facts.map((fact) => (
            <li key={fact.text}>
              <span className={styles["mark"]} data-tone="skip">
                {ICON.info}
              </span>
              {fact.text}
              <small>{fact.more}</small>
            </li>
          ))}
          {lines.map((line) => (
            <li key={line.text}>
              <span className={styles["mark"]} data-tone={TONE[line.mark]}>
                {ICON[line.mark]}
              </span>
              <span className="visually-hidden">{SAID[line.mark]}</span>
              <Sentence text={line.text} />
              {line.lines.map((rule) =>
                rule.mark === "info" ? (
                  <small key={rule.text}>{rule.text}</small>
                ) : (
                  <Rule
                    key={`${rule.text}${rule.path ?? ""}`}
                    cluster={cluster}
                    line={rule}
                    onOpen={onOpenPolicy}
                    onHover={onHoverPolicy}
                  />
                ),
              )}
            </li>
          ))}
          {verdict.allowed && (
            <li>
              <span className={styles["mark"]} data-tone={status === "allowed" ? "allow" : "warn"}>
                {status === "allowed" ? ICON.yes : ICON.no}
              </span>
              {status === "allowed"
                ? "Something listens there, so it answers."
                : "Nothing listens there: the connection is refused, at once."}
              <small>
                {status === "allowed"
                  ? "Replies come back on the same connection; they need no rule."
                  : "Policies let it through. A refusal is never a policy's doing."}
              </small>
            </li>
          )}
        </ol>
      )}
      <section className={styles["section"]}>
        {last !== undefined && (
          <p className={styles["muted"]}>
            Last tried with <code>{`${last.tool} ${last.target}`}</code>: {last.outcome}.
          </p>
        )}
        <button
          type="button"
          className={styles["tryButton"]}
          onClick={() => {
            onTry(flow);
          }}
        >
          Try it now
        </button>
      </section>
    </>
  );
}

/** An open gate needs no word about policies that select others. */
function quiet(line: Line): Line {
  const guarded = line.lines.some(({ mark }) => mark !== "info");
  return guarded
    ? line
    : { ...line, lines: line.lines.filter(({ path }) => path === "spec.policyTypes") };
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

interface RuleProps {
  readonly cluster: ClusterState;
  readonly line: Line;
  readonly onOpen: (policy: PolicyRef, path: string) => void;
  readonly onHover: (id: string | undefined) => void;
}

/** One rule with its entries; the link leads to its line in the YAML. */
function Rule({ cluster, line, onOpen, onHover }: RuleProps) {
  const { policy, path } = line;
  const object =
    policy === undefined
      ? undefined
      : (cluster.objects
          .get("networking.k8s.io/NetworkPolicy")
          ?.get(`${policy.namespace}/${policy.name}`) as NetworkPolicy | undefined);
  const number = object === undefined || path === undefined ? undefined : lineOf(object, path);
  const id = policy === undefined ? undefined : `${policy.namespace}/${policy.name}`;
  return (
    <div
      className={styles["rule"]}
      onMouseEnter={() => {
        onHover(id);
      }}
      onMouseLeave={() => {
        onHover(undefined);
      }}
    >
      <div className={styles["ruleHead"]}>
        <span>{line.text}</span>
        {policy !== undefined && path !== undefined && number !== undefined && (
          <button
            type="button"
            className={styles["link"]}
            aria-label={`Line ${number} of ${policy.name}: show in the editor`}
            onFocus={() => {
              onHover(id);
            }}
            onBlur={() => {
              onHover(undefined);
            }}
            onClick={() => {
              onOpen(policy, path);
            }}
          >
            line {number}
          </button>
        )}
      </div>
      {line.lines.map((entry) => (
        <div key={`${entry.path ?? ""}${entry.text}`} className={styles["cond"]}>
          <span className={entry.mark === "yes" ? styles["yes"] : styles["no"]}>
            {ICON[entry.mark]}
            <span className="visually-hidden">{SAID[entry.mark]}</span>
          </span>
          <span>
            {entry.path !== undefined && (
              <>
                <code>{entry.path.replace(/^spec\.(in|e)gress\[\d+\]\./, "")}</code>{" "}
              </>
            )}
            {entry.text}
          </span>
        </div>
      ))}
    </div>
  );
}
