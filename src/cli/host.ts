/** The headless host on Node. */
import { createTextTools, type JustBashModule } from "../core/shell/justBash.ts";
import { HeadlessHost } from "../core/session/headless.ts";

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** @param start lab time to begin with, milliseconds since the epoch */
export function nodeHost(start: number): HeadlessHost {
  const textTools = createTextTools(() => import("just-bash") as Promise<JustBashModule>);
  return new HeadlessHost(start, { turn, textTools });
}
