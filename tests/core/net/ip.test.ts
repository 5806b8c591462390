import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import {
  canonicalIP,
  cidrContains,
  formatCIDR,
  formatIP,
  parseCIDR,
  parseIP,
  sameIP,
} from "../../../src/core/net/ip.ts";

const byte = fc.integer({ min: 0, max: 255 });
const v4 = fc.tuple(byte, byte, byte, byte).map((parts) => parts.join("."));
/** Many zeros, so that `::` gets its share. */
const group = fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
const v6 = fc
  .array(group, { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map((g) => g.toString(16)).join(":"));
const notMapped = (text: string): boolean => !/^0:0:0:0:0:ffff:/.test(text);

describe("addresses", () => {
  it.each([
    ["10.0.0.1", "10.0.0.1"],
    ["255.255.255.255", "255.255.255.255"],
    ["010.001.000.009", "10.1.0.9"],
    ["::", "::"],
    ["::1", "::1"],
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["fe80:0:0:0::1", "fe80::1"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["::ffff:a01:203", "10.1.2.3"],
    ["64:ff9b::10.0.0.1", "64:ff9b::a00:1"],
    ["0.0.0.0", "0.0.0.0"],
    ["9.10.19.99", "9.10.19.99"],
    ["00.0.0.1", "0.0.0.1"],
    ["1.2.3.04", "1.2.3.4"],
    ["::255.255.0.0", "::ffff:0"],
    ["1::ffff:10.1.2.3", "1::ffff:a01:203"],
    ["0:1::ffff:10.1.2.3", "0:1::ffff:a01:203"],
    ["0:0:1:0:0:ffff:a01:203", "::1:0:0:ffff:a01:203"],
    ["::1:0:ffff:a01:203", "::1:0:ffff:a01:203"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["1:0:0:2:3:0:0:4", "1::2:3:0:0:4"],
    ["1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"],
    ["1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"],
  ])("%s is %s", (text, canonical) => {
    expect(canonicalIP(text)).toBe(canonical);
  });

  it("zeros without end are no address", () => {
    expect(parseIP(`${"0".repeat(64 - "1.2.3.4".length)}1.2.3.4`)).toBeDefined();
    expect(parseIP(`${"0".repeat(65 - "1.2.3.4".length)}1.2.3.4`)).toBeUndefined();
  });

  it.each([
    "",
    "10.0.0",
    "10.0.0.0.1",
    "10.0.0.256",
    "10.0.0.-1",
    "10.0.0.1 ",
    "0x0a.0.0.1",
    "1.2.3.",
    ".1.2.3",
    "1..2.3",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4::5:6:7:8",
    "1::2::3",
    ":1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:",
    "12345::",
    "g::",
    "fe80::1%eth0",
    "10.0.0.1::",
    "::1.2.3",
    "::10.0.0.1:1",
    "1:".repeat(5000),
    "256.0.0.1",
    "1.2.3.a",
    "1:2:3:4:5:6:7:8::1::2",
    "1:2:3:4::5:6:7:8::9",
    "1.2.3.999",
    "1.2.3:4",
    "1.2.3./",
    "1.2.3.4.",
    "....",
    "1.2.3.4::5",
    "::1.2.3.4:5",
    "1.2.3.4:5::",
    "::g",
    "1::2::",
    "::1::",
    "1:2:3:4:5:6:7:1.2.3.4",
    "1:2:3:4:5:6:7:8::",
    "::1:2:3:4:5:6:7:8",
  ])("%s is none", (text) => {
    expect(parseIP(text)).toBeUndefined();
    expect(canonicalIP(text)).toBeUndefined();
  });

  it("strict parsing refuses what KEP-4858 refuses", () => {
    for (const text of ["010.0.0.1", "00.0.0.1", "::ffff:10.0.0.1"]) {
      expect(parseIP(text)).toBeDefined();
      expect(parseIP(text, { strict: true })).toBeUndefined();
    }
    expect(parseIP("0.0.0.0", { strict: true })).toBeDefined();
  });

  it("agrees with ipaddr.js on IPv4", () => {
    fc.assert(fc.property(v4, (text) => canonicalIP(text) === ipaddr.IPv4.parse(text).toString()));
  });

  it("agrees with ipaddr.js on IPv6, and prints RFC 5952", () => {
    fc.assert(
      fc.property(v6.filter(notMapped), (text) => {
        const ours = canonicalIP(text) ?? "";
        expect(ours).toBe(ipaddr.IPv6.parse(text).toRFC5952String());
        expect(canonicalIP(ours)).toBe(ours);
      }),
    );
  });

  it("a mapped address is the IPv4 address (S28)", () => {
    fc.assert(fc.property(v4, (text) => canonicalIP(`::ffff:${text}`) === canonicalIP(text)));
  });

  it("never throws, and agrees with ipaddr.js on what is an IPv6 address", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("1", "0", "a", "f", ":", "::", ".") }),
        (text) => {
          const ours = parseIP(text) !== undefined;
          // ipaddr.js reads octal and abbreviated IPv4, Kubernetes does not.
          if (text.includes(".")) return true;
          return ours === ipaddr.IPv6.isValid(text);
        },
      ),
    );
  });
});

describe("the same address", () => {
  const same = (a: string, b: string): boolean => {
    const [x, y] = [parseIP(a), parseIP(b)];
    if (x === undefined || y === undefined) throw new Error(`${a} ${b}`);
    return sameIP(x, y);
  };
  it.each([
    ["10.0.0.1", "::ffff:a00:1"],
    ["2001:db8::1", "2001:DB8:0::0:1"],
  ])("%s and %s", (a, b) => {
    expect(same(a, b)).toBe(true);
  });
  it.each([
    ["10.0.0.1", "10.0.0.2"],
    ["10.0.0.1", "::a00:1"],
    ["2001:db8::1", "2001:db8::1:0:1"],
    ["2001:db8::1", "2001:db9::1"],
  ])("but not %s and %s", (a, b) => {
    expect(same(a, b)).toBe(false);
  });
});

describe("blocks", () => {
  it.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["010.0.0.0/08", "10.0.0.0/8"],
    ["::/0", "::/0"],
    ["2001:db8::1/64", "2001:db8::/64"],
    ["::ffff:10.0.0.0/104", "10.0.0.0/8"],
    ["::ffff:10.1.2.3/96", "0.0.0.0/0"],
    ["::ffff:10.1.2.3/95", "::fffe:0:0/95"],
    ["::ffff:10.1.2.3/128", "10.1.2.3/32"],
    ["10.1.2.3/32", "10.1.2.3/32"],
    ["2001:db8::1/128", "2001:db8::1/128"],
    ["2001:db8:ffff::/33", "2001:db8:8000::/33"],
    ["1:2:3:4:5:6:7:8/97", "1:2:3:4:5:6::/97"],
    ["0:0:1:0:0:ffff:a01:203/128", "::1:0:0:ffff:a01:203/128"],
  ])("%s is %s", (text, canonical) => {
    const cidr = parseCIDR(text);
    expect(cidr && formatCIDR(cidr)).toBe(canonical);
  });

  it.each([
    "10.0.0.0",
    "10.0.0.0/",
    "10.0.0.0/33",
    "::/129",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "/8",
    "10.0.0.0/8a",
    "10.0.0.0/00008",
    "10.0.0.0/8 ",
    "10.0.0.0/ 8",
    "10.0.0.0/+8",
    "::/0x0",
    "::ffff:10.0.0.0/129",
    "8",
  ])("%s is none", (text) => {
    expect(parseCIDR(text)).toBeUndefined();
  });

  it("strict parsing refuses host bits, leading zeros and mapped blocks", () => {
    for (const text of ["10.1.2.3/8", "10.0.0.0/08", "::ffff:10.0.0.0/104", "2001:db8::1/64"]) {
      expect(parseCIDR(text, { strict: true })).toBeUndefined();
    }
    expect(parseCIDR("10.0.0.0/8", { strict: true })).toBeDefined();
    expect(parseCIDR("10.0.0.0/0", { strict: true })).toBeUndefined();
    for (const text of ["0.0.0.0/0", "::/0", "10.0.0.1/32", "2001:db8::/32", "10.0.0.0/10"])
      expect(parseCIDR(text, { strict: true }), text).toBeDefined();
    for (const text of ["::/00", "10.0.0.0/010", "010.0.0.0/8"])
      expect(parseCIDR(text, { strict: true }), text).toBeUndefined();
  });

  const contains = (block: string, address: string): boolean => {
    const cidr = parseCIDR(block);
    const ip = parseIP(address);
    return cidr !== undefined && ip !== undefined && cidrContains(cidr, ip);
  };

  it("agrees with ipaddr.js on containment, both families", () => {
    const pair4 = fc.tuple(v4, v4, fc.integer({ min: 0, max: 32 }));
    const pair6 = fc.tuple(
      v6.filter(notMapped),
      v6.filter(notMapped),
      fc.integer({ min: 0, max: 128 }),
    );
    fc.assert(
      fc.property(fc.oneof(pair4, pair6), ([net, far, prefix]) => {
        // An address that shares some leading bits is tried as well: the last part replaced.
        const near = net.replace(/[^.:]+$/, "1");
        for (const address of [far, near, net]) {
          const expected = ipaddr.parse(address).match(ipaddr.parse(net), prefix);
          expect(contains(`${net}/${prefix}`, address)).toBe(expected);
        }
      }),
    );
  });

  it.each([
    ["2001:db8::/32", "2001:db9::1"],
    ["2001:db8:1::/48", "2001:db8:2::1"],
    ["2001:db8:0:1::/64", "2001:db8:0:2::1"],
    ["2001:db8::1:0:0/96", "2001:db8::2:0:0"],
    ["2001:db8::1/128", "2001:db8::2"],
    ["2001:db8::1/128", "2001:db8:1::1"],
    ["2001:db8::1/128", "2001:db8::1:0:1"],
    ["10.0.0.0/31", "10.0.0.2"],
  ])("each word of an address counts: %s is without %s", (block, address) => {
    expect(contains(block, address)).toBe(false);
    expect(contains(block, block.slice(0, block.indexOf("/")))).toBe(true);
  });

  it("never matches the other family (S28)", () => {
    fc.assert(
      fc.property(
        v4,
        v6.filter(notMapped),
        (four, six) => !contains("::/0", four) && !contains("0.0.0.0/0", six),
      ),
    );
  });

  it("prints what has no sign", () => {
    expect(formatIP({ family: 4, words: [0, 0, 0, -1] })).toBe("255.255.255.255");
  });
});
