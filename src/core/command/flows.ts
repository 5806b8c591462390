/** Many flows at once, read from the reach matrices of the classes of ports that are asked about. */
import { evaluate } from "../netpol/evaluate.ts";
import { buildMatrix, type PortOfInterest, type ReachMatrix } from "../netpol/matrix.ts";
import { portClasses, type PortClass } from "../netpol/portClasses.ts";
import { flowBetween, type Resolution } from "../netpol/endpoints.ts";
import type { Endpoint } from "../netpol/types.ts";
import type { FlowRecord } from "../report/flowRecords.ts";
import type { Cluster } from "./cluster.ts";

export type End = Resolution & { readonly ok: true };

/** A record, and the two ends it is of. */
export interface JudgedFlow extends FlowRecord {
  readonly source: End;
  readonly destination: End;
}

/** `NAMESPACE/POD`, or the address. */
export function endName(end: Endpoint): string {
  return end.kind === "pod" ? `${end.namespace}/${end.name}` : end.ip;
}

/** Judges flows of one cluster; keeps a matrix for each class of ports. */
export class FlowBoard {
  readonly cluster: Cluster;
  readonly #matrices = new Map<PortClass, ReachMatrix>();

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /**
   * Every flow from the sources to the destinations, but none from an end to itself.
   * @param ports asked about everywhere; without them, those that the destination listens on
   */
  *flows(
    sources: readonly End[],
    destinations: readonly End[],
    ports?: readonly PortOfInterest[],
  ): Generator<JudgedFlow> {
    const targets = destinations.map((end) => ({
      end,
      name: endName(end.endpoint),
      index: this.#indexOf(end.endpoint),
      ports: ports ?? this.cluster.portsOf(end.endpoint),
    }));
    for (const source of sources) {
      const from = endName(source.endpoint);
      const s = this.#indexOf(source.endpoint);
      for (const { end, name, index: d, ports: asked } of targets) {
        if (name === from) continue;
        for (const at of asked) {
          const verdict = s === undefined || d === undefined ? undefined : this.#between(s, d, at);
          const { egress, ingress } = verdict ?? this.#one(source, end, at);
          yield {
            from,
            to: name,
            port: at.protocol === "ICMP" ? 0 : at.port,
            protocol: at.protocol,
            egress,
            ingress,
            allowed: egress && ingress,
            source,
            destination: end,
          };
        }
      }
    }
  }

  #indexOf(end: Endpoint): number | undefined {
    return end.kind === "pod"
      ? this.cluster.network.endpoints.indexOf(end.namespace, end.name)
      : undefined;
  }

  #between(source: number, destination: number, at: PortOfInterest): Gates {
    const matrix = this.#matrixAt(at);
    return {
      egress: matrix.letsOut(source, destination),
      ingress: matrix.letsIn(source, destination),
    };
  }

  #matrixAt(at: PortOfInterest): ReachMatrix {
    const { network } = this.cluster;
    const key = portClasses(network).of(at);
    const known = key === undefined ? undefined : this.#matrices.get(key);
    if (known !== undefined) return known;
    const made = buildMatrix(network, at);
    if (key !== undefined) this.#matrices.set(key, made);
    return made;
  }

  #one(source: End, destination: End, { port, protocol }: PortOfInterest): Gates {
    const flow = flowBetween(source, destination, port, protocol);
    const { egress, ingress } = evaluate(this.cluster.network, flow);
    return { egress: egress.allowed, ingress: ingress.allowed };
  }
}

interface Gates {
  readonly egress: boolean;
  readonly ingress: boolean;
}
