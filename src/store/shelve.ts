/** Puts the beginning of a lab on the shelf, to be opened at its address. */
import { saveSession } from "../core/session/save.ts";
import { Session, type SessionStart } from "../core/session/session.ts";
import { textTools } from "./activity.ts";
import { LabClock } from "./labClock.ts";
import type { Shelf } from "./shelf.ts";

/**
 * @param name what it is; the lab is called so with a number behind it, so that none is overwritten
 * @returns the name it got, e.g. `import-1`
 */
export async function shelveStart(
  shelf: Shelf,
  start: SessionStart,
  name: string,
): Promise<string> {
  const id = await freeName(shelf, name);
  const session = new Session(start, { clock: new LabClock(Date.now()), textTools });
  await shelf.save({
    id,
    title: start.scenario.title,
    savedAt: Date.now(),
    snapshot: saveSession(session),
  });
  session.close();
  return id;
}

/** The name with the first number behind it that no lab has, e.g. `shared-2`. */
export async function freeName(shelf: Shelf, name: string): Promise<string> {
  const names = await shelf.names();
  let n = 1;
  while (names.includes(`${name}-${n}`)) n++;
  return `${name}-${n}`;
}
