/** The catalogue of the linter. Another rule is another entry; its page is docs/lint/CODE.md. */
import type { Rule } from "./rule.ts";
import { andNotOr, orNotAnd } from "./rules/dash.ts";
import { dnsEgressMissing, dnsTcpOnly, dnsUdpOnly } from "./rules/dns.ts";
import { egressPolicyAlsoDeniesIngress, rulesIgnoredByTypes } from "./rules/types.ts";

export const RULES: readonly Rule[] = [
  orNotAnd,
  andNotOr,
  dnsEgressMissing,
  dnsUdpOnly,
  dnsTcpOnly,
  rulesIgnoredByTypes,
  egressPolicyAlsoDeniesIngress,
];

const byCode = new Map(RULES.map((rule) => [rule.code, rule]));

/** The rule of a code. */
export function ruleNamed(code: string): Rule | undefined {
  return byCode.get(code);
}
