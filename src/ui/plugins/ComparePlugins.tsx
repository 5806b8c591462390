import { useId, useMemo, useState } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import type { FlowRequest } from "../../core/graph/types.ts";
import { DECISIONS } from "../../core/netpol/profiles/catalogue.ts";
import { differingDecisions } from "../../core/netpol/profiles/compare.ts";
import type { Plugin } from "../../core/netpol/profiles/plugin.ts";
import { PLUGINS, pluginNamed } from "../../core/netpol/profiles/registry.ts";
import { SPEC } from "../../core/netpol/profiles/spec.ts";
import { comparePlugins, type PluginDifference } from "../../core/session/pluginFlows.ts";
import type { OutsideHost } from "../../core/session/scenario.ts";
import { Dialog } from "../components/Dialog.tsx";
import styles from "./Plugins.module.css";

interface Props {
  readonly open: boolean;
  readonly cluster: ClusterState;
  readonly outside: readonly OutsideHost[];
  readonly onSelectFlow: (flow: FlowRequest) => void;
  readonly onClose: () => void;
}

const LIMIT = 200;

const named = (id: string): Plugin => pluginNamed(id) ?? SPEC;

/** Two plugins on the cluster as it is: the flows that only one of them lets through, and why. */
export function ComparePlugins({ open, onClose, ...rest }: Props) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Two plugins side by side"
      description="The same pods and policies. Listed are only the flows on which the two disagree."
    >
      {open && <Comparison onClose={onClose} {...rest} />}
    </Dialog>
  );
}

function Comparison({ cluster, outside, onSelectFlow, onClose }: Omit<Props, "open">) {
  const current = named(cluster.plugin);
  const [first, setFirst] = useState(current.id);
  const [second, setSecond] = useState(current.id === "cilium" ? "calico" : "cilium");
  const [one, two] = [named(first), named(second)];
  const compared = useMemo(
    () => comparePlugins(cluster, outside, one.profile, two.profile, LIMIT),
    [cluster, outside, one, two],
  );
  const others = differingDecisions(one.profile, two.profile).filter(
    (id) => DECISIONS[id].bears !== "verdicts",
  );
  const { differences, total, judged } = compared;
  return (
    <>
      <div className={styles["pair"]}>
        <Choice label="First plugin" value={first} onChange={setFirst} />
        <Choice label="Second plugin" value={second} onChange={setSecond} />
      </div>
      <p role="status" className={styles["summary"]}>
        {first === second
          ? "Pick two different plugins."
          : total === 0
            ? `On all ${judged} flows of this cluster they agree.`
            : `They disagree on ${total} of ${judged} flows.`}
      </p>
      {differences.length > 0 && (
        <ul className={styles["flows"]}>
          {differences.map((difference) => (
            <li key={keyOf(difference)}>
              <button
                type="button"
                onClick={() => {
                  onSelectFlow(difference.request);
                  onClose();
                }}
              >
                <span className={styles["flow"]}>{flowText(difference, outside)}</span>
                <span className={styles["sides"]}>
                  <Side plugin={one} allowed={difference.first} />
                  <Side plugin={two} allowed={!difference.first} />
                </span>
                <span className={styles["why"]}>
                  {difference.decisions.map((id) => (
                    <span key={id}>
                      {DECISIONS[id].title}: {DECISIONS[id].word(one.profile)} in {one.title},{" "}
                      {DECISIONS[id].word(two.profile)} in {two.title}.
                    </span>
                  ))}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {total > differences.length && (
        <p className={styles["summary"]}>and {total - differences.length} more</p>
      )}
      {others.length > 0 && (
        <>
          <h3 className={styles["heading"]}>They also differ in what no verdict shows</h3>
          <ul className={styles["beyond"]}>
            {others.map((id) => (
              <li key={id}>
                {DECISIONS[id].title}: {DECISIONS[id].word(one.profile)} in {one.title},{" "}
                {DECISIONS[id].word(two.profile)} in {two.title}.
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function Choice({ label, value, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles["choice"]}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      >
        {PLUGINS.map((plugin) => (
          <option key={plugin.id} value={plugin.id}>
            {plugin.title}
          </option>
        ))}
      </select>
    </div>
  );
}

function Side({ plugin, allowed }: { readonly plugin: Plugin; readonly allowed: boolean }) {
  const denied = plugin.profile.deny === "reject" ? "refused" : "dropped";
  return (
    <span className={styles["side"]} data-allowed={allowed}>
      <span aria-hidden>{allowed ? "✓" : "✕"}</span> {plugin.title}: {allowed ? "allowed" : denied}
    </span>
  );
}

function keyOf({ request, service = "" }: PluginDifference): string {
  const { source, destination, protocol, port } = request;
  return [source, destination, protocol, port, service].join(" ");
}

function flowText({ request, service }: PluginDifference, outside: readonly OutsideHost[]): string {
  const { source, destination, protocol, port } = request;
  const at = protocol === "ICMP" ? "ping" : `${protocol} ${port}`;
  const through = service === undefined ? "" : `, through Service ${service}`;
  return `${endText(source, outside)} → ${endText(destination, outside)}, ${at}${through}`;
}

/** `shop/web`, `node kind-worker`, the outside host's name or the address. */
function endText(end: string, outside: readonly OutsideHost[]): string {
  if (end.startsWith("pod/")) return end.slice("pod/".length);
  if (end.startsWith("node/")) return `node ${end.slice("node/".length)}`;
  return outside.find(({ ip }) => ip === end)?.name ?? end;
}
