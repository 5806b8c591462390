/** `netpol lessons preview`: the page at a lesson, and the verifier's word after every save. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { CommandError, EXIT } from "../../core/command/subcommand.ts";
import type { Cancel } from "../../core/cluster/clock.ts";
import { reportText, verifyFolder } from "./verifyLessons.ts";

export interface Preview {
  readonly folder: string;
  /** The lesson to open; the course map without one. */
  readonly id: string | undefined;
  readonly port: number;
  readonly open: boolean;
  readonly say: (text: string) => void;
  readonly cancel: Cancel;
}

/** Milliseconds in which a save may touch several files. */
const QUIET = 200;

/** Runs until it is ended. @throws CommandError where there is no page to serve */
export async function preview(options: Preview): Promise<number> {
  const { folder, id, port, say, cancel } = options;
  const vite = findVite(process.cwd());
  if (id !== undefined && !existsSync(join(folder, id)))
    throw new CommandError(`${folder} has no ${id}; netpol lessons new ${id} makes one`);
  await check(folder, id === undefined ? undefined : [id], say);
  const server = serve(vite, options);
  say(`http://127.0.0.1:${port}/${pageOf(id)}   (Ctrl+C ends it)\n`);
  const stop = watchFolder(folder, (ids) => check(folder, ids ?? (id === undefined ? undefined : [id]), say));
  const end = (): void => {
    stop();
    server.kill();
  };
  cancel.onCancel(end);
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  return new Promise((done) => {
    server.once("exit", (code) => {
      stop();
      done(code ?? EXIT.ok);
    });
  });
} // prettier-ignore

/** Where the page shows it. */
export function pageOf(id: string | undefined): string {
  if (id === undefined) return "#/learn";
  if (/^L\d\d$/.test(id)) return `#/learn/${id}`;
  if (/^P\d\d$/.test(id)) return `#/puzzle/${id}`;
  if (/^D\d\d$/.test(id)) return `#/challenge/${id}`;
  return `#/demo/${id}`;
}

/**
 * The dev server's program.
 * @throws CommandError outside the project: the packed command has no page and no server
 */
export function findVite(root: string): string {
  const page = join(root, "vite.config.ts");
  try {
    if (!existsSync(page)) throw new Error("no page");
    const manifest = createRequire(page).resolve("vite/package.json");
    return join(dirname(manifest), "bin/vite.js");
  } catch {
    throw new CommandError(
      "preview serves the page from its sources: run it in a checkout of the project after npm install",
      EXIT.input,
    );
  }
}

function serve(vite: string, { id, port, open }: Preview): ChildProcess {
  const args = ["--port", String(port), "--strictPort", ...(open ? ["--open", `/${pageOf(id)}`] : [])];
  return spawn(process.execPath, [vite, ...args], { stdio: ["ignore", "ignore", "inherit"] });
} // prettier-ignore

/** What a changed file belongs to; undefined for what many share. */
export function idOf(path: string): string | undefined {
  return /^(?:(?=L\d\d\/)|(?:puzzles|challenges|demos)\/)([^/]+)\//.exec(path)?.[1];
}

/** Calls back after each save; one verification at a time, the last save is never missed. */
function watchFolder(
  folder: string,
  changed: (ids: readonly string[] | undefined) => Promise<void>,
): () => void {
  const waiting = new Set<string | undefined>();
  let running = false;
  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    if (running || waiting.size === 0) return;
    running = true;
    const ids = [...waiting];
    waiting.clear();
    const named = ids.filter((id) => id !== undefined);
    await changed(named.length === ids.length ? named : undefined);
    running = false;
    await run();
  };
  const watcher = watch(resolve(folder), { recursive: true }, (_, name) => {
    if (name === null || /(^|\/)\.|~$/.test(name)) return;
    waiting.add(idOf(name.replaceAll("\\", "/")));
    clearTimeout(timer);
    timer = setTimeout(() => void run(), QUIET);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}

/** Verifies and says what came of it, in short when all is well. */
async function check(
  folder: string,
  ids: readonly string[] | undefined,
  say: (text: string) => void,
): Promise<void> {
  const time = new Date().toLocaleTimeString("en-GB");
  const what = ids?.join(", ") ?? folder;
  try {
    const report = await verifyFolder(folder, ids);
    const { problems, unknown } = report;
    if (unknown.length > 0) say(`${time} ${unknown.join(", ")} cannot be read yet\n`);
    if (problems.length === 0) say(`${time} ${what}: all is as it claims to be\n`);
    else say(`${time} ${what}\n${reportText({ ...report, proven: new Map() }).trimStart()}`);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    say(`${time} ${error.message}\n`);
  }
}
