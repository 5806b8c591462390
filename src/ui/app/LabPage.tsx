import { useCallback, useDeferredValue, useMemo, useState, type ReactNode } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import type { FlowRequest } from "../../core/graph/types.ts";
import { isUnchanged } from "../../core/report/changes.ts";
import { diffHeadline } from "../../core/report/changesText.ts";
import { changesBetween } from "../../core/session/report.ts";
import type { LabTarget } from "../../store/target.ts";
import type { PanelId } from "../../store/preferences.ts";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { usePreference, useSetPreferences } from "../hooks/usePreferences.ts";
import { useArrangement } from "../hooks/useWidth.ts";
import { GuidePanel } from "./GuidePanel.tsx";
import { InspectorPanel } from "./InspectorPanel.tsx";
import { LabHeader } from "./LabHeader.tsx";
import { NetworkPanel } from "./NetworkPanel.tsx";
import { Notices } from "./Notices.tsx";
import { TerminalPanel } from "./TerminalPanel.tsx";
import { Timeline } from "./Timeline.tsx";
import { useLabKeys } from "./useLabKeys.ts";
import styles from "./Workspace.module.css";

const SAVED = {
  saved: "Saved on this device",
  saving: "Saving…",
  memory: "Not saved: this browser stores nothing",
  failed: "Saving failed: storage is full or refused",
} as const;

interface PanelsProps {
  readonly panels: Readonly<Record<PanelId, ReactNode>>;
}

/** All panels beside each other; sizes are remembered, hidden ones come back from the header. */
function WidePanels({ panels, inspector }: PanelsProps & { readonly inspector: boolean }) {
  const hidden = usePreference("hidden");
  const maximised = usePreference("maximised");
  const sizes = usePreference("sizes");
  const set = useSetPreferences();
  const shown = (panel: PanelId): boolean =>
    maximised === undefined ? !hidden.includes(panel) : maximised === panel;
  const remember = (group: string) => (layout: Readonly<Record<string, number>>) => {
    set({ sizes: { ...sizes, [group]: { ...sizes[group], ...layout } } });
  };
  const centre = shown("network") || shown("terminal");
  // a group lays itself out anew when its panels change, from what was remembered of each
  const columns = [
    shown("guide") ? "guide" : "",
    centre ? "centre" : "",
    inspector && shown("inspector") ? "inspector" : "",
  ].filter((name) => name !== "");
  const rows = [shown("network") ? "network" : "", shown("terminal") ? "terminal" : ""].filter(
    (name) => name !== "",
  );
  return (
    <Group
      key={columns.join()}
      orientation="horizontal"
      style={{ height: "100%" }}
      onLayoutChanged={remember("columns")}
    >
      {shown("guide") && (
        <Panel
          id="guide"
          minSize={240}
          defaultSize={sizeOf(sizes["columns"]?.["guide"], "22.5%")}
          groupResizeBehavior="preserve-pixel-size"
        >
          {panels.guide}
        </Panel>
      )}
      {shown("guide") && centre && (
        <Separator className={styles["columnHandle"]} aria-label="Width of the guide" />
      )}
      {centre && (
        <Panel id="centre" minSize={320}>
          <Group
            key={rows.join()}
            orientation="vertical"
            style={{ height: "100%" }}
            onLayoutChanged={remember("rows")}
          >
            {shown("network") && (
              <Panel id="network" minSize={120}>
                {panels.network}
              </Panel>
            )}
            {rows.length === 2 && (
              <Separator className={styles["rowHandle"]} aria-label="Height of the terminal" />
            )}
            {shown("terminal") && (
              <Panel
                id="terminal"
                minSize={110}
                defaultSize={sizeOf(sizes["rows"]?.["terminal"], "34%")}
                groupResizeBehavior={
                  rows.length === 2 ? "preserve-pixel-size" : "preserve-relative-size"
                }
              >
                {panels.terminal}
              </Panel>
            )}
          </Group>
        </Panel>
      )}
      {inspector && shown("inspector") && centre && (
        <Separator className={styles["columnHandle"]} aria-label="Width of the inspector" />
      )}
      {inspector && shown("inspector") && (
        <Panel
          id="inspector"
          minSize={260}
          defaultSize={sizeOf(sizes["columns"]?.["inspector"], "26%")}
          groupResizeBehavior={centre ? "preserve-pixel-size" : "preserve-relative-size"}
        >
          {panels.inspector}
        </Panel>
      )}
    </Group>
  );
}

function sizeOf(percent: number | undefined, otherwise: string): string {
  return percent === undefined ? otherwise : `${percent}%`;
}

const TABS: readonly { readonly panel: PanelId; readonly name: string }[] = [
  { panel: "guide", name: "Guide" },
  { panel: "network", name: "Network" },
  { panel: "terminal", name: "Terminal" },
  { panel: "inspector", name: "Why" },
];

/** One panel at a time, with a bar of tabs at the bottom; the others keep their state. */
function TabbedPanels({
  panels,
  current,
  onChange,
}: PanelsProps & { readonly current: PanelId; readonly onChange: (panel: PanelId) => void }) {
  return (
    <>
      <div className={styles["body"]}>
        {TABS.map(({ panel }) => (
          <div
            key={panel}
            id={`tab-${panel}`}
            className={panel === current ? styles["onlyPanel"] : styles["hiddenPanel"]}
          >
            {panels[panel]}
          </div>
        ))}
      </div>
      <div className={styles["tabs"]} role="tablist" aria-label="Panels">
        {TABS.map(({ panel, name }) => (
          <button
            key={panel}
            type="button"
            role="tab"
            aria-selected={panel === current}
            aria-controls={`tab-${panel}`}
            className={styles["tab"]}
            onClick={() => {
              onChange(panel);
            }}
          >
            {name}
          </button>
        ))}
      </div>
    </>
  );
}

/** What the present step changed, in a line; later than the picture, which shows it too. */
function useChange(): string | undefined {
  const { outside } = useLab().session.scenario;
  const before = useDeferredValue(useLabState((state) => state.before));
  const cluster = useDeferredValue(useLabState((state) => state.cluster));
  return useMemo(() => {
    if (before === undefined) return undefined;
    const summary = changesBetween(before, cluster, outside);
    return isUnchanged(summary) ? undefined : diffHeadline(summary);
  }, [before, cluster, outside]);
}

/** The workspace of an open lab. */
export function LabPage({ target }: { readonly target: LabTarget }) {
  const lab = useLab();
  const arrangement = useArrangement();
  const labels = useLabState((state) => state.labels);
  const position = useLabState((state) => state.position);
  const saved = useLabState((state) => state.saved);
  const change = useChange();
  const selected = useLabState((state) => state.selected);
  const open = useLabState((state) => state.open);
  const hidden = usePreference("hidden");
  const maximised = usePreference("maximised");
  const set = useSetPreferences();
  const [hoveredPolicy, setHoveredPolicy] = useState<string>();
  const [tab, setTab] = useState<PanelId>("guide");
  const [drawer, setDrawer] = useState(false);

  // selecting or opening something brings its panel into view
  const wanted = selected ?? open;
  const [shownFor, setShownFor] = useState(wanted);
  if (wanted !== shownFor) {
    setShownFor(wanted);
    if (wanted !== undefined) {
      if (arrangement === "drawer") setDrawer(true);
      if (arrangement === "tabs" && (open !== undefined || tab === "terminal")) setTab("inspector");
    }
  }

  const showTerminal = useCallback(() => {
    if (arrangement === "tabs") setTab("terminal");
    else if (hidden.includes("terminal") || (maximised ?? "terminal") !== "terminal")
      set({ hidden: hidden.filter((panel) => panel !== "terminal"), maximised: undefined });
  }, [arrangement, hidden, maximised, set]);
  const runCommand = useCallback(
    (command: string) => {
      lab.terminals.type(command);
      showTerminal();
    },
    [lab, showTerminal],
  );
  const tryFlow = useCallback(
    (flow: FlowRequest) => {
      lab.tryFlow(flow);
      lab.select({ kind: "flow", flow });
    },
    [lab],
  );
  useLabKeys(lab.session, arrangement === "tabs" ? setTab : undefined);

  const bare = arrangement === "tabs";
  const panels: Readonly<Record<PanelId, ReactNode>> = {
    guide: (
      <GuidePanel
        bare={bare}
        step={target.kind === "lesson" ? target.step : undefined}
        onRun={runCommand}
        onTerminal={showTerminal}
      />
    ),
    network: (
      <NetworkPanel
        hoveredPolicy={hoveredPolicy}
        onTry={tryFlow}
        onCommand={runCommand}
        bare={bare}
        onWhy={
          bare
            ? () => {
                setTab("inspector");
              }
            : undefined
        }
      />
    ),
    terminal: <TerminalPanel bare={bare} />,
    inspector: (
      <InspectorPanel
        bare={bare}
        onTry={tryFlow}
        onHoverPolicy={setHoveredPolicy}
        onShowNetwork={
          bare
            ? () => {
                setTab("network");
              }
            : undefined
        }
        {...(arrangement === "drawer"
          ? {
              onClose: () => {
                setDrawer(false);
              },
            }
          : {})}
      />
    ),
  };
  return (
    <div className={styles["workspace"]} data-arrangement={arrangement}>
      <LabHeader
        route={target.kind === "lab" ? target.name : ""}
        arrangement={arrangement}
        drawer={drawer}
        onDrawer={() => {
          setDrawer(!drawer);
        }}
      />
      {arrangement === "tabs" ? (
        <TabbedPanels panels={panels} current={tab} onChange={setTab} />
      ) : (
        <main className={styles["body"]}>
          <WidePanels panels={panels} inspector={arrangement === "wide"} />
          {arrangement === "drawer" && drawer && (
            <div className={styles["drawer"]}>{panels.inspector}</div>
          )}
        </main>
      )}
      {arrangement !== "tabs" && (
        <Timeline
          labels={labels}
          position={position}
          change={change}
          saved={SAVED[saved]}
          onGoTo={(to) => {
            lab.session.goTo(to);
          }}
        />
      )}
      <Notices />
    </div>
  );
}
