import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  NO_ADDRESSES,
  addressKey,
  addressesIn,
  blocksOf,
  hasAddress,
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

describe("sets of addresses, written", () => {
  it.each([
    ["one block", of("10.0.0.0/8"), ["10.0.0.0/8"]],
    ["two halves", of("10.0.0.0/9", "10.128.0.0/9"), ["10.0.0.0/8"]],
    ["one inside the other", of("10.0.0.0/8", "10.1.0.0/16"), ["10.0.0.0/8"]],
    ["apart", of("10.0.0.0/8", "192.168.0.0/16"), ["10.0.0.0/8", "192.168.0.0/16"]],
    [
      "with a hole",
      withoutAddresses(of("10.0.0.0/8"), of("10.1.0.0/16")),
      ["10.0.0.0/8 - 10.1.0.0/16"],
    ],
    [
      "everything but two",
      withoutAddresses(of("0.0.0.0/0"), of("203.0.113.0/24", "10.0.0.0/8")),
      ["0.0.0.0/0 - 10.0.0.0/8 - 203.0.113.0/24"],
    ],
    [
      "a hole filled again",
      uniteAddresses(withoutAddresses(of("10.0.0.0/8"), of("10.1.0.0/16")), of("10.1.2.3/32")),
      ["10.0.0.0/8 - 10.1.0.0/16", "10.1.2.3/32"],
    ],
    ["both families", of("fd00::/8", "0.0.0.0/0"), ["0.0.0.0/0", "fd00::/8"]],
    [
      "the end of the space",
      of("255.255.255.255/32", "ffff::/16"),
      ["255.255.255.255/32", "ffff::/16"],
    ],
    ["nothing", withoutAddresses(of("10.0.0.0/8"), of("0.0.0.0/0")), []],
  ] as const)("%s", (_, set, texts) => {
    expect(written(set)).toEqual(texts);
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
