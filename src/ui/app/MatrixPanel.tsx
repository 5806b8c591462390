import { useCallback, useMemo } from "react";
import type { ClusterState } from "../../core/cluster/types.ts";
import { isSystem } from "../../core/graph/system.ts";
import type { FlowRequest } from "../../core/graph/types.ts";
import { portText } from "../../core/netpol/match.ts";
import { matrixChanges, portsInUse } from "../../core/report/matrix.ts";
import { shownNamespaces } from "../../core/session/graph.ts";
import {
  cardOf,
  cellReason,
  flowOfCell,
  matrixOf,
  reportCluster,
} from "../../core/session/report.ts";
import { useLab, useLabState } from "../hooks/useLab.ts";
import { useCoarsePointer } from "../hooks/useCoarsePointer.ts";
import { useArrangement } from "../hooks/useWidth.ts";
import { MatrixView } from "../matrix/MatrixView.tsx";
import type { Compared } from "./useCompared.ts";

interface Props {
  readonly compared: Compared;
  /** Leads to the inspector where it is not in view. */
  readonly onWhy?: (() => void) | undefined;
}

/** The matrix of the lab: what is shown and compared, in the lab's own words. */
export default function MatrixPanel({ compared, onWhy }: Props) {
  const lab = useLab();
  const { outside } = lab.session.scenario;
  const { shown, base, news, banner } = compared;
  const settings = useLabState((state) => state.matrix);
  const selected = useLabState((state) => state.selected);
  const narrow = useArrangement() === "tabs";
  const coarse = useCoarsePointer();
  const { at } = settings;
  const folds = useMemo(() => withSystemFolded(shown, settings.folds), [shown, settings.folds]);
  const model = useMemo(() => matrixOf(shown, outside, at), [shown, outside, at]);
  const changes = useMemo(
    () =>
      base === undefined || !news ? undefined : matrixChanges(matrixOf(base, outside, at), model),
    [base, news, outside, at, model],
  );
  const ports = useMemo(() => portsInUse(reportCluster(shown, outside)), [shown, outside]);
  const positions = useMemo(
    () => new Map(model.ends.map(({ ref }, index) => [cardOf(ref), index])),
    [model],
  );
  const chosen = selected?.kind === "flow" ? selected.flow : undefined;
  const pair = useMemo(() => {
    if (chosen === undefined || !isOf(chosen, at)) return undefined;
    const [source, destination] = [positions.get(chosen.source), positions.get(chosen.destination)];
    return source === undefined || destination === undefined
      ? undefined
      : ([source, destination] as const);
  }, [chosen, at, positions]);
  const reasonOf = useCallback(
    (source: number, destination: number) => {
      const flow = flowOfCell(shown, model, source, destination);
      if (flow === undefined) return undefined;
      return {
        port: portText(flow),
        lines: cellReason(shown, model, source, destination, flow),
      };
    },
    [shown, model],
  );
  return (
    <MatrixView
      model={model}
      changes={changes}
      settings={{ ...settings, folds }}
      onSettings={(change) => {
        lab.store.setState({ matrix: { ...lab.store.getState().matrix, ...change } });
      }}
      ports={ports}
      selected={pair}
      reasonOf={reasonOf}
      onSelect={(source, destination) => {
        const flow = flowOfCell(shown, model, source, destination);
        if (flow !== undefined) lab.select({ kind: "flow", flow });
      }}
      onSelectEnd={({ id }) => {
        lab.select({ kind: "pod", id });
      }}
      {...(onWhy === undefined ? {} : { onWhy })}
      onProblem={(text) => {
        lab.notify(text, "error");
      }}
      banner={banner}
      narrow={narrow}
      coarse={coarse}
      fileName={`matrix-${lab.session.scenario.id}`}
    />
  );
}

/** The cluster's own pods stand folded beside those of people, as on the graph. */
function withSystemFolded(
  state: ClusterState,
  folds: ReadonlyMap<string, boolean>,
): ReadonlyMap<string, boolean> {
  const names = shownNamespaces(state).map(({ metadata }) => metadata.name);
  const own = names.filter(isSystem);
  if (own.length === names.length) return folds;
  return new Map([...own.map((name) => [`namespace/${name}`, true] as const), ...folds]);
}

function isOf(flow: FlowRequest, at: ReturnType<typeof matrixOf>["at"]): boolean {
  return at === "any" || (flow.protocol === at.protocol && flow.port === at.port);
}
