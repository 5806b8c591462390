/**
 * The points at which network plugins differ, as data (semantics.md section 4). The evaluator and
 * the matrix read every such point from here and branch nowhere else.
 */
export interface Profile {
  readonly name: string;
  readonly enforces: { readonly Ingress: boolean; readonly Egress: boolean };
  /** Does an `ipBlock` match the address of a pod (S29), of a node or host-network pod (S30)? */
  readonly ipBlockMatchesPods: boolean;
  readonly ipBlockMatchesNodes: boolean;
  /** `ignored`: no subject, no peer of selectors, traffic of its node (S46); `identity`: a pod like others. */
  readonly hostNetwork: "ignored" | "identity";
  /** Is a pod's egress to its own node policed (S44)? The way back always is allowed (S43). */
  readonly egressToLocalNode: "policed" | "allowed";
  /** A pod that reaches itself through its Service (S41). */
  readonly selfViaService: "policed" | "allowed";
  /** `rules-without-ports`: such rules allow ICMP, others do not (S63); `allowed`: never dropped. */
  readonly icmp: "rules-without-ports" | "allowed";
  /** Is `endPort` enforced, or only the first port of the range (S36)? */
  readonly endPort: "range" | "start-only";
  /** Are named ports resolved, per direction (S34, S35)? */
  readonly namedPorts: { readonly Ingress: boolean; readonly Egress: boolean };
}

/** What the API documents, and the usual reading where it leaves a choice. */
export const SPEC_PROFILE: Profile = {
  name: "spec",
  enforces: { Ingress: true, Egress: true },
  ipBlockMatchesPods: true,
  ipBlockMatchesNodes: true,
  hostNetwork: "ignored",
  egressToLocalNode: "policed",
  selfViaService: "policed",
  icmp: "rules-without-ports",
  endPort: "range",
  namedPorts: { Ingress: true, Egress: true },
};
