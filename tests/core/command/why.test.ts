import { describe, expect, it } from "vitest";
import { DB_POLICY, SHOP, runNetpol } from "../../support/netpol.ts";
import { clusterOf, policy } from "../../support/session.ts";

const live = clusterOf(SHOP, DB_POLICY);
const why = (...argv: readonly string[]) => runNetpol(["why", ...argv], { live });

const plain = (text: string): string => text.replace(/web-[a-z0-9]+-[a-z0-9]{5}/g, "web-*");

describe("the question", () => {
  it.each<[from: string, to: string, title: string]>([
    ["shop/api", "shop/db", "shop/api → shop/db, TCP 5432"],
    ["shop/api", "shop/db:sql", "shop/api → shop/db, TCP 5432"],
    ["shop/api", "shop/pod/db:81/udp", "shop/api → shop/db, UDP 81"],
    ["shop/api", "shop/db/ICMP", "shop/api → shop/db, ICMP"],
    ["shop/api", "shop/svc/web", "shop/api → Service shop/web, TCP 8080 → shop/web-*, TCP 80"],
    [
      "shop/api",
      "web.shop.svc.cluster.local:front",
      "shop/api → Service shop/web, TCP 8080 → shop/web-*, TCP 80",
    ],
    ["shop/api", "web.shop:8080", "shop/api → Service shop/web, TCP 8080 → shop/web-*, TCP 80"],
    ["shop/api", "shop/data", "shop/api → Service shop/data, TCP 5432 → shop/db, TCP 5432"],
    ["shop/web", "shop/db", "shop/web-* → shop/db, TCP 5432"],
    ["203.0.113.7", "shop/db:5432", "203.0.113.7 → shop/db, TCP 5432"],
    ["shop/api", "node/kind-worker:10250", "shop/api → 172.18.0.3, TCP 10250"],
  ])("%s → %s", async (from, to, title) => {
    const { code, out, err } = await why(from, to);
    expect([code, err]).toEqual([0, ""]);
    expect(plain(out.split("\n")[0] ?? "").replace(/172\.18\.0\.\d/, "172.18.0.3")).toBe(title);
  });

  it("names of the namespace of -n", async () => {
    expect((await why("api", "db", "-n", "shop")).out).toMatch(/^shop\/api → shop\/db, TCP 5432\n/);
  });

  it("a pod goes before a Service of its name", async () => {
    const both = clusterOf(
      SHOP,
      "apiVersion: v1\nkind: Service\nmetadata: { name: db, namespace: shop }\nspec: { selector: { app: api }, ports: [{ port: 80 }] }\n",
    );
    const run = (to: string) => runNetpol(["why", "blog/site", to], { live: both });
    expect((await run("shop/db")).out).toMatch(/^blog\/site → shop\/db, /);
    expect((await run("shop/svc/db")).out).toMatch(
      /^blog\/site → Service shop\/db, TCP 80 → shop\/api/,
    );
  });

  it.each<[from: string, to: string, code: number, message: RegExp]>([
    ["shop/ap", "shop/db", 1, /pod shop\/ap does not exist \(did you mean shop\/api/],
    ["shop/api", "db", 1, /pod default\/db does not exist \(did you mean shop\/db\?\)/],
    ["shop/api", "svc/web", 1, /Service default\/web does not exist/],
    ["shop/api", "shop/svc/web:81", 1, /Service shop\/web has no port 81 \(it has TCP 8080\)/],
    ["shop/api", "shop/svc/web/ICMP", 2, /a Service does not answer ICMP/],
    [
      "shop/api",
      "shop/empty",
      1,
      /Service shop\/empty has no ready endpoint on TCP 80: the connection is refused/,
    ],
    ["shop/api", "shop/elsewhere", 1, /Service shop\/elsewhere is another name of example\.com/],
    ["shop/svc/web", "shop/db", 1, /Service|neither/],
    ["shop/api", "shop/db:http", 1, /shop\/db has no port named "http"/],
    ["shop/api", "node/none", 1, /node none has no address/],
    ["shop/api", "a/b/c/d", 1, /"a\/b\/c\/d" is neither/],
    ["shop/api", "shop/db:99999", 2, /port 99999 is not between 1 and 65535/],
  ])("%s → %s cannot be answered", async (from, to, code, message) => {
    const result = await why(from, to);
    expect(result).toMatchObject({ code, out: "" });
    expect(result.err).toMatch(/^netpol: [^\n]*\n$/);
    expect(result.err).toMatch(message);
  });
});

describe("the answer", () => {
  it("is the trace, gate by gate, then near misses with their commands", async () => {
    const { out } = await why("blog/site", "shop/db");
    expect(out).toContain("✗ Ingress of db is guarded by 1 policy; no rule lets this in.");
    expect(out).toContain("(shop/db spec.ingress[0].from[0]");
    expect(out).toContain("\nWhat would allow it:\n  1. ");
    expect(out).toMatch(/^ {5}kubectl /m);
  });

  it("as many near misses as are wanted", async () => {
    expect((await why("blog/site", "shop/db", "--near-misses=0")).out).not.toContain("What would");
    const one = (await why("blog/site", "shop/db", "--near-misses=1")).out;
    expect(one).toContain("  1. ");
    expect(one).not.toContain("  2. ");
    expect(await why("blog/site", "shop/db", "--near-misses=-1")).toMatchObject({ code: 2 });
  });

  it("through a Service tells of every endpoint", async () => {
    const half = policy(
      "half",
      "{ podSelector: { matchLabels: { app: web, picked: yes-it-is } }, policyTypes: [Ingress] }",
      "shop",
    );
    const pods = ["one", "two"].map(
      (name) =>
        `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop, labels: { app: web${name === "two" ? ", picked: yes-it-is" : ""} } }\nspec: { containers: [{ name: c, image: nginx, ports: [{ containerPort: 80, name: http }] }] }\n`,
    );
    const mixed = clusterOf(`${SHOP}---\n${pods.join("---\n")}---\n${half}`);
    const { out } = await runNetpol(["why", "blog/site", "shop/web"], { live: mixed });
    expect(out).toContain("· 3 of 4 endpoints can be reached:");
    expect(out).toContain("  ✗ shop/two:80\n");
    expect(out).toContain("· Explained for shop/two:\n");
  });

  it("is the Explanation as JSON", async () => {
    const { code, out } = await why("shop/api", "shop/svc/web", "-o", "json");
    expect(code).toBe(0);
    const answer = JSON.parse(out) as Record<string, Record<string, unknown>>;
    expect(Object.keys(answer)).toEqual(
      expect.arrayContaining(["service", "verdict", "egress", "ingress", "nearMisses"]),
    );
    expect(answer["service"]).toMatchObject({
      namespace: "shop",
      name: "web",
      port: 8080,
      protocol: "TCP",
    });
    expect(answer["service"]?.["endpoints"]).toHaveLength(2);
    expect(answer["verdict"]).toMatchObject({
      allowed: true,
      flow: { port: 80, viaService: true },
    });
    const blocked = JSON.parse((await why("blog/site", "shop/db", "-o", "json")).out) as {
      nearMisses: { title: string; commands: string[]; edits: unknown[] }[];
    };
    expect(blocked.nearMisses.length).toBeGreaterThan(0);
    for (const miss of blocked.nearMisses) expect(miss.commands.length).toBeGreaterThan(0);
  });
});
