import type { JsonObject } from "../../api/json.ts";
import { findResource } from "../../api/scheme.ts";
import { json, objectsAt, stringAt, stringsAt } from "../../cluster/values.ts";
import type { Command, CommandContext } from "../command.ts";
import { marshalIndent } from "../printers/go-values.ts";
import { fetchInfos } from "../resources.ts";

/** Titles in green and addresses in yellow, on a terminal. */
function coloured(context: CommandContext, code: string, text: string): string {
  return context.process.tty.stdout === undefined ? text : `\u001b[${code}m${text}\u001b[0m`;
}

function announce(context: CommandContext, name: string, link: string): void {
  const title = coloured(context, "0;32", name);
  context.process.stdout.write(`${title} is running at ${coloured(context, "0;33", link)}\n`);
}

/** Where a cluster service is reached through the API server. */
function proxyLink(server: string, service: JsonObject): string {
  const namespace = stringAt(service, "metadata", "namespace");
  const name = stringAt(service, "metadata", "name");
  const port = stringAt(objectsAt(service, "spec", "ports")[0], "name");
  return `${server}/api/v1/namespaces/${namespace}/services/${port === "" ? name : `${name}:${port}`}/proxy`;
}

function list(context: CommandContext, resource: string, namespace: string): JsonObject[] {
  const type = findResource("", "v1", resource);
  if (type === undefined) return [];
  return fetchInfos(context.kube(), { type, namespace }).map((info) => json(info.object));
}

function run(context: CommandContext): Promise<number> {
  const connection = context.kube();
  connection.discover();
  const { server } = connection.config;
  announce(context, "Kubernetes control plane", server);
  const services = list(context, "services", "kube-system").filter(
    (service) =>
      stringsAt(service, "metadata", "labels")["kubernetes.io/cluster-service"] === "true",
  );
  for (const service of services) {
    const labels = stringsAt(service, "metadata", "labels");
    const name = labels["kubernetes.io/name"] ?? stringAt(service, "metadata", "name");
    announce(context, name, proxyLink(server, service));
  }
  context.process.stdout.write(
    "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n",
  );
  return Promise.resolve(0);
}

const DUMPED = [
  "events",
  "replicationcontrollers",
  "services",
  "apps/daemonsets",
  "apps/deployments",
  "apps/replicasets",
  "pods",
];

/** Nodes, then every kind of each namespace as a List, then the logs of all containers. */
function dump(context: CommandContext): Promise<number> {
  const { flags, world, process } = context;
  const connection = context.kube();
  const print = (path: string): void => {
    process.stdout.write(`${marshalIndent(connection.request({ method: "GET", path }))}\n`);
  };
  print("/api/v1/nodes");
  const chosen = flags.list("namespaces");
  const namespaces = flags.bool("all-namespaces")
    ? list(context, "namespaces", "").map((item) => stringAt(item, "metadata", "name"))
    : chosen.length > 0
      ? chosen
      : ["kube-system", connection.namespace];
  for (const namespace of new Set(namespaces)) {
    for (const resource of DUMPED) {
      const [group, name] = resource.split("/");
      print(
        name === undefined
          ? `/api/v1/namespaces/${namespace}/${resource}`
          : `/apis/${group ?? ""}/v1/namespaces/${namespace}/${name}`,
      );
    }
    for (const pod of list(context, "pods", namespace)) {
      for (const container of objectsAt(pod, "spec", "containers")) {
        const ref = {
          namespace,
          pod: stringAt(pod, "metadata", "name"),
          container: stringAt(container, "name"),
        };
        const title = `container ${ref.container} of pod ${namespace}/${ref.pod}`;
        process.stdout.write(`==== START logs for ${title} ====\n`);
        for (const line of world.kubelet.logs(ref, {}) ?? [])
          process.stdout.write(`${line.text}\n`);
        process.stdout.write(`==== END logs for ${title} ====\n`);
      }
    }
  }
  return Promise.resolve(0);
}

export const clusterInfo: Command = {
  name: "cluster-info",
  use: "cluster-info [flags]",
  short: "Display cluster information",
  long: 'Show the addresses of the control plane and of the services labelled kubernetes.io/cluster-service=true. "kubectl cluster-info dump" prints much more.',
  examples: "# Control plane and cluster services\nkubectl cluster-info",
  flags: [],
  subcommands: [
    {
      name: "dump",
      use: "dump [flags]",
      short: "Dump relevant information for debugging and diagnosis",
      long: "Print what helps to debug the cluster: objects of the namespaces and the logs of their pods.",
      examples:
        "# kube-system and the current namespace\nkubectl cluster-info dump\n\n# Everything\nkubectl cluster-info dump -A",
      flags: [
        {
          name: "all-namespaces",
          shorthand: "A",
          type: "bool",
          usage: "Dump all namespaces; --namespaces is ignored.",
        },
        { name: "namespaces", type: "strings", usage: "Namespaces to dump, comma-separated." },
      ],
      run: dump,
    },
  ],
  run,
};
