import { Plus, X } from "lucide-react";
import { Suspense, lazy, useCallback, useMemo } from "react";
import { useStore } from "zustand";
import type { Speed } from "../../store/labClock.ts";
import type { TerminalTab } from "../../store/terminals.ts";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { useLab } from "../hooks/useLab.ts";
import { usePreference, useSetPreferences } from "../hooks/usePreferences.ts";
import { WaitBar } from "../terminal/WaitBar.tsx";
import styles from "../terminal/Terminal.module.css";
import { PanelFrame } from "./PanelFrame.tsx";

const XtermView = lazy(() => import("../terminal/XtermView.tsx"));

const SPEEDS: readonly { readonly value: Speed; readonly label: string }[] = [
  { value: "1", label: "×1, as in life" },
  { value: "4", label: "×4" },
  { value: "instant", label: "instant" },
];

const KEYS: readonly (readonly [label: string, text: string])[] = [
  ["Tab", "\t"],
  ["↑", "\u001b[A"],
  ["^C", "\u0003"],
  ["|", "|"],
  ["-", "-"],
  ["/", "/"],
];

interface ViewProps {
  readonly tab: TerminalTab;
  readonly visible: boolean;
  readonly fontSize: number | undefined;
}

function View({ tab, visible, fontSize }: ViewProps) {
  const { terminals } = useLab();
  const focusRequests = useStore(terminals.store, (state) => state.focusRequests);
  const screenReader = usePreference("screenReader");
  const opened = useMemo(() => terminals.tab(tab.id), [terminals, tab.id]);
  if (opened === undefined) return null;
  return (
    <XtermView
      device={opened.device}
      attach={opened.attach}
      screenReader={screenReader}
      visible={visible}
      prompts={tab.prompts}
      label={`Terminal ${tab.name}`}
      focusRequests={focusRequests}
      fontSize={fontSize}
    />
  );
}

interface BodyProps {
  /** On a phone there is a row of keys that its keyboard lacks. */
  readonly keys?: boolean;
  /** In px; that of the workspace unless said. */
  readonly fontSize?: number;
  /** Called after the flow that failed was selected. */
  readonly onWhy?: () => void;
}

/** What the terminals show, and below it what is waited for or what failed. */
export function TerminalBody({ keys = false, fontSize, onWhy }: BodyProps) {
  const lab = useLab();
  const { terminals, session } = lab;
  const { tabs, active } = useStore(terminals.store);
  const current = tabs.find((tab) => tab.id === active);
  const running = current?.running;
  const failed = current?.failed;
  const now = useCallback(() => session.clock.now(), [session]);
  return (
    <ErrorBoundary what="The terminal">
      <div className={styles["terminal"]}>
        <div className={styles["views"]}>
          <Suspense fallback={null}>
            {tabs.map((tab) => (
              <View key={tab.id} tab={tab} visible={tab.id === active} fontSize={fontSize} />
            ))}
          </Suspense>
        </div>
        {running !== undefined && (
          <WaitBar
            command={running.command}
            since={running.since}
            now={now}
            onCancel={() => {
              terminals.keys("\u0003");
            }}
          />
        )}
        {running === undefined && failed !== undefined && (
          <div className={styles["waiting"]}>
            <span>{failed.text}</span>
            <button
              type="button"
              className={styles["why"]}
              onClick={() => {
                lab.select({ kind: "flow", flow: failed.flow });
                onWhy?.();
              }}
            >
              Why?
            </button>
          </div>
        )}
        {keys && (
          <div className={styles["keys"]}>
            {KEYS.map(([label, text]) => (
              <button
                key={label}
                type="button"
                onClick={() => {
                  terminals.keys(text);
                }}
              >
                {label}
              </button>
            ))}
          </div>
        )}
      </div>
    </ErrorBoundary>
  );
}

/** The terminals: tabs, waiting speed, screen-reader mode, and a row of keys where there are none. */
export function TerminalPanel({ bare }: { readonly bare: boolean }) {
  const { terminals } = useLab();
  const { tabs, active } = useStore(terminals.store);
  const speed = usePreference("speed");
  const screenReader = usePreference("screenReader");
  const set = useSetPreferences();
  return (
    <PanelFrame
      panel="terminal"
      name="Terminal"
      dark
      bare={bare}
      bar={
        <>
          <div className={styles["tabs"]}>
            {tabs.map((tab) => (
              <span key={tab.id} className={styles["tab"]} data-active={tab.id === active}>
                <button
                  type="button"
                  aria-pressed={tab.id === active}
                  onClick={() => {
                    terminals.show(tab.id);
                  }}
                >
                  {tab.name}
                </button>
                {tabs.length > 1 && (
                  <button
                    type="button"
                    aria-label={`Close ${tab.name}`}
                    onClick={() => {
                      terminals.closeTab(tab.id);
                    }}
                  >
                    <X size={12} aria-hidden />
                  </button>
                )}
              </span>
            ))}
            <button
              type="button"
              className={styles["plain"]}
              aria-label="New terminal"
              onClick={() => {
                terminals.open();
              }}
            >
              <Plus size={13} aria-hidden />
            </button>
          </div>
          <label className={styles["speed"]}>
            Waits
            <select
              value={speed}
              onChange={(event) => {
                const chosen = SPEEDS.find(({ value }) => value === event.target.value);
                if (chosen !== undefined) set({ speed: chosen.value });
              }}
            >
              {SPEEDS.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <button
            type="button"
            className={styles["plain"]}
            aria-pressed={screenReader}
            title="Reads the terminal to a screen reader"
            onClick={() => {
              set({ screenReader: !screenReader });
            }}
          >
            Screen reader
          </button>
        </>
      }
    >
      <TerminalBody keys={bare} />
    </PanelFrame>
  );
}
