import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeBase64 } from "../../../src/core/api/base64.ts";
import { base64Error } from "../../../src/core/validation/decode/base64.ts";
import { formatQuantity, parseQuantity } from "../../../src/core/validation/decode/quantity.ts";
import { decodeTime } from "../../../src/core/validation/decode/time.ts";

describe("quantities", () => {
  it.each([
    ["1024Mi", "1Gi"],
    ["1000m", "1"],
    ["0.5", "500m"],
    ["1.5Gi", "1536Mi"],
    ["1e3", "1e3"],
    ["1E", "1E"],
    ["100", "100"],
    ["0.0000000001", "1n"],
    ["-5", "-5"],
    ["0Mi", "0"],
  ])("%s is stored as %s", (text, canonical) => {
    expect(formatQuantity(parseQuantity(text))).toBe(canonical);
  });

  it.each(["", "abc", "1.2.3", "1 Gi", "Gi"])("refuses %j", (text) => {
    expect(() => parseQuantity(text)).toThrow("quantities must match the regular expression");
  });

  it("keep their canonical form", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.constantFrom("", "m", "k", "M", "Ki", "Mi", "Gi", "u"),
        (number, suffix) => {
          const once = formatQuantity(parseQuantity(`${number}${suffix}`));
          expect(formatQuantity(parseQuantity(once))).toBe(once);
        },
      ),
    );
  });
});

describe("times", () => {
  it("are stored in UTC", () => {
    expect(decodeTime("2024-01-02T03:04:05.9+02:00")).toBe("2024-01-02T01:04:05Z");
  });
  it("are refused in Go's words", () => {
    expect(() => decodeTime("yesterday")).toThrow(
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
    );
    expect(() => decodeTime("2024-02-30T00:00:00Z")).toThrow("day out of range");
  });
});

describe("base64", () => {
  it("is found to be none, and where", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(base64Error(encodeBase64(text))).toBeUndefined();
      }),
    );
    expect(base64Error("!!!!")).toBe("illegal base64 data at input byte 0");
    expect(base64Error("YQ=")).toBeDefined();
  });
});
