import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DARK, LIGHT, type Palette } from "../../../src/core/draw/palette.ts";

const css = readFileSync(new URL("../../../src/ui/styles/tokens.css", import.meta.url), "utf8");
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }],
  ),
);

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2 contrast ratio of two colours. */
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const grounds = ["bg", "panel", "raised", "sunk", ...[0, 1, 2, 3, 4, 5].map((n) => `ns-${n}`)];
const themes = ["light", "dark"] as const;
const colour = (name: string, theme: "light" | "dark"): string => {
  const token = tokens.get(name);
  if (token === undefined) throw new Error(`no token ${name}`);
  return token[theme];
};

describe.each(themes)("%s tokens", (theme) => {
  it.each(["text", "muted", "faint", "accent", "allow", "deny", "guard", "warn"])(
    "%s reads on every ground (4.5:1)",
    (name) => {
      for (const ground of grounds) {
        expect([ground, contrast(colour(name, theme), colour(ground, theme))]).toEqual([
          ground,
          expect.toSatisfy((ratio: number) => ratio >= 4.5),
        ]);
      }
    },
  );
  it("edges of open gates are seen on every ground (3:1)", () => {
    for (const ground of grounds) {
      expect(contrast(colour("edge", theme), colour(ground, theme))).toBeGreaterThanOrEqual(3);
    }
  });
  it.each([
    ["accent", "accent-soft"],
    ["allow", "allow-soft"],
    ["deny", "deny-soft"],
    ["guard", "guard-soft"],
    ["warn", "warn-soft"],
    ["on-accent", "accent"],
    ["on-allow", "allow"],
    ["on-deny", "deny"],
    ["on-guard", "guard"],
  ])("%s reads on %s", (text, ground) => {
    expect(contrast(colour(text, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });
});

describe("the palette of exported pictures", () => {
  it.each([
    ["light", LIGHT],
    ["dark", DARK],
  ] as const)("is the %s theme's", (theme, palette: Palette) => {
    for (const [name, value] of Object.entries(palette)) {
      expect([name, value]).toEqual([name, colour(name, theme)]);
    }
  });
});

it("measures as WCAG does", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});
