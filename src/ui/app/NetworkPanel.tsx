import { Suspense, lazy, useState, type KeyboardEvent } from "react";
import type { FlowRequest } from "../../core/graph/types.ts";
import type { FlowFilter, NetworkView } from "../../store/preferences.ts";
import { Button } from "../components/Button.tsx";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { Segmented } from "../components/Segmented.tsx";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { usePreference, useSetPreferences } from "../hooks/usePreferences.ts";
import { GraphPanel } from "./GraphPanel.tsx";
import { PanelFrame } from "./PanelFrame.tsx";
import { PreviewBar } from "./PreviewBar.tsx";
import { useCompared } from "./useCompared.ts";
import styles from "./Workspace.module.css";

const MatrixPanel = lazy(() => import("./MatrixPanel.tsx"));

const VIEWS: readonly { readonly value: NetworkView; readonly label: string }[] = [
  { value: "graph", label: "Graph" },
  { value: "matrix", label: "Matrix" },
];
const FILTERS: readonly { readonly value: FlowFilter; readonly label: string }[] = [
  { value: "all", label: "All flows" },
  { value: "tried", label: "Tried" },
  { value: "watched", label: "Watched" },
  { value: "selected", label: "Selected" },
];

interface Props {
  readonly hoveredPolicy: string | undefined;
  readonly onTry: (flow: FlowRequest) => void;
  readonly onCommand: (command: string) => void;
  /** Leads to the inspector where it is not beside. */
  readonly onWhy?: (() => void) | undefined;
  readonly bare?: boolean;
}

const SHAPES: readonly { readonly value: "grid" | "list"; readonly label: string }[] = [
  { value: "grid", label: "Grid" },
  { value: "list", label: "List" },
];

/** The matrix as a grid, or as the plain table that a screen reader reads line by line. */
function MatrixShape() {
  const lab = useLab();
  const matrix = useLabState((state) => state.matrix);
  return (
    <Segmented
      label="Matrix as"
      value={matrix.as}
      options={SHAPES}
      onChange={(as) => {
        lab.store.setState({ matrix: { ...matrix, as } });
      }}
    />
  );
}

/** The network of the lab, as a graph or as a matrix of the same truth. */
export function NetworkPanel({ hoveredPolicy, onTry, onCommand, onWhy, bare = false }: Props) {
  const preferred = usePreference("flowFilter");
  const watches = useLabState((state) => state.watch.length > 0);
  const filter = preferred === "watched" && !watches ? "tried" : preferred;
  const view = usePreference("networkView");
  const set = useSetPreferences();
  const compared = useCompared();
  const [showBefore, setShowBefore] = useState(false);

  /** `m` goes from the one picture to the other, while the focus is in the panel. */
  const onKeyDown = (event: KeyboardEvent): void => {
    const typing = event.target instanceof Element && event.target.closest("input, select");
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key !== "m" || !plain || typing !== null) return;
    event.preventDefault();
    set({ networkView: view === "graph" ? "matrix" : "graph" });
    document.getElementById("panel-network")?.focus();
  };

  return (
    <PanelFrame
      panel="network"
      name="Network"
      bare={bare}
      onKeyDown={onKeyDown}
      bar={
        <>
          <h2>Network</h2>
          <Segmented
            label="Network as (m)"
            value={view}
            options={VIEWS}
            onChange={(networkView) => {
              set({ networkView });
            }}
          />
          {view === "matrix" && <MatrixShape />}
          {view === "graph" && (
            <>
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
                disabled={compared.base === undefined}
                title="Show the graph as it was before the last change"
                onClick={() => {
                  setShowBefore(!showBefore);
                }}
              >
                {showBefore ? "Showing before" : "Before / after"}
              </Button>
            </>
          )}
        </>
      }
    >
      <PreviewBar>
        {view === "graph" ? (
          <ErrorBoundary what="The graph">
            <GraphPanel
              compared={compared}
              filter={filter}
              showBefore={showBefore}
              hoveredPolicy={hoveredPolicy}
              onTry={onTry}
              onCommand={onCommand}
            />
          </ErrorBoundary>
        ) : (
          <ErrorBoundary what="The matrix">
            <Suspense fallback={<p className={styles["wait"]}>Drawing the matrix…</p>}>
              <MatrixPanel compared={compared} onWhy={onWhy} />
            </Suspense>
          </ErrorBoundary>
        )}
      </PreviewBar>
    </PanelFrame>
  );
}
