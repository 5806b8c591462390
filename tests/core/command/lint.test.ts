import { describe, expect, it } from "vitest";
import { DB_POLICY, SHOP, runNetpol } from "../../support/netpol.ts";
import { clusterOf, policy } from "../../support/session.ts";

/** An egress policy that forgets DNS, and selects nothing that exists. */
const BAD = policy(
  "bad",
  "{ podSelector: { matchLabels: { app: api } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: { matchLabels: { app: nobody } } }] }] }",
  "shop",
);
const TRAP = policy("trap", "{ podSelector: { matchLabels: { on: yes } } }", "shop");

const lint = (files: Readonly<Record<string, string>>, ...argv: readonly string[]) =>
  runNetpol(["lint", "-f", ".", ...argv], { files });

const codesOf = (out: string): readonly string[] => [
  ...new Set((JSON.parse(out) as { code: string }[]).map(({ code }) => code)),
];

describe("findings", () => {
  it("stand at their file, line and column", async () => {
    const { code, out } = await lint({ "a.yaml": SHOP, "b.yaml": BAD });
    expect(code).toBe(1);
    expect(out).toMatch(/^b\.yaml:5:\d+: (warning|error): [^\n]+ \(selector-matches-nothing\)$/m);
    expect(out).toMatch(/^ {4}NetworkPolicy shop\/bad spec\.egress\[0\]\.to\[0\]/m);
    expect(out).toMatch(/^\d+ (error|warning|hint)s?(, .*)?$/m);
  });

  it("JSON is an array of records with exactly these keys", async () => {
    const { code, out } = await lint({ "a.yaml": SHOP, "b.yaml": BAD }, "-o", "json");
    expect(code).toBe(1);
    const records = JSON.parse(out) as Record<string, unknown>[];
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) {
      expect(Object.keys(record)).toEqual([
        "code",
        "severity",
        "message",
        "object",
        "path",
        "line",
        "file",
      ]);
      expect(record["object"]).toEqual({ kind: "NetworkPolicy", namespace: "shop", name: "bad" });
      expect(record["file"]).toBe("b.yaml");
      expect(record["line"]).toBe(5);
    }
  });

  it("in a List stand at the item's own lines", async () => {
    const item = (name: string) => `- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: { name: ${name}, namespace: shop }
  spec:
    podSelector: {}
    policyTypes: [Ingress]
    ingress:
    - from:
      - podSelector:
          matchLabels: { app: nobody }
`;
    const list = `${SHOP}---\napiVersion: v1\nkind: List\nitems:\n${item("one")}${item("two")}`;
    const { out } = await lint({ "list.yaml": list }, "-o", "json");
    const found = JSON.parse(out) as { code: string; object: { name: string }; line: number }[];
    const lines = found
      .filter(({ code }) => code === "selector-matches-nothing")
      .map(({ object, line }) => [object.name, list.split("\n")[line - 1]?.trim()]);
    expect(lines).toEqual([
      ["one", "- podSelector:"],
      ["two", "- podSelector:"],
    ]);
  });

  it("none: nothing to complain of", async () => {
    const { code, out } = await lint({ "a.yaml": SHOP, "b.yaml": DB_POLICY });
    expect([code, out]).toEqual([0, "no findings\n"]);
    expect((await lint({ "a.yaml": SHOP, "b.yaml": DB_POLICY }, "-o", "json")).out).toBe("[]\n");
  });

  it("of the live cluster have no line", async () => {
    const { code, out } = await runNetpol(["lint", "-o", "json"], {
      live: clusterOf(`${SHOP}---${BAD}`),
    });
    expect(code).toBe(1);
    const [first] = JSON.parse(out) as { line: unknown; file: unknown }[];
    expect(first).toMatchObject({ line: null, file: null });
    const text = await runNetpol(["lint"], { live: clusterOf(`${SHOP}---${BAD}`) });
    expect(text.out).toMatch(/^(warning|error): /);
  });

  it("explain what the API server refuses", async () => {
    const { code, out, err } = await lint({ "a.yaml": TRAP }, "-o", "json");
    expect([code, err]).toEqual([1, ""]);
    expect(codesOf(out)).toContain("label-value-trap");
  });
});

describe("what fails", () => {
  it.each<[limit: string, code: number]>([
    ["error", 0],
    ["warning", 1],
    ["info", 1],
    ["none", 0],
  ])("--fail-on=%s", async (limit, code) => {
    const files = { "a.yaml": SHOP, "b.yaml": BAD };
    const disable = "--disable=dns-egress-missing,isolates-dns";
    expect((await lint(files, `--fail-on=${limit}`, disable)).code).toBe(code);
  });

  it("codes can be left out", async () => {
    const files = { "a.yaml": SHOP, "b.yaml": BAD };
    const all = codesOf((await lint(files, "-o", "json")).out);
    const [first = "", ...rest] = all;
    const some = await lint(files, "-o", "json", "--disable", first, "--disable", "or-not-and");
    expect(codesOf(some.out)).toEqual(rest);
    expect((await lint(files, `--disable=${all.join(",")}`)).out).toBe("no findings\n");
  });

  it.each<[argv: readonly string[], code: number, message: RegExp]>([
    [["--disable", "or-and-not"], 2, /unknown code "or-and-not"/],
    [["--fail-on", "fatal"], 2, /unknown fail-on "fatal" \(one of error, warning, info, none\)/],
    [["-o", "xml"], 2, /unknown output "xml" \(one of text, json, sarif, github\)/],
  ])("%j", async (argv, code, message) => {
    const result = await lint({ "a.yaml": SHOP }, ...argv);
    expect(result).toMatchObject({ code, out: "" });
    expect(result.err).toMatch(message);
  });

  it("input that is refused without a finding is bad input", async () => {
    const broken = policy(
      "p",
      "{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/33 } }] }] }",
    );
    const result = await lint({ "a.yaml": SHOP, "b.yaml": broken });
    expect(result).toMatchObject({ code: 3, out: "" });
    expect(result.err).toMatch(
      /^b\.yaml:5:\d+: NetworkPolicy\.networking\.k8s\.io "p" is invalid: spec\.ingress\[0\]\.from\[0\]\.ipBlock\.cidr: /,
    );
    expect((await lint({ "a.yaml": SHOP, "b.yaml": broken }, "--keep-going")).code).toBe(0);
  });
});

describe("formats of CI systems", () => {
  it("SARIF 2.1.0 has what the schema requires", async () => {
    const { out } = await lint(
      { "a.yaml": SHOP, "pol icy.yaml": BAD },
      "-o",
      "sarif",
      "--fail-on=none",
    );
    const log = JSON.parse(out) as {
      version: string;
      $schema: string;
      runs: {
        tool: { driver: { name: string; rules: { id: string }[] } };
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          message: { text: string };
          locations: {
            physicalLocation: {
              artifactLocation: { uri: string };
              region: { startLine: number; startColumn: number };
            };
          }[];
        }[];
      }[];
    };
    expect(log.version).toBe("2.1.0");
    expect(log.$schema).toMatch(/sarif-schema-2\.1\.0\.json$/);
    const [run] = log.runs;
    expect(run?.tool.driver.name).toBe("netpol");
    expect(run?.results.length).toBeGreaterThan(0);
    for (const result of run?.results ?? []) {
      expect(run?.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(["error", "warning", "note"]).toContain(result.level);
      expect(result.message.text).not.toBe("");
      const { artifactLocation, region } = result.locations[0]?.physicalLocation ?? {};
      expect(artifactLocation?.uri).toBe("pol%20icy.yaml");
      expect(region?.startLine).toBe(5);
      expect(region?.startColumn).toBeGreaterThan(0);
    }
  });

  it("annotations of GitHub", async () => {
    const { out } = await lint({ "a.yaml": SHOP, "b.yaml": BAD }, "-o", "github");
    for (const line of out.trimEnd().split("\n"))
      expect(line).toMatch(
        /^::(error|warning|notice) file=b\.yaml,line=5,col=\d+,title=[a-z-]+::NetworkPolicy shop\/bad: /,
      );
  });
});
