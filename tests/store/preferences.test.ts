import { describe, expect, it } from "vitest";
import {
  DEFAULT_PREFERENCES,
  createPreferences,
  readPreferences,
} from "../../src/store/preferences.ts";

describe("preferences", () => {
  it.each([
    ["nothing stored", null],
    ["no JSON", "{"],
    ["not an object", "[1]"],
    ["a null", "null"],
    ["wrong types everywhere", '{"theme":1,"speed":"9","hidden":"guide","sizes":3}'],
  ])("falls to the defaults: %s", (_, stored) => {
    expect(readPreferences(stored)).toEqual(DEFAULT_PREFERENCES);
  });

  it("keeps what is right and drops what is wrong beside it", () => {
    const read = readPreferences(
      '{"theme":"dark","hidden":["guide","cellar"],"sizes":{"columns":{"guide":20,"centre":"x","__proto__":1}},"maximised":"attic"}',
    );
    expect(read.theme).toBe("dark");
    expect(read.hidden).toEqual(["guide"]);
    expect(read.sizes).toEqual({ columns: { guide: 20 } });
    expect(read.maximised).toBeUndefined();
  });

  it("writes every change and survives a storage that refuses", () => {
    let stored = "";
    const store = createPreferences({
      getItem: () => null,
      setItem: (_, value) => {
        stored = value;
      },
    });
    store.setState({ theme: "light" });
    expect(readPreferences(stored).theme).toBe("light");

    const refused = createPreferences({
      getItem: () => {
        throw new Error("denied");
      },
      setItem: () => {
        throw new Error("denied");
      },
    });
    expect(() => {
      refused.setState({ theme: "dark" });
    }).not.toThrow();
  });
});
