/** All network tools, by the name of their implementation. An explicit list, no side effects. */
import { dig } from "./bind/dig.ts";
import { host } from "./bind/host.ts";
import { bindNslookup } from "./bind/nslookup.ts";
import { busyboxNc } from "./busybox/nc.ts";
import { busyboxNslookup } from "./busybox/nslookup.ts";
import { busyboxPing } from "./busybox/ping.ts";
import { busyboxTelnet } from "./busybox/telnet.ts";
import { busyboxWget } from "./busybox/wget.ts";
import { curl } from "./curl/curl.ts";
import { getent } from "./getent.ts";
import { ncat } from "./nc/ncat.ts";
import { ncOpenbsd } from "./nc/openbsd.ts";
import { ncTraditional } from "./nc/traditional.ts";
import { nmap } from "./nmap/nmap.ts";
import { iputilsPing } from "./ping/iputils.ts";
import { inetutilsTelnet } from "./telnet/inetutils.ts";
import type { NetTool } from "./tool.ts";
import { gnuWget } from "./wget/gnu.ts";

export interface ToolEntry {
  /** e.g. `curl`, `nc-openbsd`. */
  readonly id: string;
  /** The names it is called by in an image. */
  readonly commands: readonly string[];
  readonly tool: NetTool;
}

const NET_TOOLS: readonly ToolEntry[] = [
  { id: "curl", commands: ["curl"], tool: curl },
  { id: "wget-busybox", commands: ["wget"], tool: busyboxWget },
  { id: "nc-busybox", commands: ["nc"], tool: busyboxNc },
  { id: "nslookup-busybox", commands: ["nslookup"], tool: busyboxNslookup },
  { id: "ping-busybox", commands: ["ping"], tool: busyboxPing },
  { id: "telnet-busybox", commands: ["telnet"], tool: busyboxTelnet },
  { id: "nc-openbsd", commands: ["nc"], tool: ncOpenbsd },
  { id: "nslookup-bind", commands: ["nslookup"], tool: bindNslookup },
  { id: "ping-iputils", commands: ["ping"], tool: iputilsPing },
  { id: "dig", commands: ["dig"], tool: dig },
  { id: "host", commands: ["host"], tool: host },
  { id: "getent", commands: ["getent"], tool: getent },
  { id: "wget-gnu", commands: ["wget"], tool: gnuWget },
  { id: "telnet-inetutils", commands: ["telnet"], tool: inetutilsTelnet },
  { id: "nc-traditional", commands: ["nc", "netcat"], tool: ncTraditional },
  { id: "ncat", commands: ["ncat"], tool: ncat },
  { id: "nmap", commands: ["nmap"], tool: nmap },
];

const BY_ID: ReadonlyMap<string, ToolEntry> = new Map(NET_TOOLS.map((entry) => [entry.id, entry]));

export function toolById(id: string): ToolEntry | undefined {
  return BY_ID.get(id);
}
