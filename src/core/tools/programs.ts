/** Which implementation stands behind the name of a recorded tool. */
import type { Program } from "../shell/process.ts";
import { toolById } from "./registry.ts";
import { timeoutCoreutils, timeoutBusybox } from "./timeout.ts";
import { isAtLeast, type ToolWorld } from "./tool.ts";

/** Implementation ids by the names that the recordings use. */
const RECORDED: Readonly<Record<string, string>> = {
  curl: "curl",
  "wget (GNU)": "wget-gnu",
  "busybox wget": "wget-busybox",
  "nc (openbsd)": "nc-openbsd",
  "nc (traditional)": "nc-traditional",
  ncat: "ncat",
  "busybox nc": "nc-busybox",
  "ping (iputils)": "ping-iputils",
  "busybox ping": "ping-busybox",
  nmap: "nmap",
  "nslookup (bind)": "nslookup-bind",
  "busybox nslookup": "nslookup-busybox",
  dig: "dig",
  host: "host",
  getent: "getent",
  "telnet (inetutils)": "telnet-inetutils",
  "busybox telnet": "telnet-busybox",
};

/** The programs that a recorded run could start: the tool, and `timeout` before it. */
export function programsFor(recorded: string, world: ToolWorld): ReadonlyMap<string, Program> {
  const programs = new Map<string, Program>();
  const id = Object.hasOwn(RECORDED, recorded) ? RECORDED[recorded] : undefined;
  const entry = id === undefined ? undefined : toolById(id);
  for (const command of entry?.commands ?? []) {
    const program = entry?.tool(world);
    if (program !== undefined) programs.set(command, program);
  }
  const busybox = recorded.startsWith("busybox");
  const old = busybox && !isAtLeast(world.variant.version, "1.30.0");
  programs.set("timeout", busybox ? timeoutBusybox(old) : timeoutCoreutils);
  return programs;
}
