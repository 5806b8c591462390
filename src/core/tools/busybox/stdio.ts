/**
 * Standard output as stdio buffers it: a terminal by the line, a pipe until it is flushed. What is
 * held when a signal ends the program is lost. (musl's builds were seen to write at once.)
 */
import type { Run } from "../tool.ts";

export interface BufferedOutput {
  write(text: string): void;
  flush(): void;
}

export function bufferedOutput(run: Run): BufferedOutput {
  const { stdout, tty } = run.context;
  const atOnce = tty.stdout !== undefined || run.variant.libc === "musl";
  let held = "";
  const flush = (): void => {
    stdout.write(held);
    held = "";
  };
  return {
    write: (text) => {
      held += text;
      if (atOnce) flush();
    },
    flush,
  };
}
