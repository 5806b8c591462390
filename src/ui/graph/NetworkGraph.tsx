import { useCallback, useId, useMemo, useRef, useState } from "react";
import { ReactFlow, ReactFlowProvider, ViewportPortal, type Connection } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { restrictFlow } from "../../core/graph/bundle.ts";
import { emphasise, type GraphSelection, type Lit } from "../../core/graph/emphasis.ts";
import type { Packet } from "../../core/graph/packet.ts";
import { composePicture, type Picture } from "../../core/graph/picture.ts";
import { SYSTEM_HIDDEN } from "../../core/graph/text.ts";
import type { FlowMode, GraphChanges, GraphModel } from "../../core/graph/types.ts";
import { LayoutCache } from "./cache.ts";
import { EmptyGraph } from "./EmptyGraph.tsx";
import { FlowLayer } from "./FlowLayer.tsx";
import { GraphText } from "./GraphText.tsx";
import { Legend } from "./Legend.tsx";
import { PacketLayer } from "./PacketLayer.tsx";
import { ZoomControls } from "./ZoomControls.tsx";
import { NODE_TYPES } from "./nodes.tsx";
import { useGraphKeys } from "./useGraphKeys.ts";
import { useGraphNodes } from "./useGraphNodes.ts";
import { useFraming, WIDE_PLACE, type Distance, type Place } from "./useFraming.ts";
import styles from "./graph.module.css";

export interface NetworkGraphProps {
  readonly model: GraphModel;
  readonly selection?: GraphSelection | undefined;
  /** With undefined when the selection is cleared. */
  readonly onSelect: (selection: GraphSelection | undefined) => void;
  /** Which of the model's flows are drawn. The selected pod's or flow's are drawn in every mode. */
  readonly mode: FlowMode;
  /** What differs from the last state; a new object shows the highlight anew. */
  readonly changes?: GraphChanges | undefined;
  /** What the picture is of, where it is not of now. */
  readonly banner?: string | undefined;
  /** A journey to animate; a new id starts it. */
  readonly packet?: Packet | undefined;
  readonly onPacketEnd?: (id: string) => void;
  /** A connection was asked for, by drag from gate to gate or by keyboard. Ids of cards. */
  readonly onTry?: (source: string, destination: string) => void;
  /** `NAMESPACE/NAME` of a policy that is pointed at elsewhere. */
  readonly hoveredPolicy?: string | undefined;
  /** What is pointed at in a text beside the graph. */
  readonly lit?: Lit | undefined;
  /** A region (`region/NAME`) or a workload card was opened or folded. */
  readonly onToggle?: (id: string, fold: boolean) => void;
  /** Types a command into the terminal; offered where the cluster is empty. */
  readonly onCommand?: (command: string) => void;
  /** How much larger a small picture is drawn at most: more for a room than for a desk. */
  readonly closest?: number | undefined;
}

/** The live graph: pan, zoom, keyboard, packets. Controlled; holds no state of the lab. */
export default function NetworkGraph(props: NetworkGraphProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({
  model,
  selection,
  onSelect,
  mode,
  changes,
  banner,
  packet,
  onPacketEnd,
  onTry,
  hoveredPolicy,
  lit,
  onToggle,
  onCommand,
  closest,
}: NetworkGraphProps) {
  const rootRef = useRef<HTMLDivElement>(null);
  const textId = useId();
  const [place, setPlace] = useState<Place>(WIDE_PLACE);
  const { narrow } = place;
  const [moving, setMoving] = useState(false);
  const [distance, setDistance] = useState<Distance>("near");

  const [layouts] = useState(() => new LayoutCache());
  const layout = useMemo(
    () => layouts.layoutOf(model, { aspect: place.aspect, ...(place.narrow ? NARROW_LAYOUT : {}) }),
    [layouts, model, place],
  );
  const shown = useShownFlows(model, mode, selection);
  const picture = useMemo<Picture>(() => composePicture(shown, layout), [shown, layout]);
  const emphasis = useMemo(
    () => emphasise(shown, selection, hoveredPolicy, lit),
    [shown, selection, hoveredPolicy, lit],
  );
  const framing = useFraming(rootRef, picture, setPlace, setDistance, closest);
  const keys = useGraphKeys({ rootRef, picture, selection, onSelect, onTry, onToggle, framing });
  const nodes = useGraphNodes({
    picture,
    emphasis,
    changes,
    tabStop: keys.tabStop,
    trying: keys.trying,
    onSelect,
    onToggle,
  });
  const onConnect = useCallback(
    ({ source, target }: Connection) => {
      onTry?.(source, target);
    },
    [onTry],
  );

  return (
    <div
      ref={rootRef}
      className={styles["canvas"]}
      data-trying={keys.trying !== undefined}
      data-distance={distance}
      data-moving={moving}
      onKeyDown={keys.onKeyDown}
      onFocus={keys.onFocus}
    >
      <ReactFlow
        nodes={nodes}
        edges={NO_EDGES}
        nodeTypes={NODE_TYPES}
        onInit={framing.onInit}
        onConnect={onConnect}
        onPaneClick={() => {
          onSelect(undefined);
        }}
        isValidConnection={isTry}
        onMove={framing.onMove}
        onMoveStart={() => {
          setMoving(true);
        }}
        onMoveEnd={() => {
          setMoving(false);
        }}
        minZoom={0.08}
        maxZoom={2}
        nodesDraggable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        nodesConnectable={onTry !== undefined}
        edgesFocusable={false}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        onlyRenderVisibleElements={model.cards.size > RENDER_ALL}
        connectionRadius={28}
        proOptions={HIDE_ATTRIBUTION}
        aria-roledescription="network graph"
        aria-label="Network graph"
        aria-describedby={textId}
      >
        <ViewportPortal>
          <svg className={styles["flows"]} width={1} height={1} onClick={keys.onFlowClick}>
            <FlowLayer picture={picture} emphasis={emphasis} changes={changes} interactive />
          </svg>
          <PacketLayer picture={picture} packet={packet} onEnd={onPacketEnd} />
        </ViewportPortal>
      </ReactFlow>
      {model.podCount === 0 && <EmptyGraph onCommand={onCommand} />}
      <GraphText model={shown} id={textId} label="The network" />
      <p className={styles["hidden"]} role="status">
        {keys.message}
      </p>
      {banner !== undefined && keys.trying === undefined && (
        <p className={styles["past"]} title={banner}>
          {banner}
        </p>
      )}
      {keys.trying !== undefined && <p className={styles["banner"]}>{keys.message}</p>}
      {model.hiddenFlows > 0 && mode === "all" && (
        <p className={styles["notice"]}>
          {model.hiddenFlows} flows are too many to draw at once. Select a pod to see its own, or
          fold namespaces.
        </p>
      )}
      {model.systemHidden && model.hiddenFlows === 0 && mode === "all" && (
        <p className={styles["notice"]}>{SYSTEM_HIDDEN}</p>
      )}
      <Legend key={String(narrow)} model={shown} open={!narrow} />
      <ZoomControls onFit={framing.fit} />
    </div>
  );
}

const NARROW_LAYOUT = { columns: 2 };
/**
 * Up to so many cards all are kept in the page: moving the view is then one transform, where drawing
 * hundreds of cards as they come into view would take longer than a frame.
 */
const RENDER_ALL = 700;
const NO_EDGES: never[] = [];
const HIDE_ATTRIBUTION = { hideAttribution: true };
const isTry = ({ source, target }: { source: string; target: string }): boolean =>
  source !== target;

/** The flows of the mode, and those of what is selected. */
function useShownFlows(
  model: GraphModel,
  mode: FlowMode,
  selection: GraphSelection | undefined,
): GraphModel {
  return useMemo(() => {
    const about = selection?.kind === "pod" || selection?.kind === "address";
    const card = about ? (model.cardOf.get(selection.id) ?? selection.id) : undefined;
    const chosen = selection?.kind === "flow" ? selection.id : undefined;
    const flows = model.flows.flatMap((flow) => {
      if (flow.id === chosen || flow.source === card || flow.destination === card) return [flow];
      const wanted = restrictFlow(
        flow,
        (member) => member.kinds.includes(mode) || member.id === chosen,
      );
      return wanted ?? [];
    });
    const same = flows.length === model.flows.length && flows.every((f, i) => f === model.flows[i]);
    return same ? model : { ...model, flows };
  }, [model, mode, selection]);
}
