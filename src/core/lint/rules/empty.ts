/** Lists that were left empty, and rules cut in two by a dash: both open more than they show. */
import type { Json, JsonObject } from "../../api/json.ts";
import type { CompiledPolicy } from "../../netpol/compile.ts";
import type { Direction } from "../../netpol/types.ts";
import { peersKey, replacing, rulesKey, rulesOf, withRules } from "../change.ts";
import { DIRECTIONS } from "../peers.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { list, record } from "../sources.ts";
import { asJson, perWorld } from "../world.ts";
import type { LintWorld } from "../world.ts";

interface WrittenRule {
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
  readonly index: number;
  readonly path: string;
  readonly written: JsonObject;
  /** The written rule before it and after it. */
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

/**
 * Rules in force as they were written, where the text still tells of each. Without a text there is
 * the object, whose empty lists say nothing: the API does not keep them (S11).
 */
const writtenRules = perWorld((world: LintWorld): readonly WrittenRule[] =>
  world.policies.flatMap((policy) => {
    const written = world.written(policy);
    const spec = record((written ?? asJson(policy.source))["spec"]);
    const ruleOf = (json: Json): JsonObject =>
      written === undefined ? withoutEmpty(record(json)) : record(json);
    return DIRECTIONS.flatMap((direction): WrittenRule[] => {
      const rules = list(spec[rulesKey(direction)]).map(ruleOf);
      if (rules.length !== (policy.rules[direction]?.length ?? 0)) return [];
      return rules.map((written, index) => ({
        policy,
        direction,
        index,
        path: `spec.${rulesKey(direction)}[${index}]`,
        written,
        before: rules[index - 1],
        after: rules[index + 1],
      }));
    });
  }),
);

function withoutEmpty(rule: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(rule).flatMap(([key, value]): [string, Json][] => {
      if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
      return [[key, key === "ports" ? list(value).map(named) : value]];
    }),
  );
}

/** A stored entry without port was written as one of its protocol, as far as one can tell. */
function named(json: Json): Json {
  const entry = record(json);
  return Object.keys(entry).length > 0 ? json : { protocol: "TCP" };
}

const isWrittenEmpty = (rule: JsonObject, key: string): boolean =>
  Object.hasOwn(rule, key) && list(rule[key]).length === 0;

const hasOnly = (rule: JsonObject | undefined, key: string): boolean =>
  rule !== undefined &&
  list(rule[key]).length > 0 &&
  Object.keys(rule).every((name) => name === key);

/** `- from: …` followed by `- ports: …` (S12). */
function isCut({ direction, written, before }: WrittenRule): boolean {
  return hasOnly(written, "ports") && hasOnly(before, peersKey(direction));
}

const ANYONE = { Ingress: "anyone may connect", Egress: "any destination is allowed" } as const;

export const peersEmptyAllowsAll: Rule = {
  code: "peers-empty-allows-all",
  severity: "warning",
  title: "An empty list of peers allows everyone",
  why: "A rule without peers is open to every pod, node and outside address, not closed to all.",
  remedy: "Name the peers in the rule; a rule that should allow nobody has to go.",
  *check(world) {
    for (const rule of writtenRules(world)) {
      const { policy, direction, index, path, written } = rule;
      const key = peersKey(direction);
      if (isWrittenEmpty(written, key)) {
        const message = `\`${key}\` is empty, so ${ANYONE[direction]}.`;
        yield inPolicy(policy, `${path}.${key}`, message);
        continue;
      }
      if (!isCut(rule)) continue;
      const rules = rulesOf(policy, direction);
      const ports = rules[index]?.ports;
      const joined = rules.toSpliced(index - 1, 2, {
        ...rules[index - 1],
        ...(ports && { ports }),
      });
      yield inPolicy(
        policy,
        path,
        `The dash makes \`ports\` a rule of its own without \`${key}\`: on these ports ${ANYONE[direction]}.`,
        [
          replacing(
            `Join the rule with \`${key}\` and the one with \`ports\``,
            withRules(policy, direction, joined),
          ),
        ],
      );
    }
  },
};

export const portsEmptyAllowsAll: Rule = {
  code: "ports-empty-allows-all",
  severity: "warning",
  title: "An empty list of ports allows all of them",
  why: "A rule without ports allows every port and protocol, and an entry without port every port of its protocol.",
  remedy: "Name the ports, or leave the field out where every port is meant.",
  *check(world) {
    for (const { policy, path, written } of writtenRules(world)) {
      if (isWrittenEmpty(written, "ports")) {
        const message = "`ports` is empty, so every port and protocol is allowed.";
        yield inPolicy(policy, `${path}.ports`, message);
        continue;
      }
      for (const [index, json] of list(written["ports"]).entries()) {
        const entry = record(json);
        const nothing = Object.keys(entry).length === 0;
        if (!nothing && !(Object.hasOwn(entry, "port") && entry["port"] === null)) continue;
        const protocol = typeof entry["protocol"] === "string" ? entry["protocol"] : "TCP";
        const message = `The entry names no port, so every ${protocol} port is allowed.`;
        yield inPolicy(policy, `${path}.ports[${index}]`, message);
      }
    }
  },
};
