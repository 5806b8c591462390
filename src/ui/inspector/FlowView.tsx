import { Check, X } from "lucide-react";
import { useMemo } from "react";
import type { KubeObject } from "../../core/api/objects.ts";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { FlowRequest, FlowStatus } from "../../core/graph/types.ts";
import { explain } from "../../core/netpol/explain.ts";
import { portText } from "../../core/netpol/match.ts";
import type { Line } from "../../core/netpol/phrases.ts";
import type { PolicyRef } from "../../core/netpol/types.ts";
import { explanationLines } from "../../core/netpol/words.ts";
import { cardOfEnd } from "../../core/session/graph.ts";
import { lineOf } from "../../core/session/objectText.ts";
import type { OutsideHost } from "../../core/session/scenario.ts";
import type { TriedFlow } from "../../core/session/tried.ts";
import { graphJudge, networkOf, verdictOn } from "../../core/session/view.ts";
import { endLabel } from "../components/status.ts";
import styles from "./Inspector.module.css";
import { NearMisses, type NearMissActions } from "./NearMisses.tsx";
import { GateStep, Note, Step } from "./TraceLine.tsx";
import { headline, nameFact, serviceFacts } from "./flowWords.ts";

export interface FlowViewProps extends NearMissActions {
  readonly cluster: ClusterState;
  /** Said where the cluster is not the present one; then nothing can be tried or changed. */
  readonly past?: string | undefined;
  readonly flow: FlowRequest;
  readonly outside: readonly OutsideHost[];
  readonly tried: readonly TriedFlow[];
  /** Opens the policy's YAML at the path. */
  readonly onOpenPolicy: (policy: PolicyRef, path: string) => void;
  readonly onOpenObject: (object: KubeObject, path: string) => void;
  readonly onHoverPolicy: (id: string | undefined) => void;
  readonly onTry: (flow: FlowRequest) => void;
}

/** "Why?": what happens to this flow, gate by gate, with the rules that were tried. */
export function FlowView(props: FlowViewProps) {
  const { cluster, past, flow, outside, tried, onOpenPolicy, onOpenObject, onHoverPolicy, onTry } =
    props;
  const { previewed, onPreview, onApply, onSelectFlow } = props;
  const links = { cluster, onOpenPolicy, onHoverPolicy };
  const verdict = useMemo(() => verdictOn(cluster, flow, outside), [cluster, flow, outside]);
  const status = useMemo(
    () => graphJudge(cluster, outside).judge(flow).status,
    [cluster, flow, outside],
  );
  const trace = useMemo(() => {
    if (verdict === undefined) return undefined;
    const explanation = explain(networkOf(cluster), verdict.flow);
    // the last line is the verdict, which is the headline here
    const [egress, ingress, ...rest] = explanationLines(explanation).slice(0, -1);
    return { explanation, egress, ingress, rest };
  }, [cluster, verdict]);
  const rejects = networkOf(cluster).profile.deny === "reject";
  const said = headline(status, rejects);
  const facts = useMemo(() => serviceFacts(cluster, flow), [cluster, flow]);
  const name = useMemo(() => nameFact(cluster, flow, outside), [cluster, flow, outside]);
  const last = tried.findLast(
    (attempt) =>
      attempt.port === flow.port &&
      attempt.protocol === flow.protocol &&
      cardOfEnd(cluster, outside, attempt.source) === flow.source &&
      cardOfEnd(cluster, outside, attempt.destination) === flow.destination,
  );
  /** The question to DNS, where only that stands in the way. */
  const unresolved = verdict?.allowed === true && name?.passes === false ? name : undefined;
  return (
    <>
      <header className={styles["flowHead"]}>
        <h2 className={styles["who"]}>
          {endLabel(flow.source)} <span className={styles["muted"]}>→</span>{" "}
          {endLabel(flow.destination)} <small>{portText(flow)}</small>
        </h2>
        <p className={styles["verdict"]} data-tone={said.tone} role="status">
          {said.tone === "allow" ? <Check size={14} aria-hidden /> : <X size={14} aria-hidden />}
          {said.text}
        </p>
        {past !== undefined && <p className={styles["muted"]}>{past}</p>}
      </header>
      {verdict === undefined || trace === undefined ? (
        <p className={styles["muted"]}>
          One end of this flow has no address now: it does not exist, has not started, or has
          finished.
        </p>
      ) : (
        <ol className={styles["trace"]} aria-label="What happens, step by step">
          {name !== undefined && (
            <Step mark={name.passes ? "yes" : "no"} tone={name.passes ? "skip" : "warn"}>
              {name.text}
              <small>
                {name.passes
                  ? "The address alone needs no DNS. "
                  : "By address it is judged below. "}
                <button
                  type="button"
                  className={styles["link"]}
                  onClick={() => {
                    onSelectFlow(name.flow);
                  }}
                >
                  {name.passes ? "Why does DNS pass?" : "Why is DNS dropped?"}
                </button>
              </small>
            </Step>
          )}
          {facts.map(({ text, more, service, path }) => (
            <Step key={text} mark="info">
              {text}
              <small>
                {more}{" "}
                <button
                  type="button"
                  className={styles["link"]}
                  aria-label={`Line ${lineOf(service, path)} of Service ${service.metadata.name}: show in the editor`}
                  onClick={() => {
                    onOpenObject(service, path);
                  }}
                >
                  line {lineOf(service, path)}
                </button>
              </small>
            </Step>
          ))}
          {trace.egress !== undefined && (
            <GateStep
              line={quiet(trace.egress)}
              policies={trace.explanation.egress.policies}
              links={links}
            />
          )}
          {trace.ingress !== undefined && (
            <GateStep
              line={quiet(trace.ingress)}
              policies={trace.explanation.ingress.policies}
              links={links}
            />
          )}
          {verdict.allowed && <Arrival status={status} rejects={rejects} />}
          {trace.rest.map((line) => (
            <Step key={line.text} mark="info">
              {line.text}
              {line.lines.map((note) => (
                <Note key={note.text} line={note} links={links} />
              ))}
            </Step>
          ))}
        </ol>
      )}
      {past === undefined && (
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
      )}
      {verdict !== undefined && past === undefined && (
        <NearMisses
          cluster={cluster}
          flow={unresolved?.flow ?? flow}
          outside={outside}
          title={missTitle(verdict.allowed, unresolved !== undefined)}
          previewed={previewed}
          onPreview={onPreview}
          onApply={onApply}
          onSelectFlow={onSelectFlow}
        />
      )}
    </>
  );
}

function missTitle(allowed: boolean, unresolved: boolean): string {
  if (unresolved) return "What would let its name resolve";
  return allowed ? "What would stop it" : "What would let it through";
}

/** What a packet finds that all policies let pass. */
function Arrival({ status, rejects }: { readonly status: FlowStatus; readonly rejects: boolean }) {
  const answers = status === "allowed";
  return (
    <Step mark={answers ? "yes" : "no"} tone={answers ? "allow" : "warn"}>
      {answers
        ? "Something listens there, so it answers."
        : "Nothing listens there: the connection is refused, at once."}
      <small>
        {answers
          ? "Replies come back on the same connection; they need no rule."
          : rejects
            ? "Policies let it through: this refusal comes from the pod itself."
            : "Policies let it through. A refusal is never a policy's doing here."}
      </small>
    </Step>
  );
}

/** An open gate needs no word about policies that select others. */
function quiet(line: Line): Line {
  const guarded = line.lines.some(({ mark }) => mark !== "info");
  return guarded
    ? line
    : { ...line, lines: line.lines.filter(({ path }) => path === "spec.policyTypes") };
}
