/** What `netpol` asks of a session: clusters from manifests, compiled policies, commands of edits. */
import type { BuiltCluster, InputProblem, World } from "../command/subcommand.ts";
import type { ClusterState } from "../cluster/types.ts";
import { resolveClientConfig } from "../kubectl/config/client-config.ts";
import { isFailure } from "../kubectl/errors.ts";
import { FlagSet, ParsedFlags } from "../kubectl/flags.ts";
import type { ProcessContext } from "../shell/process.ts";
import type { Problem } from "./documents.ts";
import { commandsFor } from "./edits.ts";
import { importCluster, type Imported } from "./import.ts";
import { networkOf } from "./view.ts";

/** What the page's import made, as `netpol` takes it. */
export function builtFrom({ start, skipped, problems, sources }: Imported): BuiltCluster {
  return {
    ...(start === undefined ? {} : { state: start.cluster }),
    problems: problems.filter(({ warning }) => warning !== true).map(asProblem),
    warnings: problems.filter(({ warning }) => warning === true).map(asProblem),
    skipped,
    sources,
  };
}

function asProblem({ file, line, column = 1, message, source }: Problem): InputProblem {
  return { file, line, column, message, ...(source === undefined ? {} : { source }) };
}

export interface NetpolSetting {
  /** Lab time of clusters made from manifests, milliseconds since the epoch. */
  readonly now: () => number;
  /** The namespace of bare names. */
  readonly namespace: World["namespace"];
  /** The cluster of a lab, where there is one. */
  readonly live?: () => ClusterState;
}

/** The world of `netpol`, in a lab or headless. */
export function netpolWorld({ now, ...setting }: NetpolSetting): World {
  return {
    ...setting,
    build: (files) => builtFrom(importCluster(files, now())),
    networkOf,
    commandsFor,
  };
}

/** The namespace of the kubeconfig's current context; `default` where it leads nowhere. */
export function contextNamespace(process: ProcessContext): string {
  try {
    return resolveClientConfig(process, new ParsedFlags(new FlagSet())).namespace;
  } catch (error) {
    if (isFailure(error)) return "default";
    throw error;
  }
}
