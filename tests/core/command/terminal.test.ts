/** `netpol` in the lab's terminal: the live cluster, the home folder, pipes, Tab. */
import { describe, expect, it } from "vitest";
import { DB_POLICY, SHOP, tab } from "../../support/netpol.ts";
import { clusterOf, openHeadless, startOf } from "../../support/session.ts";

const EXPECT = "blocked: [{ from: blog/site, to: shop/db }]\n";

const lab = () => openHeadless(startOf(SHOP, { "db.yaml": DB_POLICY, "e.yaml": EXPECT }));

describe("in the lab", () => {
  it("answers for the live cluster, as it is now", async () => {
    const { run } = lab();
    expect((await run("netpol why blog/site shop/db")).out).toContain(
      "✓ Allowed: site may connect to db.",
    );
    expect((await run("netpol check e.yaml")).code).toBe(1);
    expect(await run("kubectl apply -f db.yaml")).toMatchObject({ code: 0 });
    expect((await run("netpol why blog/site shop/db")).out).toContain(
      "✗ Dropped at the ingress gate of db.",
    );
    expect(await run("netpol check e.yaml")).toMatchObject({ code: 0, err: "" });
  });

  it("takes bare names of the kubeconfig's namespace", async () => {
    const { run } = lab();
    await run("kubectl config set-context --current --namespace=shop");
    expect((await run("netpol why api db")).out).toMatch(/^shop\/api → shop\/db, TCP 5432\n/);
    expect((await run("netpol why site db -n blog")).code).toBe(1);
  });

  it("reads files of the home folder and standard input", async () => {
    const { run } = lab();
    expect((await run("netpol lint -f db.yaml --fail-on none")).code).toBe(0);
    expect((await run("cat db.yaml | netpol reach -f -")).err).toMatch(/^netpol: there is no flow/);
    const { out } = await run(
      "kubectl get ns,pods,svc,netpol -A -o yaml | netpol why -f - shop/api shop/db",
    );
    expect(out).toContain("✓ Allowed: api may connect to db.");
  });

  it("is a program like others: pipes, statuses, which", async () => {
    const { run } = lab();
    expect((await run("netpol reach --to shop/db | head -1")).out).toMatch(
      /^FROM +TO +PORT +VERDICT\n$/,
    );
    expect((await run("netpol reach --to shop/none || echo no")).out).toBe("no\n");
    expect((await run("netpol; echo $?")).out).toMatch(/\n2\n$/);
    expect((await run("which netpol")).out).toBe("/usr/local/bin/netpol\n");
    expect((await run("netpol help")).out).toContain("Without -f the questions are about");
  });

  it("changes nothing, and leaves no moment in the history", async () => {
    const { run, session } = lab();
    const before = session.history.moments.length;
    await run("netpol why blog/site shop/db; netpol lint; netpol matrix");
    expect(session.history.moments).toHaveLength(before);
  });
});

describe("Tab", () => {
  const live = clusterOf(SHOP, DB_POLICY);

  it.each<[words: readonly string[], candidates: readonly string[]]>([
    [["w"], ["why"]],
    [["help", "ma"], ["matrix"]],
    [["reach", "--o"], ["--output"]],
    [
      ["reach", "-o", "m"],
      ["md", "mermaid"],
    ],
    [["reach", "--output=cs"], ["--output=csv"]],
    [["reach", "--from", "shop/a"], ["shop/api"]],
    [["reach", "--cni", "cal"], ["calico"]],
    [["reach", "-n", "b"], ["blog"]],
    [["why", "shop/d"], ["shop/db"]],
    [["why", "-n", "shop", "d"], ["db"]],
    [["why", "blog/site", "shop/svc/w"], ["shop/svc/web"]],
    [["why", "blog/site", "shop/db:"], ["shop/db:5432"]],
    [["why", "blog/site", "shop/db", "x"], []],
    [["lint", "--disable", "dns-u"], ["dns-udp-only"]],
    [["lint", "--fail-on", "w"], ["warning"]],
    [["exposure", "blog/"], ["blog/site"]],
    [["exposure", "--direction", "in"], ["ingress"]],
    [["nothing", ""], []],
    [["reach", "--nothing", "a", ""], []],
  ])("%j", (words, candidates) => {
    expect(tab(words, live).candidates).toEqual(candidates);
  });

  it("offers files where files are meant", () => {
    expect(tab(["lint", "-f", ""], live).files).toEqual({ endings: ["yaml", "yml", "json", "gz"] });
    expect(tab(["check", ""], live).files).toBe("all");
    expect(tab(["diff", "a", ""], live).files).toBe("all");
  });

  it("knows no pods when the files of -f are asked about", () => {
    expect(tab(["why", "-f", "x.yaml", "shop/d"], live).candidates).toEqual([]);
    expect(tab(["why", "shop/d"]).candidates).toEqual([]);
  });

  it("a flag that was given is not offered again, -f is", () => {
    const { candidates } = tab(["reach", "-n", "shop", "-f", "x", "--"], live);
    expect(candidates).toContain("--filename");
    expect(candidates).not.toContain("--namespace");
  });
});
