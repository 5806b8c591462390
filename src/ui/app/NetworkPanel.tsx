import { Suspense, lazy, useEffect, useMemo, useRef, useState } from "react";
import { diffGraphs, NO_CHANGES } from "../../core/graph/changes.ts";
import type { GraphSelection } from "../../core/graph/emphasis.ts";
import { memberId } from "../../core/graph/ids.ts";
import { packetOf, type Packet } from "../../core/graph/packet.ts";
import type { FlowRequest, GraphModel } from "../../core/graph/types.ts";
import type { ClusterState } from "../../core/cluster/types.ts";
import { dnsPod, graphOf, outsideCard } from "../../core/session/graph.ts";
import { listenersOf } from "../../core/network/listeners.ts";
import type { Pod } from "../../core/api/objects.ts";
import type { Selected } from "../../store/lab.ts";
import type { FlowFilter } from "../../store/preferences.ts";
import { Button } from "../components/Button.tsx";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { Segmented } from "../components/Segmented.tsx";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { usePreference, useSetPreferences } from "../hooks/usePreferences.ts";
import { PanelFrame } from "./PanelFrame.tsx";
import styles from "./Workspace.module.css";

const NetworkGraph = lazy(() => import("../graph/NetworkGraph.tsx"));

const FILTERS: readonly { readonly value: FlowFilter; readonly label: string }[] = [
  { value: "all", label: "All flows" },
  { value: "tried", label: "Tried" },
  { value: "watched", label: "Watched" },
  { value: "selected", label: "Selected" },
];

function toGraph(selected: Selected | undefined): GraphSelection | undefined {
  switch (selected?.kind) {
    case "pod":
      return selected.id.startsWith("pod/")
        ? { kind: "pod", id: selected.id }
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
export function defaultPort(
  cluster: ClusterState,
  source: string,
  destination: string,
): FlowRequest {
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
  const [packet, setPacket] = useState<Packet>();
  const latest = useRef({ model, cluster, filter });
  useEffect(() => {
    latest.current = { model, cluster, filter };
  });
  useEffect(() => {
    let count = 0;
    return session.onAttempt(({ caller, connection }) => {
      const { model: picture, cluster: state, filter: shown } = latest.current;
      const dns = dnsPod(state);
      setPacket(
        packetOf(`attempt-${++count}`, caller, connection, {
          model: picture,
          ...(dns === undefined ? {} : { dns }),
          outsideOf: (ip) => outsideCard(session.scenario.outside, ip),
        }),
      );
      // what was just tried is what a person wants to see
      if (shown === "watched") set({ flowFilter: "tried" });
    });
  }, [session, set]);
  return packet;
}

interface Props {
  readonly hoveredPolicy: string | undefined;
  readonly onTry: (flow: FlowRequest) => void;
  readonly onCommand: (command: string) => void;
  readonly bare?: boolean;
}

/** The graph of the lab: which flows, before or after, and everything the canvas tells. */
export function NetworkPanel({ hoveredPolicy, onTry, onCommand, bare = false }: Props) {
  const lab = useLab();
  const { scenario } = lab.session;
  const cluster = useLabState((state) => state.cluster);
  const before = useLabState((state) => state.before);
  const tried = useLabState((state) => state.tried);
  const selected = useLabState((state) => state.selected);
  const preferred = usePreference("flowFilter");
  const watches = scenario.watch.length > 0;
  const filter = preferred === "watched" && !watches ? "tried" : preferred;
  const set = useSetPreferences();
  // what was done before the page was opened is no news
  const [opened] = useState(before);
  const label = useLabState((state) => state.labels[state.position]);
  const [showBefore, setShowBefore] = useState(false);
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());

  const options = useMemo(
    () => ({
      mode: filter,
      selected: selected?.kind === "pod" ? [selected.id] : [],
      ...(selected?.kind === "flow" ? { flow: selected.flow } : {}),
      expanded: new Set([...folds].filter(([, fold]) => !fold).map(([id]) => id)),
      folded: new Set([...folds].filter(([, fold]) => fold).map(([id]) => id)),
    }),
    [filter, selected, folds],
  );
  const now = useMemo(
    () => graphOf(cluster, scenario, tried, options),
    [cluster, scenario, tried, options],
  );
  const then = useMemo(
    () => (before === undefined ? undefined : graphOf(before, scenario, tried, options)),
    [before, scenario, tried, options],
  );
  const shownBefore = showBefore && then !== undefined;
  const model = shownBefore ? then : now;
  const changes = useMemo(
    () =>
      then === undefined || showBefore || before === opened ? NO_CHANGES : diffGraphs(then, now),
    [then, now, showBefore, before, opened],
  );

  const packet = usePacket(now, cluster);

  return (
    <PanelFrame
      panel="network"
      name="Network"
      bare={bare}
      bar={
        <>
          <h2>Network</h2>
          <Segmented
            label="Flows shown"
            value={filter}
            options={watches ? FILTERS : FILTERS.filter(({ value }) => value !== "watched")}
            onChange={(flowFilter) => {
              set({ flowFilter });
            }}
          />
          <Button
            look="ghost"
            size="small"
            aria-pressed={showBefore}
            disabled={before === undefined}
            title="Show the graph as it was before the last change"
            onClick={() => {
              setShowBefore(!showBefore);
            }}
          >
            {showBefore ? "Showing before" : "Before / after"}
          </Button>
        </>
      }
    >
      <ErrorBoundary what="The graph">
        <Suspense fallback={<p className={styles["wait"]}>Drawing the graph…</p>}>
          <NetworkGraph
            model={model}
            mode={filter}
            selection={toGraph(selected)}
            onSelect={(selection) => {
              lab.select(selection === undefined ? undefined : fromGraph(selection, model));
            }}
            changes={changes}
            banner={shownBefore ? `As it was before: ${label ?? "the last change"}` : undefined}
            packet={packet}
            hoveredPolicy={hoveredPolicy}
            onTry={(source, destination) => {
              onTry(defaultPort(cluster, source, destination));
            }}
            onToggle={(id, fold) => {
              setFolds(new Map(folds).set(id, fold));
            }}
            onCommand={onCommand}
          />
        </Suspense>
      </ErrorBoundary>
    </PanelFrame>
  );
}
