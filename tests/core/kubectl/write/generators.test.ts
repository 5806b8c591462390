import { describe, expect, test } from "vitest";
import { MemoryFileSystem } from "../../../../src/core/shell/memoryFiles.ts";
import { policyRules, subjects } from "../../../../src/core/kubectl/generators/access.ts";
import { configMap, dockerConfig } from "../../../../src/core/kubectl/generators/config.ts";
import {
  containerName,
  isImageReference,
  parseLabels,
} from "../../../../src/core/kubectl/generators/fields.ts";
import { ingress } from "../../../../src/core/kubectl/generators/ingress.ts";
import { service } from "../../../../src/core/kubectl/generators/services.ts";
import { parsePorts, podPorts, servicePorts } from "../../../../src/core/kubectl/write/ports.ts";

const SERVICE = {
  name: "web",
  namespace: undefined,
  type: "ClusterIP",
  clusterIP: "",
  nodePort: 0,
  externalName: "",
} as const;

describe("create service", () => {
  test.each([
    [["abc"], 'strconv.ParseUint: parsing "abc": invalid syntax'],
    [["70000"], 'strconv.ParseUint: parsing "70000": value out of range'],
    [[], "at least one tcp port specifier must be provided"],
    [["80:0"], "must be between 1 and 65535, inclusive"],
  ])("%j is refused", (tcp, message) => {
    expect(() => service({ ...SERVICE, tcp })).toThrow(message);
  });

  test("ports get their names from what was typed", () => {
    expect(service({ ...SERVICE, tcp: ["443:8443", "80:http"] })["spec"]).toMatchObject({
      ports: [
        { name: "443-8443", port: 443, protocol: "TCP", targetPort: 8443 },
        { name: "80-http", port: 80, targetPort: "http" },
      ],
      selector: { app: "web" },
    });
  });
});

describe("create configmap", () => {
  const fs = new MemoryFileSystem(() => 0);
  fs.mkdir("/d", { parents: true });
  fs.write("/d/app.properties", "a=1\n");
  fs.write("/d/vars.env", "A=1\n# remark\nB=two words\nHOME\n");
  const reader = {
    fs,
    env: new Map([["HOME", "/home/learner"]]),
    resolve: (path: string) => `/d/${path}`,
  };
  const NONE = { files: [], literals: [], envFiles: [] };

  test("files are named by their names or a key, env files give a key a line", () => {
    const files = configMap(
      "x",
      undefined,
      { ...NONE, files: ["app.properties", "k=vars.env"] },
      reader,
    );
    expect(Object.keys(files["data"] as object)).toEqual(["app.properties", "k"]);
    const env = configMap("x", undefined, { ...NONE, envFiles: ["vars.env"] }, reader);
    expect(env["data"]).toEqual({ A: "1", B: "two words", HOME: "/home/learner" });
  });

  test.each([
    [{ ...NONE, literals: ["novalue"] }, "invalid literal source novalue, expected key=value"],
    [
      { ...NONE, literals: ["a=1", "a=2"] },
      'cannot add key "a", another key by that name already exists in Data for ConfigMap "x"',
    ],
    [{ ...NONE, files: ["missing.txt"] }, "error reading missing.txt: no such file or directory"],
    [{ ...NONE, files: ["a=b=c"] }, "key names or file paths cannot contain '='"],
    [{ ...NONE, literals: ["a b=1"] }, '"a b" is not a valid key name for a ConfigMap'],
    [
      { ...NONE, literals: ["a=1"], envFiles: ["vars.env"] },
      "from-env-file cannot be combined with from-file or from-literal",
    ],
  ])("%j is refused", (sources, message) => {
    expect(() => configMap("x", undefined, sources, reader)).toThrow(message);
  });
});

test("what docker keeps", () => {
  expect(
    JSON.parse(dockerConfig({ server: "r", username: "u", password: "p", email: "" })),
  ).toEqual({
    auths: { r: { username: "u", password: "p", auth: "dTpw" } },
  });
});

test("container names come from images", () => {
  const suffix = (): string => "x7k2p";
  expect(containerName("ghcr.io/example/api:2.2", suffix)).toBe("api");
  expect(containerName("nginx@sha256:abc", suffix)).toBe("nginx");
  expect(containerName("my_app.v1", suffix)).toBe("my-app-v1-x7k2p");
});

test.each([
  ["nginx", true],
  ["localhost:5000/a/b:1.2", true],
  ["bad image", false],
  ["UPPER", false],
  ["a".repeat(600), false],
])("image %s", (image, ok) => {
  expect(isImageReference(image)).toBe(ok);
});

test("labels", () => {
  expect(parseLabels("a=1,b=")).toEqual({ a: "1", b: "" });
  expect(() => parseLabels("bad")).toThrow("unexpected label spec: bad");
});

test("rules are grouped by API group", () => {
  const resources = [
    { group: "apps", name: "deployments" },
    { group: "", name: "pods" },
    { group: "apps", name: "replicasets" },
  ];
  expect(policyRules({ verbs: ["get"], resources, resourceNames: [] })).toEqual([
    { verbs: ["get"], apiGroups: [""], resources: ["pods"] },
    { verbs: ["get"], apiGroups: ["apps"], resources: ["deployments", "replicasets"] },
  ]);
  expect(() => subjects({ users: [], groups: [], serviceAccounts: ["robot"] })).toThrow(
    "serviceaccount must be <namespace>:<name>",
  );
});

test("ingress rules", () => {
  const options = {
    name: "w",
    namespace: undefined,
    className: "",
    defaultBackend: "",
    annotations: [],
  };
  expect(ingress({ ...options, rules: ["h.example/a*=web:80,tls=s"] })["spec"]).toMatchObject({
    rules: [{ host: "h.example", http: { paths: [{ path: "/a", pathType: "Prefix" }] } }],
    tls: [{ hosts: ["h.example"], secretName: "s" }],
  });
  expect(() => ingress({ ...options, rules: ["nonsense"] })).toThrow(
    "is invalid and should be in format",
  );
});

describe("port-forward", () => {
  const pod = {
    metadata: { name: "p" },
    spec: { containers: [{ ports: [{ name: "http", containerPort: 8080 }] }] },
  };
  const svc = {
    metadata: { name: "s" },
    spec: { ports: [{ name: "web", port: 80, targetPort: "http" }] },
  };
  test("names are looked up, a service's ports become its pod's", () => {
    expect(podPorts(["9000:http", "http", ":80"], pod)).toEqual(["9000:8080", "8080:8080", ":80"]);
    expect(servicePorts(["9000:web", "80"], svc, pod)).toEqual(["9000:8080", "80:8080"]);
    expect(podPorts(["8080:80:90"], pod)).toEqual(["8080:8080"]);
  });
  test.each([
    [() => podPorts(["abc"], pod), "Pod 'p' does not have a named port 'abc'"],
    [() => servicePorts(["81"], svc, pod), "Service s does not have a service port 81"],
    [
      () => parsePorts(["99999:80"]),
      "error parsing local port '99999': strconv.ParseUint: parsing \"99999\": value out of range",
    ],
    [() => parsePorts(["8080:0"]), "remote port must be > 0"],
  ])("%#", (run, message) => {
    expect(run).toThrow(message);
  });
});
