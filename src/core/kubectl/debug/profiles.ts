/** What `--profile` gives a debugging container (kubectl `pkg/cmd/debug/profiles.go`). */
import type { JsonObject } from "../../api/json.ts";
import { objectAt, objectsAt } from "../../cluster/values.ts";
import { CommandError } from "../errors.ts";
import { fields } from "../generators/fields.ts";

export type Profile = "legacy" | "general" | "baseline" | "restricted" | "netadmin" | "sysadmin";
/** How the container comes to be. */
export type DebugStyle = "ephemeral" | "copy" | "node";

const PROFILES: readonly Profile[] = [
  "legacy",
  "general",
  "baseline",
  "restricted",
  "netadmin",
  "sysadmin",
];

/** @throws CommandError */
export function parseProfile(text: string): Profile {
  const found = PROFILES.find((profile) => profile === text);
  if (found === undefined) throw new CommandError(`unknown profile: ${text}`);
  return found;
}

const RESTRICTED: JsonObject = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

/** The security context of the container; undefined: none. */
export function securityContext(profile: Profile, style: DebugStyle): JsonObject | undefined {
  switch (profile) {
    case "general":
      return style === "node" ? undefined : { capabilities: { add: ["SYS_PTRACE"] } };
    case "restricted":
      return RESTRICTED;
    case "netadmin":
      return { capabilities: { add: ["NET_ADMIN", "NET_RAW"] } };
    case "sysadmin":
      return { privileged: true };
    default:
      return undefined;
  }
}

/** The container with what the profile adds. */
export function withProfile(
  container: JsonObject,
  profile: Profile,
  style: DebugStyle,
): JsonObject {
  const added = securityContext(profile, style);
  const mounts =
    style === "node" && (profile === "legacy" || profile === "general" || profile === "sysadmin")
      ? [...objectsAt(container, "volumeMounts"), { mountPath: "/host", name: "host-root" }]
      : undefined;
  return fields({
    ...container,
    ...(mounts === undefined ? {} : { volumeMounts: mounts }),
    securityContext:
      added === undefined
        ? container["securityContext"]
        : { ...objectAt(container, "securityContext"), ...added },
  });
}

/** What a profile adds to the spec of a pod on a node. */
export function nodeSpecOf(profile: Profile): JsonObject {
  const host = { hostIPC: true, hostNetwork: true, hostPID: true };
  const root = { volumes: [{ name: "host-root", hostPath: { path: "/" } }] };
  switch (profile) {
    case "legacy":
    case "general":
    case "sysadmin":
      return { ...host, ...root };
    case "netadmin":
      return { hostNetwork: true, hostPID: true };
    default:
      return {};
  }
}
