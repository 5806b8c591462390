import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/api/json.ts";
import { findKind } from "../../../src/core/api/scheme.ts";
import { isStatus } from "../../../src/core/api/status.ts";
import type { KubeObject } from "../../../src/core/api/objects.ts";
import {
  applyDefaults,
  decodeObject,
  validateCreate,
  validateUpdate,
  warningsFor,
  type FieldValidation,
} from "../../../src/core/validation/admit.ts";
import { formatFieldError } from "../../../src/core/validation/fieldError.ts";
import { invalidStatus } from "../../../src/core/validation/statuses.ts";
import { parseYaml } from "../../../src/core/yaml/parse.ts";

function decode(yaml: string, mode: FieldValidation = "Strict") {
  const parsed = parseYaml(yaml);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const body = parsed.value as JsonObject;
  const { apiVersion = "", kind = "" } = body as { apiVersion?: string; kind?: string };
  const type = findKind(apiVersion, kind);
  if (type === undefined) throw new Error("unknown kind");
  return decodeObject(type, body, mode);
}

function object(yaml: string): KubeObject {
  const decoded = decode(yaml);
  if (isStatus(decoded)) throw new Error(decoded.message);
  return applyDefaults(decoded.object);
}

const policy = (spec: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: d}, spec: ${spec}}`;
const errorsOf = (yaml: string): string[] => validateCreate(object(yaml)).map(formatFieldError);

describe("decodeObject", () => {
  it("refuses unknown fields when Strict, names them when Warn, is silent when Ignore (V39)", () => {
    const yaml = policy("{podSelector: {}, ingres: [], policyType: [x]}");
    const strict = decode(yaml);
    expect(isStatus(strict) && strict.message).toBe(
      'NetworkPolicy in version "v1" cannot be handled as a NetworkPolicy: strict decoding error: unknown field "spec.ingres", unknown field "spec.policyType"',
    );
    expect(decode(yaml, "Warn")).toMatchObject({
      warnings: ['unknown field "spec.ingres"', 'unknown field "spec.policyType"'],
    });
    expect(decode(yaml, "Ignore")).toMatchObject({ warnings: [] });
  });

  it.each([
    [
      "{podSelector: {}, ingress: [{ports: [{port: true}]}]}",
      "bool",
      "NetworkPolicyPort.spec.ingress.ports.port of type int32",
    ],
    [
      "{podSelector: {}, ingress: [{ports: [{endPort: '9'}]}]}",
      "string",
      "NetworkPolicyPort.spec.ingress.ports.endPort of type int32",
    ],
    [
      "{podSelector: {matchLabels: {a: 1}}}",
      "number",
      "LabelSelector.spec.podSelector.matchLabels of type string",
    ],
    [
      "{podSelector: {}, ingress: {}}",
      "object",
      "NetworkPolicySpec.spec.ingress of type []v1.NetworkPolicyIngressRule",
    ],
    ["[]", "array", "NetworkPolicy.spec of type v1.NetworkPolicySpec"],
  ])("says what of a wrong type it found (V31): %s", (spec, found, target) => {
    const decoded = decode(policy(spec));
    expect(isStatus(decoded) && decoded.message).toContain(
      `json: cannot unmarshal ${found} into Go struct field ${target}`,
    );
  });

  it("keeps __proto__ a key like any other", () => {
    const decoded = decode(policy('{podSelector: {matchLabels: {__proto__: "x"}}}'));
    expect(isStatus(decoded)).toBe(false);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
    expect(errorsOf(policy('{podSelector: {matchLabels: {__proto__: "x"}}}'))).toHaveLength(1);
  });

  it("drops nulls and empty optional lists, and keeps pointers to empty structs", () => {
    expect(
      object(
        policy(
          "{podSelector: null, ingress: [{from: [{podSelector: {}}], ports: []}], egress: []}",
        ),
      ),
    ).toMatchObject({
      spec: {
        podSelector: {},
        ingress: [{ from: [{ podSelector: {} }] }],
        policyTypes: ["Ingress"],
      },
    });
  });
});

describe("validateCreate", () => {
  it("reports in Kubernetes' order: ports before peers, ingress before egress, types last (V4)", () => {
    const spec =
      "{podSelector: {}, egress: [{to: [{}]}], ingress: [{from: [{}], ports: [{port: 0, protocol: tcp}]}], policyTypes: [X]}";
    expect(errorsOf(policy(spec)).map((text) => text.split(":")[0])).toEqual([
      "spec.ingress[0].ports[0].protocol",
      "spec.ingress[0].ports[0].port",
      "spec.ingress[0].from[0]",
      "spec.egress[0].to[0]",
      "spec.policyTypes[0]",
    ]);
  });

  it("shows the port, not the endPort, when the range is upside down (V24)", () => {
    expect(
      errorsOf(policy("{podSelector: {}, ingress: [{ports: [{port: 90, endPort: 80}]}]}")),
    ).toEqual([
      "spec.ingress[0].ports[0].endPort: Invalid value: 90: must be greater than or equal to `port`",
    ]);
  });

  it("makes a Status with a cause an error, duplicates told once (V2)", () => {
    const errors = validateCreate(object(policy("{podSelector: {}, ingress: [{from: [{}, {}]}]}")));
    const status = invalidStatus(
      { group: "networking.k8s.io", kind: "NetworkPolicy" },
      "p",
      errors,
    );
    expect(status.message).toBe(
      'NetworkPolicy.networking.k8s.io "p" is invalid: [spec.ingress[0].from[0]: Required value: must specify a peer, spec.ingress[0].from[1]: Required value: must specify a peer]',
    );
    expect(status.details?.causes).toHaveLength(2);
    expect(status.code).toBe(422);
  });
});

describe("warningsFor (V38)", () => {
  const from = (cidr: string): string =>
    policy(`{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: "${cidr}"}}]}]}`);
  const path = "spec.ingress[0].from[0].ipBlock.cidr";
  it.each([
    ["10.0.0.0/8", []],
    [
      "10.0.0.1/8",
      [
        `${path}: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)`,
      ],
    ],
    [
      "010.0.0.0/8",
      [
        `${path}: non-standard CIDR value "010.0.0.0/8" will be considered invalid in a future Kubernetes release: use "10.0.0.0/8"`,
      ],
    ],
    [
      "2001:DB8::/64",
      [
        `${path}: IPv6 CIDR value "2001:DB8::/64" should be in RFC 5952 canonical format ("2001:db8::/64")`,
      ],
    ],
  ])("%s", (cidr, expected) => {
    expect(warningsFor(object(from(cidr)))).toEqual(expected);
  });
});

describe("updates", () => {
  const stored = (yaml: string): KubeObject => {
    const created = object(yaml);
    return { ...created, metadata: { ...created.metadata, resourceVersion: "7", uid: "u" } };
  };
  const change = (old: KubeObject, yaml: string): string[] => {
    const next = object(yaml);
    const metadata = { ...next.metadata, resourceVersion: "7", uid: "u" };
    return validateUpdate({ ...next, metadata }, old).map(formatFieldError);
  };

  it("may not change a deployment's selector", () => {
    const yaml = (app: string): string =>
      `{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: d}, spec: {selector: {matchLabels: {app: ${app}}}, template: {metadata: {labels: {app: ${app}}}, spec: {containers: [{name: c, image: i}]}}}}`;
    expect(change(stored(yaml("a")), yaml("b"))).toEqual([
      'spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable',
    ]);
  });

  it("may not change a service's address", () => {
    const yaml = (ip: string): string =>
      `{apiVersion: v1, kind: Service, metadata: {name: s, namespace: d}, spec: {clusterIP: ${ip}, clusterIPs: [${ip}], ports: [{port: 80}]}}`;
    expect(change(stored(yaml("10.96.0.5")), yaml("10.96.0.6"))).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.6"]: may not change once set',
    ]);
  });

  it("need a resourceVersion", () => {
    const old = stored(policy("{podSelector: {}}"));
    const errors = validateUpdate(object(policy("{podSelector: {}}")), old).map(formatFieldError);
    expect(errors).toContain(
      'metadata.resourceVersion: Invalid value: "": must be specified for an update',
    );
  });

  it("may not change a pod's spec, and show how it did in the server's inner form", () => {
    const yaml = (port: number): string =>
      `{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: d}, spec: {containers: [{name: c, image: i, ports: [{containerPort: ${port}}]}]}}`;
    const [error = ""] = change(stored(yaml(80)), yaml(81));
    expect(error).toMatch(/^spec: Forbidden: pod updates may not change fields other than /);
    expect(error.split("\n").slice(1)).toEqual([
      "@@ -12,7 +12,7 @@",
      "     {",
      '      "Name": "",',
      '      "HostPort": 0,',
      '-     "ContainerPort": 80,',
      '+     "ContainerPort": 81,',
      '      "Protocol": "TCP",',
      '      "HostIP": ""',
      "     }",
      "",
    ]);
  });

  it("may change a pod's image", () => {
    const yaml = (image: string): string =>
      `{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: d}, spec: {containers: [{name: c, image: "${image}"}]}}`;
    expect(change(stored(yaml("a:1")), yaml("a:2"))).toEqual([]);
  });
});
