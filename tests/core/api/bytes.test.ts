import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BASE32,
  BASE64,
  decodeBase64,
  decodeBase64Bytes,
  decodeBytes,
  encodeBase64,
  encodeBytes,
} from "../../../src/core/api/base64.ts";
import { byteLength, utf8Bytes, utf8Text } from "../../../src/core/api/utf8.ts";

/** Any text, with halves of surrogate pairs. */
const anyText = fc.string({ unit: "binary" });
const bytes = fc.array(fc.nat(255), { maxLength: 40 });

describe("UTF-8", () => {
  it("is the platform's", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constant("a\ud800b\udc00")), (text) => {
        const platform = Buffer.from(text, "utf8");
        expect(utf8Bytes(text)).toEqual([...platform]);
        expect(byteLength(text)).toBe(platform.length);
        expect(utf8Text([...platform])).toBe(platform.toString("utf8"));
      }),
    );
  });

  it.each([
    ["an overlong NUL", [0xc0, 0x80]],
    ["an overlong slash", [0xe0, 0x80, 0xaf]],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80]],
    ["beyond the last character", [0xf4, 0x90, 0x80, 0x80]],
    ["a byte that begins nothing", [0xff]],
    ["a sequence cut off", [0xe2]],
  ])("has no text for %s", (_, own) => {
    expect(utf8Text([0x61, ...own, 0x62])).toBe("a\ufffdb");
  });
});

describe("base64", () => {
  it("is the platform's", () => {
    fc.assert(
      fc.property(anyText, bytes, (text, own) => {
        const encoded = Buffer.from(text, "utf8").toString("base64");
        expect(encodeBase64(text)).toBe(encoded);
        expect(decodeBase64(encoded)).toBe(Buffer.from(text, "utf8").toString("utf8"));
        expect(encodeBytes(own, BASE64)).toBe(Buffer.from(own).toString("base64"));
      }),
    );
    expect(encodeBase64("grün €")).toBe("Z3LDvG4g4oKs");
  });

  it.each(["a", "YQ", "YQ=", "Y===", "YQ==YQ==", "Y*==", "Y Q="])("is not %j", (text) => {
    expect(decodeBase64Bytes(text)).toBeUndefined();
    expect(decodeBase64(text)).toBeUndefined();
  });

  it("passes over line breaks, and where asked for no padding", () => {
    expect(decodeBase64("Z3LD\r\nvG4g4oKs\n")).toBe("grün €");
    expect(decodeBytes("YQ", BASE64)).toEqual([0x61]);
    expect(decodeBytes("Y*", BASE64)).toBeUndefined();
  });
});

describe("base32", () => {
  it.each([
    ["", ""],
    ["f", "MY======"],
    ["fo", "MZXQ===="],
    ["foo", "MZXW6==="],
    ["foob", "MZXW6YQ="],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI======"],
  ])("of %j is RFC 4648's", (text, encoded) => {
    expect(encodeBytes(utf8Bytes(text), BASE32)).toBe(encoded);
    expect(decodeBytes(encoded, BASE32)).toEqual(utf8Bytes(text));
  });
});
