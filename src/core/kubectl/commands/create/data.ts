import type { CommandContext } from "../../command.ts";
import { absolutePath } from "../../files.ts";
import type { DataReader, DataSources } from "../../generators/config.ts";

export function dataSources({ flags }: CommandContext): DataSources {
  return {
    files: flags.list("from-file"),
    literals: flags.list("from-literal"),
    envFiles: flags.list("from-env-file"),
  };
}

export function dataReader({ process }: CommandContext): DataReader {
  return {
    fs: process.fs,
    env: process.env,
    resolve: (path) => absolutePath(process, path),
  };
}
