import { describe, expect, it } from "vitest";
import { listedNamespace } from "../../src/store/glow.ts";

describe("pods that a command lists", () => {
  it.each([
    ["kubectl get pods", "default"],
    ["k get po -o wide", "default"],
    ["kubectl get pod -n shop", "shop"],
    ["kubectl get pods -nshop", "shop"],
    ["kubectl get pods --namespace=shop -o wide", "shop"],
    ["kubectl get pods -A", "*"],
    ["kubectl get pods --all-namespaces", "*"],
    ["kubectl get podsecurity", undefined],
    ["kubectl get networkpolicy -A", undefined],
    ["echo kubectl get pods", undefined],
  ])("%s: %s", (command, namespace) => {
    expect(listedNamespace(command)).toBe(namespace);
  });
});
