/** Printers of networking kinds. Source: kubernetes `printers.go`. */
import type { KubeObject } from "../../api/objects.ts";
import { arrayAt, at, numberAt, objectsAt, own, stringAt } from "../values.ts";
import { AGE, age, NAME, selectorText, text, type Printer } from "./printer.ts";

export const networkPolicy: Printer = {
  columns: [NAME, text("Pod-Selector"), AGE],
  cells: (object, now) => [
    object.metadata.name,
    selectorText({ selector: at(object, "spec", "podSelector") ?? {} }, "selector"),
    age(object, now),
  ],
};

export const endpointSlice: Printer = {
  columns: [NAME, text("AddressType"), text("Ports"), text("Endpoints"), AGE],
  cells: (object, now) => [
    object.metadata.name,
    stringAt(object, "addressType"),
    slicePorts(object),
    sliceEndpoints(object),
    age(object, now),
  ],
};

const SHOWN = 3;

function shorten(list: readonly string[], none: string): string {
  if (list.length === 0) return none;
  const shown = list.slice(0, SHOWN).join(",");
  return list.length > SHOWN ? `${shown} + ${list.length - SHOWN} more...` : shown;
}

function slicePorts(object: KubeObject): string {
  const ports = objectsAt(object, "ports").map((port) => {
    const number = own(port, "port");
    return typeof number === "number" ? String(number) : stringAt(port, "name") || "*";
  });
  return shorten(ports, "<unset>");
}

function sliceEndpoints(object: KubeObject): string {
  const addresses = objectsAt(object, "endpoints").flatMap((endpoint) =>
    arrayAt(endpoint, "addresses").map(String),
  );
  return shorten(addresses, "<unset>");
}

export const ingress: Printer = {
  columns: [NAME, text("Class"), text("Hosts"), text("Address"), text("Ports"), AGE],
  cells: (object, now) => {
    const hosts = objectsAt(object, "spec", "rules")
      .map((rule) => stringAt(rule, "host"))
      .filter((host) => host !== "");
    const addresses = objectsAt(object, "status", "loadBalancer", "ingress").map(
      (given) => stringAt(given, "ip") || stringAt(given, "hostname"),
    );
    return [
      object.metadata.name,
      stringAt(object, "spec", "ingressClassName") || "<none>",
      shorten(hosts, "*"),
      addresses.join(","),
      arrayAt(object, "spec", "tls").length > 0 ? "80, 443" : "80",
      age(object, now),
    ];
  },
};

export const ingressClass: Printer = {
  columns: [NAME, text("Controller"), text("Parameters"), AGE],
  cells: (object, now) => {
    const kind = stringAt(object, "spec", "parameters", "kind");
    const group = stringAt(object, "spec", "parameters", "apiGroup");
    const name = stringAt(object, "spec", "parameters", "name");
    const type = group === "" ? kind : `${kind}.${group}`;
    return [
      object.metadata.name,
      stringAt(object, "spec", "controller"),
      kind === "" ? "<none>" : `${type}/${name}`,
      age(object, now),
    ];
  },
};

export const podDisruptionBudget: Printer = {
  columns: [
    NAME,
    text("Min Available"),
    text("Max Unavailable"),
    ["Allowed Disruptions", "integer", "", 0],
    AGE,
  ],
  cells: (object, now) => {
    const amount = (field: string): string => {
      const value = at(object, "spec", field);
      return typeof value === "number" || typeof value === "string" ? String(value) : "N/A";
    };
    return [
      object.metadata.name,
      amount("minAvailable"),
      amount("maxUnavailable"),
      numberAt(object, 0, "status", "disruptionsAllowed"),
      age(object, now),
    ];
  },
};
