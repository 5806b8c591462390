import { PanelRight, Undo2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { SCENARIOS } from "../../store/scenarios.ts";
import type { Activity } from "../../store/activity.ts";
import type { PanelId } from "../../store/preferences.ts";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Logo } from "../components/Logo.tsx";
import { ThemeButton } from "../components/ThemeButton.tsx";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { usePreference, useSetPreferences } from "../hooks/usePreferences.ts";
import type { Arrangement } from "../hooks/useWidth.ts";
import { ImportDialog } from "../importer/ImportDialog.tsx";
import { PluginMenu } from "../plugins/PluginMenu.tsx";
import { ShareButton } from "../share/ShareButton.tsx";
import { ScenarioList } from "./ScenarioList.tsx";
import styles from "./Workspace.module.css";

const NAMES: Readonly<Record<PanelId, string>> = {
  guide: "guide",
  network: "network",
  terminal: "terminal",
  inspector: "inspector",
};

/** What each kind of lab is part of, and what starting again brings back. */
const PLACES: Readonly<
  Record<
    Activity["kind"],
    {
      readonly part: string;
      readonly href: string;
      readonly again: string;
      readonly means: string;
    }
  >
> = {
  free: {
    part: "Scenarios",
    href: "#/",
    again: "Start this scenario again?",
    means:
      "The cluster, the files in your home folder and the history of this lab go back to the beginning. Other scenarios stay as they are.",
  },
  lesson: {
    part: "Learn",
    href: "#/learn",
    again: "Start this step again?",
    means:
      "The cluster and the files in your home folder become what they are when this step begins. What you have learnt and ticked off stays.",
  },
  puzzle: {
    part: "Puzzles",
    href: "#/learn",
    again: "Start this puzzle again?",
    means:
      "The cluster and the files in your home folder go back to the beginning. Your stars stay.",
  },
  challenge: {
    part: "Broken clusters",
    href: "#/learn",
    again: "Break this cluster again?",
    means: "The cluster and the files in your home folder become as broken as they were.",
  },
  demo: {
    part: "Demonstrations",
    href: "#/teach",
    again: "Start this demonstration again?",
    means: "The cluster and the files go back to the beginning.",
  },
};

interface Props {
  readonly route: string;
  readonly arrangement: Arrangement;
  readonly drawer: boolean;
  readonly onDrawer: () => void;
}

/** Where you are, other scenarios, your own YAML, reset, panels that are hidden. */
export function LabHeader({ route, arrangement, drawer, onDrawer }: Props) {
  const lab = useLab();
  const position = useLabState((state) => state.position);
  const cluster = useLabState((state) => state.cluster);
  const hidden = usePreference("hidden");
  const set = useSetPreferences();
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<"scenarios" | "import" | "reset" | undefined>(
    route === "import" ? "import" : undefined,
  );
  const place = PLACES[lab.activity.kind];
  const free = lab.activity.kind === "free";
  const close = (): void => {
    setDialog(undefined);
  };
  return (
    <header className={styles["header"]}>
      <a className={styles["logo"]} href="#/" aria-label="Netpol Lab, first page">
        <Logo /> <span className={styles["wide"]}>Netpol Lab</span>
      </a>
      <span className={styles["crumb"]}>
        <span className={styles["wide"]}>
          <a href={place.href}>{place.part}</a>&ensp;/&ensp;
        </span>
        <b>{lab.session.scenario.title}</b>
      </span>
      {arrangement !== "tabs" &&
        hidden.map((panel) => (
          <Button
            key={panel}
            size="small"
            onClick={() => {
              set({ hidden: hidden.filter((other) => other !== panel), maximised: undefined });
            }}
          >
            Show {NAMES[panel]}
          </Button>
        ))}
      <PluginMenu
        cluster={cluster}
        outside={lab.session.scenario.outside}
        onPick={(id) => {
          void lab.session.setPlugin(id);
        }}
        onSelectFlow={(flow) => {
          lab.select({ kind: "flow", flow });
        }}
      />
      {free && (
        <>
          <Button
            onClick={() => {
              setDialog("scenarios");
            }}
          >
            Scenarios
          </Button>
          <Button
            className={styles["wide"] ?? ""}
            onClick={() => {
              setDialog("import");
            }}
          >
            Open your own YAML
          </Button>
        </>
      )}
      <ShareButton />
      <Button
        onClick={() => {
          setDialog("reset");
        }}
      >
        Reset
      </Button>
      {arrangement === "tabs" && (
        <Button
          look="ghost"
          aria-label="Undo"
          disabled={position === 0}
          onClick={() => {
            lab.session.undo();
          }}
        >
          <Undo2 size={15} aria-hidden />
        </Button>
      )}
      {arrangement === "drawer" && (
        <Button
          aria-pressed={drawer}
          aria-label={drawer ? "Close the inspector" : "Open the inspector"}
          onClick={onDrawer}
        >
          <PanelRight size={15} aria-hidden /> Why?
        </Button>
      )}
      <ThemeButton />
      <Dialog
        open={dialog === "scenarios"}
        onClose={close}
        title="Scenarios"
        description="Each keeps its own cluster, files and history. Changing to another loses nothing."
      >
        <ScenarioList
          scenarios={SCENARIOS}
          current={lab.session.scenario.id}
          onImport={() => {
            setDialog("import");
          }}
          onPick={(id) => {
            close();
            navigate(`/lab/${id}`);
          }}
        />
      </Dialog>
      <ImportDialog
        open={dialog === "import"}
        onClose={() => {
          close();
          if (route === "import") navigate("/lab/empty");
        }}
        onOpen={(files) => lab.openImport(files)}
        onOpened={(id) => {
          close();
          navigate(`/lab/${id}`);
        }}
      />
      <Dialog
        open={dialog === "reset"}
        onClose={close}
        title={place.again}
        description={place.means}
      >
        <div className={styles["rails"]}>
          <Button
            look="primary"
            onClick={() => {
              void lab.reset();
            }}
          >
            Start again
          </Button>
          <Button onClick={close}>Keep it</Button>
        </div>
      </Dialog>
    </header>
  );
}
