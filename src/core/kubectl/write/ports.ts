/** `[LOCAL:]REMOTE` of port-forward, with names (kubectl `pkg/cmd/portforward`). */
import type { JsonObject } from "../../api/json.ts";
import { numberAt, objectsAt, stringAt } from "../../cluster/values.ts";
import { CommandError } from "../errors.ts";

export interface ForwardedPort {
  /** 0: the system draws one. */
  readonly local: number;
  readonly remote: number;
}

function split(text: string): { readonly local: string; readonly remote: string } {
  const parts = text.split(":");
  const [local = "", remote = local] = parts;
  // a third part makes kubectl take the first for both
  return parts.length === 2 ? { local, remote } : { local, remote: local };
}

function number(text: string): number | undefined {
  return /^[0-9]+$/.test(text) ? Number(text) : undefined;
}

/** The port of a pod that a name means. @throws CommandError */
function namedPodPort(pod: JsonObject, name: string): number {
  const ports = ["containers", "initContainers"]
    .flatMap((field) => objectsAt(pod, "spec", field))
    .flatMap((container) => objectsAt(container, "ports"));
  const found = ports.find((port) => stringAt(port, "name") === name);
  if (found !== undefined) return numberAt(found, 0, "containerPort");
  throw new CommandError(
    `Pod '${stringAt(pod, "metadata", "name")}' does not have a named port '${name}'`,
  );
}

/** Names turned to numbers, for a pod. */
export function podPorts(texts: readonly string[], pod: JsonObject): string[] {
  return texts.map((text) => {
    const { local, remote } = split(text);
    if (number(remote) !== undefined) return `${local}:${remote}`;
    const port = namedPodPort(pod, remote);
    return local === remote ? `${port}:${port}` : `${local}:${port}`;
  });
}

/** Ports of a service turned to those of its pod. @throws CommandError */
export function servicePorts(
  texts: readonly string[],
  service: JsonObject,
  pod: JsonObject,
): string[] {
  const name = stringAt(service, "metadata", "name");
  const ports = objectsAt(service, "spec", "ports");
  return texts.map((text) => {
    const { local, remote } = split(text);
    const wanted = number(remote);
    const found = ports.find((port) =>
      wanted === undefined
        ? stringAt(port, "name") === remote
        : numberAt(port, 0, "port") === wanted,
    );
    if (found === undefined) {
      throw new CommandError(
        wanted === undefined
          ? `Service '${name}' does not have a named port '${remote}'`
          : `Service ${name} does not have a service port ${remote}`,
      );
    }
    const servicePort = numberAt(found, 0, "port");
    const target = found["targetPort"];
    const container =
      stringAt(service, "spec", "clusterIP") === "None"
        ? servicePort
        : typeof target === "string"
          ? namedPodPort(pod, target)
          : typeof target === "number"
            ? target
            : servicePort;
    return `${local === remote ? servicePort : local}:${container}`;
  });
}

/** @throws CommandError for a port that is none */
export function parsePorts(texts: readonly string[]): ForwardedPort[] {
  return texts.map((text) => {
    const [local = "", remote = ""] = text.split(":");
    const localPort = local === "" ? 0 : uint16(local, "local", local);
    const remotePort = uint16(remote, "remote", remote);
    if (remotePort === 0) throw new CommandError("remote port must be > 0");
    return { local: localPort, remote: remotePort };
  });
}

function uint16(text: string, which: string, shown: string): number {
  const head = `error parsing ${which} port '${shown}': strconv.ParseUint: parsing "${text}"`;
  const value = number(text);
  if (value === undefined) throw new CommandError(`${head}: invalid syntax`);
  if (value > 65535) throw new CommandError(`${head}: value out of range`);
  return value;
}
