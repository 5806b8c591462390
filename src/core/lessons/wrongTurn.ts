/**
 * Wrong turns: the checks of a step fail, and under a well-known wrong belief they would hold. Then
 * the learner most likely holds that belief, and a connection on which it errs shows it. Pure.
 */
import { formatLabels, selectorMatches } from "../api/labels.ts";
import type {
  Labels,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicySpec,
  Service,
} from "../api/objects.ts";
import { flowBetween, type ClusterObjects } from "../netpol/endpoints.ts";
import type { Flow } from "../netpol/types.ts";
import { callerOf } from "../network/endpoints.ts";
import type { Caller } from "../network/types.ts";
import type { CheckedFlow, CheckWorld } from "./checks/check.ts";
import { targetOf } from "./checks/probe.ts";
import { readCheck, type CheckSource } from "./checks/registry.ts";
import {
  MISCONCEPTIONS,
  believedAnswer,
  rightAnswer,
  type Answer,
  type Misconception,
  type Question,
} from "./misconceptions.ts";

export interface WrongTurn {
  /** Id of the misconception, as in the book. */
  readonly belief: string;
  readonly flag: string;
  /** A connection that the step speaks of and on which the belief errs. */
  readonly counterexample: CheckedFlow & { readonly passes: boolean };
}

export interface TurnInput {
  readonly world: CheckWorld;
  /** The cluster with policies as they were written. */
  readonly objects: ClusterObjects;
  /** The same at the start of the step; where nothing differs, nobody took a turn. */
  readonly before: ClusterObjects;
  /** Of the step, and what the lesson keeps. */
  readonly checks: readonly CheckSource[];
  /** Ids of the beliefs that the lesson and the step are about. */
  readonly beliefs: readonly string[];
}

/** The misconception that what was done gives away, if there is one. */
export function wrongTurn(input: TurnInput): WrongTurn | undefined {
  const { world, objects, before, beliefs } = input;
  if (sameSetup(before, objects)) return undefined;
  const goals = input.checks.flatMap((source) => goalsOf(world, source));
  const right = rightAnswer(objects);
  const failing = goals.filter((goal) => !holds(goal, right));
  const [first] = failing;
  if (first === undefined) return notEnforced(goals, world, beliefs);

  const known = new Set(before.policies.map(policyText));
  const candidates = [...MISCONCEPTIONS, ...READINGS]
    .flatMap((belief) => [belief, ...ofOwn(belief, known)])
    .map((belief) => ({ belief, rank: beliefs.indexOf(belief.id) }))
    .toSorted((a, b) => rankOf(a.rank) - rankOf(b.rank));
  // somebody else's belief has to explain both what is to pass and what is not
  const bothWays = new Set(goals.map(({ want }) => want)).size === 2;
  const explained = candidates.flatMap(({ belief, rank }) => {
    if (rank < 0 && !bothWays) return [];
    const answer = believedAnswer(belief, objects);
    const broken = goals.filter((goal) => !holds(goal, answer));
    const fixed = failing.filter((goal) => !broken.includes(goal));
    const [shown] = fixed.toSorted((a, b) => Number(a.want) - Number(b.want));
    if (shown === undefined || broken.some((goal) => !failing.includes(goal))) return [];
    return [{ belief, rank, exact: broken.length === 0, shown }];
  });
  const best = explained.find(({ exact }) => exact) ?? explained.find(({ rank }) => rank >= 0);
  if (best === undefined) return undefined;
  const { belief, shown } = best;
  return turn(belief, shown);
}

/**
 * The belief at work in what was written in the step, while what was there before is known from
 * having been seen.
 */
function ofOwn(belief: Misconception, known: ReadonlySet<string>): readonly Misconception[] {
  const { reads } = belief;
  if (reads === undefined) return [];
  return [
    {
      ...belief,
      reads(objects) {
        const old = objects.policies.filter((policy) => known.has(policyText(policy)));
        const own = objects.policies.filter((policy) => !known.has(policyText(policy)));
        const read = reads({ ...objects, policies: own });
        return { ...read, policies: [...old, ...read.policies] };
      },
    },
  ];
}

const rankOf = (place: number): number => (place < 0 ? Number.MAX_SAFE_INTEGER : place);

function turn({ id, flag }: Pick<Misconception, "id" | "flag">, goal: Goal): WrongTurn {
  return { belief: id, flag, counterexample: { ...goal.flow, passes: !goal.want } };
}

/** The policies say what the step wants, and nobody enforces them. */
function notEnforced(
  goals: readonly Goal[],
  { network }: CheckWorld,
  beliefs: readonly string[],
): WrongTurn | undefined {
  const wall = goals.find(({ want }) => !want);
  const { enforces } = network.profile;
  if (enforces.Ingress || enforces.Egress || wall === undefined) return undefined;
  if (!beliefs.includes("M06")) return undefined;
  return turn({ id: "M06", flag: "stored_is_enforced" }, wall);
}

// ---------------------------------------------------------------------------------------------
// What a step wants of connections

interface Goal {
  readonly flow: CheckedFlow;
  readonly want: boolean;
  /** All of them have to pass; a name that is dialled has to be looked up first. */
  readonly asked: readonly Question[];
}

const holds = ({ asked, want }: Goal, answer: Answer): boolean =>
  asked.every((question) => answer(question)) === want;

/** The connections that checks speak of, by their ends as they are now; targets without names. */
export function wantedFlows(
  world: CheckWorld,
  checks: readonly CheckSource[],
): readonly CheckedFlow[] {
  return checks.flatMap((source) => goalsOf(world, source)).map(({ flow }) => flow);
}

/** Of `any` and `not` nothing follows for a single connection. */
function goalsOf(world: CheckWorld, source: CheckSource): readonly Goal[] {
  if (typeof source !== "string")
    return "all" in source ? source.all.flatMap((part) => goalsOf(world, part)) : [];
  const { flow } = readCheck(source);
  if (flow !== undefined) return reachGoal(world, flow);
  return tryGoal(world, source);
}

function reachGoal(world: CheckWorld, flow: CheckedFlow): readonly Goal[] {
  const source = world.resolve(flow.from);
  const destination = world.resolve(flow.to);
  if (!source.ok || !destination.ok) return [];
  const asked = flowBetween(source, destination, flow.port, flow.protocol);
  return [{ flow, want: flow.want === "allow", asked: [dialled(world, asked)] }];
}

const TRIED = /^try (\S+) -> (\S+):(\d+)(?:\/(TCP|UDP|SCTP))? (ok|timeout|dns-timeout)$/;

function tryGoal(world: CheckWorld, source: string): readonly Goal[] {
  const [, from = "", to = "", digits = "", protocol = "TCP", outcome] = TRIED.exec(source) ?? [];
  const end = world.resolve(from);
  if (outcome === undefined || !end.ok) return [];
  const caller = callerOf(end.endpoint);
  const { ip, server } = targetOf(world, caller, to);
  if (ip === undefined) return [];
  const port = Number(digits);
  const way = { ip, port, protocol: protocol as CheckedFlow["protocol"] };
  const connection = arriving(world, caller, way);
  const question =
    server === undefined
      ? undefined
      : arriving(world, caller, { ip: server, port: 53, protocol: "UDP" });
  const last = outcome === "dns-timeout" ? question : connection;
  if (last === undefined || last.protocol === "ICMP") return [];
  const want = outcome === "ok" ? "allow" : "deny";
  const flow: CheckedFlow = {
    from,
    to: outcome === "dns-timeout" ? "dns" : nameOf(last, to),
    port: last.port,
    protocol: last.protocol,
    want,
  };
  const dialledAt = last.port === port ? {} : { servicePort: port };
  const asked = [
    ...(question === undefined || outcome === "timeout" ? [] : [{ flow: question }]),
    ...(outcome === "dns-timeout" ? [] : [{ flow: last, ...dialledAt }]),
  ];
  return [{ flow, want: want === "allow", asked }];
}

const nameOf = ({ destination }: Flow, otherwise: string): string =>
  destination.kind === "pod" ? `${destination.namespace}/${destination.name}` : otherwise;

/** The connection as policies see it, after a Service was translated. */
function arriving(
  { plane, state }: CheckWorld,
  caller: Caller,
  way: { readonly ip: string; readonly port: number; readonly protocol: CheckedFlow["protocol"] },
): Flow | undefined {
  const { trace } = plane.connect(state, { caller, ...way });
  return trace.findLast((step) => step.step === "policy")?.verdict.flow;
}

/** With the Service's port, where there is a Service that renumbers this one. */
function dialled({ state }: CheckWorld, flow: Flow): Question {
  if (flow.destination.kind !== "pod") return { flow };
  const { namespace, labels } = flow.destination;
  for (const service of (state.objects.get("/Service")?.values() ?? []) as Iterable<Service>) {
    if (service.metadata.namespace !== namespace) continue;
    const { selector, ports = [] } = service.spec;
    if (selector === undefined || !selectorMatches({ matchLabels: selector }, labels)) continue;
    const port = ports.find(({ targetPort }) => targetPort === flow.port);
    if (port !== undefined && port.port !== flow.port) return { flow, servicePort: port.port };
  }
  return { flow };
}

// ---------------------------------------------------------------------------------------------
// Readings that no quiz needs: a policy written from the other end

type SpecReading = (spec: NetworkPolicySpec) => NetworkPolicySpec;

const reading =
  (change: SpecReading) =>
  (objects: ClusterObjects): ClusterObjects => ({
    ...objects,
    policies: objects.policies.map((policy) => ({ ...policy, spec: change(policy.spec ?? {}) })),
  });

/** The selector of a peer of this namespace that is the only one. */
function loneSelector(peers: readonly NetworkPolicyPeer[] | undefined) {
  const [peer, ...others] = peers ?? [];
  const lone = others.length === 0 && peer?.namespaceSelector === undefined;
  return lone ? peer?.podSelector : undefined;
}

const READINGS: readonly Misconception[] = [
  {
    // the policy was hung at the caller and names the one that is called
    id: "M07",
    flag: "hung_at_the_caller",
    reads: reading((spec) => {
      const [rule, ...others] = spec.ingress ?? [];
      const peer = loneSelector(rule?.from);
      if (rule === undefined || others.length > 0 || peer === undefined) return spec;
      return {
        ...spec,
        podSelector: peer,
        ingress: [{ ...rule, from: [{ podSelector: spec.podSelector ?? {} }] }],
      };
    }),
  },
  {
    // what comes in was written as egress, or the other way round
    id: "M05",
    flag: "turned_round",
    reads: reading(({ podSelector, policyTypes, ingress, egress }) => ({
      ...(podSelector && { podSelector }),
      ...(policyTypes && {
        policyTypes: policyTypes.map((type) => (type === "Ingress" ? "Egress" : "Ingress")),
      }),
      ...(egress && {
        ingress: egress.map(({ to, ports }) => ({
          ...(to && { from: to }),
          ...(ports && { ports }),
        })),
      }),
      ...(ingress && {
        egress: ingress.map(({ from, ports }) => ({
          ...(from && { to: from }),
          ...(ports && { ports }),
        })),
      }),
    })),
  },
];

// ---------------------------------------------------------------------------------------------

/** Do verdicts rest on the same: policies, labels of namespaces and of pods? */
export function sameSetup(a: ClusterObjects, b: ClusterObjects): boolean {
  return (
    a === b ||
    (sameBy(a.policies, b.policies, policyText) &&
      sameBy(a.namespaces, b.namespaces, labelText) &&
      sameBy(a.pods, b.pods, labelText))
  );
}

const policyText = ({ metadata, spec }: NetworkPolicy): string =>
  `${metadata.namespace ?? ""}/${metadata.name} ${JSON.stringify(spec)}`;

interface Named {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
  };
}

const labelText = ({ metadata }: Named): string =>
  `${metadata.namespace ?? ""}/${metadata.name} ${formatLabels(metadata.labels)}`;

function sameBy<T>(a: readonly T[], b: readonly T[], text: (item: T) => string): boolean {
  if (a === b) return true;
  const known = new Set(b.map(text));
  return a.length === b.length && a.every((item) => known.has(text(item)));
}
