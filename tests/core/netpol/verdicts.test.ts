/** Scenarios of raw objects and probes: one record in, one record out, whatever is in it. */
import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/core/api/json.ts";
import { answerScenario } from "../../../src/core/netpol/verdicts.ts";
import { pod, policy } from "./world.ts";

const OBJECTS = [
  pod("shop/web", "10.0.0.1"),
  pod("shop/db", "10.0.0.2"),
  policy("shop/p", { podSelector: {}, policyTypes: ["Ingress"] }),
] as unknown as Json[];
const PROBE = { from: "shop/web", to: "shop/db", port: 80 };
const DENIED = { egress: true, ingress: false, allowed: false };

describe("a scenario", () => {
  it("is answered probe by probe, with its id", () => {
    expect(answerScenario({ id: "one", objects: OBJECTS, probes: [PROBE] })).toEqual({
      id: "one",
      probes: [{ ...PROBE, protocol: "TCP", ...DENIED }],
    });
    expect(answerScenario({ id: 7, objects: [], probes: [] })).toEqual({ id: 7, probes: [] });
  });

  it.each<Json>([
    null,
    7,
    "text",
    [],
    {},
    { objects: null, probes: "x" },
    { objects: {}, probes: {} },
  ])("%j has neither objects nor probes", (scenario) => {
    expect(answerScenario(scenario)).toEqual({ id: null, probes: [] });
  });
});

describe("a probe", () => {
  const answer = (probe: Json): unknown =>
    answerScenario({ objects: OBJECTS, probes: [probe] }).probes[0];
  const whole = { ...PROBE, protocol: "TCP" };

  it.each<[string, Json, object]>([
    ["a protocol", { ...PROBE, protocol: "UDP" }, { ...whole, protocol: "UDP", ...DENIED }],
    ["an empty protocol", { ...PROBE, protocol: "" }, { ...whole, ...DENIED }],
    ["a protocol that is no text", { ...PROBE, protocol: 7 }, { ...whole, ...DENIED }],
    ["a port that is no number", { ...PROBE, port: "80" }, { ...whole, port: 0, ...DENIED }],
    [
      "a protocol that does not exist",
      { ...PROBE, protocol: "QUIC" },
      { ...whole, protocol: "QUIC", error: 'unknown protocol "QUIC"' },
    ],
    [
      "an end that does not exist",
      { ...PROBE, to: "shop/x" },
      { ...whole, to: "shop/x", error: "pod shop/x does not exist" },
    ],
    [
      "nothing",
      null,
      {
        from: "",
        to: "",
        port: 0,
        protocol: "TCP",
        error: '"" is neither NAMESPACE/POD nor an IP address',
      },
    ],
  ])("with %s", (_title, probe, expected) => {
    expect(answer(probe)).toEqual(expected);
  });
});
