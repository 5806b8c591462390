/**
 * NetworkPolicy (V15–V38). After pkg/apis/networking/validation and
 * pkg/registry/networking/networkpolicy/strategy.go.
 */
import type { JsonObject } from "../../api/json.ts";
import { cidrWarnings, isStrictSubset, validateCidr } from "../content/addresses.ts";
import { isPortName, isPortNumber, isSubdomain } from "../content/names.ts";
import { validateLabelSelector, type SelectorOptions } from "../content/selector.ts";
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  type FieldError,
} from "../fieldError.ts";
import { get, num, obj, objects, optional, str, strings } from "../read.ts";
import type { KindRules } from "./kindRules.ts";

const PROTOCOLS = ["TCP", "UDP", "SCTP"];
const POLICY_TYPES = ["Ingress", "Egress"];
/** The two directions: the rules' field and that of their peers. */
const DIRECTIONS = [
  { rules: "ingress", peers: "from" },
  { rules: "egress", peers: "to" },
] as const;

interface Options extends SelectorOptions {
  /** CIDRs of the stored object; they are not looked at again. */
  readonly knownCidrs: ReadonlySet<string>;
}

function validatePort(port: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const protocol = get(port, "protocol");
  if (typeof protocol === "string" && !PROTOCOLS.includes(protocol)) {
    errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  }
  const value = get(port, "port");
  const endPort = num(port, "endPort");
  if (typeof value === "number") {
    errors.push(...invalidEach(`${path}.port`, value, isPortNumber(value)));
    if (endPort !== undefined) {
      if (endPort < value) {
        // The message shows the port, not the endPort; so does Kubernetes.
        errors.push(invalid(`${path}.endPort`, value, "must be greater than or equal to `port`"));
      }
      errors.push(...invalidEach(`${path}.endPort`, endPort, isPortNumber(endPort)));
    }
  } else if (typeof value === "string") {
    if (endPort !== undefined) {
      const detail = "may not be specified when `port` is non-numeric";
      errors.push(invalid(`${path}.endPort`, endPort, detail));
    }
    errors.push(...invalidEach(`${path}.port`, value, isPortName(value)));
  } else if (endPort !== undefined) {
    const detail = "may not be specified when `port` is not specified";
    errors.push(invalid(`${path}.endPort`, endPort, detail));
  }
  return errors;
}

function validateIpBlock(block: JsonObject, path: string, options: Options): FieldError[] {
  const check = (at: string, value: string): FieldError[] =>
    options.knownCidrs.has(value) ? [] : validateCidr(at, value);
  const cidr = str(block, "cidr");
  if (cidr === "") return [required(`${path}.cidr`)];
  const errors = check(`${path}.cidr`, cidr);
  if (validateCidr(path, cidr).length > 0) return errors;
  strings(block, "except").forEach((except, i) => {
    const at = `${path}.except[${i}]`;
    errors.push(...check(at, except));
    if (validateCidr(at, except).length === 0 && !isStrictSubset(except, cidr)) {
      errors.push(invalid(at, except, "must be a strict subset of `cidr`"));
    }
  });
  return errors;
}

function validatePeer(peer: JsonObject, path: string, options: Options): FieldError[] {
  const podSelector = optional(peer, "podSelector");
  const namespaceSelector = optional(peer, "namespaceSelector");
  const ipBlock = optional(peer, "ipBlock");
  const errors = [
    ...validateLabelSelector(podSelector, `${path}.podSelector`, options),
    ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`, options),
  ];
  if (ipBlock !== undefined) errors.push(...validateIpBlock(ipBlock, `${path}.ipBlock`, options));
  const selectors = podSelector !== undefined || namespaceSelector !== undefined;
  if (!selectors && ipBlock === undefined) errors.push(required(path, "must specify a peer"));
  if (selectors && ipBlock !== undefined) {
    errors.push(forbidden(path, "may not specify both ipBlock and another peer"));
  }
  return errors;
}

function validateSpec(spec: JsonObject, options: Options): FieldError[] {
  const errors = validateLabelSelector(obj(spec, "podSelector"), "spec.podSelector", options);
  for (const { rules, peers } of DIRECTIONS) {
    objects(spec, rules).forEach((rule, i) => {
      const path = `spec.${rules}[${i}]`;
      objects(rule, "ports").forEach((port, j) => {
        errors.push(...validatePort(port, `${path}.ports[${j}]`));
      });
      objects(rule, peers).forEach((peer, j) => {
        errors.push(...validatePeer(peer, `${path}.${peers}[${j}]`, options));
      });
    });
  }
  const policyTypes = strings(spec, "policyTypes");
  if (policyTypes.length > POLICY_TYPES.length) {
    const detail = "may not specify more than two policyTypes";
    return [...errors, invalid("spec.policyTypes", policyTypes, detail)];
  }
  policyTypes.forEach((type, i) => {
    if (POLICY_TYPES.includes(type)) return;
    errors.push(notSupported(`spec.policyTypes[${i}]`, type, POLICY_TYPES));
  });
  return errors;
}

/** Every CIDR of a policy with its path, in order. */
function cidrsOf(policy: JsonObject): { path: string; value: string }[] {
  const spec = obj(policy, "spec");
  return DIRECTIONS.flatMap(({ rules, peers }) =>
    objects(spec, rules).flatMap((rule, i) =>
      objects(rule, peers).flatMap((peer, j) => {
        const block = optional(peer, "ipBlock");
        if (block === undefined) return [];
        const path = `spec.${rules}[${i}].${peers}[${j}].ipBlock`;
        return [
          { path: `${path}.cidr`, value: str(block, "cidr") },
          ...strings(block, "except").map((value, k) => ({ path: `${path}.except[${k}]`, value })),
        ];
      }),
    ),
  );
}

/** Bad label values that are stored already are tolerated (V19). */
function selectorOptions(old: JsonObject | undefined): SelectorOptions {
  if (old === undefined) return {};
  const stored = validateLabelSelector(obj(obj(old, "spec"), "podSelector"), "");
  return { allowInvalidValues: stored.length > 0 };
}

export const networkPolicy: KindRules = {
  name: isSubdomain,
  validate: (policy, old) =>
    validateSpec(obj(policy, "spec"), { ...selectorOptions(old), knownCidrs: new Set() }),
  validateUpdateLast: (policy, old) =>
    validateSpec(obj(policy, "spec"), {
      ...selectorOptions(old),
      knownCidrs: new Set(cidrsOf(old).map(({ value }) => value)),
    }),
  warnings: (policy) => cidrsOf(policy).flatMap(({ path, value }) => cidrWarnings(path, value)),
};
