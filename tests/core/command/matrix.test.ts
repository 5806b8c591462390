import { describe, expect, it } from "vitest";
import { DB_POLICY, SHOP, runNetpol } from "../../support/netpol.ts";
import { clusterOf, policy } from "../../support/session.ts";

const live = clusterOf(SHOP, DB_POLICY);

describe("matrix", () => {
  const matrix = (...argv: readonly string[]) => runNetpol(["matrix", ...argv], { live });

  it("text, without the cluster's own pods", async () => {
    const { code, out } = await matrix("--level", "workload");
    expect(code).toBe(0);
    expect(out).toMatch(/^any listening port: \d+ of \d+ pass\. Rows call, columns answer\.\n/);
    expect(out).not.toContain("kube-system");
    expect((await matrix("--all")).out).toContain("kube-system/coredns");
  });

  it("JSON says the same as reach", async () => {
    const { out } = await matrix("--port", "5432", "-o", "json");
    const { port, ends, states } = JSON.parse(out) as {
      port: string;
      ends: string[];
      states: string[][];
    };
    expect(port).toBe("TCP 5432");
    const state = (from: string, to: string) => states[ends.indexOf(from)]?.[ends.indexOf(to)];
    expect(state("shop/api", "shop/db")).toBe("allowed");
    expect(state("blog/site", "shop/db")).toBe("blocked-ingress");
    expect(state("shop/db", "shop/db")).toBe("none");
  });

  it.each([
    ["csv", /^"from, on any listening port",blog\/site,/],
    ["md", /^\*\*any listening port\*\*/],
    ["svg", /^<svg [\s\S]*<\/svg>\n$/],
  ])("-o %s", async (format, pattern) => {
    const { code, out } = await matrix("-o", format);
    expect(code).toBe(0);
    expect(out).toMatch(pattern);
  });

  it.each<[argv: readonly string[], message: RegExp]>([
    [["--port", "x"], /port x is not between/],
    [["--level", "node"], /unknown level "node" \(one of pod, workload, namespace\)/],
    [["-o", "dot"], /unknown output "dot"/],
  ])("%j", async (argv, message) => {
    const result = await matrix(...argv);
    expect(result).toMatchObject({ code: 2, out: "" });
    expect(result.err).toMatch(message);
  });
});

describe("exposure", () => {
  const exposure = (...argv: readonly string[]) => runNetpol(["exposure", ...argv], { live });

  it("says who passes, and which pods that exist do", async () => {
    const { code, out } = await exposure("shop/db", "--direction", "ingress");
    expect(code).toBe(0);
    expect(out).toContain("Pods with app=api in namespace shop, on TCP 5432.");
    expect(out).toContain("Of the pods that exist, 1 of 4 can call it:\n  shop/api TCP 5432\n");
  });

  it("both directions by default; nobody is said, too", async () => {
    const none = clusterOf(
      `${SHOP}---${policy("none", "{ podSelector: {}, policyTypes: [Ingress, Egress] }", "shop")}`,
    );
    const { out } = await runNetpol(["exposure", "shop/api"], { live: none });
    expect(out).toMatch(
      /Ingress of api [\s\S]*nothing gets in\.[\s\S]*Egress of api [\s\S]*nothing gets out\./,
    );
    expect(out).toContain("0 of 4 can call it.");
  });

  it("JSON holds blocks and ports as policies write them", async () => {
    const block = policy(
      "block",
      "{ podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }], ports: [{ port: 80, endPort: 90 }] }] }",
      "shop",
    );
    const run = await runNetpol(["exposure", "shop/api", "-o", "json"], {
      live: clusterOf(`${SHOP}---${block}`),
    });
    const answer = JSON.parse(run.out) as {
      pod: string;
      gates: { direction: string; allows: unknown[] }[];
    };
    expect(answer.pod).toBe("shop/api");
    expect(answer.gates[0]).toMatchObject({
      direction: "Ingress",
      gate: "guarded",
      policies: ["shop/block"],
      allows: [
        {
          who: "addresses",
          blocks: [{ cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] }],
          ports: [{ protocol: "TCP", ports: { from: 80, to: 90 } }],
        },
      ],
    });
    expect(answer.gates[1]).toMatchObject({
      direction: "Egress",
      gate: "open",
      allows: [{ who: "anyone", ports: "any" }],
    });
  });

  it.each<[argv: readonly string[], code: number, message: RegExp]>([
    [["203.0.113.7"], 2, /203\.0\.113\.7 is no pod: only pods have gates/],
    [["shop/none"], 1, /pod shop\/none does not exist/],
    [[], 2, /exposure takes one POD/],
  ])("%j", async (argv, code, message) => {
    const result = await exposure(...argv);
    expect(result).toMatchObject({ code, out: "" });
    expect(result.err).toMatch(message);
  });
});

describe("diff", () => {
  const files = {
    "old/a.yaml": SHOP,
    "new/a.yaml": SHOP,
    "new/p.yaml": DB_POLICY,
    "p/db.yaml": DB_POLICY,
    "none/ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: x }\n",
  };
  const diff = (...argv: readonly string[]) => runNetpol(["diff", ...argv], { files });

  it("tells flows and gates by workload; replicas keep their names from side to side", async () => {
    const { code, out, err } = await diff("old", "new");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("Closed: 3 flows\n");
    expect(out).toMatch(/^ {2}shop\/web → shop\/db TCP 5432 \(2 flows\)$/m);
    expect(out).toContain("Guarded: 1 gate\n");
    expect(out).not.toMatch(/Came|Went/);
  });

  it("--exit-code tells scripts", async () => {
    expect((await diff("old", "new", "--exit-code")).code).toBe(1);
    expect(await diff("old", "old", "--exit-code")).toEqual({
      code: 0,
      out: "No flow and no gate changed\n",
      err: "",
    });
  });

  it("policies over common workloads", async () => {
    const { out } = await diff("none", "p", "-f", "old");
    expect(out).toContain("Closed: 3 flows\n");
  });

  it("without pods it says that nothing can change", async () => {
    const { code, err } = await diff("none", "p");
    expect(code).toBe(0);
    expect(err).toMatch(/^warning: neither side has pods/);
  });

  it("JSON and Markdown", async () => {
    const summary = JSON.parse((await diff("old", "new", "-o", "json")).out) as {
      closed: number;
      opened: number;
      guarded: number;
    };
    expect(summary).toMatchObject({ closed: 3, opened: 0, guarded: 1 });
    const { out } = await diff("old", "new", "-o", "md", "--limit", "1");
    expect(out).toMatch(/^\*\*.*\*\*\n\n\| Flows \| From \| To \| Port \| Count \|\n/);
    expect(out).toContain("\nand 1 more\n");
  });

  it("one port everywhere", async () => {
    const { out } = await diff("old", "new", "--port", "9999");
    expect(out).toContain("Closed: 4 flows\n");
  });

  it.each<[argv: readonly string[], code: number, message: RegExp]>([
    [["old"], 2, /diff takes OLD and NEW/],
    [["-", "-"], 2, /only one side can be -/],
    [["old", "nowhere"], 3, /nowhere: no such file or folder/],
    [["old", "new", "--limit", "0"], 2, /--limit takes a number from 1/],
  ])("%j", async (argv, code, message) => {
    const result = await diff(...argv);
    expect(result).toMatchObject({ code, out: "" });
    expect(result.err).toMatch(message);
  });
});

describe("profiles", () => {
  it("lists every plugin that --cni takes", async () => {
    const { out } = await runNetpol(["profiles"]);
    const names = out
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(" ")[0]);
    expect(names).toContain("calico");
    const records = JSON.parse((await runNetpol(["profiles", "-o", "json"])).out) as {
      name: string;
      decisions: object;
    }[];
    expect(records.map(({ name }) => name)).toEqual(names);
    for (const name of names) {
      const run = await runNetpol(["matrix", "--cni", name ?? "", "-o", "json"], { live });
      expect(run.code).toBe(0);
    }
  });
});
