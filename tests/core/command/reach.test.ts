import { describe, expect, it } from "vitest";
import { CancelSource } from "../../../src/core/cluster/clock.ts";
import { DB_POLICY, SHOP, runNetpol } from "../../support/netpol.ts";
import { clusterOf } from "../../support/session.ts";

const live = clusterOf(SHOP, DB_POLICY);
const reach = (...argv: readonly string[]) => runNetpol(["reach", ...argv], { live });

interface Row {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: string;
  readonly egress: boolean;
  readonly ingress: boolean;
  readonly allowed: boolean;
}

async function rows(...argv: readonly string[]): Promise<readonly Row[]> {
  const { code, out, err } = await reach(...argv, "-o", "json");
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out) as Row[];
}

const ends = (list: readonly Row[], key: "from" | "to"): readonly string[] => [
  ...new Set(list.map((row) => row[key].replace(/-[a-z0-9]+-[a-z0-9]{5}$/, "-*"))),
];

describe("selectors", () => {
  it.each<[title: string, argv: readonly string[], from: readonly string[], to: readonly string[]]>(
    [
      [
        "everything",
        [],
        ["blog/site", "shop/api", "shop/db", "shop/web-*"],
        ["shop/api", "shop/db", "shop/web-*"],
      ],
      ["a pod", ["--to", "shop/db"], ["blog/site", "shop/api", "shop/web-*"], ["shop/db"]],
      [
        "a pod of the namespace of bare names",
        ["--to", "db", "-n", "shop", "--from", "api"],
        ["shop/api"],
        ["shop/db"],
      ],
      ["a workload", ["--from", "shop/web", "--to", "shop/db"], ["shop/web-*"], ["shop/db"]],
      [
        "a namespace",
        ["--from", "blog/", "--to", "shop/"],
        ["blog/site"],
        ["shop/api", "shop/db", "shop/web-*"],
      ],
      ["a pattern", ["--from", "*/a*", "--to", "sh?p/d*"], ["shop/api"], ["shop/db"]],
      [
        "labels anywhere",
        ["--from", "app=site", "--to", "app in (db,api)"],
        ["blog/site"],
        ["shop/api", "shop/db"],
      ],
      [
        "labels of a namespace",
        ["--from", "shop/app!=web", "--to", "shop/app=db"],
        ["shop/api"],
        ["shop/db"],
      ],
      [
        "two of them",
        ["--from", "shop/api", "--from", "blog/site", "--to", "shop/db"],
        ["blog/site", "shop/api"].reverse(),
        ["shop/db"],
      ],
      ["an address", ["--from", "203.0.113.7", "--to", "shop/db"], ["203.0.113.7"], ["shop/db"]],
      [
        "to an address",
        ["--from", "shop/db", "--to", "203.0.113.7", "--port", "443"],
        ["shop/db"],
        ["203.0.113.7"],
      ],
    ],
  )("%s", async (_, argv, from, to) => {
    const list = await rows(...argv);
    expect(ends(list, "from")).toEqual(from);
    expect(ends(list, "to")).toEqual(to);
  });

  it("leaves out the cluster's own pods, unless asked for", async () => {
    expect(ends(await rows(), "to").some((end) => end.startsWith("kube-system/"))).toBe(false);
    const all = ends(await rows("--all"), "to");
    expect(all).toContain("kube-system/coredns-*");
    expect(ends(await rows("--to", "kube-system/"), "to")).toEqual(["kube-system/coredns-*"]);
  });

  it.each<[argv: readonly string[], code: number, message: RegExp]>([
    [
      ["--to", "shop/dbb"],
      1,
      /^netpol: "shop\/dbb" selects no pod with an address \(did you mean shop\/db\?\)$/,
    ],
    [["--to", "db"], 1, /"db" selects no pod with an address \(did you mean shop\/db\?\)/],
    [["--to", "app=nobody"], 1, /"app=nobody" selects no pod with an address$/],
    [["--to", "app=a=b"], 2, /"app=a=b" is no label selector: found '='/],
    [["--to", "Shop/Db"], 2, /"Shop\/Db" is neither \[NAMESPACE\/\]NAME/],
    [["--to", ""], 2, /is empty/],
    [["--port", "0"], 2, /port 0 is not between 1 and 65535/],
    [["--port", "80/XYZ"], 2, /unknown protocol "XYZ"/],
    [["--port", "http"], 2, /port http is not between/],
    [["--from", "blog/site", "--to", "blog/site"], 1, /there is no flow/],
    [
      ["--cni", "calicoo"],
      2,
      /unknown plugin "calicoo" \(one of spec, .*\); did you mean "calico"\?/,
    ],
    [
      ["-o", "yaml"],
      2,
      /unknown output "yaml" \(one of text, wide, json, csv, md, dot, mermaid, svg\)/,
    ],
    [["extra"], 2, /reach takes no arguments but -f FILES/],
  ])("%j", async (argv, code, message) => {
    const result = await reach(...argv);
    expect(result).toMatchObject({ code, out: "" });
    expect(result.err.trimEnd()).toMatch(message);
  });
});

describe("verdicts", () => {
  it("say at which gate a flow is dropped", async () => {
    const to = await rows("--to", "shop/db");
    const of = (from: string) => to.find((row) => row.from === from);
    expect(of("shop/api")).toMatchObject({
      port: 5432,
      protocol: "TCP",
      egress: true,
      ingress: true,
      allowed: true,
    });
    expect(of("blog/site")).toMatchObject({ egress: true, ingress: false, allowed: false });
  });

  it("--port asks about that port everywhere, listened on or not", async () => {
    const list = await rows("--port", "53/UDP", "--to", "shop/");
    expect(new Set(list.map((row) => `${row.port}/${row.protocol}`))).toEqual(new Set(["53/UDP"]));
    expect(ends(list, "to")).toEqual(["shop/api", "shop/db", "shop/web-*"]);
    const [icmp] = await rows("--port", "icmp", "--from", "blog/", "--to", "shop/db");
    expect(icmp).toMatchObject({ port: 0, protocol: "ICMP", allowed: false });
  });

  it("are those of the plugin that is named", async () => {
    const list = await rows("--to", "shop/db", "--cni", "flannel");
    expect(list.every((row) => row.allowed)).toBe(true);
  });
});

describe("formats", () => {
  const small = ["--from", "shop/api", "--from", "blog/site", "--to", "shop/db"];

  it("text", async () => {
    expect((await reach(...small)).out).toBe(
      [
        "FROM        TO        PORT       VERDICT",
        "shop/api    shop/db   TCP 5432   allowed",
        "blog/site   shop/db   TCP 5432   dropped at ingress",
        "",
        "1 of 2 flows pass",
        "",
      ].join("\n"),
    );
  });

  it("wide names the policies", async () => {
    const { out } = await reach(...small, "-o", "wide");
    expect(out).toMatch(/^shop\/api .* allowed +open +shop\/db spec\.ingress\[0\]$/m);
    expect(out).toMatch(/^blog\/site .* dropped at ingress +open +dropped by shop\/db$/m);
  });

  it("csv reads back", async () => {
    const { out } = await reach(...small, "-o", "csv");
    const [head = "", ...lines] = out.trimEnd().split("\r\n");
    const records = lines.map((line) => {
      const cells = line.split(",");
      return Object.fromEntries(head.split(",").map((key, i) => [key, cells[i]]));
    });
    expect(records.map((r) => [r["from"], r["allowed"]])).toEqual([
      ["shop/api", "true"],
      ["blog/site", "false"],
    ]);
  });

  it("md", async () => {
    expect((await reach(...small, "-o", "md")).out).toContain(
      "| FROM | TO | PORT | VERDICT |\n| --- | --- | --- | --- |\n| shop/api | shop/db | TCP 5432 | allowed |\n",
    );
  });

  it("dot and mermaid draw what passes, and all ends", async () => {
    const dot = (await reach(...small, "-o", "dot")).out;
    expect(dot).toContain('"shop/api" -> "shop/db" [label="TCP 5432"];');
    expect(dot).not.toContain('"blog/site" ->');
    expect(dot).toContain('"blog/site" [label="site"];');
    const mermaid = (await reach(...small, "-o", "mermaid")).out;
    expect(mermaid).toMatch(/^flowchart LR\n/);
    expect(mermaid.match(/-->/g)).toHaveLength(1);
  });

  it("svg is a picture of its own", async () => {
    const { out } = await reach(...small, "-o", "svg");
    expect(out).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\n$/);
    expect(out).toContain(">db<");
    expect(out).not.toMatch(/href|<script|<style/);
  });
});

it("Ctrl-C ends it", async () => {
  const cancel = new CancelSource();
  cancel.cancel("SIGINT");
  await expect(runNetpol(["reach"], { live, cancel })).rejects.toThrow("SIGINT");
});
