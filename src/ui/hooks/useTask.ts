import { useMemo } from "react";
import type { CheckWorld } from "../../core/lessons/checks/check.ts";
import { checkWorld } from "../../core/session/lessonWorld.ts";
import { watchedRequest } from "../../core/session/graph.ts";
import type { WatchedFlow } from "../../core/session/scenario.ts";
import { useLab, useLabState } from "../hooks/useLab.ts";

/** The lab as checks see it, anew when it changes. */
export function useCheckWorld(): CheckWorld {
  const { session } = useLab();
  const cluster = useLabState((state) => state.cluster);
  const log = useLabState((state) => state.log);
  // of one moment: what the session is ahead of the page comes with the next drawing
  return useMemo(
    () => ({
      ...checkWorld(session, { logFrom: 0, answers: new Map() }, cluster),
      commands: log,
    }),
    [session, cluster, log],
  );
}

/** Selects a flow that a check speaks of, so that the inspector says why. */
export function useShowFlow(): (flow: WatchedFlow | undefined) => void {
  const lab = useLab();
  return (flow) => {
    const { cluster } = lab.store.getState();
    const request = flow && watchedRequest(cluster, lab.session.scenario, flow);
    if (request !== undefined) lab.select({ kind: "flow", flow: request });
  };
}

/** Writes a command to the prompt, where it waits for Enter. */
export function useWrite(onTerminal: () => void): (command: string) => void {
  const lab = useLab();
  return (command) => {
    onTerminal();
    if (lab.terminals.write(command)) lab.terminals.focus();
    else lab.notify("A command is still running. Wait for it, or stop it with Ctrl-C.");
  };
}
