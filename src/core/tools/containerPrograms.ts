/** The programs of one container: the image's network tools over this pod's network, and the rest. */
import type { Pod } from "../api/objects.ts";
import { isObject, type Json } from "../api/json.ts";
import type { PodNetwork } from "../network/types.ts";
import type { Program } from "../shell/process.ts";
import type { ImageProfile } from "./images.ts";
import { hostnameOf } from "./containerFiles.ts";
import { hostnameProgram, ipBusybox, ipRoute2 } from "./ip.ts";
import { toolById } from "./registry.ts";
import { timeoutBusybox, timeoutCoreutils } from "./timeout.ts";
import { isAtLeast, type Privileges, type ToolVariant, type ToolWorld } from "./tool.ts";

const SHELL_NAMES = new Set(["sh", "bash", "ash", "dash"]);

/** Whether the image has a standard program or a shell of that name. */
export function hasStandard(profile: ImageProfile, name: string): boolean {
  const { sh } = profile.distribution;
  if (name === "sh") return sh !== undefined;
  if (name === "bash") return profile.bash;
  if (name === "ash") return sh === "busybox";
  if (name === "dash") return sh === "dash";
  return profile.coreutils && !profile.missing.has(name);
}

function fieldOf(object: unknown, ...path: readonly string[]): Json | undefined {
  let value = object as Json | undefined;
  for (const key of path) {
    if (!isObject(value)) return undefined;
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

function names(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

/** User and raw sockets, from the security contexts of pod and container. */
export function privilegesOf(pod: Pod, container: object, profile: ImageProfile): Privileges {
  const own = fieldOf(container, "securityContext", "runAsUser");
  const shared = fieldOf(pod.spec, "securityContext", "runAsUser");
  const user = typeof own === "number" ? own : typeof shared === "number" ? shared : profile.user;
  const dropped = names(fieldOf(container, "securityContext", "capabilities", "drop"));
  const added = names(fieldOf(container, "securityContext", "capabilities", "add"));
  const isRaw = (name: string): boolean => /^(CAP_)?NET_RAW$|^ALL$/i.test(name);
  return { user, netRaw: !dropped.some(isRaw) || added.some(isRaw) };
}

function busyboxVersion(profile: ImageProfile): ToolVariant | undefined {
  return [...profile.tools.values()].find((tool) => tool.id.endsWith("-busybox"))?.variant;
}

export interface ProgramsOptions {
  readonly pod: Pod;
  readonly profile: ImageProfile;
  readonly net: PodNetwork;
  readonly privileges: Privileges;
}

/** The container's own programs by name; shells and standard programs are the interpreter's. */
export function containerPrograms(options: ProgramsOptions): ReadonlyMap<string, Program> {
  const { pod, profile, net, privileges } = options;
  const programs = new Map<string, Program>();
  if (!profile.coreutils) return programs;
  const busybox = busyboxVersion(profile);
  const variant: ToolVariant = busybox ?? {
    version: "",
    libc: profile.distribution.libc,
    build: "debian",
  };
  const world: ToolWorld = { net, variant, privileges };
  const { subdomain } = pod.spec;
  const namespace = pod.metadata.namespace ?? "default";
  const domain = subdomain === undefined ? "" : `${subdomain}.${namespace}.svc.cluster.local`;
  programs.set("hostname", hostnameProgram(world, hostnameOf(pod), domain));
  const small = profile.distribution.sh === "busybox";
  if (hasStandard(profile, "ip")) programs.set("ip", (small ? ipBusybox : ipRoute2)(world));
  const old = busybox !== undefined && !isAtLeast(busybox.version, "1.30.0");
  programs.set("timeout", small ? timeoutBusybox(old) : timeoutCoreutils);
  for (const [command, { id, variant: build }] of profile.tools) {
    const entry = toolById(id);
    if (entry !== undefined) programs.set(command, entry.tool({ net, variant: build, privileges }));
  }
  if (busybox !== undefined) programs.set("busybox", multiCall(busybox));
  return programs;
}

/** `busybox APPLET …` */
function multiCall(variant: ToolVariant): Program {
  return (context) => {
    const [applet] = context.argv.slice(1);
    if (applet === undefined || applet === "--help") {
      const release = variant.release ?? "";
      context.stdout.write(
        `BusyBox v${variant.version} (${release}) multi-call binary.\n\nUsage: busybox [function [arguments]...]\n`,
      );
      return Promise.resolve(0);
    }
    if (SHELL_NAMES.has(applet) || /^[a-z0-9[_-]+$/.test(applet)) {
      return context.spawn(context.argv.slice(1));
    }
    context.stderr.write(`${applet}: applet not found\n`);
    return Promise.resolve(127);
  };
}
