import { deflateRawSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeLink, encodeLink } from "../../src/store/linkCodec.ts";

const data = (text: string | Buffer): string => `1${deflateRawSync(text).toString("base64url")}`;

describe("links", () => {
  it("give back what they hold, in letters that nobody escapes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (value) => {
        const link = await encodeLink(value);
        expect(link).toMatch(/^1[A-Za-z0-9_-]+$/);
        expect(await decodeLink(link)).toEqual({
          ok: true,
          value: JSON.parse(JSON.stringify(value)) as unknown,
        });
      }),
    );
  });

  it.each([
    ["nothing", "", "damaged"],
    ["no letters behind the version", "1", "damaged"],
    ["other letters", `${data("{}")}=`, "damaged"],
    ["a slash", "1ab/cd", "damaged"],
    ["letters outside ASCII", "1ab\u00e4", "damaged"],
    ["another codec", `2${data("{}").slice(1)}`, "newer"],
    ["no codec", `x${data("{}").slice(1)}`, "damaged"],
    ["base64 of a wrong length", "1abcde", "damaged"],
    ["no deflate", `1${Buffer.from("plain text").toString("base64url")}`, "damaged"],
    ["cut off", data(JSON.stringify({ a: "b".repeat(500), c: 1 })).slice(0, -4), "damaged"],
    ["no JSON", data("{not json"), "damaged"],
    ["no UTF-8", data(Buffer.from([0x22, 0xff, 0xfe, 0x22])), "damaged"],
    ["too many letters", `1${"A".repeat(64 * 1024)}`, "too-large"],
    ["a bomb", data(Buffer.alloc(20 * 1024 * 1024, 0x20)), "too-large"],
    ["a little too much", data(JSON.stringify("x".repeat(1024 * 1024))), "too-large"],
  ])("say what is wrong with %s", async (_, link, reason) => {
    expect(await decodeLink(link)).toEqual({ ok: false, reason });
  });

  it("stop reading a bomb early", async () => {
    const bomb = data(Buffer.alloc(40 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(64 * 1024);
    const before = performance.now();
    expect(await decodeLink(bomb)).toEqual({ ok: false, reason: "too-large" });
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
