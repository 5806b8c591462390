import { describe, expect, it } from "vitest";
import { DB_POLICY, SHOP, runNetpol } from "../../support/netpol.ts";
import { clusterOf } from "../../support/session.ts";

const live = clusterOf(SHOP, DB_POLICY);

const check = (text: string, ...argv: readonly string[]) =>
  runNetpol(["check", "e.yaml", ...argv], { live, files: { "e.yaml": text } });

const MET = `allowed:
  - from: shop/api
    to: shop/db
    port: 5432
  - { from: [shop/api, blog/], to: shop/web, ports: [80] }
blocked:
  - name: nobody else reaches the database
    from: "*"
    to: shop/db
    except: [shop/api]
  - from: 203.0.113.7
    to: shop/db
    ports: [5432, 53/UDP, icmp]
`;

describe("expectations that are met", () => {
  it("pass", async () => {
    const { code, out, err } = await check(MET);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(
      [
        "PASS  allowed: shop/api → shop/db 5432 (1 flow)",
        "PASS  allowed: shop/api, blog/ → shop/web 80 (4 flows)",
        "PASS  blocked: nobody else reaches the database (3 flows)",
        "PASS  blocked: 203.0.113.7 → shop/db 5432, 53/UDP, icmp (3 flows)",
        "",
        "4 of 4 expectations met",
        "",
      ].join("\n"),
    );
  });

  it("in several documents and files", async () => {
    const files = { "a.yaml": `${MET}---\n# nothing\n---\n${MET}`, "b.yaml": MET };
    const { code, out } = await runNetpol(["check", "a.yaml", "b.yaml"], { live, files });
    expect(code).toBe(0);
    expect(out).toContain("12 of 12 expectations met");
  });

  it("from standard input, over files", async () => {
    const run = { stdin: MET, files: { "c.yaml": `${SHOP}---\n${DB_POLICY}` } };
    expect(await runNetpol(["check", "-", "-f", "c.yaml"], run)).toMatchObject({ code: 0 });
    expect(await runNetpol(["check", "-", "-f", "-"], run)).toMatchObject({ code: 2 });
  });
});

describe("expectations that are not met", () => {
  it("name the flows and the gate that decides", async () => {
    const { code, out } = await check(
      "allowed:\n  - from: blog/site\n    to: shop/db\nblocked:\n  - from: shop/api\n    to: shop/db\n",
    );
    expect(code).toBe(1);
    expect(out).toContain(
      "FAIL  allowed: blog/site → shop/db\n      e.yaml:2: 1 of 1 flow is blocked\n",
    );
    expect(out).toContain(
      "blog/site → shop/db, TCP 5432: dropped at the ingress gate of shop/db by shop/db",
    );
    expect(out).toContain(
      "the egress gate of shop/api is open; the ingress gate of shop/db lets it pass by shop/db spec.ingress[0]",
    );
    expect(out).toContain("0 of 2 expectations met");
  });

  it.each([
    [
      "a selector that selects nothing",
      "allowed: [{ from: shop/apii, to: shop/db }]",
      /"shop\/apii" selects no pod with an address \(did you mean shop\/api\?\)/,
    ],
    ["an end and itself", "blocked: [{ from: shop/db, to: shop/db }]", /there is no flow to check/],
    [
      "nothing that listens",
      "blocked: [{ from: shop/db, to: blog/site }]",
      /there is no flow to check/,
    ],
  ])("%s fails", async (_, text, message) => {
    const { code, out } = await check(text);
    expect(code).toBe(1);
    expect(out).toMatch(message);
  });

  it("only the first flows are named, all are counted", async () => {
    const many = ["80", "81", "82", "83"].map((port) => `"${port}"`).join(", ");
    const { out } = await check(`blocked: [{ from: "*", to: shop/api, ports: [${many}] }]`);
    expect(out).toContain("16 of 16 flows are allowed");
    expect(out).toContain("and 6 more");
  });

  it("as JUnit", async () => {
    const { code, out } = await check(
      `${MET}  - { from: shop/api, to: shop/db, name: "<&>\\"'" }\n`,
      "-o",
      "junit",
    );
    expect(code).toBe(1);
    expect(out).toContain(
      '<testsuite name="netpol check" tests="5" failures="1" errors="0" skipped="0">',
    );
    expect(out).toContain('name="blocked: &lt;&amp;&gt;&quot;\'"');
    const document = out.replace(/<\?xml[^?]*\?>/, "");
    const open = [...document.matchAll(/<(\w+)(?=[\s>])[^>]*[^/]>/g)].map(([, tag]) => tag);
    const close = [...document.matchAll(/<\/(\w+)>/g)].map(([, tag]) => tag);
    expect(open.sort()).toEqual(close.sort());
  });

  it("as JSON, with the gates that decide", async () => {
    const { code, out } = await check("allowed: [{ from: blog/site, to: shop/db }]", "-o", "json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual([
      {
        passed: false,
        expected: "allowed",
        name: "blog/site → shop/db",
        file: "e.yaml",
        line: 1,
        path: "allowed[0]",
        flows: 1,
        failures: [
          {
            from: "blog/site",
            to: "shop/db",
            port: 5432,
            protocol: "TCP",
            egress: true,
            ingress: false,
            allowed: false,
            decidedBy: [{ direction: "Ingress", allowed: false, policies: ["shop/db"], rules: [] }],
          },
        ],
      },
    ]);
  });
});

describe("files that are wrong", () => {
  it.each<[title: string, text: string, errors: readonly string[]]>([
    ["no YAML", "allowed: [", ["1:11: yaml: "]],
    ["a list", "- from: a", ["1:1: must be a mapping with allowed and blocked, is a list"]],
    ["an unknown key", "alowed: []", ['1:1: alowed: unknown key; did you mean "allowed"?']],
    ["no list", "allowed: yes-please", ["1:1: allowed: must be a list, is a text"]],
    ["nothing", "allowed: []\nblocked:\n", ["1:1: expects nothing: allowed and blocked are empty"]],
    ["an empty file", "# to come\n", ["1:1: expects nothing"]],
    [
      "no mapping",
      "allowed: [web]",
      ["1:11: allowed[0]: must be a mapping with from and to, is a text"],
    ],
    [
      "everything at once",
      "allowed:\n  - from: 7\n    to: [a/b, 'x=y=z']\n    prot: tcp\n    port: 70000\n  - to: []\n    from: a\n    name: 3\n    port: 1\n    ports: []\nblocked:\n  - {}\n",
      [
        '4:5: allowed[0].prot: unknown key; did you mean "port"?',
        "2:5: allowed[0].from: must be a selector, is the number 7",
        `3:15: allowed[0].to[1]: "x=y=z" is no label selector: found '='`,
        "5:5: allowed[0].port: port 70000 is not between 1 and 65535",
        "6:5: allowed[1].to: is empty",
        "10:5: allowed[1].ports: may not stand beside port",
        "10:5: allowed[1].ports: must be a list of ports, is empty",
        "8:5: allowed[1].name: must be a text, is the number 3",
        "12:5: blocked[0]: from is missing",
        "12:5: blocked[0]: to is missing",
      ],
    ],
    ["a port of another type", "allowed: [{ from: a, to: b, port: [1] }]", ["allowed[0].port: "]],
    ["a broken separator", "allowed: []\n--- x\n", ["1:1: invalid Yaml document separator: x"]],
  ])("%s", async (_, text, errors) => {
    const { code, out, err } = await check(text);
    expect([code, out]).toEqual([3, ""]);
    const lines = err.trimEnd().split("\n");
    expect(lines).toHaveLength(errors.length);
    for (const [i, error] of errors.entries()) {
      expect(lines[i]).toContain(error);
      expect(lines[i]).toMatch(/^e\.yaml:\d+:\d+: /);
    }
  });

  it("a file that is not there", async () => {
    expect(await runNetpol(["check", "none.yaml"], { live })).toEqual({
      code: 3,
      out: "",
      err: "netpol: none.yaml: no such file or folder\n",
    });
    expect(await runNetpol(["check"], { live })).toMatchObject({ code: 2 });
  });
});
