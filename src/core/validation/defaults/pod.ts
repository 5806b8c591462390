/** Defaults of pods and pod templates. After pkg/apis/core/v1/defaults.go. */
import type { JsonObject } from "../../api/json.ts";
import { bool, num, obj, optional, str, withMember } from "../read.ts";
import { change, changeEach, changeStruct, fill } from "./fill.ts";

const CONTAINER_LISTS = ["initContainers", "containers", "ephemeralContainers"];
/** 0644, for files of volumes. */
const FILE_MODE = 420;
const HOUR = 3600;

/** A reference to an image: a domain, a path in lower case, a tag, a digest. */
const IMAGE =
  /^(?:(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:[0-9]+\/))(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?<digest>@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?$/;
/** Longer ones are refused; it also bounds the work of the expression. */
const MAX_IMAGE = 512;

/** True when an image is pulled each time: tag `latest`, or neither tag nor digest. */
function isLatest(image: string): boolean {
  const match = image.length > MAX_IMAGE ? null : IMAGE.exec(image);
  if (match === null) return false;
  const { tag, digest } = match.groups ?? {};
  return tag === "latest" || (tag === undefined && digest === undefined);
}

function defaultHttpGet(action: JsonObject): JsonObject {
  return fill(action, { path: "/", scheme: "HTTP" });
}

/** Zero counts as missing here. */
function defaultProbe(probe: JsonObject): JsonObject {
  let out = change(probe, "httpGet", defaultHttpGet);
  out = change(out, "grpc", (action) => fill(action, { service: "" }));
  return fill(out, {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  });
}

function defaultLifecycle(lifecycle: JsonObject): JsonObject {
  let out = lifecycle;
  for (const hook of ["postStart", "preStop"]) {
    out = change(out, hook, (handler) => change(handler, "httpGet", defaultHttpGet));
  }
  return out;
}

function defaultFieldRef(reference: JsonObject): JsonObject {
  return fill(reference, { apiVersion: "v1" });
}

function defaultEnv(variable: JsonObject): JsonObject {
  return change(variable, "valueFrom", (source) =>
    change(change(source, "fieldRef", defaultFieldRef), "fileKeyRef", (reference) =>
      fill(reference, { optional: false }),
    ),
  );
}

function defaultContainer(container: JsonObject): JsonObject {
  let out = fill(container, {
    imagePullPolicy: isLatest(str(container, "image")) ? "Always" : "IfNotPresent",
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
  });
  out = changeEach(out, "ports", (port) => fill(port, { protocol: "TCP" }));
  out = changeEach(out, "env", defaultEnv);
  for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    out = change(out, probe, defaultProbe);
  }
  return change(out, "lifecycle", defaultLifecycle);
}

const VOLUME_DEFAULTS: Readonly<Record<string, (source: JsonObject) => JsonObject>> = {
  secret: (source) => fill(source, { defaultMode: FILE_MODE }),
  configMap: (source) => fill(source, { defaultMode: FILE_MODE }),
  downwardAPI: (source) =>
    changeEach(fill(source, { defaultMode: FILE_MODE }), "items", (item) =>
      change(item, "fieldRef", defaultFieldRef),
    ),
  projected: (source) =>
    changeEach(fill(source, { defaultMode: FILE_MODE }), "sources", (projection) => {
      const out = change(projection, "serviceAccountToken", (token) =>
        fill(token, { expirationSeconds: HOUR }),
      );
      return change(out, "downwardAPI", (api) =>
        changeEach(api, "items", (item) => change(item, "fieldRef", defaultFieldRef)),
      );
    }),
  hostPath: (source) => fill(source, { type: "" }),
  image: (source) =>
    fill(source, {
      pullPolicy: isLatest(str(source, "reference")) ? "Always" : "IfNotPresent",
    }),
  ephemeral: (source) =>
    change(source, "volumeClaimTemplate", (template) =>
      changeStruct(template, "spec", (spec) => fill(spec, { volumeMode: "Filesystem" })),
    ),
};

function defaultVolume(volume: JsonObject): JsonObject {
  if (!Object.keys(volume).some((key) => key !== "name")) {
    return withMember(volume, "emptyDir", {});
  }
  let out = volume;
  for (const [source, step] of Object.entries(VOLUME_DEFAULTS)) out = change(out, source, step);
  return out;
}

/** The old and the new name of one field. */
function mirrorServiceAccount(spec: JsonObject): JsonObject {
  const name = str(spec, "serviceAccountName") || str(spec, "serviceAccount");
  return name === "" ? spec : { ...spec, serviceAccountName: name, serviceAccount: name };
}

/** What pods and templates have in common. */
export function defaultPodSpec(spec: JsonObject): JsonObject {
  let out = fill(spec, {
    dnsPolicy: "ClusterFirst",
    restartPolicy: "Always",
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: "default-scheduler",
  });
  out = changeEach(out, "volumes", defaultVolume);
  for (const list of CONTAINER_LISTS) out = changeEach(out, list, defaultContainer);
  return mirrorServiceAccount(out);
}

/** `spec.template` of a workload. */
export function defaultTemplate(spec: JsonObject): JsonObject {
  return changeStruct(spec, "template", (template) =>
    changeStruct(template, "spec", defaultPodSpec),
  );
}

/** Limits ask for as much where nothing else is asked for. */
function requestsFromLimits(container: JsonObject): JsonObject {
  const resources = obj(container, "resources");
  const limits = optional(resources, "limits");
  if (limits === undefined) return container;
  const requests = { ...limits, ...obj(resources, "requests") };
  return withMember(container, "resources", { ...resources, requests });
}

function hostPorts(container: JsonObject): JsonObject {
  return changeEach(container, "ports", (port) =>
    fill(port, { hostPort: num(port, "containerPort") ?? 0 }),
  );
}

export function defaultPod(pod: JsonObject): JsonObject {
  return changeStruct(pod, "spec", (spec) => {
    let out = fill(spec, { enableServiceLinks: true });
    for (const list of ["initContainers", "containers"]) {
      out = changeEach(out, list, requestsFromLimits);
      if (bool(spec, "hostNetwork")) out = changeEach(out, list, hostPorts);
    }
    return defaultPodSpec(out);
  });
}
