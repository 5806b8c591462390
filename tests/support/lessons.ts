/** Lessons, puzzles and broken clusters as they are shipped, and labs to type their solutions into. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type * as z from "zod/mini";
import { readCheck, runChecks, type CheckSource } from "../../src/core/lessons/checks/registry.ts";
import { formatProblem, readContent } from "../../src/core/lessons/schema/read.ts";
import { checkWorld, type Done } from "../../src/core/session/lessonWorld.ts";
import { readScenario } from "../../src/core/session/scenario.ts";
import { parseYaml } from "../../src/core/yaml/parse.ts";
import { openHeadless, startOf, type HeadlessLab } from "./session.ts";

const LESSONS = resolve(import.meta.dirname, "../../lessons");

/** @param path below `lessons/` */
export const lessonText = (path: string): string => readFileSync(join(LESSONS, path), "utf8");

/** Fails with every problem of the file, as `file:line:col path: message`. */
export function shipped<T>(schema: z.ZodMiniType<T>, path: string): T {
  const result = readContent(schema, path, lessonText(path));
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.content.value;
}

/** The files that a lesson, puzzle or broken cluster brings, by name. */
export function filesOf(folder: string): Record<string, string> {
  const path = join(LESSONS, folder, "files");
  if (!existsSync(path)) return {};
  return Object.fromEntries(
    readdirSync(path).map((name) => [name, lessonText(`${folder}/files/${name}`)]),
  );
}

/** Fails when the command does, with what it said. */
export async function must(lab: HeadlessLab, command: string, stdin?: string): Promise<void> {
  const { code, out, err } = await lab.run(command, stdin);
  if (code !== 0) throw new Error(`${command}\nexit code ${String(code)}\n${out}${err}`);
}

/** A lab on one of the clusters, with the folder's files in the home folder and its start done. */
export async function openLesson(
  folder: string,
  {
    cluster,
    start,
  }: {
    readonly cluster: string;
    readonly start?: { plugin?: string | undefined; apply?: string[] | undefined } | undefined;
  },
): Promise<HeadlessLab> {
  const scenario = parseYaml(lessonText(`scenarios/${cluster}/scenario.yaml`));
  if (!scenario.ok) throw new Error(scenario.error.message);
  const files = filesOf(folder);
  const lab = openHeadless(
    startOf(
      lessonText(`scenarios/${cluster}/cluster.yaml`),
      files,
      readScenario(cluster, scenario.value ?? {}),
    ),
    { textTools: "real" },
  );
  if (start?.plugin !== undefined) await lab.session.setPlugin(start.plugin);
  for (const name of start?.apply ?? []) await must(lab, "kubectl apply -f -", files[name] ?? "");
  return lab;
}

const NOTHING_DONE: Done = { logFrom: 0, answers: new Map() };

/** The checks that do not hold, each with what is so instead. */
export function unmet(
  lab: HeadlessLab,
  sources: readonly CheckSource[],
  done: Done = NOTHING_DONE,
): readonly string[] {
  const checks = sources.map(readCheck);
  const results = runChecks(checks, checkWorld(lab.session, done));
  return results.flatMap(({ holds, text }, index) =>
    holds ? [] : [`${checks[index]?.source ?? ""} (${text})`],
  );
}
