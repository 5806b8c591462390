import { describe, expect, it } from "vitest";
import {
  HISTORY_LIMIT,
  amend,
  canRedo,
  canUndo,
  goTo,
  record,
  startHistory,
} from "../../../src/core/session/history.ts";

const moment = (state: number) => ({ label: `set ${state}`, time: state, state });

describe("history", () => {
  it("goes back, forth, and drops what was undone when something new is done", () => {
    let history = record(record(startHistory(0, 0), moment(1)), moment(2));
    expect(canRedo(history)).toBe(false);
    history = goTo(history, history.position - 1);
    expect(history.moments[history.position]?.state).toBe(1);
    expect(canRedo(history)).toBe(true);
    history = record(history, moment(3));
    expect(history.moments.map((m) => m.state)).toEqual([0, 1, 3]);
    expect(canRedo(history)).toBe(false);
  });

  it("stops at both ends", () => {
    const history = record(startHistory(0, 0), moment(1));
    expect(goTo(history, -5).position).toBe(0);
    expect(goTo(history, 99).position).toBe(1);
    expect(canUndo(goTo(history, 0))).toBe(false);
  });

  it("amends the present moment only", () => {
    const history = goTo(record(startHistory(0, 0), moment(1)), 0);
    const amended = amend(history, 7);
    expect(amended.moments.map((m) => m.state)).toEqual([7, 1]);
    expect(amend(amended, 7)).toBe(amended);
  });

  it("forgets the oldest beyond the limit", () => {
    let history = startHistory(0, 0);
    for (let i = 1; i <= HISTORY_LIMIT + 20; i++) history = record(history, moment(i));
    expect(history.moments).toHaveLength(HISTORY_LIMIT + 1);
    expect(history.moments[history.position]?.state).toBe(HISTORY_LIMIT + 20);
  });
});
