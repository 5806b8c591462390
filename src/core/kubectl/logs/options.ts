import { CommandError } from "../errors.ts";
import type { FlagValues } from "../flag-values.ts";
import { quote } from "../gotext.ts";

/** Which lines of a log are wanted. */
export interface LogWindow {
  /** How many of the last lines; undefined: all. */
  readonly tail: number | undefined;
  /** Lab time in milliseconds from which on; undefined: from the beginning. */
  readonly since: number | undefined;
  /** Bytes of output; undefined: all. */
  readonly limitBytes: number | undefined;
  readonly timestamps: boolean;
  readonly previous: boolean;
}

/** With a selector, ten lines a pod unless told otherwise. */
const TAIL_WITH_SELECTOR = 10;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** @throws CommandError for values that make no sense */
export function readWindow(flags: FlagValues, now: number): LogWindow {
  const sinceTime = flags.string("since-time");
  const duration = flags.duration("since");
  if (sinceTime !== "" && !RFC3339.test(sinceTime)) {
    const layout = "2006-01-02T15:04:05Z07:00";
    throw new CommandError(
      `parsing time ${quote(sinceTime)} as ${quote(layout)}: cannot parse ${quote(sinceTime)} as "2006"`,
    );
  }
  if (sinceTime !== "" && flags.changed("since") && duration !== 0) {
    throw new CommandError("at most one of `sinceTime` or `sinceSeconds` may be specified");
  }
  const tail = flags.number("tail");
  if (tail < -1) throw new CommandError("--tail must be greater than or equal to -1");
  const limit = flags.number("limit-bytes");
  if (limit < 0) throw new CommandError("--limit-bytes must be greater than 0");
  if (duration < 0) throw new CommandError("--since must be greater than 0");
  const bySelector = flags.string("selector") !== "" && !flags.changed("tail");
  return {
    tail: tail >= 0 ? tail : bySelector ? TAIL_WITH_SELECTOR : undefined,
    since: sinceTime !== "" ? Date.parse(sinceTime) : duration > 0 ? now - duration : undefined,
    limitBytes: limit > 0 ? limit : undefined,
    timestamps: flags.bool("timestamps"),
    previous: flags.bool("previous"),
  };
}
