/**
 * Expectations that a property asks for every flow of every cluster, millions of times in all: a
 * matcher takes longer than the verdict it looks at, so it is only called to say what differs.
 */
import { expect } from "vitest";

/** `expect(is).toBe(wanted)` */
export function mustBe<T>(is: T, wanted: T): void {
  if (!Object.is(is, wanted)) expect(is).toBe(wanted);
}

/** `expect(is).toEqual(wanted)` of plain data, in the same order of fields. */
export function mustEqual(is: unknown, wanted: unknown): void {
  if (JSON.stringify(is) !== JSON.stringify(wanted)) expect(is).toEqual(wanted);
}
