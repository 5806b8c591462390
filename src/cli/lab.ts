/** A lab from manifests, for the sub-commands that answer questions about them. */
import { importCluster } from "../core/session/import.ts";
import type { SessionStart } from "../core/session/session.ts";
import { CommandError, UsageError, readManifests } from "./input.ts";
import type { SubCommandInput } from "./subcommand.ts";

/** Lab time of the command: a fixed hour, so that the same input gives the same output. */
export const NOW = Date.UTC(2026, 0, 1, 12);

/**
 * Reads the manifests of -f. What is left out or refused is said on stderr.
 * @throws CommandError when nothing could be read
 */
export function labFrom(input: SubCommandInput): SessionStart {
  if (input.manifests.length === 0) throw new UsageError("-f FILES is needed");
  const files = readManifests(input.manifests);
  const { start, skipped, problems } = importCluster(files, NOW);
  for (const { file, line, message } of problems) input.writeError(`${file}:${line}: ${message}\n`);
  for (const [kind, count] of skipped)
    input.writeError(`left out: ${count} × ${kind} (a kind that is not simulated)\n`);
  if (start === undefined) throw new CommandError("no object could be read");
  return start;
}
