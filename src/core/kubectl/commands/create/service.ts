import type { Command, FlagSpec } from "../../command.ts";
import { service, type ServiceKind } from "../../generators/services.ts";
import { createSubcommand } from "./subcommand.ts";

const TCP_FLAG: FlagSpec = {
  name: "tcp",
  type: "strings",
  usage: "Port pairs, PORT:TARGETPORT; may be repeated.",
};

function serviceCommand(
  type: ServiceKind,
  rest: {
    readonly use: string;
    readonly short: string;
    readonly examples: string;
    readonly flags: readonly FlagSpec[];
  },
): Command {
  return createSubcommand({
    name: type.toLowerCase(),
    ...rest,
    build: ({ context: { flags }, name, namespace }) =>
      service({
        name,
        namespace,
        type,
        tcp: flags.list("tcp"),
        clusterIP: flags.has("clusterip") ? flags.string("clusterip") : "",
        nodePort: flags.has("node-port") ? flags.number("node-port") : 0,
        externalName: flags.has("external-name") ? flags.string("external-name") : "",
      }),
    refusal: `failed to create ${type} service: `,
  });
}

const clusterIP = serviceCommand("ClusterIP", {
  use: "clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]",
  short: "Create a ClusterIP service",
  examples: `# Port 80 of the service leads to port 8080 of its pods
kubectl create service clusterip web --tcp=80:8080

# Without an address of its own
kubectl create service clusterip web --clusterip="None"`,
  flags: [
    TCP_FLAG,
    {
      name: "clusterip",
      type: "string",
      usage: "Address to take, or None for a headless service.",
    },
  ],
});

const nodePort = serviceCommand("NodePort", {
  use: "nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
  short: "Create a NodePort service",
  examples: `# Port 80 of the service leads to port 8080 of its pods
kubectl create service nodeport web --tcp=80:8080`,
  flags: [
    TCP_FLAG,
    { name: "node-port", type: "int", usage: "Port on every node; drawn when it is 0." },
  ],
});

const loadBalancer = serviceCommand("LoadBalancer", {
  use: "loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
  short: "Create a LoadBalancer service",
  examples: `# Port 80 of the service leads to port 8080 of its pods
kubectl create service loadbalancer web --tcp=80:8080`,
  flags: [TCP_FLAG],
});

const externalName = serviceCommand("ExternalName", {
  use: "externalname NAME --external-name external.name [--dry-run=server|client|none]",
  short: "Create an ExternalName service",
  examples: `# A name in the cluster for one outside
kubectl create service externalname db --external-name db.example.com`,
  flags: [
    TCP_FLAG,
    {
      name: "external-name",
      type: "string",
      required: true,
      usage: "Name outside the cluster that the service stands for.",
    },
  ],
});

export const createService: Command = {
  name: "service",
  aliases: ["svc"],
  use: "service [flags]",
  short: "Create a service using a specified subcommand",
  flags: [],
  subcommands: [clusterIP, externalName, loadBalancer, nodePort],
};
