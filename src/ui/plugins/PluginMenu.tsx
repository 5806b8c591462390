import { Menu } from "@base-ui/react/menu";
import { Check, ChevronDown } from "lucide-react";
import { Suspense, lazy, useState } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { FlowRequest } from "../../core/graph/types.ts";
import { PLUGINS } from "../../core/netpol/profiles/registry.ts";
import type { OutsideHost } from "../../core/session/scenario.ts";
import { pluginOf } from "../../core/session/view.ts";
import styles from "./Plugins.module.css";

const AboutPlugin = lazy(async () => ({
  default: (await import("./AboutPlugin.tsx")).AboutPlugin,
}));
const ComparePlugins = lazy(async () => ({
  default: (await import("./ComparePlugins.tsx")).ComparePlugins,
}));

type DialogName = "about" | "compare";

export interface PluginMenuProps {
  readonly cluster: ClusterState;
  readonly outside: readonly OutsideHost[];
  /** The id of the plugin that the nodes are to run. */
  readonly onPick: (id: string) => void;
  readonly onSelectFlow: (flow: FlowRequest) => void;
}

/** Shows the present plugin of a long menu. */
function intoView(item: HTMLElement | null): void {
  const menu = item?.closest<HTMLElement>("[role=menu]");
  if (item !== null && menu !== null && menu !== undefined)
    menu.scrollTop = item.offsetTop - menu.clientHeight / 2;
}

/** Which network plugin the nodes run: a quiet badge that opens the choice of others. */
export function PluginMenu({ cluster, outside, onPick, onSelectFlow }: PluginMenuProps) {
  const [dialog, setDialog] = useState<DialogName | undefined>();
  // a dialog that was opened stays there closed, so that the focus finds back
  const [opened, setOpened] = useState<readonly DialogName[]>([]);
  const show = (name: DialogName): void => {
    setOpened([...opened, name]);
    setDialog(name);
  };
  const current = pluginOf(cluster);
  const close = (): void => {
    setDialog(undefined);
  };
  return (
    <>
      <Menu.Root>
        <Menu.Trigger className={styles["badge"]} aria-label={`Network plugin: ${current.title}`}>
          <span className={styles["label"]}>Plugin</span>
          <span className={styles["current"]}>{current.title}</span>
          <ChevronDown size={13} aria-hidden />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={6} align="end" className={styles["positioner"]}>
            <Menu.Popup className={styles["menu"]}>
              <Menu.RadioGroup
                value={current.id}
                onValueChange={(id: string) => {
                  onPick(id);
                }}
              >
                {PLUGINS.map(({ id, title, about }) => (
                  <Menu.RadioItem
                    key={id}
                    value={id}
                    closeOnClick
                    className={styles["item"]}
                    ref={id === current.id ? intoView : undefined}
                  >
                    <span className={styles["tick"]}>
                      <Menu.RadioItemIndicator>
                        <Check size={14} aria-hidden />
                      </Menu.RadioItemIndicator>
                    </span>
                    <span className={styles["name"]}>{title}</span>
                    <span className={styles["about"]}>{about}</span>
                  </Menu.RadioItem>
                ))}
              </Menu.RadioGroup>
              <div className={styles["commands"]}>
                <Menu.Item
                  className={styles["command"]}
                  onClick={() => {
                    show("about");
                  }}
                >
                  What {current.title} does, decision by decision
                </Menu.Item>
                <Menu.Item
                  className={styles["command"]}
                  onClick={() => {
                    show("compare");
                  }}
                >
                  Compare two plugins on this cluster
                </Menu.Item>
              </div>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <Suspense>
        {opened.includes("about") && (
          <AboutPlugin open={dialog === "about"} plugin={current} onClose={close} />
        )}
        {opened.includes("compare") && (
          <ComparePlugins
            open={dialog === "compare"}
            cluster={cluster}
            outside={outside}
            onSelectFlow={onSelectFlow}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  );
}
