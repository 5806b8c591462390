/** Sets of ports: what is in them, in one form. */
import { describe, expect, it } from "vitest";
import {
  ANY_PORT,
  NO_PORTS,
  ONLY_ICMP,
  hasPort,
  isAnyPort,
  isNoPort,
  onlyPorts,
  partsOf,
  portKey,
  unitePorts,
  wholeProtocol,
  withoutPorts,
} from "../../../../src/core/netpol/exposure/portSet.ts";
import type { PortSet } from "../../../../src/core/netpol/exposure/portSet.ts";
import type { PodEndpoint } from "../../../../src/core/netpol/types.ts";

const tcp = (...ranges: [number, number][]): PortSet =>
  onlyPorts("TCP", { ranges: ranges.map(([from, to]) => ({ from, to })) });
const names = (...list: string[]): PortSet => onlyPorts("TCP", { names: list });

/** `TCP 80-90 http, ICMP`. */
function text(set: PortSet): string {
  return partsOf(set)
    .map((part) => {
      if (part.protocol === "ICMP") return "ICMP";
      const { ports } = part;
      if (ports === "all") return `${part.protocol} all`;
      return `${part.protocol} ${"name" in ports ? ports.name : `${ports.from}-${ports.to}`}`;
    })
    .join(", ");
}

describe("a set of ports", () => {
  it.each<[string, PortSet]>([
    ["", NO_PORTS],
    ["TCP all, UDP all, SCTP all, ICMP", ANY_PORT],
    ["ICMP", ONLY_ICMP],
    ["UDP all", wholeProtocol("UDP")],
    ["TCP 80-80", tcp([80, 80])],
    ["TCP 80-81", tcp([81, 81], [80, 80])],
    ["TCP 80-80, TCP 82-82", tcp([82, 82], [80, 80])],
    ["TCP 1-9", tcp([1, 9], [2, 3])],
    ["TCP 1-9", tcp([1, 5], [5, 9])],
    ["TCP 5-9", tcp([3, 2], [5, 9])],
    ["TCP all", tcp([1, 100], [101, 65535])],
    ["TCP all", tcp([0, 65535])],
    ["TCP 2-65535", tcp([2, 65535])],
    ["TCP 1-65534", tcp([1, 65534])],
    ["TCP dns, TCP http", names("http", "dns", "http")],
    ["TCP all", onlyPorts("TCP", { ranges: [{ from: 1, to: 65535 }], names: ["http"] })],
  ])("%s", (expected, set) => {
    expect(text(set)).toBe(expected);
  });

  it.each<[string, PortSet, PortSet]>([
    ["TCP 80-81", tcp([80, 80]), tcp([81, 81])],
    ["TCP 80-80, UDP all", tcp([80, 80]), wholeProtocol("UDP")],
    ["TCP 80-80, ICMP", tcp([80, 80]), ONLY_ICMP],
    ["TCP 80-80, ICMP", ONLY_ICMP, tcp([80, 80])],
    ["TCP a, TCP b", names("b"), names("a")],
    ["TCP all", wholeProtocol("TCP"), names("a")],
    ["TCP all, UDP all, SCTP all, ICMP", ANY_PORT, tcp([80, 80])],
    ["", NO_PORTS, NO_PORTS],
    ["SCTP all", wholeProtocol("SCTP"), NO_PORTS],
  ])("united: %s", (expected, a, b) => {
    expect(text(unitePorts(a, b))).toBe(expected);
    expect(portKey(unitePorts(b, a))).toBe(portKey(unitePorts(a, b)));
  });

  it.each<[string, PortSet, PortSet]>([
    ["TCP 1-79, TCP 81-65535", wholeProtocol("TCP"), tcp([80, 80])],
    ["TCP 2-65535", wholeProtocol("TCP"), tcp([1, 1])],
    ["TCP 1-65534", wholeProtocol("TCP"), tcp([65535, 65535])],
    ["TCP 80-84, TCP 88-90", tcp([80, 90]), tcp([85, 87])],
    ["", tcp([80, 90]), tcp([80, 90])],
    ["TCP 80-90", tcp([80, 90]), tcp([70, 79], [91, 99])],
    ["TCP 80-81, TCP 83-83", tcp([80, 83]), tcp([82, 82])],
    ["TCP a", names("a", "b"), names("b")],
    ["", names("a", "b"), wholeProtocol("TCP")],
    ["TCP a", names("a"), tcp([1, 65534])],
    ["TCP a", names("a"), wholeProtocol("UDP")],
    ["ICMP", ONLY_ICMP, wholeProtocol("TCP")],
    ["", ONLY_ICMP, ANY_PORT],
    ["TCP all, UDP all, SCTP all", ANY_PORT, ONLY_ICMP],
    ["UDP all, SCTP all, ICMP", ANY_PORT, wholeProtocol("TCP")],
    ["", NO_PORTS, ANY_PORT],
  ])("one without the other: %s", (expected, a, b) => {
    expect(text(withoutPorts(a, b))).toBe(expected);
  });

  it("is none, or any", () => {
    const sets = [NO_PORTS, ANY_PORT, ONLY_ICMP, wholeProtocol("TCP"), names("a")];
    const noIcmp = withoutPorts(ANY_PORT, ONLY_ICMP);
    expect(sets.map(isNoPort)).toEqual([true, false, false, false, false]);
    expect([...sets, noIcmp].map(isAnyPort)).toEqual([false, true, false, false, false, false]);
    expect(isAnyPort(withoutPorts(ANY_PORT, tcp([80, 80])))).toBe(false);
    expect(isNoPort(wholeProtocol("SCTP"))).toBe(false);
    const keys = [...sets, noIcmp, tcp([1, 2]), tcp([1, 1], [2, 2])].map(portKey);
    expect(new Set(keys).size).toBe(keys.length - 1);
  });

  it("has a port", () => {
    const destination: PodEndpoint = {
      kind: "pod",
      namespace: "shop",
      name: "web",
      labels: {},
      namespaceLabels: {},
      ips: ["10.0.0.1"],
      hostNetwork: false,
      namedPorts: [
        { name: "http", port: 8080, protocol: "TCP" },
        { name: "dns", port: 53, protocol: "UDP" },
      ],
    };
    const range = tcp([80, 90]);
    const at = (set: PortSet, port: number, protocol: "TCP" | "UDP" | "ICMP" = "TCP"): boolean =>
      hasPort(set, port, protocol, destination);
    expect([79, 80, 90, 91].map((port) => at(range, port))).toEqual([false, true, true, false]);
    expect(at(range, 80, "UDP")).toBe(false);
    expect([at(ONLY_ICMP, 0, "ICMP"), at(range, 80, "ICMP")]).toEqual([true, false]);
    expect(at(names("http"), 8080)).toBe(true);
    expect(at(names("http"), 80)).toBe(false);
    expect(at(names("other", "http"), 8080)).toBe(true);
    expect(at(names("other"), 8080)).toBe(false);
    expect(at(names("dns"), 53)).toBe(false);
    expect(at(onlyPorts("UDP", { names: ["dns"] }), 53, "UDP")).toBe(true);
    expect(at(onlyPorts("UDP", { names: ["http"] }), 8080, "UDP")).toBe(false);
    expect(hasPort(names("http"), 8080, "TCP", undefined)).toBe(false);
  });
});
