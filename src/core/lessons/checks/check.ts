/** What a check is: a statement about the lab that holds or not, and can say what is still missing. */
import type { ClusterState } from "../../cluster/types.ts";
import type { CompiledNetwork } from "../../netpol/compile.ts";
import type { Resolution } from "../../netpol/endpoints.ts";
import type { DataPlane } from "../../network/dataplane.ts";

/** The lab as checks see it. */
export interface CheckWorld {
  readonly state: ClusterState;
  /** The compiled policies of {@link state}. */
  readonly network: CompiledNetwork;
  readonly plane: DataPlane;
  /** Commands typed in the step, oldest first, as they were typed. */
  readonly commands: readonly string[];
  /** Predictions and questions that have an answer, by id: was it right? */
  readonly answers: ReadonlyMap<string, boolean>;
  /** An end by name: `NAMESPACE/POD`, `node:NAME`, `ext:NAME` of the cluster's hosts, an address. */
  resolve(end: string): Resolution;
}

export interface CheckResult {
  readonly holds: boolean;
  /** What is so now, in one short sentence; for a check that does not hold, what is missing. */
  readonly text: string;
}

export interface Check {
  /** As it stands in the lesson. */
  readonly source: string;
  /** What is asked for, as the learner reads it in the list of checks. */
  readonly text: string;
  /** A flow that the check is about; the graph can point at it. */
  readonly flow?: CheckedFlow;
  run(world: CheckWorld): CheckResult;
}

export interface CheckedFlow {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: "TCP" | "UDP" | "SCTP";
  readonly want: "allow" | "deny";
}

/**
 * One kind of check: a file of its own and a line in the registry. `read` gets what follows the
 * kind's name and answers undefined when it does not have the form.
 */
export interface CheckKind {
  readonly name: string;
  /** e.g. `reach FROM -> TO:PORT[/PROTOCOL] allow|deny`; in messages and in the docs. */
  readonly form: string;
  /** One sentence for authors. */
  readonly about: string;
  read(rest: string): Omit<Check, "source"> | undefined;
}
