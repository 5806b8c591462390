/** Where kubeconfigs lie and how they are read and written: `--kubeconfig`, KUBECONFIG, the home. */
import { isObject } from "../../api/json.ts";
import type { ProcessContext } from "../../shell/process.ts";
import { dumpYaml, parseYaml } from "../yaml.ts";
import { CommandError } from "../errors.ts";
import type { FlagValues } from "../flag-values.ts";
import { absolutePath, parentFolder } from "../files.ts";
import { EMPTY_CONFIG, mergeKubeConfigs, readKubeConfig, writeKubeConfig } from "./kubeconfig.ts";
import type { KubeConfig, Section } from "./kubeconfig.ts";

/** The files that count, in order of precedence, and whether `--kubeconfig` named it. */
export interface ConfigPaths {
  readonly paths: readonly string[];
  readonly explicit: boolean;
}

export function configPaths(process: ProcessContext, flags: FlagValues): ConfigPaths {
  const flag = flags.has("kubeconfig") ? flags.string("kubeconfig") : "";
  if (flag !== "") return { paths: [flag], explicit: true };
  const listed = (process.env.get("KUBECONFIG") ?? "").split(":").filter((path) => path !== "");
  if (listed.length > 0) return { paths: [...new Set(listed)], explicit: false };
  return { paths: [`${process.env.get("HOME") ?? ""}/.kube/config`], explicit: false };
}

/**
 * Reads one file; a missing one is empty.
 * @throws CommandError when it is not a kubeconfig
 */
export function readConfigFile(process: ProcessContext, path: string): KubeConfig {
  const absolute = absolutePath(process, path);
  if (process.fs.stat(absolute) === undefined) return EMPTY_CONFIG;
  const parsed = parseYaml(process.fs.read(absolute));
  if (!parsed.ok) {
    throw new CommandError(`error loading config file ${JSON.stringify(path)}: ${parsed.error}`);
  }
  return isObject(parsed.value) ? readKubeConfig(parsed.value) : EMPTY_CONFIG;
}

/** Reads and merges all files. @throws CommandError when `--kubeconfig` names a missing one */
export function loadConfig(process: ProcessContext, flags: FlagValues): KubeConfig {
  const { paths, explicit } = configPaths(process, flags);
  for (const path of explicit ? paths : []) {
    if (process.fs.stat(absolutePath(process, path)) === undefined) {
      throw new CommandError(`stat ${path}: no such file or directory`);
    }
  }
  return mergeKubeConfigs(paths.map((path) => readConfigFile(process, path)));
}

/** The file that new entries go to: the first that exists, else the last of the list. */
export function defaultConfigFile(process: ProcessContext, flags: FlagValues): string {
  const { paths } = configPaths(process, flags);
  const existing = paths.find((path) => process.fs.stat(absolutePath(process, path)) !== undefined);
  return existing ?? paths.at(-1) ?? "";
}

/** The file that has this entry, or the one that new entries go to. */
export function fileOfEntry(
  process: ProcessContext,
  flags: FlagValues,
  section: Section,
  name: string,
): string {
  const { paths } = configPaths(process, flags);
  const home = paths.find((path) => readConfigFile(process, path)[section].has(name));
  return home ?? defaultConfigFile(process, flags);
}

/** Writes a file, making its folder; only the owner may read it. */
export function writeConfigFile(process: ProcessContext, path: string, config: KubeConfig): void {
  const absolute = absolutePath(process, path);
  process.fs.mkdir(parentFolder(absolute), { parents: true });
  process.fs.write(absolute, dumpYaml(writeKubeConfig(config)));
  process.fs.chmod(absolute, 0o600);
}
