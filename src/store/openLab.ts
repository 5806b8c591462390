/** From an address of the page to an open lab: saved, new from a scenario, or imported. */
import type { JsonObject } from "../core/api/json.ts";
import { readFiles } from "../core/session/documents.ts";
import { importCluster } from "../core/session/import.ts";
import { loadSession, saveSession } from "../core/session/save.ts";
import type { Scenario } from "../core/session/scenario.ts";
import { Session, type SessionStart } from "../core/session/session.ts";
import { startCluster, startFiles } from "../core/session/start.ts";
import { beginActivity, loadActivity, textTools, type Activity } from "./activity.ts";
import { openShelf } from "./browserShelf.ts";
import { createLab, type Lab } from "./lab.ts";
import { LabClock } from "./labClock.ts";
import { labPlace } from "./labPlace.ts";
import { writeLastLab } from "./lastLab.ts";
import type { PreferencesStore } from "./preferences.ts";
import { findScenario, loadScenario } from "./scenarios.ts";
import { readScrollbacks } from "./scrollback.ts";
import type { Shelf } from "./shelf.ts";
import { showView } from "./sharedView.ts";
import { shelveStart } from "./shelve.ts";
import { labNameOf, pathOf, type LabTarget } from "./target.ts";

/**
 * Writing copies the whole lab, which takes longer than a frame when it is large: it waits for a
 * pause of so many milliseconds in typing and running, but never longer than the second number.
 */
const SAVE_AFTER = 1000;
const SAVE_LATEST = 5000;

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

/** The step of a lesson that the address names, or that the learner is at. */
async function stepOf(activity: Activity): Promise<string | undefined> {
  if (activity.kind !== "lesson") return undefined;
  return activity.step ?? (await savedStep(activity.content.lesson.id));
}

async function savedStep(lesson: string): Promise<string | undefined> {
  const { deviceProgress } = await import("./progress.ts");
  return deviceProgress().store.getState().progress.lessons[lesson]?.step;
}

/** The beginning that a target has of its own; an import or a sandbox is only on the shelf. */
function beginningOf(
  target: LabTarget,
  activity: Activity,
): ((now: number) => Promise<SessionStart>) | undefined {
  if (activity.kind !== "free") {
    return async () => beginActivity(activity, await stepOf(activity));
  }
  const scenario = findScenario(labNameOf(target));
  return scenario && ((now) => fromScenario(scenario, now));
}

async function openSaved(
  shelf: Shelf,
  name: string,
  begin: ReturnType<typeof beginningOf>,
): Promise<Opened & { readonly id: string }> {
  const { id, saved, copy } = await shelf.open(name);
  const fresh = (): Promise<SessionStart> => {
    if (begin === undefined) {
      throw new Error(`There is no scenario or saved lab named “${name}”.`);
    }
    return begin(Date.now());
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
function keepSaved(lab: Lab, shelf: Shelf, id: string, path: string): () => void {
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
        writeLastLab(localStorage, { path, title });
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
 * Opens the lab of an address: a scenario, a saved lab, or an activity with its own.
 * @throws Error with a sentence for the person when there is none
 */
export async function openLab(target: LabTarget, preferences: PreferencesStore): Promise<Lab> {
  const [{ shelf, durable }, activity] = await Promise.all([openShelf(), loadActivity(target)]);
  const name = labNameOf(target);
  const begin = beginningOf(target, activity);
  // a demonstration begins anew each time: it must not depend on what was done before
  const { id, start, time, notice, scrollbacks }: Opened & { readonly id: string } =
    activity.kind === "demo"
      ? { id: name, start: await beginActivity(activity), time: Date.now() }
      : await openSaved(shelf, name, begin);
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
    page: labPlace(preferences, () => lab),
  });
  const lab: Lab = createLab(session, {
    clock,
    durable,
    activity,
    ...(scrollbacks === undefined ? {} : { scrollbacks }),
    onClose: () => {
      stopSpeed();
      stopSaving();
    },
    onReset: async () => {
      if (begin === undefined) {
        session.goTo(0);
        return;
      }
      stopSaving();
      await shelf.remove(id);
      location.reload();
    },
    onImport: async (files) => {
      const [file, ...others] = files;
      if (file !== undefined && others.length === 0) {
        const { isLabFile, shelveFile } = await import("./labFile.ts");
        if (isLabFile(file)) return shelveFile(shelf, file);
      }
      const imported = importCluster(files, Date.now());
      if (imported.start === undefined) return imported;
      return { ...imported, id: await shelveStart(shelf, imported.start, "import") };
    },
  });
  edit.open = (path) => lab.edit(path);
  await goToAddressedStep(lab, start);
  const stopSaving =
    activity.kind === "demo" ? () => undefined : keepSaved(lab, shelf, id, pathOf(target));
  if (notice !== undefined) lab.notify(notice);
  showView(id, lab, preferences);
  return lab;
}

/** A saved lesson that was left at another step than the address names is put to that step. */
async function goToAddressedStep({ activity, session }: Lab, start: SessionStart): Promise<void> {
  if (activity.kind !== "lesson" || activity.step === undefined) return;
  if (start.history === undefined) return; // begun there
  const { lesson } = activity.content;
  const step = lesson.steps.find(({ id }) => id === activity.step);
  if (step === undefined || (await savedStep(lesson.id)) === step.id) return;
  session.place(`Step: ${step.title}`, await beginActivity(activity, step.id));
}
