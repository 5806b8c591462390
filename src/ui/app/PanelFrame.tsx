import type { KeyboardEventHandler, ReactNode } from "react";
import { Maximize2, Minimize2, X } from "lucide-react";
import type { PanelId } from "../../store/preferences.ts";
import { Button } from "../components/Button.tsx";
import { usePreference, useSetPreferences } from "../hooks/usePreferences.ts";
import styles from "./Workspace.module.css";

/** The buttons every panel has: maximise or restore, and hide. */
export function PanelButtons({ panel, name }: { readonly panel: PanelId; readonly name: string }) {
  const maximised = usePreference("maximised") === panel;
  const hidden = usePreference("hidden");
  const set = useSetPreferences();
  return (
    <span className={styles["panelButtons"]}>
      <Button
        look="ghost"
        size="small"
        aria-label={maximised ? `Restore ${name}` : `Maximise ${name}`}
        title={maximised ? "Restore" : "Maximise"}
        onClick={() => {
          set({ maximised: maximised ? undefined : panel });
        }}
      >
        {maximised ? <Minimize2 size={14} aria-hidden /> : <Maximize2 size={14} aria-hidden />}
      </Button>
      {panel !== "network" && (
        <Button
          look="ghost"
          size="small"
          aria-label={`Hide ${name}`}
          title="Hide"
          onClick={() => {
            set({ hidden: [...hidden, panel], maximised: undefined });
          }}
        >
          <X size={14} aria-hidden />
        </Button>
      )}
    </span>
  );
}

interface FrameProps {
  readonly panel: PanelId;
  readonly name: string;
  readonly bar: ReactNode;
  readonly children: ReactNode;
  readonly dark?: boolean;
  /** Leaves the buttons out (on narrow screens the tab bar does their work). */
  readonly bare?: boolean;
  readonly onKeyDown?: KeyboardEventHandler;
}

/** A named region with a bar on top and content below that fills the rest. */
export function PanelFrame(props: FrameProps) {
  const { panel, name, bar, children, dark = false, bare = false, onKeyDown } = props;
  return (
    <section
      id={`panel-${panel}`}
      className={`${styles["panel"] ?? ""} ${dark ? (styles["dark"] ?? "") : ""}`}
      aria-label={name}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <div className={styles["bar"]}>
        {bar}
        {!bare && <PanelButtons panel={panel} name={name.toLowerCase()} />}
      </div>
      <div className={styles["content"]}>{children}</div>
    </section>
  );
}
