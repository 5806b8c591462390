/** One dash decides: two items are alternatives, one item is both at once (S16, S17). */
import { peersKey, replacing, withPeers } from "../change.ts";
import { joinedItems, meantNamespaces, peerSpecs, readAsName, splitPairs } from "../peers.ts";
import { inPolicy } from "../rule.ts";
import type { Rule } from "../rule.ts";
import { listed, selectorText } from "../words.ts";
import { compileSelector } from "../../netpol/compile.ts";

export const orNotAnd: Rule = {
  code: "or-not-and",
  severity: "warning",
  title: "Two list items where one was likely meant",
  why: "Every dash begins an alternative: a namespaceSelector alone lets in every pod of those namespaces.",
  remedy: "Remove the second dash, so that both selectors stand in one item.",
  *check(world) {
    for (const pair of splitPairs(world)) {
      const { policy, direction, rule, first, namespaceSelector, podSelector } = pair;
      const path = `${rule.ref.path}.${peersKey(direction)}[${first + 1}]`;
      // the join is to mean somebody: with the name under the key that every namespace has
      const known = world.matching(compileSelector(namespaceSelector)).length > 0;
      const meant = meantNamespaces(world, namespaceSelector).length > 0;
      const joined = !known && meant ? readAsName(namespaceSelector) : namespaceSelector;
      yield inPolicy(
        policy,
        path,
        `Two items mean either: every pod of the selected namespaces, or ${selectorText(compileSelector(podSelector))} in ${policy.ref.namespace}.`,
        [
          replacing(
            "Join the two items into one",
            withPeers(policy, direction, rule.ref.index, first, 2, {
              namespaceSelector: joined,
              podSelector,
            }),
          ),
        ],
      );
    }
  },
};

export const andNotOr: Rule = {
  code: "and-not-or",
  severity: "warning",
  title: "One list item where two were likely meant",
  why: "Both selectors of one item must fit the same pod, so an item that wants two groups means neither.",
  remedy: "Give each selector a dash of its own.",
  *check(world) {
    for (const { policy, direction, rule, index, namespaces, own } of joinedItems(world)) {
      const spec = peerSpecs(policy, direction, rule.ref.index)[index];
      if (spec?.namespaceSelector === undefined || spec.podSelector === undefined) continue;
      const { namespaceSelector, podSelector } = spec;
      yield inPolicy(
        policy,
        `${rule.ref.path}.${peersKey(direction)}[${index}]`,
        `No pod of ${listed(namespaces)} has these labels; in ${policy.ref.namespace} ${listed(own.map(({ name }) => name))} ${own.length === 1 ? "has" : "have"}.`,
        [
          replacing(
            "Split the item into two",
            withPeers(
              policy,
              direction,
              rule.ref.index,
              index,
              1,
              { namespaceSelector },
              { podSelector },
            ),
          ),
        ],
      );
    }
  },
};
