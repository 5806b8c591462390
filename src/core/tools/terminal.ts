/** The terminal inside a container: the kernel's device, wired to the person's end of a session. */
import { Cancelled, type Cancel } from "../cluster/clock.ts";
import type { InputStream, OutputStream, Tty } from "../shell/process.ts";
import { TerminalDevice } from "../shell/tty.ts";

/** The size of a terminal that nobody has told otherwise. */
const DEFAULT_SIZE = { columns: 80, rows: 24 } as const;

/** A terminal whose output goes to `client`. */
export function openTerminal(client: OutputStream, size: Size = DEFAULT_SIZE): TerminalDevice {
  return new TerminalDevice((text) => {
    client.write(text);
  }, size);
}

type Size = Pick<Tty, "columns" | "rows">;

/** Makes the device as large as the person's screen whenever that changes; returns a function that stops. */
export function followSize(device: TerminalDevice, screen: Tty): () => void {
  const stop = screen.onResize?.(() => {
    device.resize(screen.columns, screen.rows);
  });
  return stop ?? (() => undefined);
}

/**
 * Makes the program draw its screen again for somebody who has just come: kubectl's attach says a
 * size one larger and then the true one.
 */
export function shakeSize(device: TerminalDevice, screen: Size): void {
  device.resize(screen.columns + 1, screen.rows + 1);
  device.resize(screen.columns, screen.rows);
}

/** Passes keys on until they end or the session is left. @returns whether they ended */
export async function typeInto(
  device: TerminalDevice,
  keys: InputStream,
  cancel: Cancel,
): Promise<boolean> {
  try {
    for (;;) {
      const text = await keys.read(cancel);
      if (text === undefined) return true;
      device.input(text);
    }
  } catch (error) {
    if (error instanceof Cancelled) return false;
    throw error;
  }
}
