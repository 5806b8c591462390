/** Endpoints and EndpointSlice. After pkg/apis/core and pkg/apis/discovery, their validation. */
import type { JsonObject } from "../../api/json.ts";
import { formatIP, parseIP } from "../../net/ip.ts";
import { ipWarnings, validateIp } from "../content/addresses.ts";
import { isPortNumber, isSubdomain } from "../content/names.ts";
import { validateLabels } from "../content/selector.ts";
import {
  duplicate,
  invalid,
  invalidEach,
  required,
  tooMany,
  type FieldError,
} from "../fieldError.ts";
import { num, objects, str, strings } from "../read.ts";
import type { KindRules } from "./kindRules.ts";
import { IMMUTABLE } from "./objectMeta.ts";
import { dnsLabel, oneOf, optionallyOneOf } from "./pod/fields.ts";

const PROTOCOLS = ["SCTP", "TCP", "UDP"];

/** Addresses that no endpoint may have. */
const RESERVED: readonly (readonly [test: RegExp, detail: string])[] = [
  [/^(?:127\.|::1$)/, "may not be in the loopback range (127.0.0.0/8, ::1/128)"],
  [
    /^(?:169\.254\.|fe[89ab][0-9a-f]:)/,
    "may not be in the link-local range (169.254.0.0/16, fe80::/10)",
  ],
  [
    /^(?:224\.0\.0\.|ff[0-9a-f]2:)/,
    "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
  ],
];

export function validateEndpointIp(text: string, path: string): FieldError[] {
  const ip = parseIP(text);
  if (ip === undefined) return [invalid(path, text, "must be a valid IP address")];
  const canonical = formatIP(ip);
  if (canonical === "0.0.0.0" || canonical === "::") {
    return [invalid(path, text, `may not be unspecified (${text})`)];
  }
  return RESERVED.filter(([test]) => test.test(canonical)).map(([, detail]) =>
    invalid(path, text, detail),
  );
}

function validatePort(port: JsonObject, path: string, needsName: boolean): FieldError[] {
  const name = str(port, "name");
  const errors: FieldError[] = [];
  if (name !== "") errors.push(...dnsLabel(name, `${path}.name`));
  else if (needsName) errors.push(required(`${path}.name`));
  const number = num(port, "port") ?? 0;
  errors.push(...invalidEach(`${path}.port`, number, isPortNumber(number)));
  return [...errors, ...oneOf(port, "protocol", path, PROTOCOLS)];
}

function validateAddress(address: JsonObject, path: string): FieldError[] {
  const ip = str(address, "ip");
  const hostname = str(address, "hostname");
  const node = str(address, "nodeName");
  return [
    ...validateIp(`${path}.ip`, ip),
    ...(hostname === "" ? [] : dnsLabel(hostname, `${path}.hostname`)),
    ...(node === "" ? [] : invalidEach(`${path}.nodeName`, node, isSubdomain(node))),
    ...validateEndpointIp(ip, `${path}.ip`),
  ];
}

export const endpoints: KindRules = {
  name: isSubdomain,
  validate: (object) =>
    objects(object, "subsets").flatMap((subset, i) => {
      const path = `subsets[${i}]`;
      const lists = ["addresses", "notReadyAddresses"] as const;
      const errors = lists.every((list) => objects(subset, list).length === 0)
        ? [required(path, "must specify `addresses` or `notReadyAddresses`")]
        : [];
      for (const list of lists) {
        objects(subset, list).forEach((address, j) => {
          errors.push(...validateAddress(address, `${path}.${list}[${j}]`));
        });
      }
      const ports = objects(subset, "ports");
      ports.forEach((port, j) => {
        errors.push(...validatePort(port, `${path}.ports[${j}]`, ports.length > 1));
      });
      return errors;
    }),
};

const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20_000;

export const endpointSlice: KindRules = {
  name: isSubdomain,
  validate: (object) => {
    const errors = oneOf(object, "addressType", "", ["FQDN", "IPv4", "IPv6"]).map((error) => ({
      ...error,
      path: "addressType",
    }));
    errors.push(...validateSlicePorts(object));
    const all = objects(object, "endpoints");
    if (all.length > MAX_ENDPOINTS) errors.push(tooMany("endpoints", all.length, MAX_ENDPOINTS));
    const family = str(object, "addressType");
    all.forEach((endpoint, i) => {
      errors.push(...validateEndpoint(endpoint, `endpoints[${i}]`, family));
    });
    return errors;
  },
  validateUpdate: (object, old) => {
    const type = str(object, "addressType");
    return type === str(old, "addressType") ? [] : [invalid("addressType", type, IMMUTABLE)];
  },
  warnings: (object) => [
    ...(str(object, "addressType") === "FQDN"
      ? ["spec.addressType: FQDN endpoints are deprecated"]
      : []),
    ...objects(object, "endpoints").flatMap((endpoint, i) =>
      strings(endpoint, "addresses").flatMap((address, j) =>
        ipWarnings(`endpoints[${i}].addresses[${j}]`, address),
      ),
    ),
  ],
};

function validateEndpoint(endpoint: JsonObject, path: string, family: string): FieldError[] {
  const addresses = strings(endpoint, "addresses");
  const errors: FieldError[] = [];
  if (addresses.length === 0) {
    errors.push(required(`${path}.addresses`, "must contain at least 1 address"));
  }
  if (addresses.length > MAX_ADDRESSES) {
    errors.push(tooMany(`${path}.addresses`, addresses.length, MAX_ADDRESSES));
  }
  addresses.forEach((address, i) => {
    const at = `${path}.addresses[${i}]`;
    if (family === "FQDN") return;
    const bad = validateIp(at, address);
    errors.push(...bad);
    if (bad.length > 0) return;
    if (parseIP(address)?.family !== (family === "IPv6" ? 6 : 4)) {
      // Kubernetes leaves the index out of this path.
      errors.push(invalid(`${path}.addresses`, address, `must be an ${family} address`));
    }
    errors.push(...validateEndpointIp(address, at));
  });
  const node = str(endpoint, "nodeName");
  if (node !== "") errors.push(...invalidEach(`${path}.nodeName`, node, isSubdomain(node)));
  return [
    ...errors,
    ...validateLabels(endpoint, "deprecatedTopology", `${path}.deprecatedTopology`),
  ];
}

function validateSlicePorts(object: JsonObject): FieldError[] {
  const ports = objects(object, "ports");
  const errors: FieldError[] = [];
  if (ports.length > MAX_PORTS) errors.push(tooMany("ports", ports.length, MAX_PORTS));
  const names = new Set<string>();
  ports.forEach((port, i) => {
    const path = `ports[${i}]`;
    const name = str(port, "name");
    if (name !== "") errors.push(...dnsLabel(name, `${path}.name`));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    errors.push(...optionallyOneOf(port, "protocol", path, PROTOCOLS));
  });
  return errors;
}
