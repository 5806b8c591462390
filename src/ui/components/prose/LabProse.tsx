import { useEffect, useMemo, useState, type ReactNode } from "react";
import { matrixOf, cellReason, flowOfCell } from "../../../core/session/report.ts";
import { lightPart, partsOfFlow } from "../../../core/session/lightPart.ts";
import { graphJudge } from "../../../core/session/view.ts";
import { isSystem } from "../../../core/graph/system.ts";
import { podId } from "../../../core/graph/ids.ts";
import { stateAt } from "../../../core/report/matrix.ts";
import type { PortOfInterest } from "../../../core/netpol/types.ts";
import { loadGlossary } from "../../../store/content.ts";
import { useLab, useLabState } from "../../hooks/useLab.ts";
import {
  GlossaryContext,
  ProseFilesContext,
  ProseLabContext,
  type GlossaryEntry,
  type MatrixNow,
  type ProseLab,
} from "./proseLab.ts";
import { litLines, peerIndex, workedPolicy } from "./workedPolicy.ts";

interface Props {
  /** Types a command into the terminal, visibly, and runs it. */
  readonly onRun: (command: string) => void;
  /** Why commands wait. */
  readonly held?: string | undefined;
  /** Files that the prose compares. */
  readonly files: Readonly<Record<string, string>>;
  readonly children: ReactNode;
}

/** Makes prose live: its pictures are of the open lab, its commands go to the lab's terminal. */
export function LabProse({ onRun, held, files, children }: Props) {
  const lab = useLab();
  const cluster = useLabState((state) => state.cluster);
  const log = useLabState((state) => state.log);
  const selected = useLabState((state) => state.selected);
  const flow = selected?.kind === "flow" ? selected.flow : undefined;
  const { outside } = lab.session.scenario;
  const ran = useMemo(() => new Set(log), [log]);
  const value = useMemo<ProseLab>(
    () => ({
      run: onRun,
      held,
      ran,
      gates(pod) {
        const [namespace = "", name = ""] = pod.split("/");
        if (cluster.objects.get("/Pod")?.has(`${namespace}/${name}`) !== true) return undefined;
        const judge = graphJudge(cluster, outside);
        const gate = (direction: "Ingress" | "Egress") => ({
          policies: judge.guards(podId(namespace, name), direction).map((ref) => ref.name),
        });
        return { ingress: gate("Ingress"), egress: gate("Egress") };
      },
      matrix(text): MatrixNow | undefined {
        const at = portOf(text);
        if (at === undefined) return undefined;
        const model = matrixOf(cluster, outside, at);
        const shown = model.ends.flatMap(({ ref }, index) =>
          ref.kind === "pod" && !isSystem(ref.namespace)
            ? [{ index, id: `${ref.namespace}/${ref.name}`, ...ref }]
            : [],
        );
        const place = (index: number): number => shown[index]?.index ?? 0;
        return {
          ends: shown,
          cell: (from, to) => ({
            state: stateAt(model, place(from), place(to)),
            reason: cellReason(cluster, model, place(from), place(to), at).join(" "),
          }),
        };
      },
      onCell(text, from, to) {
        const at = portOf(text);
        if (at === undefined) return;
        const model = matrixOf(cluster, outside, at);
        const find = (id: string): number =>
          model.ends.findIndex(
            ({ ref }) => ref.kind === "pod" && `${ref.namespace}/${ref.name}` === id,
          );
        const request = flowOfCell(cluster, model, find(from), find(to));
        if (request !== undefined) lab.select({ kind: "flow", flow: request });
      },
      light(part) {
        const policy = part && workedPolicy(part.lines, files);
        if (part === undefined || policy === undefined) lab.light(undefined);
        else lab.light(lightPart(cluster, policy, part.part, peerIndex(part)));
      },
      litLines(lines) {
        const policy = flow && workedPolicy(lines, files);
        if (flow === undefined || policy === undefined) return NO_LINES;
        return litLines(lines, partsOfFlow(cluster, policy, flow));
      },
    }),
    [lab, cluster, outside, onRun, held, ran, flow, files],
  );
  // what was pointed at is gone when the text goes
  useEffect(
    () => () => {
      lab.light(undefined);
    },
    [lab],
  );
  return (
    <ProseLabContext value={value}>
      <ProseFilesContext value={files}>
        <WithGlossary>{children}</WithGlossary>
      </ProseFilesContext>
    </ProseLabContext>
  );
}

const NO_LINES: ReadonlySet<number> = new Set();

/** `8080`, `53/UDP` */
function portOf(text: string): PortOfInterest | undefined {
  const [, port, protocol = "TCP"] = /^(\d{1,5})(?:\/(TCP|UDP|SCTP))?$/.exec(text) ?? [];
  if (port === undefined) return undefined;
  return { port: Number(port), protocol: protocol as PortOfInterest["protocol"] };
}

let glossary: ReadonlyMap<string, GlossaryEntry> | undefined;

/** Words get their cards when the glossary has come; until then they are plain. */
export function WithGlossary({ children }: { readonly children: ReactNode }) {
  const [terms, setTerms] = useState(glossary);
  useEffect(() => {
    if (glossary !== undefined) return undefined;
    let left = false;
    loadGlossary().then(
      (list) => {
        glossary = new Map(list.map((entry) => [entry.term.toLowerCase(), entry]));
        if (!left) setTerms(glossary);
      },
      () => undefined, // prose can be read without cards
    );
    return () => {
      left = true;
    };
  }, []);
  return <GlossaryContext value={terms ?? null}>{children}</GlossaryContext>;
}
