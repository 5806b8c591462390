/**
 * Lanes in the channels between columns and rows. A lane belongs to one key (a source and a fate),
 * so that all flows of one pod that share a fate run as one trunk and branch off where they part.
 */

interface Claim {
  from: number;
  to: number;
}

/** Where in a channel a key runs: an offset in px from the channel's middle. */
export type LaneOffset = (channel: string, key: string) => number;

export class LanePlanner {
  readonly #claims = new Map<string, Map<string, Claim>>();

  /** Says that `key` runs in `channel` between two places along it. */
  claim(channel: string, key: string, from: number, to: number): void {
    const claims = this.#claims.get(channel) ?? new Map<string, Claim>();
    this.#claims.set(channel, claims);
    const claim = claims.get(key);
    const low = Math.min(from, to);
    const high = Math.max(from, to);
    if (claim === undefined) claims.set(key, { from: low, to: high });
    else {
      claim.from = Math.min(claim.from, low);
      claim.to = Math.max(claim.to, high);
    }
  }

  /**
   * Gives every key a lane that nobody else uses along its stretch, from the middle outwards.
   * @param room half the width of a channel that lanes may use, in px.
   * @param spacing distance of two lanes where there is room for it.
   */
  plan(room: (channel: string) => number, spacing: number): LaneOffset {
    const offsets = new Map<string, number>();
    for (const [channel, claims] of this.#claims) {
      const lanes: Claim[][] = [];
      const laneOf = new Map<string, number>();
      const order = [...claims].sort(
        ([keyA, a], [keyB, b]) => a.from - b.from || a.to - b.to || (keyA < keyB ? -1 : 1),
      );
      for (const [key, claim] of order) {
        const free = lanes.findIndex((lane) =>
          lane.every((other) => other.to + 4 < claim.from || claim.to + 4 < other.from),
        );
        const index = free === -1 ? lanes.length : free;
        if (free === -1) lanes.push([claim]);
        else lanes[index]?.push(claim);
        laneOf.set(key, index);
      }
      const step =
        lanes.length < 2 ? 0 : Math.min(spacing, (2 * room(channel)) / (lanes.length - 1));
      for (const [key, lane] of laneOf) {
        offsets.set(`${channel} ${key}`, (lane - (lanes.length - 1) / 2) * step);
      }
    }
    return (channel, key) => offsets.get(`${channel} ${key}`) ?? 0;
  }
}
