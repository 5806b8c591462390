/** Where labs come from: the clusters of the library, and hosts to run them on. */
import { BeginError } from "../begin.ts";
import { Lab, type OpenHost } from "./lab.ts";
import type { Ledger } from "./ledger.ts";
import type { Folder, Library } from "./library.ts";

export interface Stage {
  readonly library: Library;
  readonly openHost: OpenHost;
}

interface Begun {
  readonly cluster: string;
  readonly start?:
    | { readonly plugin?: string | undefined; readonly apply?: readonly string[] | undefined }
    | undefined;
}

/** The lab of a folder at its start, or at a step of it; undefined, and a fault, where it fails. */
export async function openAt(
  { content, files }: Folder<Begun>,
  { library, openHost }: Stage,
  ledger: Ledger,
  { before, path = "start" }: { readonly before?: readonly string[]; readonly path?: string } = {},
): Promise<Lab | undefined> {
  const { cluster, start } = content.value;
  const ground = library.clusters.get(cluster);
  if (ground === undefined) return undefined; // said by checkNames
  const { scenario, manifests } = ground;
  try {
    const lab = await Lab.open(
      { scenario, manifests: manifests.text, files, start, before },
      openHost,
    );
    if (before === undefined) ledger.prove("starts");
    return lab;
  } catch (error) {
    if (!(error instanceof BeginError)) throw error;
    const message = `the start cannot be built: ${error.message.replaceAll("\n", " ")}`;
    ledger.fault(content.problem(path, message));
    return undefined;
  }
}
