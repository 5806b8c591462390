import { describe, expect, it } from "vitest";
import type { Container } from "../../../src/core/api/objects.ts";
import { imageVersion, parseImage, serverImage } from "../../../src/core/network/images.ts";
import { listenersOf } from "../../../src/core/network/listeners.ts";
import { pod } from "../../support/network.ts";

function ports(container: Partial<Container>): readonly string[] {
  return listenersOf(pod("a/b", "10.0.0.1", { container })).map(
    (entry) => `${entry.port}/${entry.protocol} ${entry.service}`,
  );
}

describe("what listens in a pod", () => {
  it.each<[string, Partial<Container>, readonly string[]]>([
    ["an image's usual port", { image: "nginx:1.27" }, ["80/TCP http"]],
    [
      "declared ports of a server",
      { image: "nginx", ports: [{ containerPort: 8080 }] },
      ["8080/TCP http"],
    ],
    [
      "an unknown image",
      { image: "ghcr.io/x/api:1", ports: [{ containerPort: 3000 }] },
      ["3000/TCP http"],
    ],
    ["an unknown image that declares nothing", { image: "ghcr.io/x/api:1" }, []],
    [
      "a database under a named port",
      { image: "mysql", ports: [{ name: "http", containerPort: 3306 }] },
      ["3306/TCP mysql"],
    ],
    [
      "sleep, whatever is declared",
      { image: "nginx", command: ["sleep", "1d"], ports: [{ containerPort: 80 }] },
      [],
    ],
    ["args that replace the server", { image: "nginx", args: ["sleep", "1d"] }, []],
    [
      "flags for the server",
      { image: "redis:7", args: ["--maxmemory", "1mb"] },
      ["6379/TCP redis"],
    ],
    [
      "httpd of BusyBox",
      { image: "busybox", command: ["httpd", "-f", "-p", "8080"] },
      ["8080/TCP http"],
    ],
    [
      "a server in a script",
      { image: "busybox", command: ["sh", "-c", "while true; do nc -l -p 9000; done"] },
      ["9000/TCP silent"],
    ],
    [
      "http-echo",
      { image: "hashicorp/http-echo", args: ["-text=hi", "-listen=:8080"] },
      ["8080/TCP http"],
    ],
    [
      "agnhost netexec",
      {
        image: "registry.k8s.io/e2e-test-images/agnhost:2.53",
        args: ["netexec", "--http-port=80"],
      },
      ["80/TCP http", "8081/UDP echo"],
    ],
    [
      "the API server by its own name",
      { image: "registry.k8s.io/kube-apiserver:v1.35.4", command: ["kube-apiserver", "--x"] },
      ["6443/TCP https"],
    ],
  ])("%s", (_what, container, expected) => {
    expect(ports(container)).toEqual(expected);
  });

  it("a container that does not run listens nowhere", () => {
    const down = pod("a/b", "10.0.0.1");
    const state = { waiting: { reason: "CrashLoopBackOff" } };
    const status = { name: "b", ready: false, restartCount: 1, image: "nginx", imageID: "", state };
    expect(
      listenersOf({ ...down, status: { ...down.status, containerStatuses: [status] } }),
    ).toEqual([]);
  });
});

describe("image references", () => {
  it.each([
    ["nginx", "nginx", "latest", undefined],
    ["docker.io/library/nginx:1.27", "nginx", "1.27", "docker.io"],
    ["localhost:5000/team/api@sha256:abc", "team/api", "latest", "localhost:5000"],
    ["prom/prometheus:v2.54.1", "prom/prometheus", "v2.54.1", undefined],
  ])("%s", (image, repository, tag, registry) => {
    const reference = parseImage(image);
    expect([reference.repository, reference.tag, reference.registry]).toEqual([
      repository,
      tag,
      registry,
    ]);
  });

  it.each([
    ["1.22", "1.22.1"],
    ["1.25.3-alpine", "1.25.3"],
    ["latest", "1.29.4"],
  ])("nginx:%s is version %s", (tag, version) => {
    const image = serverImage(parseImage(`nginx:${tag}`));
    expect(image === undefined ? undefined : imageVersion(image, tag)).toBe(version);
  });
});
