/**
 * A test runner for Stryker that loads the tests once and calls them for one mutant after the
 * other. vitest loads all modules anew for every mutant, which takes a second; most mutants are dead
 * within milliseconds.
 *
 * The tests are in a thread of their own (`testWorker.mjs`), so that endless loops can be stopped.
 * How long a test may take is counted in processor time: a busy machine kills no mutant.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { bundleTests, testFilesOf } from "./bundleTests.mjs";

/** In Stryker's copy of the project: the tests as modules; how long each took in the dry run, ms. */
const BUNDLE = "tests-in-process";
const DURATIONS = "test-durations.json";
/** How often the processor time is looked at, ms. */
const WATCH = 250;
/** Processor time that a test may take beyond the settings, as a multiple of the time it usually takes. */
const FACTOR = 3;

export const strykerValidationSchema = {
  type: "object",
  properties: {
    inProcess: {
      type: "object",
      properties: {
        folders: { description: "where tests are", type: "array", items: { type: "string" } },
        exclude: {
          description: "ends of files left out",
          type: "array",
          items: { type: "string" },
        },
        alias: { description: "packages that files replace", type: "object" },
        cpuSeconds: { description: "processor time that any test may take", type: "number" },
      },
    },
  },
};

class InProcessRunner {
  static inject = ["options"];
  asked = 0;

  constructor(options) {
    this.settings = options.inProcess;
  }

  /** Says that mutants of code that also runs while modules load need no new process here. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    process.env.TEST_RUNS = "mutation";
    this.files = testFilesOf(this.settings);
    this.urls = new Map(await bundleTests(BUNDLE, this.files, this.settings.alias));
  }

  async dryRun({ testFiles }) {
    const wanted = testFiles?.length ? new Set(testFiles.map((file) => resolve(file))) : undefined;
    const files = wanted ? this.files.filter((file) => wanted.has(resolve(file))) : this.files;
    const result = await this.ask({ job: "dry", files });
    const durations = result.tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]);
    writeFileSync(DURATIONS, JSON.stringify(Object.fromEntries(durations)));
    return result;
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
    if (mutantActivation === "static") throw new Error("static mutants need ignoreStatic here");
    this.durations ??= JSON.parse(existsSync(DURATIONS) ? readFileSync(DURATIONS, "utf8") : "{}");
    const question = {
      job: "mutant",
      mutant: activeMutant.id,
      ids: testFilter,
      hitLimit,
      durations: this.durations,
    };
    for (;;) {
      const answer = await this.ask(question, this.settings.cpuSeconds * 1000);
      if (answer.overTime !== undefined) {
        return { status: "timeout", reason: `too much processor time: ${answer.overTime}` };
      }
      if (answer.spoilt) await this.stop();
      if (answer.result) return answer.result;
    }
  }

  async dispose() {
    await this.stop();
  }

  async stop() {
    const worker = this.worker;
    this.worker = undefined;
    await worker?.terminate();
  }

  /** The thread's answer. `limit`: processor time of each test; beyond, the thread is ended. */
  async ask(question, limit = Infinity) {
    this.worker ??= new Worker(new URL("testWorker.mjs", import.meta.url), {
      workerData: {
        urls: this.urls,
        absolute: new Map(this.files.map((file) => [file, resolve(file)])),
      },
    });
    const { worker } = this;
    const no = ++this.asked;
    let test;
    let start = process.cpuUsage();
    let watch;
    const reply = await new Promise((settle) => {
      worker.on("message", (message) => {
        if (message.no !== no) return settle({ error: "an answer to another question" });
        if (message.started === undefined) return settle(message);
        test = message.started;
        start = process.cpuUsage();
      });
      worker.once("error", (error) => settle({ error: String(error) }));
      worker.postMessage({ ...question, no });
      watch = setInterval(() => {
        if (test === undefined) return; // files are being loaded
        const { user, system } = process.cpuUsage(start);
        const usual = FACTOR * (this.durations?.[test] ?? 0);
        if ((user + system) / 1000 > limit + usual) settle({ answer: { overTime: test } });
      }, WATCH);
    });
    clearInterval(watch);
    worker.removeAllListeners("message");
    worker.removeAllListeners("error");
    if (reply.error !== undefined || reply.answer.overTime !== undefined) await this.stop();
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply.answer;
  }
}

export const strykerPlugins = [
  { kind: "TestRunner", name: "in-process", injectableClass: InProcessRunner },
];
