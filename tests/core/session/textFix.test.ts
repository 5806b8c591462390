/** Fixes in the text that was written: few lines change, the rest stays as it is. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lint } from "../../../src/core/lint/lint.ts";
import { sourceOf } from "../../../src/core/lint/sources.ts";
import { fixText } from "../../../src/core/session/textFix.ts";
import { profileNamed } from "../../../src/core/netpol/profiles/registry.ts";
import { folder } from "../lint/folder.ts";

/** The text after the first fix of the first finding of a code. */
function mended(text: string, code: string): string {
  const input = folder(text);
  const finding = lint(input).find((candidate) => candidate.code === code);
  const [fix] = finding?.fixes ?? [];
  if (finding === undefined || fix === undefined) throw new Error(`no fix of ${code}`);
  const source = sourceOf(input.sources, finding);
  const stored = input.policies.find(({ metadata }) => metadata.name === finding.object.name);
  if (source === undefined) throw new Error("no source");
  return fixText(text, source, stored, fix) ?? "no text";
}

/** Lines that are only in one of two texts. */
function changed(before: string, after: string): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

const HEAD = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web # the shop's front
  namespace: shop
`;

describe("comments and the other lines stay", () => {
  test("a port is added to a list", () => {
    const text = `${HEAD}spec:
  # everything but the kitchen
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector: {}
      ports:
        - port: 53 # names
          protocol: UDP
`;
    const after = mended(text, "dns-udp-only");
    expect(changed(text, after)).toEqual(["+        - port: 53", "+          protocol: TCP"]);
    expect(after).toContain("- port: 53 # names\n          protocol: UDP\n        - port: 53\n");
  });

  test("two items become one", () => {
    const text = `${HEAD}spec:
  podSelector:
    matchLabels:
      app: web # only this
  policyTypes:
    - Ingress
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              team: ops
        - podSelector:
            matchLabels:
              app: probe
      ports:
        # the admin port
        - port: 8080
`;
    const after = mended(text, "or-not-and");
    expect(changed(text, after)).toEqual(["-        - podSelector:", "+          podSelector:"]);
  });

  test("a word in brackets", () => {
    const text = `${HEAD}spec:
  podSelector: {}
  policyTypes: [Ingress] # doors
  egress:
    - to:
        - podSelector: {}
`;
    const after = mended(text, "rules-ignored-by-types");
    expect(changed(text, after)).toEqual([
      "-  policyTypes: [Ingress] # doors",
      "+  policyTypes: [Ingress, Egress] # doors",
    ]);
  });

  test("a member that was not there", () => {
    const text = `${HEAD}spec:
  podSelector: {}
  egress: # out
    - to:
        - namespaceSelector: {}
      ports:
        - {protocol: UDP, port: 53}
        - {protocol: TCP, port: 53}
`;
    const after = mended(text, "egress-policy-also-denies-ingress");
    expect(changed(text, after)).toEqual(["+  policyTypes:", "+  - Egress"]);
  });

  test("only the document of the policy changes, and a rule goes with its lines", () => {
    const other = HEAD.replace("web", "other") + "spec: {podSelector: {matchLabels: {a: b}}}\n";
    const text = `# head\n${other}---\n# mine\n${HEAD}spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
    # everybody of ours
    - from:
        - podSelector: {}
    # and these
    - from:
        - podSelector:
            matchLabels:
              app: api
---
# tail
`;
    const after = mended(text, "rule-redundant");
    expect(changed(text, after)).toEqual([
      "-        - podSelector:",
      "-            matchLabels:",
      "-              app: api",
    ]);
    expect(after.startsWith(`# head\n${other}---\n# mine\n`)).toBe(true);
    expect(after.endsWith("---\n# tail\n")).toBe(true);
  });
});

const DOCS = new URL("../../../docs/lint/", import.meta.url);
const pages = readdirSync(DOCS).filter((name) => name !== "README.md");

test.each(pages)("the fixes of %s can be made in its text", (name) => {
  const page = readFileSync(new URL(name, DOCS), "utf8");
  const text = /## Bad\n+```yaml\n([^]*?)```/.exec(page)?.[1] ?? "";
  const plugin = /^# plugin: (\S+)/.exec(text)?.[1];
  const profile = plugin === undefined ? undefined : profileNamed(plugin);
  const input = folder(text, profile);
  const before = lint(input).map(({ code, path }) => `${code} ${path}`);
  for (const finding of lint(input)) {
    for (const fix of finding.fixes) {
      const source = sourceOf(input.sources, finding);
      const stored = input.policies.find(({ metadata: { name: own, namespace } }) => {
        return own === finding.object.name && namespace === finding.object.namespace;
      });
      if (source === undefined) throw new Error("no source");
      const after = fixText(text, source, stored, fix);
      const deletes = fix.edits.some(({ kind }) => /^(delete|label)/.test(kind));
      expect(after === undefined).toBe(deletes);
      if (after === undefined) continue;
      const left = lint(folder(after, profile)).map(({ code, path }) => `${code} ${path}`);
      expect(left).not.toContain(`${finding.code} ${finding.path}`);
      expect(left.filter((found) => !before.includes(found))).toEqual([]);
    }
  }
});
