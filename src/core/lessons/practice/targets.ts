/**
 * What an item can be made for: each of the beliefs with the policies in which it shows, what is
 * asked to see it, and where it belongs in the course.
 */
import { MISCONCEPTIONS, type Misconception } from "../misconceptions.ts";
import type { TemplateName } from "./templates.ts";

/** Which connections show the belief: between pods, through a Service, to DNS, or from a node. */
export type Kind = "pods" | "service" | "dns" | "node";

export interface Target {
  readonly belief: Misconception;
  /** Its place in a seed: the flag with dashes. */
  readonly slug: string;
  readonly topic: string;
  readonly lesson: string;
  readonly kind: Kind;
  /** Sets of policies in which the belief shows; one of them is drawn. */
  readonly policies: readonly (readonly TemplateName[])[];
  /** Needs a pod whose label differs by a capital letter. */
  readonly capital?: true;
}

type Words = Omit<Target, "belief" | "slug">;

const WORDS: Readonly<Record<string, Words>> = {
  both_dirs: {
    topic: "direction",
    lesson: "L02",
    kind: "pods",
    policies: [["denyIn"], ["callerClosed"], ["closed", "callerClosed"], ["denyIn", "fromCaller"]],
  },
  types_default_ingress_only: {
    topic: "policytypes",
    lesson: "L04",
    kind: "pods",
    policies: [["outWithoutTypes"], ["outWithoutTypes", "fromCaller"]],
  },
  intersect: {
    topic: "union",
    lesson: "L06",
    kind: "pods",
    policies: [
      ["fromCaller", "fromTeam"],
      ["denyIn", "fromCaller"],
      ["fromBoth", "fromCaller"],
      ["closed", "fromTeam"],
    ],
  },
  whole_ns: {
    topic: "anatomy",
    lesson: "L04",
    kind: "pods",
    policies: [["fromCaller"], ["fromTeam"], ["closed"], ["outToTarget"]],
  },
  podsel_any_ns: {
    topic: "ns-scope",
    lesson: "L07",
    kind: "pods",
    policies: [["fromCaller"], ["fromCaller", "denyIn"], ["fromAnyPodHere"], ["fromTwoApps"]],
  },
  or_as_and: {
    topic: "and-or",
    lesson: "L07",
    kind: "pods",
    policies: [["fromEither"], ["denyIn", "fromEither"]],
  },
  and_as_or: {
    topic: "and-or",
    lesson: "L07",
    kind: "pods",
    policies: [["fromBoth"], ["denyIn", "fromBoth"]],
  },
  last_wins: {
    topic: "order",
    lesson: "L06",
    kind: "pods",
    policies: [
      ["fromCaller", "denyIn"],
      ["fromTeam", "fromCaller"],
      ["fromEither", "closed"],
      ["denyIn", "fromBoth", "fromCaller"],
    ],
  },
  empty_none: {
    topic: "empty",
    lesson: "L08",
    kind: "pods",
    policies: [["denyIn"], ["fromAnyPodHere"], ["fromAnyNamespace"], ["denyInEmptyList"]],
  },
  missing_none: {
    topic: "empty",
    lesson: "L08",
    kind: "pods",
    policies: [["portOnly"], ["open"], ["denyIn", "portOnly"], ["portOnly", "fromCaller"]],
  },
  empty_list_all: {
    topic: "empty",
    lesson: "L08",
    kind: "pods",
    policies: [["closed"], ["denyInEmptyList"], ["targetQuiet"], ["denyOtherIn", "closed"]],
  },
  service_port: {
    topic: "svc-port",
    lesson: "L09",
    kind: "service",
    policies: [["servicePort"], ["fromCaller"], ["portOnly"], ["fromEither"]],
  },
  proto_any: {
    topic: "protocol",
    lesson: "L09",
    kind: "dns",
    policies: [["outPort53"], ["outPort53", "fromCaller"]],
  },
  no_egress_gate: {
    topic: "two-gates",
    lesson: "L10",
    kind: "pods",
    policies: [
      ["denyOut", "fromCaller"],
      ["twinOut", "fromTeam"],
      ["outToTarget"],
      ["denyBoth", "fromCaller"],
    ],
  },
  no_ingress_gate: {
    topic: "two-gates",
    lesson: "L10",
    kind: "pods",
    policies: [["outToTarget", "closed"], ["closed"], ["fromTeam", "outToTarget"], ["denyBoth"]],
  },
  stateless: {
    topic: "stateful",
    lesson: "L10",
    kind: "pods",
    policies: [["denyIn", "fromCaller"], ["targetQuiet"], ["callerClosed"], ["outToTarget"]],
  },
  dns_free: {
    topic: "dns",
    lesson: "L11",
    kind: "dns",
    policies: [["outToTarget"], ["denyOut"], ["denyBoth", "fromCaller"], ["outWithoutTypes"]],
  },
  ns_name_label: {
    topic: "ns-label",
    lesson: "L07",
    kind: "pods",
    policies: [["fromNameLabel"], ["fromNameLabel", "fromCaller"], ["denyIn", "fromNameLabel"]],
  },
  node_blocked: {
    topic: "node",
    lesson: "L10",
    kind: "node",
    policies: [["denyIn"], ["closed"], ["fromCaller"], ["denyBoth"]],
  },
  cluster_wide: {
    topic: "scope",
    lesson: "L06",
    kind: "pods",
    policies: [["denyIn"], ["denyOut"], ["denyOtherIn"], ["denyIn", "fromCaller"]],
  },
  case_blind: {
    topic: "labels",
    lesson: "L07",
    kind: "pods",
    policies: [["fromCaller"], ["fromEither"], ["fromCaller", "denyIn"]],
    capital: true,
  },
};

/** In the order of the course. A belief without an entry above cannot be practised. */
export const TARGETS: readonly Target[] = MISCONCEPTIONS.flatMap((belief): Target[] => {
  const words = Object.hasOwn(WORDS, belief.flag) ? WORDS[belief.flag] : undefined;
  return words === undefined ? [] : [{ belief, slug: belief.flag.replaceAll("_", "-"), ...words }];
}).toSorted((a, b) => a.lesson.localeCompare(b.lesson, "en"));

export function targetNamed(slug: string): Target | undefined {
  return TARGETS.find((target) => target.slug === slug);
}
