import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type * as nodeFs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { main } from "../../src/cli/main.ts";
import { readCorpus } from "../support/corpus.ts";
import { ALLOW_WEB, DENY_ALL, SMALL, policy } from "../support/session.ts";

const input = vi.hoisted(() => ({ text: "" }));

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof nodeFs>();
  return {
    ...fs,
    readFileSync: (path: Parameters<typeof fs.readFileSync>[0], options?: BufferEncoding) =>
      path === 0 ? input.text : fs.readFileSync(path, options),
  };
});

const folder = mkdtempSync(join(tmpdir(), "netpol-"));
const at = (name: string): string => join(folder, name);

const JOB = `
apiVersion: v1
kind: Pod
metadata: { name: job }
spec: { restartPolicy: Never, containers: [{ name: c, image: "nginx:1.27" }] }
status: { phase: Succeeded, podIP: 10.244.1.50, podIPs: [{ ip: 10.244.1.50 }] }
`;

beforeAll(() => {
  mkdirSync(at("m/deep"), { recursive: true });
  writeFileSync(at("m/pods.yaml"), SMALL);
  writeFileSync(at("m/deep/policies.yml"), `${DENY_ALL}---${ALLOW_WEB}`);
  writeFileSync(at("m/notes.txt"), "not a manifest: [");
  writeFileSync(at("web.yaml.gz"), gzipSync(SMALL));
  writeFileSync(at("broken.yaml"), `${SMALL}---\nkind: [\n`);
  writeFileSync(at("gadget.yaml"), "apiVersion: example.com/v1\nkind: Gadget\n");
  writeFileSync(at("empty.jsonl"), "\n");
  writeFileSync(at("bad.jsonl"), '{"id":1}\nnonsense\n');
  mkdirSync(at("none"));
  const records = (name: string): string =>
    readCorpus(name)
      .split("\n")
      .filter((line) => line !== "")
      .slice(0, 2)
      .join("\n");
  writeFileSync(at("verdicts.jsonl"), records("verdict-cases.jsonl"));
  writeFileSync(at("tools.jsonl.gz"), gzipSync(records("podtools.jsonl")));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

afterEach(() => {
  vi.restoreAllMocks();
  process.stdout.removeAllListeners("error");
});

/** Runs the command as a person would; what it printed and how it ended. */
async function netpol(...argv: readonly string[]) {
  const captured = { out: "", err: "" };
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    captured.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    captured.err += String(text);
    return true;
  });
  const code = await main(argv);
  vi.restoreAllMocks();
  return { code, ...captured };
}

describe("reach", () => {
  it("prints a table of who reaches whom, and how many pass", async () => {
    const { code, out, err } = await netpol("reach", "-f", at("m"));
    expect([code, err]).toEqual([0, ""]);
    const rows = out.split("\n");
    expect(rows[0]).toMatch(/^FROM +TO +PORT +VERDICT$/);
    const verdict = (from: string, to: string) =>
      rows.find((row) => row.startsWith(`default/${from} `) && row.includes(` default/${to} `));
    expect(verdict("client", "web")).toMatch(/TCP 80 +allowed$/);
    expect(verdict("db", "web")).toMatch(/TCP 80 +dropped at ingress$/);
    expect(verdict("client", "db")).toMatch(/TCP 5432 +dropped at ingress$/);
    expect(rows.some((row) => row.includes("default/web   default/web"))).toBe(false);
    const [, passing, all] = /^(\d+) of (\d+) flows pass$/m.exec(out) ?? [];
    expect(rows.filter((row) => row.endsWith(" allowed"))).toHaveLength(Number(passing));
    expect(rows.filter((row) => /(allowed|dropped at \w+)$/.test(row))).toHaveLength(Number(all));
  });

  it("says at which gates a flow is dropped", async () => {
    const both = policy("none", "{ podSelector: {}, policyTypes: [Ingress, Egress] }");
    input.text = `${SMALL}---${both}`;
    expect((await netpol("reach", "-f", "-")).out).toMatch(
      /default\/client +default\/web +TCP 80 +dropped at both/,
    );
    input.text = `${SMALL}---${policy("out", "{ podSelector: {}, policyTypes: [Egress] }")}`;
    expect((await netpol("reach", "-f", "-")).out).toMatch(
      /default\/client +default\/web +TCP 80 +dropped at egress/,
    );
  });

  it("prints the same as JSON", async () => {
    const { code, out } = await netpol("reach", "-f", at("m"), "-o", "json");
    expect(code).toBe(0);
    const flows = JSON.parse(out) as Record<string, unknown>[];
    expect(flows).toContainEqual({
      from: "default/client",
      to: "default/web",
      port: 80,
      protocol: "TCP",
      egress: true,
      ingress: true,
      allowed: true,
    });
    expect(flows).toContainEqual({
      from: "default/client",
      to: "default/db",
      port: 5432,
      protocol: "TCP",
      egress: true,
      ingress: false,
      allowed: false,
    });
  });

  it("takes several -f, gzipped files too", async () => {
    const { out } = await netpol("reach", "-f", at("web.yaml.gz"), "-f", at("m/deep"));
    expect(out).toContain("dropped at ingress");
  });

  it("names what cannot be read, and answers nothing by halves", async () => {
    const { code, out, err } = await netpol("reach", "-f", at("broken.yaml"), "-f", at("m/deep"));
    expect([code, out]).toEqual([3, ""]);
    expect(err).toMatch(/^[^\n]*broken\.yaml:\d+:\d+: yaml: [^\n]*\n$/);
  });

  it("goes on with the rest when told to", async () => {
    const { code, out, err } = await netpol(
      ...["reach", "--keep-going", "-f", at("broken.yaml"), "-f", at("gadget.yaml")],
    );
    expect(code).toBe(0);
    expect(out).toContain("flows pass");
    expect(err).toMatch(/broken\.yaml:\d+:\d+: yaml: /);
    expect(err).toContain("left out: 1 × Gadget");
  });

  it("takes patterns, and nothing twice", async () => {
    const { code, out } = await netpol("reach", "-f", at("m/*.yaml"), "-f", at("m/pods.y?ml"));
    expect([code, out]).toEqual([0, (await netpol("reach", "-f", at("m/pods.yaml"))).out]);
    const none = await netpol("reach", "-f", at("m/*.json"));
    expect(none).toMatchObject({ code: 3, out: "" });
    expect(none.err).toMatch(/^netpol: .*\*\.json: matches no file\n$/);
  });

  it("gives the same output for the same input", async () => {
    const first = await netpol("reach", "-f", at("m"));
    expect(await netpol("reach", "-f", at("m"))).toEqual(first);
  });
});

describe("why", () => {
  it.each<[from: string, to: string, head: string, says: RegExp]>([
    ["client", "web", "default/client → default/web, TCP 80", /allow-web/],
    ["default/client", "default/db", "default/client → default/db, TCP 5432", /deny-all/],
    ["client", "web:81", "default/client → default/web, TCP 81", /✗/],
    ["client", "web:80/tcp", "default/client → default/web, TCP 80", /✓/],
    ["client", "web/UDP", "default/client → default/web, UDP 80", /deny-all|allow-web/],
    ["client", "web:80/UDP", "default/client → default/web, UDP 80", /✗/],
    ["client", "web/ICMP", "default/client → default/web, ICMP", /./],
    ["client", "203.0.113.7:443", "default/client → 203.0.113.7, TCP 443", /✓/],
    ["client", "203.0.113.7", "default/client → 203.0.113.7, TCP 80", /✓/],
    ["client", "[2001:db8::1]:443", "default/client → 2001:db8::1, TCP 443", /./],
    ["client", "2001:db8::1", "default/client → 2001:db8::1, TCP 80", /./],
    ["203.0.113.7", "web:80", "203.0.113.7 → default/web, TCP 80", /✗/],
  ])("%s → %s", async (from, to, head, says) => {
    const { code, out, err } = await netpol("why", from, to, "-f", at("m"));
    expect([code, err]).toEqual([0, ""]);
    const [first, ...rest] = out.split("\n");
    expect(first).toBe(head);
    expect(rest.join("\n")).toMatch(says);
  });

  it("points at the policy's line of thought", async () => {
    const { out } = await netpol("why", "db", "web", "-f", at("m"));
    expect(out).toContain("default/allow-web spec.ingress[0]");
  });

  it.each([
    [
      "a pod that does not exist",
      ["why", "client", "nobody"],
      1,
      /pod default\/nobody does not exist/,
    ],
    ["a source that does not exist", ["why", "x/y", "web"], 1, /pod x\/y does not exist/],
    ["a name that is none", ["why", "client", "we b"], 1, /"we b" is neither/],
    ["no such port", ["why", "client", "web:0"], 2, /port 0 is not between 1 and 65535/],
    ["a port too large", ["why", "client", "web:65536"], 2, /port 65536 is not between/],
    ["one end", ["why", "client"], 2, /why takes FROM and TO/],
    ["three ends", ["why", "a", "b", "c"], 2, /why takes FROM and TO/],
  ])("%s", async (_, argv, code, message) => {
    const result = await netpol(...argv, "-f", at("m"));
    expect(result).toMatchObject({ code, out: "" });
    expect(result.err).toMatch(message);
    expect(result.err).toMatch(/^netpol: [^\n]*\n$/);
  });

  it("a pod that has finished is no end", async () => {
    input.text = `${SMALL}---${JOB}`;
    const { code, err } = await netpol("why", "client", "job:80", "-f", "-");
    expect([code, err]).toEqual([1, "netpol: pod default/job has finished\n"]);
  });
});

describe("sh", () => {
  it("runs a command and passes its status on", async () => {
    const { code, out } = await netpol(
      "sh",
      "-f",
      at("m"),
      "-c",
      "kubectl get netpol -o name; exit 4",
    );
    expect(code).toBe(4);
    expect(out).toBe(
      "networkpolicy.networking.k8s.io/allow-web\nnetworkpolicy.networking.k8s.io/deny-all\n",
    );
  });

  it("a dropped call takes no time of the person's", async () => {
    const { code, out, err } = await netpol(
      "sh",
      "-f",
      at("m"),
      "-c",
      "kubectl exec client -- curl -sS -m 3 http://web; kubectl exec client -- curl -sS -m 600 http://$(kubectl get pod db -o jsonpath={.status.podIP}):5432",
    );
    expect(code).toBe(28);
    expect(out).toContain("Welcome to nginx");
    expect(err).toMatch(/^curl: \(28\) /m);
  });

  it("takes its commands from standard input", async () => {
    input.text = "echo one\necho two >&2\n";
    expect(await netpol("sh", "-f", at("m"))).toEqual({ code: 0, out: "one\n", err: "two\n" });
  });

  it("has the text tools", async () => {
    const command = "kubectl get pods -o name | sort -r | sed 's/pod/p/' | head -1";
    expect((await netpol("sh", "-f", at("m"), "-c", command)).out).toBe("p/web\n");
  });

  it("works on right after a call whose time was no whole millisecond", async () => {
    const command =
      "kubectl exec client -- curl -s -o /dev/null http://web; kubectl delete pod db --now";
    expect(await netpol("sh", "-f", at("m"), "-c", command)).toMatchObject({ code: 0, err: "" });
  });
});

describe("verify", () => {
  it("answers verdicts, one line a record, from its own evaluator", async () => {
    const { code, out } = await netpol("verify", "verdicts", at("verdicts.jsonl"));
    expect(code).toBe(0);
    const given = readCorpus("verdict-cases.jsonl")
      .split("\n")
      .slice(0, 2)
      .map((line) => JSON.parse(line) as { id: string; probes: { allowed?: boolean }[] });
    const answers = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; probes: { allowed: boolean }[] });
    expect(answers.map(({ id }) => id)).toEqual(given.map(({ id }) => id));
    expect(answers[0]?.probes).toHaveLength(given[0]?.probes.length ?? 0);
    expect(Object.keys(answers[0]?.probes[0] ?? {}).sort()).toEqual([
      "allowed",
      "egress",
      "from",
      "ingress",
      "port",
      "protocol",
      "to",
    ]);
  });

  it("answers podtools, from a gzipped file", async () => {
    const { code, out } = await netpol("verify", "podtools", at("tools.jsonl.gz"));
    expect(code).toBe(0);
    expect(out.trimEnd().split("\n")).toHaveLength(2);
  });

  it("a record that makes no sense is answered, not the end of the run", async () => {
    writeFileSync(at("odd.jsonl"), '{"id":"odd"}\n{"id":"also","objects":7,"probes":[{}]}\n');
    const { code, out } = await netpol("verify", "verdicts", at("odd.jsonl"));
    expect(code).toBe(0);
    expect(out.trimEnd().split("\n")).toHaveLength(2);
  });
});

describe("how it is called", () => {
  it.each<[string, readonly string[], number, RegExp]>([
    ["an unknown command", ["rich"], 2, /unknown command "rich"; did you mean "reach"\?/],
    [
      "a command like none",
      ["frobnicate"],
      2,
      /unknown command "frobnicate" \(one of reach, why, .*sh, verify, lessons\)/,
    ],
    [
      "an unknown flag",
      ["reach", "--fro", "x"],
      2,
      /unknown flag: --fro; did you mean "--from"\? \(see netpol reach --help\)/,
    ],
    ["a flag without its value", ["reach", "-f"], 2, /./],
    ["no manifests", ["reach"], 2, /-f FILES is needed/],
    ["an argument too many", ["reach", "x", "-f", "m"], 2, /reach takes no arguments/],
    ["an unknown output", ["reach", "-f", "m", "-o", "xml"], 2, /unknown output "xml"/],
    ["sh with arguments", ["sh", "kubectl"], 2, /sh takes its commands from -c/],
    ["sh with everything on stdin", ["sh", "-f", "-"], 2, /cannot hold both/],
    ["verify without a kind", ["verify"], 2, /verify what\?/],
    ["verify of an unknown kind", ["verify", "dns", "x"], 2, /verify what\?/],
    ["verify without a file", ["verify", "verdicts"], 2, /verify verdicts takes one FILE/],
    ["a file that is not there", ["reach", "-f", "nowhere.yaml"], 3, /no such file or folder/],
    ["a folder without manifests", ["reach", "-f", "none"], 3, /no \.yaml, \.yml or \.json/],
    ["nothing but unknown kinds", ["reach", "-f", "gadget.yaml"], 3, /no object could be read/],
    ["records that are not there", ["verify", "podtools", "no.jsonl"], 1, /no such file/],
    ["no records", ["verify", "verdicts", "empty.jsonl"], 1, /no records/],
    [
      "a line that is no record",
      ["verify", "verdicts", "bad.jsonl"],
      1,
      /bad\.jsonl:2: not a JSON/,
    ],
  ])("%s", async (_, argv, code, message) => {
    const files = new Set(["m", "none", "gadget.yaml", "empty.jsonl", "bad.jsonl"]);
    const result = await netpol(...argv.map((word) => (files.has(word) ? at(word) : word)));
    expect(result).toMatchObject({ code, out: "" });
    expect(result.err).toMatch(message);
    expect(result.err.split("\n").filter((line) => line.startsWith("netpol: "))).toHaveLength(1);
  });

  it.each([
    [["help"], 0],
    [["--help"], 0],
    [[], 2],
  ])("help: %j", async (argv, code) => {
    const result = await netpol(...argv);
    expect(result).toMatchObject({ code, err: "" });
    for (const word of ["reach", "why", "sh ", "verify"]) expect(result.out).toContain(word);
  });

  it("help of one command", async () => {
    const result = await netpol("why", "--help");
    expect(result.code).toBe(0);
    expect(result.out).toMatch(
      /^Usage:\n {2}netpol why FROM TO\[:PORT\]\[\/PROTOCOL\] \[options\]$/m,
    );
    expect(await netpol("help", "why")).toEqual(result);
  });
});
