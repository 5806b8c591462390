/** The catalogue of the linter. Another rule is another entry; its page is docs/lint/CODE.md. */
import type { Rule } from "./rule.ts";
import {
  exceptHasNoEffect,
  ipblockCoversPods,
  ipblockServiceIp,
  oneFamilyOnly,
} from "./rules/blocks.ts";
import { andNotOr, orNotAnd } from "./rules/dash.ts";
import { dnsEgressMissing, dnsTcpOnly, dnsUdpOnly } from "./rules/dns.ts";
import { peersEmptyAllowsAll, portsEmptyAllowsAll } from "./rules/empty.ts";
import { callerEgressStillClosed, targetIngressStillClosed } from "./rules/gates.ts";
import { hostnetworkSelected, probeRuleUnneeded } from "./rules/hosts.ts";
import { nameSaysAllowButDenies, nameSaysDenyButAllows } from "./rules/names.ts";
import {
  labelCase,
  namespaceLabelUnknown,
  ownNamespaceOnly,
  policyInWrongNamespace,
  selectorMatchesNothing,
} from "./rules/nobody.ts";
import { pluginDoesNotEnforce } from "./rules/plugin.ts";
import {
  namedPortPartial,
  namedPortUnknown,
  replyRuleUnneeded,
  servicePortNotPodPort,
} from "./rules/ports.ts";
import { policyRedundant, policyWithoutEffect, ruleRedundant } from "./rules/redundant.ts";
import { isolatesDns, scrapeBlocked } from "./rules/services.ts";
import { labelValueTrap } from "./rules/text.ts";
import { egressPolicyAlsoDeniesIngress, rulesIgnoredByTypes } from "./rules/types.ts";

export const RULES: readonly Rule[] = [
  orNotAnd,
  andNotOr,
  selectorMatchesNothing,
  namespaceLabelUnknown,
  labelCase,
  labelValueTrap,
  ownNamespaceOnly,
  policyInWrongNamespace,
  hostnetworkSelected,
  dnsEgressMissing,
  dnsUdpOnly,
  dnsTcpOnly,
  isolatesDns,
  servicePortNotPodPort,
  namedPortUnknown,
  namedPortPartial,
  replyRuleUnneeded,
  rulesIgnoredByTypes,
  egressPolicyAlsoDeniesIngress,
  peersEmptyAllowsAll,
  portsEmptyAllowsAll,
  nameSaysDenyButAllows,
  nameSaysAllowButDenies,
  callerEgressStillClosed,
  targetIngressStillClosed,
  scrapeBlocked,
  probeRuleUnneeded,
  ipblockCoversPods,
  ipblockServiceIp,
  exceptHasNoEffect,
  oneFamilyOnly,
  ruleRedundant,
  policyRedundant,
  policyWithoutEffect,
  pluginDoesNotEnforce,
];

const byCode = new Map(RULES.map((rule) => [rule.code, rule]));

/** The rule of a code. */
export function ruleNamed(code: string): Rule | undefined {
  return byCode.get(code);
}
