/** From an address of the page to an open lab: saved, new from a scenario, or imported. */
import type { JsonObject } from "../core/api/json.ts";
import { readFiles } from "../core/session/documents.ts";
import { importCluster } from "../core/session/import.ts";
import { loadSession, saveSession } from "../core/session/save.ts";
import type { Scenario } from "../core/session/scenario.ts";
import { Session, type SessionStart } from "../core/session/session.ts";
import { startCluster, startFiles } from "../core/session/start.ts";
import { createTextTools, type JustBashModule } from "../core/shell/justBash.ts";
import { openShelf } from "./browserShelf.ts";
import { createLab, type Lab } from "./lab.ts";
import { LabClock } from "./labClock.ts";
import { writeLastLab } from "./lastLab.ts";
import type { PreferencesStore } from "./preferences.ts";
import { findScenario, loadScenario } from "./scenarios.ts";
import { readScrollbacks } from "./scrollback.ts";
import type { Shelf } from "./shelf.ts";

/**
 * Writing copies the whole lab, which takes longer than a frame when it is large: it waits for a
 * pause of so many milliseconds in typing and running, but never longer than the second number.
 */
const SAVE_AFTER = 1000;
const SAVE_LATEST = 5000;

const textTools = createTextTools(() => import("just-bash/browser") as Promise<JustBashModule>);

/** A new lab of a scenario that comes with the page. */
async function fromScenario(scenario: Scenario, now: number): Promise<SessionStart> {
  const content = await loadScenario(scenario.id);
  const { objects, problems } = readFiles([{ name: "cluster.yaml", text: content.manifests }]);
  const { state, applied } = startCluster(objects, now);
  const [problem] = [...problems, ...applied.problems];
  if (problem !== undefined)
    throw new Error(`scenario ${scenario.id}, line ${problem.line}: ${problem.message}`);
  return { scenario, cluster: state, files: startFiles(content.files, now) };
}

interface Opened {
  readonly start: SessionStart;
  readonly time: number;
  readonly notice?: string;
  readonly scrollbacks?: readonly string[];
}

async function openSaved(shelf: Shelf, name: string): Promise<Opened & { readonly id: string }> {
  const { id, saved, copy } = await shelf.open(name);
  const fresh = async (): Promise<SessionStart> => {
    const scenario = findScenario(name);
    if (scenario === undefined)
      throw new Error(`There is no scenario or saved lab named “${name}”.`);
    return fromScenario(scenario, Date.now());
  };
  const notice = `This lab is open in another tab. Here you work on a copy of it, which is kept as “${id}”: open it again at #/lab/${id}.`;
  const told = copy ? { notice } : {};
  if (saved === undefined) return { id, start: await fresh(), time: Date.now(), ...told };
  const loaded = loadSession(saved.snapshot);
  if (loaded.ok) {
    const notes = [told.notice, loaded.notice].filter((note) => note !== undefined);
    const { start, time } = loaded;
    const scrollbacks = readScrollbacks(saved.snapshot);
    return { id, start, time, scrollbacks, ...(notes.length > 0 && { notice: notes.join(" ") }) };
  }
  const key = await shelf.setAside(saved);
  return {
    id,
    start: await fresh(),
    time: Date.now(),
    notice: `The saved lab could not be read (${loaded.error}). It was set aside as ${key}, and the scenario begins anew.`,
  };
}

/** Saves as things happen, and once more when the page is hidden. */
function keepSaved(lab: Lab, shelf: Shelf, id: string, route: string): () => void {
  const { session, store } = lab;
  const title = session.scenario.title;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first change came that is not written yet. */
  let since = 0;
  let dropped = false;
  const save = (): void => {
    timer = undefined;
    if (dropped) return;
    const terminals = lab.terminals.scrollbacks();
    const snapshot: JsonObject = { ...saveSession(session), terminals };
    shelf.save({ id, title, savedAt: Date.now(), snapshot }).then(
      () => {
        if (store.getState().saved !== "memory") store.setState({ saved: "saved" });
        writeLastLab(localStorage, { route, title });
      },
      () => {
        store.setState({ saved: "failed" });
      },
    );
  };
  const soon = (): void => {
    const now = Date.now();
    if (timer === undefined) since = now;
    clearTimeout(timer);
    if (store.getState().saved === "saved") store.setState({ saved: "saving" });
    timer = setTimeout(save, Math.max(0, Math.min(SAVE_AFTER, since + SAVE_LATEST - now)));
  };
  const now = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    save();
  };
  const stop = session.subscribe(soon);
  const stopTerminals = lab.terminals.store.subscribe(soon);
  const onHide = (): void => {
    if (document.visibilityState === "hidden") now();
  };
  document.addEventListener("visibilitychange", onHide);
  window.addEventListener("pagehide", now);
  soon();
  return () => {
    now();
    dropped = true;
    stop();
    stopTerminals();
    document.removeEventListener("visibilitychange", onHide);
    window.removeEventListener("pagehide", now);
  };
}

/**
 * Opens the lab of an address: a scenario's id, or the name of an import.
 * @throws Error with a sentence for the person when there is none
 */
export async function openLab(name: string, preferences: PreferencesStore): Promise<Lab> {
  const { shelf, durable } = await openShelf();
  const { id, start, time, notice, scrollbacks } = await openSaved(
    shelf,
    name === "import" ? "empty" : name,
  );
  // lab time never runs backwards, and goes on where the saved lab stopped or now, if later
  const clock = new LabClock(Math.max(time, Date.now()));
  clock.setSpeed(preferences.getState().speed);
  const stopSpeed = preferences.subscribe(({ speed }) => {
    if (speed !== clock.speed) clock.setSpeed(speed);
  });
  const edit: { open?: (path: string) => Promise<void> } = {};
  const session = new Session(start, {
    clock,
    textTools,
    openEditor: (path) => edit.open?.(path) ?? Promise.resolve(),
  });
  const route = name === "import" ? "empty" : name;
  const lab = createLab(session, {
    clock,
    durable,
    ...(scrollbacks === undefined ? {} : { scrollbacks }),
    onClose: () => {
      stopSpeed();
      stopSaving();
    },
    onReset: async () => {
      stopSaving();
      await shelf.remove(id);
      location.reload();
    },
    onImport: async (files) => {
      const imported = importCluster(files, Date.now());
      if (imported.start === undefined) return imported;
      const names = await shelf.names();
      let n = 1;
      while (names.includes(`import-${n}`)) n++;
      const target = `import-${n}`;
      const other = new Session(imported.start, { clock: new LabClock(Date.now()), textTools });
      await shelf.save({
        id: target,
        title: imported.start.scenario.title,
        savedAt: Date.now(),
        snapshot: saveSession(other),
      });
      other.close();
      return { ...imported, id: target };
    },
  });
  edit.open = (path) => lab.edit(path);
  const stopSaving = keepSaved(lab, shelf, id, route);
  if (notice !== undefined) lab.notify(notice);
  return lab;
}
