import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/core/api/json.ts";
import { readScenario, ScenarioError } from "../../../src/core/session/scenario.ts";

const GOOD = {
  title: "T",
  summary: "S",
  level: "L",
  story: ["One.", "Two."],
  steps: [{ text: "Look.", command: "kubectl get pods" }],
  watch: [
    { text: "a", from: "default/a", to: "default/b", port: 80, want: "allowed" },
    {
      text: "b",
      from: "203.0.113.9",
      to: "2001:db8::1",
      port: 1,
      protocol: "SCTP",
      want: "blocked",
    },
    { text: "c", from: "default/a", to: "dns", port: 65535, protocol: "UDP", want: "allowed" },
  ],
  outside: [{ name: "internet", ip: "203.0.113.10" }],
};

describe("a scenario", () => {
  it("is read as it stands, TCP where nothing is said", () => {
    const scenario = readScenario("x", GOOD);
    expect(scenario).toMatchObject({ id: "x", ...GOOD });
    expect(scenario.watch.map(({ protocol }) => protocol)).toEqual(["TCP", "SCTP", "UDP"]);
  });

  it("needs no story, steps, flows or hosts", () => {
    expect(readScenario("x", { title: "T", summary: "S", level: "L" })).toEqual({
      id: "x",
      title: "T",
      summary: "S",
      level: "L",
      story: [],
      steps: [],
      watch: [],
      outside: [],
    });
  });

  const flow = GOOD.watch[0];
  it.each<[path: string, document: Json]>([
    ["", null],
    ["", ["a list"]],
    ["titel", { ...GOOD, titel: "T" }],
    ["__proto__", JSON.parse('{"__proto__":{},"title":"T","summary":"S","level":"L"}') as Json],
    ["title", { ...GOOD, title: "" }],
    ["summary", { ...GOOD, summary: 3 }],
    ["level", { title: "T", summary: "S" }],
    ["story", { ...GOOD, story: "One." }],
    ["story[1]", { ...GOOD, story: ["One.", null] }],
    ["steps[0]", { ...GOOD, steps: ["kubectl get pods"] }],
    ["steps[0].command", { ...GOOD, steps: [{ text: "x" }] }],
    ["steps[0].cmd", { ...GOOD, steps: [{ text: "x", command: "y", cmd: "z" }] }],
    ["watch", { ...GOOD, watch: {} }],
    ["watch[1].port", { ...GOOD, watch: [flow, { ...flow, port: 0 }] as Json }],
    ["watch[0].port", { ...GOOD, watch: [{ ...flow, port: 65536 }] as Json }],
    ["watch[0].port", { ...GOOD, watch: [{ ...flow, port: "http" }] as Json }],
    ["watch[0].port", { ...GOOD, watch: [{ ...flow, port: 80.5 }] as Json }],
    ["watch[0].protocol", { ...GOOD, watch: [{ ...flow, protocol: "tcp" }] as Json }],
    ["watch[0].want", { ...GOOD, watch: [{ ...flow, want: true }] as Json }],
    ["watch[0].from", { ...GOOD, watch: [{ ...flow, from: "a" }] as Json }],
    ["watch[0].to", { ...GOOD, watch: [{ ...flow, to: "pod/default/a" }] as Json }],
    ["watch[0].to", { ...GOOD, watch: [{ ...flow, to: "10.0.0.256" }] as Json }],
    ["outside[0].ip", { ...GOOD, outside: [{ name: "x", ip: "10.1.1" }] }],
    ["outside[0].name", { ...GOOD, outside: [{ ip: "10.1.1.1" }] }],
  ])("is refused with the path of the fault: %s", (path, document) => {
    expect(() => readScenario("x", document)).toThrow(ScenarioError);
    expect(() => readScenario("x", document)).toThrow(
      new RegExp(`^${path.replaceAll(/[[\].]/g, "\\$&")}: `),
    );
  });
});
