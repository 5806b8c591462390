import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CancelSource, Cancelled } from "../../src/core/cluster/clock.ts";
import { LabClock } from "../../src/store/labClock.ts";

describe("LabClock", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ["1", 3000],
    ["4", 750],
  ] as const)("at speed ×%s a wait of 3 s takes %d ms of the wall", async (speed, wall) => {
    const clock = new LabClock(5000);
    clock.setSpeed(speed);
    let done = false;
    void clock.sleep(3000).then(() => (done = true));
    await vi.advanceTimersByTimeAsync(wall - 1);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(2);
    expect(done).toBe(true);
    expect(clock.now()).toBeGreaterThanOrEqual(8000);
  });

  it("jumps at speed instant, but only for a foreground command", async () => {
    const clock = new LabClock(0);
    clock.setSpeed("instant");
    let done = false;
    void clock.sleep(60_000).then(() => (done = true));
    await vi.advanceTimersByTimeAsync(1000);
    expect(done).toBe(false);
    const end = clock.foreground();
    await vi.advanceTimersByTimeAsync(1);
    expect(done).toBe(true);
    expect(clock.now()).toBeGreaterThanOrEqual(60_000);
    end();
  });

  it("wakes in the order of the hour, then of the call", async () => {
    const clock = new LabClock(0);
    const seen: string[] = [];
    void clock.sleep(20).then(() => seen.push("b"));
    void clock.sleep(10).then(() => seen.push("a"));
    void clock.sleep(20).then(() => seen.push("c"));
    await vi.advanceTimersByTimeAsync(30);
    expect(seen).toEqual(["a", "b", "c"]);
  });

  it("rejects a cancelled wait and forgets it, an endless one too", async () => {
    const clock = new LabClock(0);
    const cancel = new CancelSource();
    const waits = [clock.sleep(1000, cancel), clock.sleep(Infinity, cancel)];
    cancel.cancel("SIGINT");
    for (const wait of waits) await expect(wait).rejects.toBeInstanceOf(Cancelled);
    await expect(clock.sleep(1, cancel)).rejects.toBeInstanceOf(Cancelled);
  });
});
