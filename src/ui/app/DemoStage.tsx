import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useStore } from "zustand";
import type { DemoAction } from "../../core/lessons/demo.ts";
import type { Demo, DemoScene } from "../../core/lessons/schema/lesson.ts";
import { demoSelection } from "../../core/session/demoCamera.ts";
import { openDemo, type DemoStage as Stage } from "../../store/demo.ts";
import { createPreferences } from "../../store/preferences.ts";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { DemoBar, type StageSwitch } from "../demo/DemoBar.tsx";
import { Poll } from "../demo/Poll.tsx";
import { SceneNotes } from "../demo/SceneNotes.tsx";
import { useDemoKeys } from "../demo/useDemoKeys.ts";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { PreferencesContext, usePreferencesStore } from "../hooks/usePreferences.ts";
import { DemoCompare } from "./DemoCompare.tsx";
import { GraphPanel } from "./GraphPanel.tsx";
import { InspectorPanel } from "./InspectorPanel.tsx";
import { Notices } from "./Notices.tsx";
import { TerminalBody } from "./TerminalPanel.tsx";
import { useCompared } from "./useCompared.ts";
import { useLabKeys } from "./useLabKeys.ts";
import styles from "./DemoStage.module.css";

const MatrixPanel = lazy(() => import("./MatrixPanel.tsx"));

type Large = NonNullable<NonNullable<DemoScene["camera"]>["large"]>;

/** How much closer than at a desk a small picture is drawn. */
const CLOSEST = 1.9;

/** Terminal type for the last row, in px; at least seventy characters fit on a line of its screen. */
const FONT_SIZES = [26, 23, 20, 17, 15] as const;

function fontSizeFor(width: number): number {
  return FONT_SIZES.find((size) => width >= size * 70) ?? 13;
}

function useFontSize(): number {
  const [size, setSize] = useState(() => fontSizeFor(window.innerWidth));
  useEffect(() => {
    const onResize = (): void => {
      setSize(fontSizeFor(window.innerWidth));
    };
    window.addEventListener("resize", onResize);
    return () => {
      window.removeEventListener("resize", onResize);
    };
  }, []);
  return size;
}

/** Is the focus in the terminal, so that the keys are the shell's? Esc takes it out again. */
function useTyping(): boolean {
  const [typing, setTyping] = useState(false);
  useEffect(() => {
    const look = (): void => {
      setTyping(document.activeElement?.closest(".xterm") !== null);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || !(event.target instanceof HTMLElement)) return;
      if (event.target.closest(".xterm") === null) return;
      event.preventDefault();
      event.stopPropagation();
      event.target.blur();
    };
    document.addEventListener("focusin", look);
    document.addEventListener("focusout", look);
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => {
      document.removeEventListener("focusin", look);
      document.removeEventListener("focusout", look);
      window.removeEventListener("keydown", onKeyDown, { capture: true });
    };
  }, []);
  return typing;
}

/** The open lab as a stage: network and terminal in large type, driven scene by scene. */
export default function DemoStage({ demo }: { readonly demo: Demo }) {
  const lab = useLab();
  const [stage, setStage] = useState<Stage>();
  useEffect(() => {
    let opened: Stage | undefined;
    let left = false;
    queueMicrotask(() => {
      if (left) return;
      opened = openDemo(lab, demo);
      setStage(opened);
    });
    document.title = `${demo.title}: demonstration`;
    return () => {
      left = true;
      opened?.close();
    };
  }, [lab, demo]);
  return stage === undefined ? null : <OpenStage stage={stage} />;
}

/** The picture follows the script, whatever filter this person uses elsewhere. */
function useStagePreferences() {
  const own = usePreferencesStore();
  const [stagePreferences] = useState(() => {
    const store = createPreferences(undefined);
    store.setState({ ...own.getState(), flowFilter: "all", networkView: "graph" });
    return store;
  });
  return stagePreferences;
}

/** Selects what the scene is about, once it is there; nothing while the room is asked. */
function useCamera({ demo, store }: Stage): Large {
  const lab = useLab();
  const run = useStore(store, (state) => state.run);
  const { camera } = demo.scenes[run.scene] ?? {};
  const shown = run.phase === "run" || run.phase === "revealed";
  const { phase } = run;
  useEffect(() => {
    const { cluster } = lab.session;
    const { outside } = lab.session.scenario;
    const select = shown ? camera?.select : undefined;
    lab.select(select === undefined ? undefined : demoSelection(cluster.state, outside, select));
    // a policy is there only when the command has run
  }, [lab, camera, shown, phase]);
  return camera?.large ?? "both";
}

function OpenStage({ stage }: { readonly stage: Stage }) {
  const { demo, store } = stage;
  const lab = useLab();
  const state = useStore(store);
  const { run } = state;
  const [, navigate] = useLocation();
  const large = useCamera(stage);
  const preferences = useStagePreferences();
  const fontSize = useFontSize();
  const typing = useTyping();
  const [start] = useState(() => lab.session.cluster.state);
  const [compare, setCompare] = useState(false);
  const [notes, setNotes] = useState(false);
  const [why, setWhy] = useState(false);
  const open = useLabState((s) => s.open);
  const root = useRef<HTMLDivElement>(null);
  useLabKeys(lab.session, undefined);

  // vi and kubectl edit wait for the editor
  const [shownFor, setShownFor] = useState(open);
  if (open !== shownFor) {
    setShownFor(open);
    setWhy(open !== undefined);
  }

  const dispatch = useCallback(
    (action: DemoAction) => {
      if (action.type === "next" || action.type === "back" || action.type === "reset") {
        lab.closeFile();
        setWhy(false);
        if (action.type === "reset") setCompare(false);
      }
      void stage.dispatch(action);
    },
    [lab, stage],
  );
  const openNotesWindow = useCallback(() => {
    const address = `${location.href.split("#")[0] ?? ""}#/demo/${demo.id}/notes`;
    const opened = window.open(address, `netpol-notes-${demo.id}`, "popup,width=960,height=760");
    if (opened === null)
      lab.notify(`The browser did not open a window. Open this address in another one: ${address}`);
  }, [lab, demo]);

  const typeLive = useCallback(() => {
    lab.terminals.focus();
  }, [lab]);

  const others = useMemo<Readonly<Record<string, () => void>>>(
    () => ({
      n: () => {
        setNotes((on) => !on);
      },
      p: openNotesWindow,
      w: () => {
        setWhy((on) => !on);
      },
      t: typeLive,
      ...(demo.compare === true && {
        s: () => {
          setCompare((on) => !on);
        },
      }),
      Escape: () => {
        if (why) setWhy(false);
        else if (notes) setNotes(false);
        else if (compare) setCompare(false);
        else navigate("/");
      },
    }),
    [demo, why, notes, compare, navigate, openNotesWindow, typeLive],
  );
  useDemoKeys(run, dispatch, others);

  const ask = demo.scenes[run.scene]?.ask;
  const inspects = why || large === "yaml";
  const polling = ask !== undefined && (run.phase === "asked" || run.phase === "voted");
  const switches: readonly StageSwitch[] = [
    ...(demo.compare === true
      ? [{ label: "Side by side", letter: "S", on: compare, onPress: () => { setCompare(!compare); } }] // prettier-ignore
      : []),
    { label: "Why?", letter: "W", on: why, onPress: () => { setWhy(!why); } }, // prettier-ignore
    { label: "Notes", letter: "N", on: notes, onPress: () => { setNotes(!notes); } }, // prettier-ignore
    { label: "Notes window", letter: "P", onPress: openNotesWindow },
    { label: "Type", letter: "T", disabled: polling, onPress: typeLive },
    { label: "Reset", letter: "R", onPress: () => { dispatch({ type: "reset" }); } }, // prettier-ignore
  ];

  return (
    <PreferencesContext value={preferences}>
      <div
        ref={root}
        className={styles["stage"]}
        data-large={polling ? "poll" : compare || run.phase === "ready" ? "network" : large}
      >
        <main className={styles["panels"]} data-inspects={inspects && !polling}>
          <h1 className="visually-hidden">{demo.title}</h1>
          <section
            id="panel-network"
            className={styles["network"]}
            aria-label="Network"
            tabIndex={-1}
          >
            <h2 className="visually-hidden">Network</h2>
            <ErrorBoundary what="The network">
              {compare ? <DemoCompare start={start} /> : <Network matrix={large === "matrix"} />}
            </ErrorBoundary>
          </section>
          <section
            id="panel-terminal"
            className={styles["terminal"]}
            aria-label="Terminal"
            inert={polling}
          >
            <TerminalBody
              fontSize={fontSize}
              onWhy={() => {
                setWhy(true);
              }}
            />
          </section>
          {polling && (
            <div className={styles["pollPlace"]}>
              <Poll
                key={run.scene}
                question={ask.question}
                options={ask.options}
                poll={run.polls[run.scene]}
                locked={run.phase === "voted"}
                onAction={dispatch}
              />
            </div>
          )}
          {inspects && !polling && (
            <div className={styles["drawer"]}>
              <InspectorPanel
                bare={false}
                onTry={(flow) => {
                  lab.tryFlow(flow);
                  lab.select({ kind: "flow", flow });
                }}
                onHoverPolicy={() => undefined}
                onClose={() => {
                  setWhy(false);
                }}
              />
            </div>
          )}
        </main>
        {notes && (
          <aside className={styles["notes"]} aria-label="Notes">
            <SceneNotes demo={demo} run={run} isPublic />
          </aside>
        )}
        <DemoBar
          demo={demo}
          state={state}
          typing={typing}
          switches={switches}
          onAction={dispatch}
          onLeaveTerminal={() => {
            if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
          }}
        />
        <Notices />
      </div>
    </PreferencesContext>
  );
}

/** The network without the bar of the workspace: the flows that the demonstration speaks of. */
function Network({ matrix }: { readonly matrix: boolean }) {
  const lab = useLab();
  const compared = useCompared();
  if (matrix) {
    return (
      <Suspense fallback={<p>Drawing the matrix…</p>}>
        <MatrixPanel compared={compared} onWhy={undefined} />
      </Suspense>
    );
  }
  return (
    <GraphPanel
      compared={compared}
      filter="watched"
      showBefore={false}
      hoveredPolicy={undefined}
      closest={CLOSEST}
      onTry={(flow) => {
        lab.tryFlow(flow);
        lab.select({ kind: "flow", flow });
      }}
      onCommand={(command) => {
        lab.terminals.type(command);
      }}
    />
  );
}
