/** A scene, judged: what is so, and what somebody with each of the beliefs expects. */
import type { NetworkPolicy } from "../../api/objects.ts";
import { compileNetwork, recompile, type CompiledNetwork } from "../../netpol/compile.ts";
import type { ClusterObjects } from "../../netpol/endpoints.ts";
import { evaluate } from "../../netpol/evaluate.ts";
import { explain, type Explanation } from "../../netpol/explain.ts";
import { openQuestions } from "../../netpol/profiles/questions.ts";
import type { Endpoint } from "../../netpol/types.ts";
import {
  believedAnswer,
  type Answer,
  type Misconception,
  type Question,
} from "../misconceptions.ts";
import { objectsOf, type Scene } from "./scene.ts";
import { NODES } from "./vocabulary.ts";

/** A connection to ask about. Ends as checks name them: `NAMESPACE/POD`, `dns`, `node:NAME`. */
export interface Ask {
  readonly from: string;
  readonly to: string;
  /** At the pod. */
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
  /** The Service that is dialled, with its port. */
  readonly service?: { readonly name: string; readonly port: number };
}

/** The Pod behind `dns`. */
export const DNS_POD = "kube-system/coredns";

/** Labels of the vocabulary, as JSON: beside these two the beliefs about letters and names agree. */
const CAPITAL_VALUE = /":"[A-Z]/;
const NAME_LABEL = /"name":/;

export class World {
  readonly scene: Scene;
  readonly objects: ClusterObjects;
  readonly network: CompiledNetwork;
  readonly #questions = new Map<Ask, Question>();
  readonly #verdicts = new Map<Ask, boolean>();
  readonly #believed = new Map<Misconception, Answer | "as it is">();
  readonly #ends: Map<string, Endpoint>;
  #json: string | undefined;

  /** @param like the same cluster with other policies: what does not change is taken from there */
  constructor(scene: Scene, like?: World) {
    this.scene = scene;
    const { policies } = scene;
    this.objects = like === undefined ? objectsOf(scene) : { ...like.objects, policies };
    this.network =
      like === undefined ? compileNetwork(this.objects) : recompile(like.network, this.objects);
    this.#ends = like === undefined ? new Map<string, Endpoint>() : like.#ends;
  }

  /** The same cluster with other policies. */
  with(policies: readonly NetworkPolicy[]): World {
    return new World({ ...this.scene, policies }, this);
  }

  question(ask: Ask): Question {
    const known = this.#questions.get(ask) ?? this.#ask(ask);
    this.#questions.set(ask, known);
    return known;
  }

  #ask({ from, to, port, protocol, service }: Ask): Question {
    const flow = { source: this.#end(from), destination: this.#end(to), port, protocol };
    return service === undefined ? { flow } : { flow, servicePort: service.port };
  }

  #end(name: string): Endpoint {
    const known = this.#ends.get(name) ?? this.#resolve(name);
    this.#ends.set(name, known);
    return known;
  }

  #resolve(name: string): Endpoint {
    const node = NODES.find((known) => name === `node:${known.name}`);
    if (node !== undefined) return { kind: "address", ip: node.address, nodeName: node.name };
    const found = this.network.endpoints.resolve(name === "dns" ? DNS_POD : name);
    if (!found.ok) throw new RangeError(`${found.text}: ${found.reason}`);
    return found.endpoint;
  }

  allows(ask: Ask): boolean {
    let allowed = this.#verdicts.get(ask);
    if (allowed === undefined) {
      ({ allowed } = evaluate(this.network, this.question(ask).flow));
      this.#verdicts.set(ask, allowed);
    }
    return allowed;
  }

  /** What somebody with the belief expects. */
  believes(belief: Misconception, ask: Ask): boolean {
    const answer = this.#answerOf(belief);
    if (answer === "as it is" || !this.#concerns(belief, ask)) return this.allows(ask);
    return answer(this.question(ask));
  }

  /** False where the cluster reads the same with the belief, so that it errs on nothing. */
  mayErr(belief: Misconception): boolean {
    return this.#answerOf(belief) !== "as it is";
  }

  #answerOf(belief: Misconception): Answer | "as it is" {
    const known = this.#believed.get(belief);
    if (known !== undefined) return known;
    const answer = this.#readsAlike(belief)
      ? "as it is"
      : believedAnswer(belief, this.objects, this.network);
    this.#believed.set(belief, answer);
    return answer;
  }

  /** Can the belief's conclusion be another here? Never false where it is. */
  #concerns({ flag }: Misconception, ask: Ask): boolean {
    switch (flag) {
      case "intersect":
      case "last_wins":
        return this.scene.policies.length > 1;
      case "service_port":
        return ask.service !== undefined;
      case "dns_free":
        return ask.to === "dns";
      case "node_blocked":
        return ask.from.startsWith("node:");
      default:
        return true;
    }
  }

  #text(): string {
    this.#json ??= JSON.stringify(this.objects.policies);
    return this.#json;
  }

  /** Is there such a label, on a pod or in the spec of a policy? */
  #has(label: RegExp): boolean {
    const { pods, policies } = this.scene;
    const specs = policies.map(({ spec }) => spec);
    return label.test(JSON.stringify([pods.map(({ metadata }) => metadata.labels), specs]));
  }

  /** Does this cluster read the same with the belief? Most beliefs are about what is not there. */
  #readsAlike({ flag, reads, concludes }: Misconception): boolean {
    if (reads === undefined || concludes !== undefined) return false;
    if (flag === "case_blind" && !this.#has(CAPITAL_VALUE)) return true;
    if (flag === "ns_name_label" && !this.#has(NAME_LABEL)) return true;
    const { namespaces, pods, policies } = reads(this.objects);
    return (
      namespaces === this.objects.namespaces &&
      pods === this.objects.pods &&
      JSON.stringify(policies) === this.#text()
    );
  }

  explain(ask: Ask): Explanation {
    return explain(this.network, this.question(ask).flow);
  }

  /** The explanation of the cluster as somebody with the belief reads it. */
  explainAs({ reads }: Misconception, ask: Ask): Explanation {
    const network = recompile(this.network, reads?.(this.objects) ?? this.objects);
    const { flow } = this.question(ask);
    const seen = (end: Endpoint): Endpoint => {
      const found = end.kind === "pod" ? network.endpoints.pod(end.namespace, end.name) : undefined;
      return found?.ok === true ? found.endpoint : end;
    };
    const { source, destination } = flow;
    return explain(network, { ...flow, source: seen(source), destination: seen(destination) });
  }

  /** Does the verdict hinge on something that the API leaves to the plugin? */
  hinges(ask: Ask): boolean {
    const { flow } = this.question(ask);
    return openQuestions(this.network, flow).some(({ hinges }) => hinges);
  }
}

/** As a check of a lesson. */
export function checkOf(ask: Ask, allowed: boolean): string {
  const { from, to, port, protocol } = ask;
  const at = protocol === "TCP" ? String(port) : `${port}/${protocol}`;
  return `reach ${from} -> ${to}:${at} ${allowed ? "allow" : "deny"}`;
}

export const podName = (pod: {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}): string => `${pod.metadata.namespace ?? ""}/${pod.metadata.name}`;

/** The port that a pod of the scene serves. */
export function portOf({ pods }: Scene, name: string): number | undefined {
  const pod = pods.find((one) => podName(one) === name);
  return pod?.spec.containers[0]?.ports?.[0]?.containerPort;
}

/** The Service of the same name before a pod, where it has another port. */
export function renumbered({ services }: Scene, name: string): Ask["service"] {
  const service = services.find((one) => podName(one) === name);
  const [port] = service?.spec.ports ?? [];
  if (service === undefined || port === undefined || port.port === port.targetPort)
    return undefined;
  return { name: service.metadata.name, port: port.port };
}
