/**
 * What a belief would mean in the cluster of a question, shown on a connection where it errs. The
 * belief's own evaluator says what it expects, the real one what is so; nothing is declared.
 */
import { labelValue } from "../../api/labels.ts";
import type { Service } from "../../api/objects.ts";
import { evaluate } from "../../netpol/evaluate.ts";
import { flowBetween } from "../../netpol/endpoints.ts";
import { explain } from "../../netpol/explain.ts";
import type { Flow } from "../../netpol/types.ts";
import type { CheckedFlow } from "../checks/check.ts";
import { shortName } from "../checks/flows.ts";
import { readCheck, type CheckSource } from "../checks/registry.ts";
import {
  MISCONCEPTIONS,
  believedAnswer,
  rightAnswer,
  type Misconception,
  type Question as Asked,
} from "../misconceptions.ts";
import type { Counterexample, QuestionWorld } from "./answer.ts";

/** By flag: "If …", with the verb that the real cluster does not deserve. */
export const IF: Readonly<Record<string, string>> = {
  both_dirs: "the policy closed both directions",
  types_default_ingress_only: "a policy without policyTypes were about Ingress alone",
  intersect: "every policy had to allow it",
  whole_ns: "the policy covered its whole namespace",
  podsel_any_ns: "a lone podSelector looked into every namespace",
  or_as_and: "both items had to match",
  and_as_or: "one of the two selectors were enough",
  last_wins: "the last policy decided",
  empty_none: "an empty selector matched nothing",
  missing_none: "a rule without peers matched nobody",
  empty_list_all: "an empty list let everybody through",
  service_port: "the Service's port counted",
  proto_any: "a port without protocol meant every protocol",
  no_egress_gate: "only the target's gate were asked",
  no_ingress_gate: "only the caller's gate were asked",
  stateless: "answers needed a rule of their own",
  dns_free: "name look-ups needed no rule",
  ns_name_label: "every namespace had the label name",
  node_blocked: "the policy stopped the pod's own node",
  cluster_wide: "a policy counted for the whole cluster",
  case_blind: "upper and lower case were the same",
};

/** A connection by the names of its ends, as authors write them. */
export type NamedFlow = Omit<CheckedFlow, "want">;

interface Candidate {
  readonly named: NamedFlow;
  readonly asked: Asked;
}

/** The connections that checks speak of, those in groups included. */
export function flowsOf(sources: readonly CheckSource[]): readonly NamedFlow[] {
  return sources.flatMap((source): readonly NamedFlow[] => {
    if (typeof source !== "string") {
      if ("not" in source) return flowsOf([source.not]);
      return flowsOf("all" in source ? source.all : source.any);
    }
    const { flow } = readCheck(source);
    return flow === undefined ? [] : [flow];
  });
}

/** @returns undefined where an end is none */
export function flowOf({ world }: QuestionWorld, named: NamedFlow): Flow | undefined {
  const source = world.resolve(named.from);
  const destination = world.resolve(named.to);
  if (!source.ok || !destination.ok) return undefined;
  return flowBetween(source, destination, named.port, named.protocol);
}

/** Ports that rules name or pods listen on; with 80, where there are none. */
function portsOf({ objects }: QuestionWorld): readonly (readonly [number, "TCP" | "UDP"])[] {
  const rulePorts = objects.policies.flatMap(({ spec }) =>
    [...(spec?.ingress ?? []), ...(spec?.egress ?? [])].flatMap(({ ports = [] }) => ports),
  );
  const podPorts = objects.pods.flatMap(({ spec }) =>
    spec.containers.flatMap(({ ports = [] }) =>
      ports.map(({ containerPort, protocol }) => ({ port: containerPort, protocol })),
    ),
  );
  const keys = [...rulePorts, ...podPorts].flatMap(({ port, protocol = "TCP" }) =>
    typeof port === "number" && protocol !== "SCTP" ? [`${port}/${protocol}`] : [],
  );
  return [...new Set([...keys, "80/TCP"])].map((key) => {
    const [port = "80", protocol] = key.split("/");
    return [Number(port), protocol === "UDP" ? "UDP" : "TCP"];
  });
}

/** Connections through Services that renumber the port, by the pods behind them. */
function dialled({ world }: QuestionWorld): readonly Candidate[] {
  const services = (world.state.objects.get("/Service")?.values() ?? []) as Iterable<Service>;
  const pods = world.network.endpoints.pods;
  return [...services].flatMap(({ metadata, spec }) =>
    (spec.ports ?? []).flatMap(({ port, targetPort, protocol = "TCP" }) => {
      const selector = Object.entries(spec.selector ?? {});
      if (typeof targetPort !== "number" || targetPort === port || protocol === "SCTP") return [];
      const behind = pods.find(
        ({ namespace, labels }) =>
          selector.length > 0 &&
          namespace === metadata.namespace &&
          selector.every(([key, value]) => labelValue(labels, key) === value),
      );
      if (behind === undefined) return [];
      return pods.flatMap((pod): Candidate[] => {
        if (pod === behind) return [];
        const named = {
          from: `${pod.namespace}/${pod.name}`,
          to: `${behind.namespace}/${behind.name}`,
          port: targetPort,
          protocol,
        };
        const flow = { source: pod, destination: behind, port: targetPort, protocol };
        return [{ named, asked: { flow, servicePort: port } }];
      });
    }),
  );
}

/** Connections to try, those that the question speaks of first, then those around its policies. */
function candidates(world: QuestionWorld, first: readonly NamedFlow[]): readonly Candidate[] {
  const { pods } = world.world.network.endpoints;
  const ports = portsOf(world);
  const guarded = new Set(world.objects.policies.map(({ metadata }) => metadata.namespace));
  const near = (namespace: string): number => (guarded.has(namespace) ? 0 : 1);
  const pairs = pods
    .flatMap((from) => pods.flatMap((to) => (from === to ? [] : [{ from, to }])))
    .toSorted((a, b) => near(a.to.namespace) - near(b.to.namespace));
  const named = [
    ...first,
    ...pairs.flatMap(({ from, to }) =>
      ports.map(([port, protocol]) => ({
        from: `${from.namespace}/${from.name}`,
        to: `${to.namespace}/${to.name}`,
        port,
        protocol,
      })),
    ),
  ];
  const direct = named.flatMap((flow): readonly Candidate[] => {
    const resolved = flowOf(world, flow);
    return resolved === undefined ? [] : [{ named: flow, asked: { flow: resolved } }];
  });
  return [...direct, ...dialled(world)];
}

/** An end by its short name, or with its namespace where two pods share that. */
export function endName({ world }: QuestionWorld, end: string): string {
  const short = shortName(end);
  const twins = world.network.endpoints.pods.filter(({ name }) => name === short).length;
  return twins > 1 ? end : short;
}

/** `store on 80`, `coredns on UDP 53`. */
export function targetName(world: QuestionWorld, { to, port, protocol }: NamedFlow): string {
  return `${endName(world, to)} on ${protocol === "TCP" ? "" : `${protocol} `}${port}`;
}

function sentence(world: QuestionWorld, flag: string, named: NamedFlow, passes: boolean): string {
  const what = `${endName(world, named.from)} could${passes ? " not" : ""} reach ${targetName(world, named)}`;
  return `If ${IF[flag] ?? "that were so"}, ${what}. It ${passes ? "can" : "cannot"}.`;
}

/** Does the verdict depend on the plugin? Such a connection proves nothing. */
function hinges(world: QuestionWorld, flow: Flow): boolean {
  return explain(world.world.network, flow).openQuestions.some((question) => question.hinges);
}

/**
 * A connection of the cluster on which the belief errs.
 * @param belief id as in the book, e.g. `M17`
 * @param first connections that the question speaks of; one of them is preferred
 * @returns undefined where the belief has no evaluator, or is right about this cluster
 */
export function counterexample(
  world: QuestionWorld,
  belief: string,
  first: readonly NamedFlow[],
): Counterexample | undefined {
  const variants = MISCONCEPTIONS.filter(({ id }) => id === belief);
  if (variants.length === 0) return undefined;
  const { network } = world.world;
  const truth = rightAnswer(world.objects);
  const believed = variants.map((variant) => believedAnswer(variant, world.objects));
  for (const { named, asked } of candidates(world, first)) {
    const passes = truth(asked);
    const index = believed.findIndex((answer) => answer(asked) !== passes);
    const variant = variants[index];
    if (variant === undefined) continue;
    // the plugin of the question may judge otherwise than the specification
    if (evaluate(network, asked.flow).allowed !== passes || hinges(world, asked.flow)) continue;
    const { flag } = variant;
    const { from, to, port, protocol } = named;
    return {
      belief,
      flag,
      from,
      to,
      port,
      protocol,
      passes,
      text: sentence(world, flag, named, passes),
    };
  }
  return undefined;
}

/**
 * The one belief whose evaluator gives just these answers, where the truth is another.
 * @returns undefined when none does, or several
 */
export function beliefBehind(
  world: QuestionWorld,
  flows: readonly NamedFlow[],
  answers: readonly boolean[],
): Misconception | undefined {
  const asked = flows.map((flow) => flowOf(world, flow));
  if (asked.length === 0 || asked.includes(undefined)) return undefined;
  const all = asked.flatMap((flow) => (flow === undefined ? [] : [{ flow }]));
  const gives = (answer: (question: Asked) => boolean): boolean =>
    all.every((question, index) => answer(question) === answers[index]);
  if (gives(rightAnswer(world.objects))) return undefined;
  const found = MISCONCEPTIONS.filter((belief) => gives(believedAnswer(belief, world.objects)));
  return new Set(found.map(({ id }) => id)).size === 1 ? found[0] : undefined;
}
