/** `create ingress`: rules written `host/path=service:port[,tls[=secret]]`. */
import type { Json, JsonObject } from "../../api/json.ts";
import { CommandError } from "../errors.ts";
import { fields, someOf, someText } from "./fields.ts";

export interface IngressOptions {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly className: string;
  readonly rules: readonly string[];
  readonly defaultBackend: string;
  /** `key=value` each. */
  readonly annotations: readonly string[];
}

const RULE = /^([\w*.-]*)(\/[^=]*)=([\w-]+):([\w-]+)(?:,(tls)(?:=([\w.-]*))?)?$/;
const BACKEND = /^([\w-]+):([\w-]+)$/;

function backend(service: string, port: string): JsonObject {
  const number = /^[0-9]+$/.test(port) ? { number: Number(port) } : { name: port };
  return { service: { name: service, port: number } };
}

/** @throws CommandError when nothing is asked for or a rule is not of the form */
export function ingress(options: IngressOptions): JsonObject {
  if (options.defaultBackend === "" && options.rules.length === 0) {
    throw new CommandError(
      "not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)",
    );
  }
  const hosts = new Map<string, JsonObject[]>();
  const tls = new Map<string, string[]>();
  for (const text of options.rules) addRule(text, hosts, tls);
  const annotations = options.annotations.map((text): [string, string] => {
    const equals = text.indexOf("=");
    if (equals <= 0) {
      throw new CommandError(`annotation ${text} is invalid and should be in format key=[value]`);
    }
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  return {
    kind: "Ingress",
    apiVersion: "networking.k8s.io/v1",
    metadata: fields({
      name: options.name,
      namespace: options.namespace,
      annotations: annotations.length === 0 ? undefined : Object.fromEntries(annotations),
    }),
    spec: fields({
      ingressClassName: someText(options.className),
      defaultBackend: defaultBackend(options.defaultBackend),
      tls: someOf(
        [...tls].map(([secretName, names]) =>
          fields({ hosts: someOf(names), secretName: someText(secretName) }),
        ),
      ),
      rules: someOf(
        [...hosts].map(([host, paths]) => fields({ host: someText(host), http: { paths } })),
      ),
    }),
    status: { loadBalancer: {} },
  };
}

function defaultBackend(text: string): Json | undefined {
  if (text === "") return undefined;
  const [, service, port] = BACKEND.exec(text) ?? [];
  if (service === undefined || port === undefined) {
    throw new CommandError("default-backend should be in format servicename:serviceport");
  }
  return backend(service, port);
}

function addRule(text: string, hosts: Map<string, JsonObject[]>, tls: Map<string, string[]>): void {
  const match = text.length <= 4096 ? RULE.exec(text) : null;
  const [, host = "", path = "", service, port, secure, secret = ""] = match ?? [];
  if (service === undefined || port === undefined) {
    throw new CommandError(
      `rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
    );
  }
  const prefix = path.endsWith("*");
  const paths = hosts.get(host) ?? [];
  paths.push({
    path: prefix ? path.slice(0, -1) : path,
    pathType: prefix ? "Prefix" : "Exact",
    backend: backend(service, port),
  });
  hosts.set(host, paths);
  if (secure === undefined) return;
  const names = tls.get(secret) ?? [];
  if (host !== "" && !names.includes(host)) names.push(host);
  tls.set(secret, names);
}
