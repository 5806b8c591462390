/**
 * Requests that end at a kubelet: log, exec, attach, port-forward. The server looks for the pod
 * and the container and then hands the connection on; the answer here is that it may go on.
 * Source: kubernetes `pkg/registry/core/pod/strategy.go` (LogLocation, streamLocation).
 */
import type { KubeObject } from "../../api/objects.ts";
import type { Answer } from "../apiserver.ts";
import { badRequest } from "../errors.ts";
import { existing } from "../read.ts";
import type { Target } from "../routes.ts";
import type { Draft } from "../store.ts";
import type { ApiRequest } from "../types.ts";
import { objectsAt, stringAt } from "../values.ts";

function names(pod: KubeObject, field: string): readonly string[] {
  return objectsAt(pod, "spec", field).map((container) => stringAt(container, "name"));
}

/** The container a request means; the only one when it names none. Throws BadRequest. */
export function chooseContainer(pod: KubeObject, asked: string): string {
  const { name } = pod.metadata;
  const mains = names(pod, "containers");
  const inits = names(pod, "initContainers");
  const ephemeral = names(pod, "ephemeralContainers");
  if (asked === "") {
    const [only = ""] = mains;
    if (mains.length === 1) return only;
    const init = inits.length > 0 ? ` or one of the init containers: [${inits.join(" ")}]` : "";
    throw badRequest(
      mains.length === 0
        ? `a container name must be specified for pod ${name}`
        : `a container name must be specified for pod ${name}, choose one of: [${mains.join(" ")}]${init}`,
    );
  }
  if (![...mains, ...inits, ...ephemeral].includes(asked)) {
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  return asked;
}

export function containerRequest(draft: Draft, target: Target, request: ApiRequest): Answer {
  const pod = existing(draft, target);
  if (target.subresource !== "portforward") {
    chooseContainer(pod, request.query?.["container"] ?? "");
  }
  if (stringAt(pod, "spec", "nodeName") === "") {
    throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  }
  return { code: 200, body: { text: "" } };
}
