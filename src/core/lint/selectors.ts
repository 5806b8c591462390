/**
 * What selectors say about pods that do not exist (yet): does one hold wherever another does, can
 * both hold at once? Decided per label key on sets of values, so for every cluster there could be.
 */
import type { Requirement } from "../api/labels.ts";

type Requirements = readonly Requirement[];

/** What some requirements leave possible for one label. */
interface Domain {
  readonly absent: boolean;
  /** Undefined: every value but those in `not`. */
  readonly only: ReadonlySet<string> | undefined;
  readonly not: ReadonlySet<string>;
}

const ANYTHING: Domain = { absent: true, only: undefined, not: new Set() };
const NEVER: Domain = { absent: false, only: new Set(), not: new Set() };

function narrowed(domain: Domain, { operator, values }: Requirement): Domain {
  const { absent, only, not } = domain;
  switch (operator) {
    case "=":
    case "==":
    case "in": {
      const kept = values.filter((v) => (only === undefined ? !not.has(v) : only.has(v)));
      return { absent: false, only: new Set(kept), not };
    }
    case "!=":
    case "notin": {
      if (only === undefined) return { absent, only, not: new Set([...not, ...values]) };
      return { absent, only: new Set([...only].filter((v) => !values.includes(v))), not };
    }
    case "exists":
    case "gt":
    case "lt":
      return { absent: false, only, not };
    case "!":
      return { absent, only: new Set(), not };
    case "invalid":
      return NEVER;
  }
}

function domainOf(key: string, requirements: Requirements): Domain {
  let domain = ANYTHING;
  for (const requirement of requirements) {
    if (requirement.key === key) domain = narrowed(domain, requirement);
  }
  return domain;
}

function isEmpty({ absent, only }: Domain): boolean {
  return !absent && only?.size === 0;
}

/** Are there labels that meet all of them? */
export function satisfiable(requirements: Requirements): boolean {
  const [only] = requirements;
  // most selectors are one label with a value
  if (requirements.length === 1 && only?.operator === "=") return true;
  return requirements.every(({ key }) => !isEmpty(domainOf(key, requirements)));
}

/** Are there labels that meet both? */
export function compatible(a: Requirements, b: Requirements): boolean {
  return satisfiable([...a, ...b]);
}

/** Do all labels that meet `a` meet `b`, too? */
export function implies(a: Requirements, b: Requirements): boolean {
  return b.every((requirement) => holds(a, requirement)) || !satisfiable(a);
}

/** Does a requirement hold for all labels that meet `given`? */
function holds(given: Requirements, requirement: Requirement): boolean {
  if (requirement.operator === "=") {
    const same = given.find(({ key, operator }) => key === requirement.key && operator === "=");
    if (same !== undefined) return same.values[0] === requirement.values[0];
  }
  const [only, ...more] = given.filter(({ key }) => key === requirement.key);
  if (only === undefined) return holdsIn(ANYTHING, requirement);
  return holdsIn(
    more.length === 0 ? narrowed(ANYTHING, only) : domainOf(requirement.key, given),
    requirement,
  );
}

function holdsIn(domain: Domain, requirement: Requirement): boolean {
  const { absent, only, not } = domain;
  const { operator, values } = requirement;
  switch (operator) {
    case "=":
    case "==":
    case "in":
      return !absent && only !== undefined && [...only].every((v) => values.includes(v));
    case "!=":
    case "notin":
      return values.every((v) => (only === undefined ? not.has(v) : !only.has(v)));
    case "exists":
      return !absent;
    case "!":
      return only?.size === 0;
    case "gt":
    case "lt":
    case "invalid":
      return false;
  }
}
