import { expect, it } from "vitest";
import { placeText, readPlace, selectionTitle } from "../../../../src/core/lessons/quiz/place.ts";

it.each([
  ["", "home"],
  ["/", "home"],
  ["?seed=monday", { selection: { kind: "mixed", level: undefined }, seed: "monday" }],
  ["/mixed", { selection: { kind: "mixed", level: undefined }, seed: undefined }],
  ["/mixed/CKA?seed=7", { selection: { kind: "mixed", level: "CKA" }, seed: "7" }],
  ["/topic/and-or?seed=a.b-c", { selection: { kind: "topic", topic: "and-or" }, seed: "a.b-c" }],
  ["/due?seed=x", { selection: { kind: "due" }, seed: "x" }],
  ["/exam/CKA?seed=x&more=1", { selection: { kind: "exam", exam: "CKA" }, seed: "x" }],
] as const)("%s is a place", (path, place) => {
  expect(readPlace(path)).toEqual(place);
});

it.each([
  ["/exam/CKZ"],
  ["/exam"],
  ["/exam/__proto__"],
  ["/topic"],
  ["/topic/<b>"],
  ["/mixed/none"],
  ["/due/today"],
  ["/topic/and-or/more"],
  ["/something"],
  ["/mixed?seed="],
  ["/mixed?seed=%3Cscript%3E"],
  [`/mixed?seed=${"a".repeat(41)}`],
])("%s is none", (path) => {
  expect(readPlace(path)).toBeUndefined();
});

it("a place is written as it is read", () => {
  for (const path of [
    "mixed?seed=1",
    "mixed/CKS?seed=1",
    "topic/and-or?seed=1",
    "due?seed=1",
    "exam/all?seed=1",
  ]) {
    const place = readPlace(`/${path}`);
    if (typeof place !== "object") throw new Error(path);
    expect(placeText(place.selection, place.seed ?? "")).toBe(path);
    expect(selectionTitle(place.selection)).not.toBe("");
  }
});
