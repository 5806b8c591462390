import { describe, expect, it } from "vitest";
import { readShared, type SharedLab } from "../../../../src/core/session/share/format.ts";
import { openShared } from "../../../../src/core/session/share/open.ts";
import { DENY_ALL, NOW, SMALL, startOf } from "../../../support/session.ts";

const base = startOf(SMALL, { "deny.yaml": DENY_ALL });

/** What opening says: undefined when it opens. */
function complaint(value: unknown): string | undefined {
  const read = readShared(value);
  if (!read.ok) return read.error;
  const opened = openShared(read.shared, base, NOW);
  return opened.ok ? undefined : opened.error;
}

const policy = (metadata: object, spec: object = { podSelector: {} }): object => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata,
  spec,
});
const objects = (...list: object[]): object => ({ version: 1, objects: list });
const deep = (levels: number): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 1);
const parsed = (text: string): unknown => JSON.parse(text);

describe("a description that somebody made by hand", () => {
  it("opens when it is sound", () => {
    expect(complaint({ version: 1 })).toBeUndefined();
    expect(complaint(objects(policy({ name: "deny" })))).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ["null", null, /no object/],
    ["a list", [], /no object/],
    ["a text", "lab", /no object/],
    ["no version", {}, /unknown version/],
    ["a newer version", { version: 2 }, /newer version/],
    ["a version of another type", { version: "1" }, /unknown version/],
    ["an unknown key", { version: 1, extra: 1 }, /unknown in it/],
    ["__proto__", parsed('{"version":1,"__proto__":{"plugin":"x"}}'), /unknown in it/],
    ["constructor", parsed('{"version":1,"constructor":{}}'), /unknown in it/],
    ["deep nesting", { version: 1, objects: [deep(60)] }, /nested too deeply/],
    ["too many values", { version: 1, log: Array<string>(70_000).fill("") }, /too large/],
    ["too many commands", { version: 1, log: Array<string>(300).fill("ls") }, /too many entries/],
    ["too many objects", { version: 1, objects: Array(1001).fill({}) }, /too many entries/],
    ["objects that are none", { version: 1, objects: [1] }, /no object/],
    ["an object of no kind", objects({}), /kind that the lab does not know/],
    ["a kind unknown here", objects({ apiVersion: "v9", kind: "Pod" }), /does not know/],
    ["a bad name", objects(policy({ name: "Not A Name" })), /refuses NetworkPolicy.*RFC 1123/],
    ["no name", objects(policy({})), /refuses NetworkPolicy/],
    ["a name of the prototype", objects(policy({ name: "__proto__" })), /refuses NetworkPolicy/],
    [
      "a label that is none",
      objects(policy({ name: "a", labels: parsed('{"__proto__":"x"}') })),
      /refuses NetworkPolicy/,
    ],
    [
      "a bad field",
      objects(policy({ name: "a" }, { podSelector: {}, ingress: [{ ports: [{ port: 99999 }] }] })),
      /between 1 and 65535/,
    ],
    ["a field of the wrong type", objects(policy({ name: "a" }, { podSelector: 3 })), /refuses/],
    [
      "a namespace that is not there",
      objects(policy({ name: "a", namespace: "nowhere" })),
      /namespace “nowhere”/,
    ],
    ["two of one name", objects(policy({ name: "a" }), policy({ name: "a" })), /two objects/],
    ["a patch of nothing", { version: 1, patches: [["/Pod default/none", {}]] }, /not there/],
    ["a patch without target", { version: 1, patches: [[{}, {}]] }, /no text/],
    ["a strange target", { version: 1, patches: [["<b> x", {}]] }, /not as it should/],
    [
      "a patch that spoils",
      { version: 1, patches: [["/Pod default/web", { spec: { containers: null } }]] },
      /refuses Pod/,
    ],
    [
      "a patch of the name",
      { version: 1, patches: [["/Pod default/web", { metadata: { name: "../x" } }]] },
      /refuses Pod/,
    ],
    [
      "more pods than anybody can hold",
      objects(
        ...Array.from({ length: 900 }, (_, i) => ({
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          metadata: { name: `many-${i}` },
          spec: {
            replicas: 1000,
            selector: { matchLabels: { app: "a" } },
            template: {
              metadata: { labels: { app: "a" } },
              spec: { containers: [{ name: "a", image: "nginx" }] },
            },
          },
        })),
      ),
      /more pods/,
    ],
    ["a strange plugin", { version: 1, plugin: "nonsense" }, /no network plugin/],
    ["a plugin that is no name", { version: 1, plugin: "<b>" }, /plugin is not as/],
    ["a base that is no name", { version: 1, base: "../../x" }, /base is not as/],
    ["no address", { version: 1, addresses: { "default/web": "1.2.3" } }, /no address/],
    ["no exit code", { version: 1, ended: { "default/web": 1.5 } }, /no exit code/],
    ["a path upwards", { version: 1, files: { "../etc/x": "y" } }, /no path/],
    ["an absolute path", { version: 1, files: { "/etc/x": "y" } }, /no path/],
    ["a path with nothing in it", { version: 1, files: { "a//b": "y" } }, /no path/],
    ["NUL in a path", { version: 1, files: { "a\0b": "y" } }, /no path/],
    ["removing elsewhere", { version: 1, removed: ["../x"] }, /no path/],
    ["a file that is a folder", { version: 1, files: { a: "x", "a/b": "y" } }, /do not fit/],
    ["a large file", { version: 1, files: { a: "x".repeat(600_000) } }, /too long/],
    ["a strange mode", { version: 1, files: { a: ["x", 70_000] } }, /strange mode/],
    [
      "more than the home folder holds",
      {
        version: 1,
        files: Object.fromEntries(Array.from("abcdefghi").map((k) => [k, "x".repeat(5e5)])),
      },
      /do not fit/,
    ],
    ["a strange view", { version: 1, view: { network: "film" } }, /unknown/],
    ["a strange selection", { version: 1, view: { selected: { kind: "all" } } }, /unknown/],
    ["a port that is none", { version: 1, view: { at: { port: -1, protocol: "TCP" } } }, /port/],
    ["half a scenario", { version: 1, scenario: { id: "x" } }, /fault at title/],
    [
      "a scenario with a strange id",
      { version: 1, scenario: { id: "<x>", title: "t", summary: "s", level: "l" } },
      /strange id/,
    ],
  ])("is refused: %s", (_, value, reason) => {
    expect(complaint(value)).toMatch(reason);
    expect(({} as Record<string, unknown>)["plugin"]).toBeUndefined();
  });

  it("may say nonsense that does no harm", () => {
    const harmless: SharedLab = {
      version: 1,
      gone: ["/Pod default/none", "/Nothing x/y"],
      removed: ["nothing.txt", "toString"],
      addresses: { "default/none": "10.0.0.1", toString: "10.0.0.2" },
      objects: [
        {
          ...policy({ name: "deny", uid: "1", resourceVersion: "x", ownerReferences: [{}, 4] }),
          status: { phase: "Running" },
        },
      ],
      view: { selected: { kind: "policy", id: "a/b" } },
    };
    expect(complaint(harmless)).toBeUndefined();
  });
});
