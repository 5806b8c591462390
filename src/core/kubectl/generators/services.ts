/** `create service` and the service that `expose` and `run --expose` make. */
import type { JsonObject } from "../../api/json.ts";
import { CommandError } from "../errors.ts";
import { atoi, fields, parsePort, portNameErrors, someOf, someText } from "./fields.ts";

export type ServiceKind = "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";

export interface ServiceOptions {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly type: ServiceKind;
  /** `80` or `80:8080`. */
  readonly tcp: readonly string[];
  readonly clusterIP: string;
  readonly nodePort: number;
  readonly externalName: string;
}

const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** @throws CommandError when flags do not fit together or a port does not parse */
export function service(options: ServiceOptions): JsonObject {
  const { name, type, tcp, clusterIP, externalName } = options;
  if (clusterIP === "None" && type !== "ClusterIP") {
    throw new CommandError("ClusterIP=None can only be used with ClusterIP service type");
  }
  if (clusterIP !== "None" && tcp.length === 0 && type !== "ExternalName") {
    throw new CommandError("at least one tcp port specifier must be provided");
  }
  if (type === "ExternalName" && (externalName.length > 253 || !SUBDOMAIN.test(externalName))) {
    throw new CommandError(`invalid service external name ${externalName}`);
  }
  const ports = tcp.map((text) => servicePort(text, options.nodePort));
  return {
    kind: "Service",
    apiVersion: "v1",
    metadata: fields({ name, namespace: options.namespace, labels: { app: name } }),
    spec: fields({
      ports: someOf(ports),
      selector: { app: name },
      clusterIP: someText(clusterIP),
      type,
      externalName: someText(externalName),
    }),
    status: { loadBalancer: {} },
  };
}

function servicePort(text: string, nodePort: number): JsonObject {
  const [first = "", second] = text.split(":");
  const port = parsePort(first);
  return fields({
    name: text.replaceAll(":", "-"),
    protocol: "TCP",
    port,
    targetPort: second === undefined ? port : targetPort(second),
    nodePort: nodePort === 0 ? undefined : nodePort,
  });
}

function targetPort(text: string): number | string {
  if (/^[+-]?[0-9]+$/.test(text)) {
    const port = Number(text);
    if (port < 1 || port > 65535) {
      throw new CommandError("must be between 1 and 65535, inclusive");
    }
    return port;
  }
  const errors = portNameErrors(text);
  if (errors.length > 0) throw new CommandError(errors.join(","));
  return text;
}

/** What `expose` takes from its flags and from the object it exposes. */
export interface ExposeOptions {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly selector: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** `80` or `80,443`; empty takes them from `protocols`' keys is done by the caller. */
  readonly ports: string;
  /** Of the flag; empty: the protocol of each port of the exposed object, else TCP. */
  readonly protocol: string;
  readonly protocols: ReadonlyMap<string, readonly string[]>;
  readonly targetPort: string;
  readonly externalIP: string;
  readonly loadBalancerIP: string;
  readonly type: string;
  readonly clusterIP: string;
  readonly sessionAffinity: string;
}

/** @throws CommandError when a port does not parse */
export function exposedService(options: ExposeOptions): JsonObject {
  const texts = options.ports.split(",");
  const ports = texts.flatMap((text, index) => {
    const port = atoi(text);
    const name = texts.length > 1 ? `port-${index + 1}` : undefined;
    const protocols =
      options.protocol !== "" ? [options.protocol] : (options.protocols.get(text) ?? ["TCP"]);
    return protocols.map((protocol) => {
      const several = protocols.length > 1 ? `port-${index + 1}-${protocol.toLowerCase()}` : name;
      return fields({
        name: several,
        protocol,
        port,
        targetPort: exposedTarget(options.targetPort, port),
      });
    });
  });
  const clusterIP = options.clusterIP === "None" ? "None" : options.clusterIP;
  return {
    kind: "Service",
    apiVersion: "v1",
    metadata: fields({
      name: options.name,
      namespace: options.namespace,
      labels: Object.keys(options.labels).length === 0 ? undefined : options.labels,
    }),
    spec: fields({
      ports,
      selector: options.selector,
      clusterIP: someText(clusterIP),
      type: someText(options.type),
      externalIPs: options.externalIP === "" ? undefined : [options.externalIP],
      sessionAffinity: someText(options.sessionAffinity),
      loadBalancerIP:
        options.type === "LoadBalancer" ? someText(options.loadBalancerIP) : undefined,
    }),
    status: { loadBalancer: {} },
  };
}

function exposedTarget(text: string, port: number): number | string {
  if (text === "") return port;
  return /^[+-]?[0-9]+$/.test(text) ? Number(text) : text;
}
