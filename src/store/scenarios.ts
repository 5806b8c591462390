/**
 * The scenarios that come with the lab. Their headings are part of the first script (parsed when the
 * page is built); manifests and files are fetched when a scenario is opened.
 */
import index from "../../lessons/scenarios/index.yaml";
import type { Json } from "../core/api/json.ts";
import { readScenario, type Scenario } from "../core/session/scenario.ts";

const headings = import.meta.glob<Json>("../../lessons/scenarios/*/scenario.yaml", {
  eager: true,
  import: "default",
});
const clusters = import.meta.glob<string>("../../lessons/scenarios/*/cluster.yaml", {
  query: "?raw",
  import: "default",
});
const files = import.meta.glob<string>("../../lessons/scenarios/*/files/**/*", {
  query: "?raw",
  import: "default",
});

const folder = (id: string): string => `../../lessons/scenarios/${id}/`;

/** All scenarios in the order of index.yaml. */
export const SCENARIOS: readonly Scenario[] = index.scenarios.map((id) =>
  readScenario(id, headings[`${folder(id)}scenario.yaml`] ?? null),
);

export function findScenario(id: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.id === id);
}

export interface ScenarioContent {
  /** YAML documents applied to a fresh cluster. */
  readonly manifests: string;
  /** Files for the home folder, by path relative to it. */
  readonly files: Readonly<Record<string, string>>;
}

/** Fetches what a scenario starts with. */
export async function loadScenario(id: string): Promise<ScenarioContent> {
  const cluster = clusters[`${folder(id)}cluster.yaml`];
  const prefix = `${folder(id)}files/`;
  const entries = Object.entries(files).filter(([path]) => path.startsWith(prefix));
  const texts = await Promise.all(
    entries.map(async ([path, load]) => [path.slice(prefix.length), await load()] as const),
  );
  return { manifests: (await cluster?.()) ?? "", files: Object.fromEntries(texts) };
}
