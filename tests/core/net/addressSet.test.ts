import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  NO_ADDRESSES,
  addressKey,
  addressesIn,
  blocksOf,
  hasAddress,
  isEmptySet,
  uniteAddresses,
  withoutAddresses,
  type AddressSet,
} from "../../../src/core/net/addressSet.ts";
import { parseCIDR, parseIP } from "../../../src/core/net/ip.ts";
import { runs } from "../../support/runs.ts";

const of = (...blocks: readonly string[]): AddressSet =>
  blocks
    .map((text) => {
      const block = parseCIDR(text);
      if (block === undefined) throw new Error(text);
      return addressesIn(block);
    })
    .reduce(uniteAddresses, NO_ADDRESSES);

const written = (set: AddressSet): string[] =>
  blocksOf(set).map(({ cidr, except }) => [cidr, ...except].join(" - "));

const ALL = "0.0.0.0/0";

describe("sets of addresses, written", () => {
  it.each<[string, string[], string[], string[], string[]]>([
    ["one block", ["10.0.0.0/8"], [], [], ["10.0.0.0/8"]],
    ["two halves", ["10.0.0.0/9", "10.128.0.0/9"], [], [], ["10.0.0.0/8"]],
    ["two halves, the later first", ["10.128.0.0/9", "10.0.0.0/9"], [], [], ["10.0.0.0/8"]],
    ["one inside the other", ["10.0.0.0/8", "10.1.0.0/16"], [], [], ["10.0.0.0/8"]],
    ["one around the other", ["10.1.0.0/16", "10.0.0.0/8"], [], [], ["10.0.0.0/8"]],
    ["apart", ["10.0.0.0/8", "192.168.0.0/16"], [], [], ["10.0.0.0/8", "192.168.0.0/16"]],
    ["one address apart", ["10.0.0.0/32", "10.0.0.2/32"], [], [], ["10.0.0.0/32", "10.0.0.2/32"]],
    ["with a hole", ["10.0.0.0/8"], ["10.1.0.0/16"], [], ["10.0.0.0/8 - 10.1.0.0/16"]],
    [
      "without its first address",
      ["10.0.0.0/24"],
      ["10.0.0.0/32"],
      [],
      ["10.0.0.0/24 - 10.0.0.0/32"],
    ],
    ["without its last", ["10.0.0.0/24"], ["10.0.0.255/32"], [], ["10.0.0.0/24 - 10.0.0.255/32"]],
    ["of two one", ["10.0.0.0/31"], ["10.0.0.1/32"], [], ["10.0.0.0/32"]],
    ["a neighbour taken out", ["10.0.0.0/32"], ["10.0.0.1/32"], [], ["10.0.0.0/32"]],
    ["the other neighbour", ["10.0.0.1/32"], ["10.0.0.0/32"], [], ["10.0.0.1/32"]],
    [
      "everything but two",
      [ALL],
      ["203.0.113.0/24", "10.0.0.0/8"],
      [],
      ["0.0.0.0/0 - 10.0.0.0/8 - 203.0.113.0/24"],
    ],
    [
      "a hole filled again",
      ["10.0.0.0/8"],
      ["10.1.0.0/16"],
      ["10.1.2.3/32"],
      ["10.0.0.0/8 - 10.1.0.0/16", "10.1.2.3/32"],
    ],
    ["both families", ["fd00::/8", ALL], [], [], [ALL, "fd00::/8"]],
    ["of both families a part", ["fd00::/8", ALL], [ALL, "fd00::/9"], [], ["fd80::/9"]],
    ["a half, rather than the whole without the other", [ALL], ["128.0.0.0/1"], [], ["0.0.0.0/1"]],
    [
      "as blocks where an exception would be no shorter",
      ["0.0.0.0/1", "128.0.0.0/2"],
      [],
      [],
      ["0.0.0.0/1", "128.0.0.0/2"],
    ],
    [
      "with more exceptions, where one and a block again would be no shorter",
      ["0.0.0.0/1", "128.0.0.0/5", "160.0.0.0/3", "192.0.0.0/2"],
      ["10.0.0.1/32", "200.0.0.1/32"],
      [],
      ["0.0.0.0/0 - 10.0.0.1/32 - 136.0.0.0/5 - 144.0.0.0/4 - 200.0.0.1/32"],
    ],
    [
      "the end of the space",
      ["255.255.255.255/32", "ffff::/16"],
      [],
      [],
      ["255.255.255.255/32", "ffff::/16"],
    ],
    ["nothing", ["10.0.0.0/8"], [ALL], [], []],
  ])("%s", (_, blocks, taken, again, texts) => {
    const set = uniteAddresses(withoutAddresses(of(...blocks), of(...taken)), of(...again));
    expect(written(set)).toEqual(texts);
    expect(isEmptySet(set)).toBe(texts.length === 0);
  });
});

describe("one form for each set", () => {
  const key = (...blocks: readonly string[]): string => addressKey(of(...blocks));

  it("however it was put together", () => {
    expect(key("10.0.0.0/8")).toBe(key("10.128.0.0/9", "10.0.0.0/10", "10.64.0.0/10"));
    expect(key("10.0.0.0/8", "fd00::/8")).toBe(key("fd00::/8", "10.0.0.0/8"));
    expect(addressKey(withoutAddresses(of(ALL), of("128.0.0.0/1")))).toBe(key("0.0.0.0/1"));
    expect(addressKey(withoutAddresses(of(ALL), of("0.0.0.0/1")))).toBe(key("128.0.0.0/1"));
    expect(addressKey(withoutAddresses(of(ALL), of("64.0.0.0/2")))).toBe(
      key("0.0.0.0/2", "128.0.0.0/1"),
    );
  });

  it("another for another", () => {
    const keys = [
      key(),
      key("10.0.0.0/8"),
      key("10.0.0.0/9"),
      key("10.0.0.0/32", "10.0.0.2/32"),
      key("10.0.0.0/31", "10.0.0.2/32"),
      key("::a00:0/104"),
      key("::/128"),
      key("0.0.0.0/32"),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("one block of several is enough", () => {
    const set = of("10.0.0.0/24", "10.0.2.0/24", "fd00::/120", "fd00::200/120");
    const has = (text: string): boolean => {
      const ip = parseIP(text);
      return ip !== undefined && hasAddress(set, ip);
    };
    expect(["10.0.0.1", "10.0.2.1", "fd00::1", "fd00::201"].map(has)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(["10.0.1.1", "fd00::101"].map(has)).toEqual([false, false]);
  });

  it("a block has its first and its last address, and not their neighbours", () => {
    const has = (text: string): boolean => {
      const ip = parseIP(text);
      if (ip === undefined) throw new Error(text);
      return hasAddress(of("10.0.1.0/24", "fd00::100/120"), ip);
    };
    expect(["10.0.1.0", "10.0.1.255", "fd00::100", "fd00::1ff"].filter(has)).toHaveLength(4);
    expect(["10.0.0.255", "10.0.2.0", "fd00::ff", "fd00::200", "::a00:100"].filter(has)).toEqual(
      [],
    );
  });
});

const block = fc
  .tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 20, max: 32 }))
  .map(([c, d, prefix]) => `10.0.${c}.${d}/${prefix}`);

describe("sets of addresses, as sets", () => {
  it("hold what their blocks hold, less what was taken out, and are written exactly", () => {
    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 6 }),
        fc.array(block, { maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(255), fc.nat(255)), { minLength: 20, maxLength: 20 }),
        (ins, outs, points) => {
          const set = withoutAddresses(of(...ins), of(...outs));
          const back = blocksOf(set)
            .map(({ cidr, except }) => withoutAddresses(of(cidr), of(...except)))
            .reduce(uniteAddresses, NO_ADDRESSES);
          expect(addressKey(back)).toBe(addressKey(set));
          for (const [c, d] of points) {
            const ip = parseIP(`10.0.${c}.${d}`);
            if (ip === undefined) throw new Error("no address");
            const inside = (list: readonly string[]): boolean => hasAddress(of(...list), ip);
            expect(hasAddress(set, ip)).toBe(inside(ins) && !inside(outs));
          }
        },
      ),
      { numRuns: runs(500) },
    );
  });
});
