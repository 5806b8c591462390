/** What rules let through as a union of terms, and the same union in as few as can be. */
import { addressKey, isEmptySet, uniteAddresses, withoutAddresses } from "../../net/addressSet.ts";
import type { AddressSet } from "../../net/addressSet.ts";
import type { Labels } from "../../api/objects.ts";
import { NAMESPACE_NAME_LABEL } from "../normalise.ts";
import { conditionsKey, implies, meets, united } from "./conditions.ts";
import type { Conditions } from "./conditions.ts";
import { NO_PORTS, isNoPort, portKey, unitePorts, withoutPorts } from "./portSet.ts";
import type { PortSet } from "./portSet.ts";

/** Pods, nodes and addresses alike. */
export interface AnyoneTerm {
  readonly who: "anyone";
  readonly ports: PortSet;
}

/** Pods by their labels and by those of their namespace; a namespace is named by its name label. */
export interface PodsTerm {
  readonly who: "pods";
  readonly namespaces: Conditions;
  readonly pods: Conditions;
  readonly ports: PortSet;
}

export interface AddressesTerm {
  readonly who: "addresses";
  readonly addresses: AddressSet;
  readonly ports: PortSet;
}

export type ExposureTerm = AnyoneTerm | PodsTerm | AddressesTerm;

/**
 * The same union without what other terms hold already.
 * @param labelsOf labels of the namespaces that exist, by name
 */
export function simplified(
  terms: readonly ExposureTerm[],
  labelsOf: ReadonlyMap<string, Labels>,
): ExposureTerm[] {
  const anyone = terms
    .filter((term) => term.who === "anyone")
    .reduce((ports, term) => unitePorts(ports, term.ports), NO_PORTS);
  const left = terms.map((term) => ({ ...term, ports: withoutPorts(term.ports, anyone) }));
  return [
    ...(isNoPort(anyone) ? [] : [{ who: "anyone", ports: anyone } as const]),
    ...simplePods(
      left.filter((term) => term.who === "pods"),
      labelsOf,
    ),
    ...simpleAddresses(left.filter((term) => term.who === "addresses")),
  ];
}

// ---------------------------------------------------------------------------------------------

function simplePods(terms: readonly PodsTerm[], labelsOf: ReadonlyMap<string, Labels>): PodsTerm[] {
  let present = terms.filter(({ namespaces }) => exists(namespaces, labelsOf));
  for (let before = Infinity; present.length < before;) {
    before = present.length;
    present = mergedBy(present, samePods);
    present = present.flatMap((term, index) => {
      const covered = present.filter(
        (other, at) =>
          at !== index &&
          covers(other, term, labelsOf) &&
          // of two that mean the same the first stays
          (at < index || !covers(term, other, labelsOf)),
      );
      const ports = covered.reduce((rest, other) => withoutPorts(rest, other.ports), term.ports);
      return isNoPort(ports) ? [] : [{ ...term, ports }];
    });
    present = mergedBy(present, onePodsTerm);
  }
  return present;
}

/** Puts items together as long as some two can be. */
function mergedBy<T>(items: readonly T[], merge: (a: T, b: T) => T | undefined): T[] {
  const done: T[] = [];
  for (const item of items) {
    let next = item;
    for (let i = 0; i < done.length; i++) {
      const known = done[i];
      const merged = known === undefined ? undefined : merge(known, next);
      if (merged === undefined) continue;
      done.splice(i, 1);
      next = merged;
      i = -1;
    }
    done.push(next);
  }
  return done;
}

function samePods(a: PodsTerm, b: PodsTerm): PodsTerm | undefined {
  const same =
    conditionsKey(a.namespaces) === conditionsKey(b.namespaces) &&
    conditionsKey(a.pods) === conditionsKey(b.pods);
  return same ? { ...a, ports: unitePorts(a.ports, b.ports) } : undefined;
}

/** Two terms of the same ports that differ in one condition. */
function onePodsTerm(a: PodsTerm, b: PodsTerm): PodsTerm | undefined {
  if (portKey(a.ports) !== portKey(b.ports)) return undefined;
  if (conditionsKey(a.namespaces) === conditionsKey(b.namespaces)) {
    const pods = united(a.pods, b.pods);
    return pods && { ...a, pods };
  }
  if (conditionsKey(a.pods) !== conditionsKey(b.pods)) return undefined;
  const namespaces = united(a.namespaces, b.namespaces);
  return namespaces && { ...a, namespaces };
}

function covers(outer: PodsTerm, inner: PodsTerm, labelsOf: ReadonlyMap<string, Labels>): boolean {
  if (!implies(inner.pods, outer.pods)) return false;
  if (implies(inner.namespaces, outer.namespaces)) return true;
  const names = namesOf(inner.namespaces);
  return (
    names !== undefined &&
    names.every((name) => {
      const labels = labelsOf.get(name);
      return labels !== undefined && meets(outer.namespaces, labels);
    })
  );
}

/** Could a namespace be one of these? One that exists has the labels that it has. */
function exists(namespaces: Conditions, labelsOf: ReadonlyMap<string, Labels>): boolean {
  const names = namesOf(namespaces);
  if (names === undefined) return true;
  return names.some((name) => {
    const labels = labelsOf.get(name);
    return labels === undefined || meets(namespaces, labels);
  });
}

/** The names to which the name label holds a namespace (S24). */
export function namesOf(namespaces: Conditions): readonly string[] | undefined {
  const named = namespaces.find(({ key }) => key === NAMESPACE_NAME_LABEL);
  return named?.values.kind === "only" ? named.values.list : undefined;
}

// ---------------------------------------------------------------------------------------------

function simpleAddresses(terms: readonly AddressesTerm[]): AddressesTerm[] {
  const usable = terms.filter(({ ports, addresses }) => !isNoPort(ports) && !isEmptySet(addresses));
  const bySet = mergedBy(usable, (a, b) =>
    addressKey(a.addresses) === addressKey(b.addresses)
      ? { ...a, ports: unitePorts(a.ports, b.ports) }
      : undefined,
  );
  const byPorts = mergedBy(bySet, (a, b) =>
    portKey(a.ports) === portKey(b.ports)
      ? { ...a, addresses: uniteAddresses(a.addresses, b.addresses) }
      : undefined,
  );
  // addresses that another term lets in on all these ports and more
  return byPorts.flatMap((term) => {
    const addresses = byPorts
      .filter((other) => other !== term && isNoPort(withoutPorts(term.ports, other.ports)))
      .reduce((rest, other) => withoutAddresses(rest, other.addresses), term.addresses);
    return isEmptySet(addresses) ? [] : [{ ...term, addresses }];
  });
}
