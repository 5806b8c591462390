import { Menu } from "@base-ui/react/menu";
import { Check, ChevronDown } from "lucide-react";
import { useState } from "react";
import { PLUGINS } from "../../core/netpol/profiles/registry.ts";
import { pluginOf } from "../../core/session/view.ts";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { AboutPlugin } from "./AboutPlugin.tsx";
import { ComparePlugins } from "./ComparePlugins.tsx";
import styles from "./Plugins.module.css";

/** Which network plugin the nodes run: a quiet badge that opens the choice of others. */
export function PluginMenu() {
  const lab = useLab();
  const cluster = useLabState((state) => state.cluster);
  const [dialog, setDialog] = useState<"about" | "compare" | undefined>();
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
                  void lab.session.setPlugin(id);
                }}
              >
                {PLUGINS.map(({ id, title, about }) => (
                  <Menu.RadioItem key={id} value={id} closeOnClick className={styles["item"]}>
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
              <Menu.Separator className={styles["separator"]} />
              <Menu.Item
                className={styles["command"]}
                onClick={() => {
                  setDialog("about");
                }}
              >
                What {current.title} does, decision by decision
              </Menu.Item>
              <Menu.Item
                className={styles["command"]}
                onClick={() => {
                  setDialog("compare");
                }}
              >
                Compare two plugins on this cluster
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <AboutPlugin open={dialog === "about"} plugin={current} onClose={close} />
      <ComparePlugins open={dialog === "compare"} cluster={cluster} onClose={close} />
    </>
  );
}
