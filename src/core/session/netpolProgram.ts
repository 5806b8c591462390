/**
 * `netpol` of the learner's shell. Its code is fetched when a shell opens, beside the page, as few
 * labs ask for it; until then Tab has nothing to offer.
 */
import type { completeNetpol } from "../command/complete.ts";
import type { netpol } from "../command/main.ts";
import type { SubCommand, World } from "../command/subcommand.ts";
import type { ProgramCompleter } from "../shell/completion.ts";
import type { ProcessContext, Program } from "../shell/process.ts";

interface Library {
  readonly commands: readonly SubCommand[];
  readonly netpol: typeof netpol;
  readonly completeNetpol: typeof completeNetpol;
}

let library: Library | undefined;
let loading: Promise<Library> | undefined;

async function fetchLibrary(): Promise<Library> {
  const [main, complete, registry] = await Promise.all([
    import("../command/main.ts"),
    import("../command/complete.ts"),
    import("../command/registry.ts"),
  ]);
  library = {
    commands: registry.COMMANDS,
    netpol: main.netpol,
    completeNetpol: complete.completeNetpol,
  };
  return library;
}

/** Fetches the code once; after a failure the next call tries again. */
export function loadNetpol(): Promise<Library> {
  loading ??= fetchLibrary().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** `netpol` over a world. */
export function netpolProgram(world: World): Program {
  return async (process) => {
    let loaded: Library;
    try {
      loaded = library ?? (await loadNetpol());
    } catch {
      process.stderr.write("netpol: its code could not be fetched; try again with a network\n");
      return 1;
    }
    return loaded.netpol(loaded.commands, world)(process);
  };
}

/** Tab for its arguments. */
export function netpolCompleter(
  world: World,
  silent: (argv: readonly string[]) => ProcessContext,
): ProgramCompleter {
  return (words, current) =>
    library?.completeNetpol(library.commands, world, silent(words), words.slice(1), current) ?? {
      candidates: [],
    };
}
