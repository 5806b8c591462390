import { Suspense, lazy, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { diffGraphs, NO_CHANGES } from "../../core/graph/changes.ts";
import type { GraphSelection } from "../../core/graph/emphasis.ts";
import { memberId } from "../../core/graph/ids.ts";
import { packetOf, type Packet } from "../../core/graph/packet.ts";
import type { FlowRequest, GraphModel } from "../../core/graph/types.ts";
import type { ClusterState } from "../../core/cluster/types.ts";
import { dnsPod, graphOf, outsideCard, type GraphOptions } from "../../core/session/graph.ts";
import type { Scenario } from "../../core/session/scenario.ts";
import { policiesIn } from "../../core/session/view.ts";
import type { TriedFlow } from "../../core/session/tried.ts";
import { listenersOf } from "../../core/network/listeners.ts";
import type { NetworkPolicy, Pod } from "../../core/api/objects.ts";
import type { Selected } from "../../store/lab.ts";
import type { FlowFilter } from "../../store/preferences.ts";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { usePreference, useSetPreferences } from "../hooks/usePreferences.ts";
import type { Compared } from "./useCompared.ts";
import styles from "./Workspace.module.css";

const NetworkGraph = lazy(() => import("../graph/NetworkGraph.tsx"));

function toGraph(selected: Selected | undefined): GraphSelection | undefined {
  switch (selected?.kind) {
    case "pod":
      return selected.id.startsWith("pod/")
        ? { kind: "pod", id: selected.id, ...(selected.radius && { radius: selected.radius }) }
        : { kind: "address", id: selected.id };
    case "flow":
      return { kind: "flow", id: memberId(selected.flow) };
    case "policy":
      return { kind: "policy", id: selected.id };
    case "namespace":
      return { kind: "namespace", id: selected.name };
    case undefined:
      return undefined;
  }
}

function fromGraph(selection: GraphSelection, model: GraphModel): Selected | undefined {
  switch (selection.kind) {
    case "pod":
    case "address":
      return { kind: "pod", id: selection.id };
    case "policy":
      return { kind: "policy", id: selection.id };
    case "namespace":
      return { kind: "namespace", name: selection.id };
    case "flow": {
      const flow = model.flows.find(
        ({ id, members }) =>
          id === selection.id || members.some((member) => member.id === selection.id),
      );
      const member =
        flow?.members.find((candidate) => candidate.id === selection.id) ?? flow?.members[0];
      return member === undefined ? undefined : { kind: "flow", flow: member };
    }
  }
}

/** The port a connection between two cards is tried on: the first the other end listens on. */
function defaultPort(cluster: ClusterState, source: string, destination: string): FlowRequest {
  const key = destination.split("/").slice(1).join("/") as `${string}/${string}`;
  const pod = cluster.objects.get("/Pod")?.get(key) as Pod | undefined;
  const listener = pod === undefined ? undefined : listenersOf(pod)[0];
  return {
    source,
    destination,
    port: listener?.port ?? (destination.startsWith("outside/") ? 443 : 80),
    protocol: listener?.protocol ?? "TCP",
  };
}

/** The journey of the last attempt; a packet is of the moment it was sent. */
function usePacket(model: GraphModel, cluster: ClusterState): Packet | undefined {
  const { session } = useLab();
  const filter = usePreference("flowFilter");
  const set = useSetPreferences();
  const [sent, setSent] = useState<{ readonly packet: Packet; readonly by: Judges }>();
  const latest = useRef({ model, cluster, filter });
  useEffect(() => {
    latest.current = { model, cluster, filter };
  });
  useEffect(() => {
    let count = 0;
    return session.onAttempt(({ caller, connection }) => {
      const { model: picture, cluster: state, filter: shown } = latest.current;
      const dns = dnsPod(state);
      const journey = packetOf(`attempt-${++count}`, caller, connection, {
        model: picture,
        ...(dns === undefined ? {} : { dns }),
        outsideOf: (ip) => outsideCard(session.scenario.outside, ip),
      });
      setSent({ packet: journey, by: judgesOf(state) });
      // what was just tried is what a person wants to see
      if (shown === "watched") set({ flowFilter: "tried" });
    });
  }, [session, set]);
  // where it arrived or was dropped says nothing of policies that came later
  return sent !== undefined && sameJudges(sent.by, judgesOf(cluster)) ? sent.packet : undefined;
}

/** What decides over a packet. */
interface Judges {
  readonly policies: readonly NetworkPolicy[];
  readonly plugin: string;
}

const judgesOf = (state: ClusterState): Judges => ({
  policies: policiesIn(state),
  plugin: state.plugin,
});

const sameJudges = (a: Judges, b: Judges): boolean =>
  a.policies === b.policies && a.plugin === b.plugin;

interface Drawn {
  readonly by: readonly unknown[];
  readonly model: GraphModel;
}

const drawn = new WeakMap<ClusterState, Drawn>();

/** The graph of a state; what was the present becomes "before" without being built again. */
function drawnGraph(state: ClusterState, ...rest: [Scenario, readonly TriedFlow[], GraphOptions]) {
  const known = drawn.get(state);
  if (known?.by.every((part, i) => part === rest[i]) === true) return known.model;
  const model = graphOf(state, ...rest);
  drawn.set(state, { by: rest, model });
  return model;
}

interface Props {
  readonly compared: Compared;
  readonly filter: FlowFilter;
  /** Shows what is compared with instead. */
  readonly showBefore: boolean;
  readonly hoveredPolicy: string | undefined;
  readonly onTry: (flow: FlowRequest) => void;
  readonly onCommand: (command: string) => void;
  /** How much larger a small picture is drawn at most. */
  readonly closest?: number;
}

/** The graph of the lab: which flows, before or after, and everything the canvas tells. */
export function GraphPanel(props: Props) {
  const { compared, filter, showBefore, hoveredPolicy, onTry, onCommand, closest } = props;
  const lab = useLab();
  const watch = useLabState((state) => state.watch);
  const lit = useLabState((state) => state.lit);
  const scenario = useMemo(() => ({ ...lab.session.scenario, watch }), [lab, watch]);
  const cluster = useLabState((state) => state.cluster);
  const tried = useDeferredValue(useLabState((state) => state.tried));
  const selected = useLabState((state) => state.selected);
  // what stands out follows at once, the flows drawn for it when they are found
  const picked = useDeferredValue(selected);
  const { shown, base, news, label, banner } = compared;
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());

  const options = useMemo(
    () => ({
      mode: filter,
      selected: picked?.kind === "pod" ? [picked.id] : [],
      ...(picked?.kind === "flow" ? { flow: picked.flow } : {}),
      expanded: new Set([...folds].filter(([, fold]) => !fold).map(([id]) => id)),
      folded: new Set([...folds].filter(([, fold]) => fold).map(([id]) => id)),
    }),
    [filter, picked, folds],
  );
  const now = useMemo(
    () => drawnGraph(shown, scenario, tried, options),
    [shown, scenario, tried, options],
  );
  const then = useMemo(
    () => (base === undefined ? undefined : drawnGraph(base, scenario, tried, options)),
    [base, scenario, tried, options],
  );
  const shownBefore = showBefore && then !== undefined;
  const model = shownBefore ? then : now;
  // what a step changed is told once, not again in every mode that is picked afterwards
  const [told, setTold] = useState({ shown, base, filter });
  if (told.shown !== shown || told.base !== base) setTold({ shown, base, filter });
  const silent = showBefore || !news || told.filter !== filter;
  const changes = useMemo(
    () => (then === undefined || silent ? NO_CHANGES : diffGraphs(then, now)),
    [then, now, silent],
  );

  const packet = usePacket(now, cluster);

  return (
    <Suspense fallback={<p className={styles["wait"]}>Drawing the graph…</p>}>
      <NetworkGraph
        model={model}
        mode={filter}
        selection={toGraph(selected)}
        onSelect={(selection) => {
          lab.select(selection === undefined ? undefined : fromGraph(selection, model));
        }}
        changes={changes}
        banner={shownBefore ? `As it was before: ${label || "the last change"}` : banner}
        // a journey of the present says nothing of what would be
        packet={shown === cluster ? packet : undefined}
        hoveredPolicy={hoveredPolicy}
        lit={lit}
        onTry={(source, destination) => {
          onTry(defaultPort(cluster, source, destination));
        }}
        onToggle={(id, fold) => {
          setFolds(new Map(folds).set(id, fold));
        }}
        onCommand={onCommand}
        closest={closest}
      />
    </Suspense>
  );
}
