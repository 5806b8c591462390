import type { JsonObject } from "../../api/json.ts";
import { numberAt, objectsAt, stringAt, stringsAt } from "../../cluster/values.ts";
import { applyMergePatch } from "../../cluster/patch/merge.ts";
import { withLastApplied } from "../apply/last-applied.ts";
import { completeTypeAndName } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { DRY_RUN_FLAG, fieldManagerFlag, filenameFlags, printFlags } from "../flagsets.ts";
import { parseLabels } from "../generators/fields.ts";
import { exposedService } from "../generators/services.ts";
import { requireType } from "../types.ts";
import { dryRunOf, SAVE_CONFIG_FLAG } from "../write/flags.ts";
import { applyOverrides } from "../write/overrides.ts";
import { resultPrinter } from "../write/output.ts";
import { createObject } from "../write/rest.ts";
import { fileQuery, findTargets, type Loaded } from "../write/targets.ts";
import { containersOf, mapSelectorOf, podSpecOf } from "../write/workloads.ts";

export const expose: Command = {
  name: "expose",
  use: "expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]",
  short:
    "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service",
  long: "Make a service for what a pod, service, deployment, replica set or replication controller selects. Its ports come from --port, else from the object.",
  examples: `# Port 80 of a service for port 8000 of the pods of a deployment
kubectl expose deployment web --port=80 --target-port=8000

# A service for one pod, under another name
kubectl expose pod web --port=444 --name=frontend`,
  flags: [
    {
      name: "cluster-ip",
      type: "string",
      usage: "Address to take, or None for a headless service.",
    },
    DRY_RUN_FLAG,
    { name: "external-ip", type: "string", usage: "Further address that leads to the service." },
    fieldManagerFlag("kubectl-expose"),
    ...filenameFlags("with the object to expose."),
    { name: "labels", shorthand: "l", type: "string", usage: "Labels of the service." },
    { name: "load-balancer-ip", type: "string", usage: "Address for the load balancer." },
    { name: "name", type: "string", usage: "Name of the service; the object's unless given." },
    {
      name: "override-type",
      type: "string",
      default: "merge",
      usage: "How --overrides is read: json, merge or strategic.",
    },
    { name: "overrides", type: "string", usage: "JSON that is merged into the new object." },
    { name: "port", type: "string", usage: "Port of the service; the object's unless given." },
    { name: "protocol", type: "string", usage: "Protocol of the port; TCP unless given." },
    SAVE_CONFIG_FLAG,
    { name: "selector", type: "string", usage: "Labels to select by; the object's unless given." },
    { name: "session-affinity", type: "string", usage: "None or ClientIP." },
    { name: "target-port", type: "string", usage: "Port of the pods, a number or a name." },
    {
      name: "type",
      type: "string",
      usage: "ClusterIP, NodePort, LoadBalancer or ExternalName; ClusterIP unless given.",
    },
    ...printFlags(),
  ],
  complete: completeTypeAndName(),
  run: runExpose,
};

const EXPOSABLE = new Set([
  "/ReplicationController",
  "/Service",
  "/Pod",
  "apps/Deployment",
  "apps/ReplicaSet",
]);

async function runExpose(context: CommandContext): Promise<number> {
  const dryRun = dryRunOf(context);
  const printer = resultPrinter(context, { dryRun, typed: true });
  const targets = await findTargets(context, {
    ...fileQuery(context),
    args: context.args,
  });
  await targets.visitLoaded((target) => {
    const made = serviceFor(context, target);
    const overridden = applyOverrides(context, made);
    const object = context.flags.bool("save-config") ? withLastApplied(overridden) : overridden;
    const type = requireType("services");
    const stored =
      dryRun === "client"
        ? object
        : createObject(
            context.kube(),
            { type, namespace: target.namespace },
            inNamespace(object, target.namespace),
            {
              dryRun: dryRun === "server",
              fieldManager: context.flags.string("field-manager"),
            },
          );
    printer.print({ type, object: stored }, "exposed");
  });
  return 0;
}

function inNamespace(object: JsonObject, namespace: string): JsonObject {
  return applyMergePatch(object, { metadata: { namespace } });
}

function serviceFor(context: CommandContext, target: Loaded): JsonObject {
  const { flags } = context;
  const { type, object } = target;
  if (!EXPOSABLE.has(`${type.group}/${type.kind}`)) {
    const subject = type.group === "" ? type.kind : `${type.kind}.${type.group}`;
    throw new CommandError(`cannot expose a ${subject}`);
  }
  const name = (flags.string("name") || target.name).slice(0, 63);
  const given = flags.string("selector");
  const selector = given === "" ? selectorOf(target) : parseLabels(given);
  let ports = flags.string("port");
  const headless = flags.string("cluster-ip") === "None";
  if (ports === "" && !headless) {
    ports = portsOf(target).join(",");
    if (ports === "") throw new CommandError("couldn't find port via --port flag or introspection");
  }
  const labels = flags.string("labels");
  const connection = context.kube();
  return exposedService({
    name,
    namespace: connection.enforceNamespace ? connection.namespace : undefined,
    selector,
    labels: labels === "" ? stringsAt(object, "metadata", "labels") : parseLabels(labels),
    ports,
    protocol: flags.string("protocol"),
    protocols: flags.string("protocol") === "" ? protocolsOf(target) : new Map(),
    targetPort: flags.string("target-port"),
    externalIP: flags.string("external-ip"),
    loadBalancerIP: flags.string("load-balancer-ip"),
    type: flags.string("type"),
    clusterIP: flags.string("cluster-ip"),
    sessionAffinity: flags.string("session-affinity"),
  });
}

function selectorOf(target: Loaded): Readonly<Record<string, string>> {
  const selector = mapSelectorOf(target.type, target.object);
  const { kind } = target.type;
  if (selector === undefined) throw new CommandError(`cannot extract pod selector from ${kind}`);
  if ("error" in selector && typeof selector.error === "string") {
    throw new CommandError(selector.error);
  }
  const labels = stringsAt({ selector }, "selector");
  if (Object.keys(labels).length === 0) {
    throw new CommandError(
      kind === "Pod"
        ? "the pod has no labels and cannot be exposed"
        : `couldn't retrieve selectors via --selector flag or introspection: invalid ${kind.toLowerCase()}: no selectors, therefore cannot be exposed`,
    );
  }
  return labels;
}

function portsOf({ type, object }: Loaded): string[] {
  if (type.kind === "Service") {
    return objectsAt(object, "spec", "ports").map((port) => String(numberAt(port, 0, "port")));
  }
  const spec = podSpecOf(type, object) ?? {};
  const ports = containersOf(spec).flatMap((container) => objectsAt(container, "ports"));
  return [...new Set(ports.map((port) => String(numberAt(port, 0, "containerPort"))))];
}

function protocolsOf({ type, object }: Loaded): ReadonlyMap<string, readonly string[]> {
  const isService = type.kind === "Service";
  const ports = isService
    ? objectsAt(object, "spec", "ports")
    : containersOf(podSpecOf(type, object) ?? {}).flatMap((one) => objectsAt(one, "ports"));
  const protocols = new Map<string, string[]>();
  for (const port of ports) {
    const number = String(numberAt(port, 0, isService ? "port" : "containerPort"));
    const protocol = stringAt(port, "protocol") || "TCP";
    const known = protocols.get(number) ?? [];
    if (!known.includes(protocol)) protocols.set(number, [...known, protocol]);
  }
  return protocols;
}
