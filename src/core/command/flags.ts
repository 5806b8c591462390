/** Flags that several sub-commands share. */
import { PROFILES } from "../netpol/profiles/registry.ts";
import type { Completing, Flag } from "./subcommand.ts";

export const FILE_FLAG: Flag = {
  name: "filename",
  shorthand: "f",
  type: "array",
  usage:
    "Manifests or the output of kubectl get -o yaml: a file, a folder, a pattern, or - for standard input. May be given several times.",
  fileExtensions: ["yaml", "yml", "json", "gz"],
};

export const KEEP_GOING_FLAG: Flag = {
  name: "keep-going",
  type: "bool",
  usage: "Leave out objects that cannot be read or are refused, and answer for the rest.",
};

export const NAMESPACE_FLAG: Flag = {
  name: "namespace",
  shorthand: "n",
  type: "string",
  usage: "The namespace of names that are given without one.",
  values: ({ cluster }: Completing) =>
    cluster?.network.objects.namespaces.map(({ metadata }) => metadata.name) ?? [],
};

export const CNI_FLAG: Flag = {
  name: "cni",
  type: "string",
  usage: "Judge as this network plugin does; netpol profiles lists them.",
  values: () => PROFILES.map(({ name }) => name),
};

/** What a cluster is read with. */
export const INPUT_FLAGS: readonly Flag[] = [FILE_FLAG, KEEP_GOING_FLAG, CNI_FLAG];

/** `-o`, one of `formats`; the first is the default. */
export function outputFlag(formats: readonly string[]): Flag {
  return {
    name: "output",
    shorthand: "o",
    type: "string",
    default: formats[0] ?? "",
    usage: `Output format. One of: (${formats.join(", ")}).`,
    choices: formats,
    values: () => formats,
  };
}

export const PORT_FLAG: Flag = {
  name: "port",
  type: "string",
  usage:
    "A port as 8080, 8080/UDP or icmp; without it, the ports that each destination listens on.",
  values: ({ cluster }: Completing) => (cluster === undefined ? [] : listeningPorts(cluster)),
};

function listeningPorts(cluster: NonNullable<Completing["cluster"]>): readonly string[] {
  const ports = cluster.pods.flatMap((pod) =>
    cluster
      .portsOf(pod)
      .map(({ port, protocol }) => (protocol === "TCP" ? `${port}` : `${port}/${protocol}`)),
  );
  return [...new Set(ports)];
}
