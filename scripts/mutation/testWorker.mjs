/**
 * The thread that holds the tests, loaded once, and calls them for one mutant after the other.
 *
 * What one mutant could leave behind for the next:
 * - what modules remember in a Map or WeakMap is forgotten before each mutant;
 * - whatever else: a kill counts if the test that failed passes again without the mutant, or if no
 *   mutant was there before. Otherwise the answer is `spoilt`, and a new thread has to try again.
 */
import { parentPort, workerData } from "node:worker_threads";
import { api, collect, TEST_API } from "./testApi.mjs";

const PASSED = 0;
const FAILED = 1;
/** How many tests that killed lately are tried first, and how short they have to be, ms. */
const RECENT_KILLERS = 5;
const SHORT = 30;

/** Maps that modules hold from the start, with what was in them once all was loaded. */
const tables = [];
const weakTables = [];
const [RealMap, RealWeakMap] = [Map, WeakMap];
class TableOfModule extends RealMap {
  constructor(entries) {
    super(entries);
    tables.push({ map: this, entries: [] });
  }
}
class WeakTableOfModule {
  constructor(entries) {
    this.map = new RealWeakMap(entries);
    weakTables.push(this);
  }
  get(key) {
    return this.map.get(key);
  }
  set(key, value) {
    this.map.set(key, value);
    return this;
  }
  has(key) {
    return this.map.has(key);
  }
  delete(key) {
    return this.map.delete(key);
  }
}

async function watchingTables(load) {
  Object.assign(globalThis, { Map: TableOfModule, WeakMap: WeakTableOfModule });
  const loaded = await load();
  Object.assign(globalThis, { Map: RealMap, WeakMap: RealWeakMap });
  for (const table of tables) table.entries = [...table.map];
  return loaded;
}

/** Puts the tables back as they were when all was loaded. */
function forget() {
  for (const { map, entries } of tables) {
    map.clear();
    for (const [key, value] of entries) map.set(key, value);
  }
  for (const table of weakTables) table.map = new RealWeakMap();
}

/** What instrumented code reads and writes. */
const state = (globalThis.__stryker__ ??= {});
globalThis[TEST_API] = api;

/** Tests of the files that are loaded, by id: file and name. */
const tests = new Map();
const loaded = new Set();
let killers = [];
let question = 0;
let used = false;

async function load(files) {
  for (const file of files) {
    if (loaded.has(file)) continue;
    loaded.add(file);
    forget();
    const found = await watchingTables(() => collect(() => import(workerData.urls.get(file))));
    for (const { name, run } of found) {
      const id = `${file}#${name}`;
      if (tests.has(id)) throw new Error(`two tests are called ${id}`);
      tests.set(id, { id, name: id, fileName: workerData.absolute.get(file), run });
    }
  }
}

async function runOne({ id, name, fileName, run }) {
  parentPort.postMessage({ no: question, started: id });
  const start = process.cpuUsage();
  const result = { id, name, fileName, status: PASSED };
  try {
    await run();
  } catch (error) {
    result.status = FAILED;
    result.failureMessage = error instanceof Error ? error.message : String(error);
  }
  const { user, system } = process.cpuUsage(start);
  result.timeSpentMs = (user + system) / 1000;
  return result;
}

async function dryRun({ files }) {
  await load(files);
  const results = [];
  for (const test of tests.values()) {
    state.currentTestId = test.id;
    results.push(await runOne(test));
  }
  state.currentTestId = undefined;
  return { status: "complete", tests: results, mutantCoverage: state.mutantCoverage };
}

/** Short ones that killed lately, then the shortest first. */
function inOrder(ids, durations) {
  const rank = (id) => {
    const at = killers.indexOf(id);
    return at < 0 ? (durations[id] ?? 0) : -1 - at;
  };
  return ids
    .map((id) => [rank(id), tests.get(id)])
    .sort(([a], [b]) => a - b)
    .map(([, test]) => test);
}

async function mutantRun({ mutant, ids, hitLimit, durations }) {
  await load(ids.map((id) => id.slice(0, id.indexOf("#"))));
  const first = !used;
  used = true;
  forget();
  let ran = 0;
  for (const test of inOrder(ids, durations)) {
    Object.assign(state, { activeMutant: mutant, hitCount: 0, hitLimit });
    const { status, failureMessage } = await runOne(test);
    const { hitCount } = state;
    Object.assign(state, { activeMutant: undefined, hitCount: undefined });
    ran += 1;
    const overLimit = hitLimit !== undefined && hitCount > hitLimit;
    if (!overLimit && status === PASSED) continue;
    forget();
    const spoilt = (await runOne(test)).status === FAILED;
    if (spoilt && !first) return { spoilt };
    if (overLimit) {
      const reason = `Hit limit reached (${hitCount}/${hitLimit})`;
      return { spoilt, result: { status: "timeout", reason } };
    }
    if ((durations[test.id] ?? 0) < SHORT) {
      killers = [...killers.filter((id) => id !== test.id), test.id].slice(-RECENT_KILLERS);
    }
    const killed = { status: "killed", killedBy: [test.id], failureMessage, nrOfTests: ran };
    return { spoilt, result: killed };
  }
  return { spoilt: false, result: { status: "survived", nrOfTests: ran } };
}

parentPort.on("message", async ({ no, job, ...what }) => {
  question = no;
  try {
    const answer = job === "dry" ? await dryRun(what) : await mutantRun(what);
    parentPort.postMessage({ no, answer });
  } catch (error) {
    parentPort.postMessage({ no, error: String(error?.stack ?? error) });
  }
});
