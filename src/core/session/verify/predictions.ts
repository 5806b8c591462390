/** Is what a prediction declares what comes? */
import type { Prediction } from "../../lessons/schema/parts.ts";
import type { CheckSource } from "../../lessons/checks/registry.ts";
import { evaluate } from "../../netpol/evaluate.ts";
import { flowBetween } from "../../netpol/endpoints.ts";
import { listenersAt } from "../flows.ts";
import { networkOf } from "../view.ts";
import type { ClusterState } from "../../cluster/types.ts";
import type { Lab } from "./lab.ts";

/** What is wrong with a prediction by itself; `at` is below its path. */
export function faultsOfPrediction(
  predict: Prediction,
): readonly { readonly at: string; readonly message: string }[] {
  if (!("options" in predict)) return [];
  const { options, answer, beliefs } = predict;
  const faults: { at: string; message: string }[] = [];
  if (answer >= options.length) faults.push({ at: ".answer", message: `there is no option ${answer}` });
  if (new Set(options).size < options.length)
    faults.push({ at: ".options", message: "two options are the same" });
  if (beliefs !== undefined && beliefs.length !== options.length) {
    const message = `${beliefs.length} beliefs stand beside ${options.length} options`;
    faults.push({ at: ".beliefs", message });
  } else if (beliefs?.[answer] !== null && beliefs?.[answer] !== undefined) {
    faults.push({ at: `.beliefs[${answer}]`, message: "the right option gives no belief away" });
  }
  return faults;
} // prettier-ignore

/** The declared answer as checks that hold after the step; none where only the reason says it. */
export function declaredBy(predict: Prediction): readonly CheckSource[] {
  if ("cells" in predict) return predict.cells;
  return "options" in predict && predict.key !== undefined ? [predict.key] : [];
}

/** What is wrong with the declared answer after the step; undefined when nothing computes it. */
export function judgePrediction(
  predict: Prediction,
  lab: Lab,
): readonly { readonly at: string; readonly message: string }[] | undefined {
  if ("number" in predict) {
    if (predict.count === undefined) return undefined;
    const found = allowedPairs(lab.state);
    if (found === predict.number) return [];
    return [{ at: ".number", message: `declared ${predict.number}, computed ${found}` }];
  }
  const declared = declaredBy(predict);
  if (declared.length === 0) return undefined;
  return lab
    .run(declared)
    .flatMap(({ holds, text }, i) =>
      holds
        ? []
        : [{ at: "cells" in predict ? `.cells[${i}]` : ".key", message: `is not so: ${text}` }],
    );
}

/** Any port will do where nobody listens: who may connect does not ask who answers. */
const ANY_PORT = { port: 65_535, protocol: "TCP" } as const;

/** Ordered pairs of application pods of which one may open a connection to the other. */
function allowedPairs(state: ClusterState): number {
  const network = networkOf(state);
  const pods = network.endpoints.pods.filter(
    ({ namespace, hostNetwork }) => namespace !== "kube-system" && !hostNetwork,
  );
  let count = 0;
  for (const source of pods) {
    for (const destination of pods) {
      if (source === destination) continue;
      const ends = [source, destination].map((endpoint) => ({ ok: true, endpoint }) as const);
      const [from, to] = ends;
      if (from === undefined || to === undefined) continue;
      const ports = [...listenersAt(state, destination), ANY_PORT];
      const may = ports.some(
        ({ port, protocol }) => evaluate(network, flowBetween(from, to, port, protocol)).allowed,
      );
      if (may) count++;
    }
  }
  return count;
}
