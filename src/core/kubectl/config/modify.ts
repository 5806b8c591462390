import type { JsonObject } from "../../api/json.ts";
import type { CommandContext } from "../command.ts";
import {
  configPaths,
  defaultConfigFile,
  fileOfEntry,
  loadConfig,
  readConfigFile,
  writeConfigFile,
} from "./files.ts";
import type { KubeConfig, Section } from "./kubeconfig.ts";
import { withEntry } from "./kubeconfig.ts";

/** The merged configuration of a `config` command; a missing `--kubeconfig` file is empty. */
export function currentConfig(context: CommandContext): KubeConfig {
  const { process, flags } = context;
  const { paths, explicit } = configPaths(process, flags);
  return explicit ? readConfigFile(process, paths[0] ?? "") : loadConfig(process, flags);
}

/** Writes (or removes) one entry in the file it lives in. */
export function storeEntry(
  context: CommandContext,
  section: Section,
  name: string,
  body: JsonObject | undefined,
): void {
  const { process, flags } = context;
  const path = fileOfEntry(process, flags, section, name);
  const config = readConfigFile(process, path);
  writeConfigFile(process, path, withEntry(config, section, name, body));
}

/** Writes the current context where the first file has one, or where new entries go. */
export function storeCurrentContext(context: CommandContext, name: string): void {
  const { process, flags } = context;
  const holder = configPaths(process, flags).paths.find(
    (path) => readConfigFile(process, path).currentContext !== "",
  );
  const path = holder ?? defaultConfigFile(process, flags);
  writeConfigFile(process, path, { ...readConfigFile(process, path), currentContext: name });
}

/** The file that messages name. */
export function configFileName(context: CommandContext): string {
  return defaultConfigFile(context.process, context.flags);
}
