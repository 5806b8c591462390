/** `create deployment`, `create job`, `create cronjob`. */
import type { JsonObject } from "../../api/json.ts";
import { containerName, fields, someOf } from "./fields.ts";

export interface DeploymentOptions {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly images: readonly string[];
  readonly command: readonly string[];
  readonly replicas: number;
  /** Negative: none. */
  readonly port: number;
  /** Five random letters, for names that had to be changed. */
  readonly suffix: () => string;
}

export function deployment(options: DeploymentOptions): JsonObject {
  const labels = { app: options.name };
  const containers = options.images.map((image, index) =>
    fields({
      name: containerName(image, options.suffix),
      image,
      command: someOf(options.command),
      ports: index === 0 && options.port >= 0 ? [{ containerPort: options.port }] : undefined,
      resources: {},
    }),
  );
  return {
    kind: "Deployment",
    apiVersion: "apps/v1",
    metadata: fields({ name: options.name, namespace: options.namespace, labels }),
    spec: {
      replicas: options.replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
      strategy: {},
    },
    status: {},
  };
}

export interface JobOptions {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly image: string;
  readonly command: readonly string[];
  readonly restartPolicy: string;
}

function jobSpec(options: JobOptions): JsonObject {
  const container = fields({
    name: options.name,
    image: options.image,
    command: someOf(options.command),
    resources: {},
  });
  return {
    template: {
      metadata: {},
      spec: fields({ containers: [container], restartPolicy: options.restartPolicy }),
    },
  };
}

export function job(options: JobOptions): JsonObject {
  return {
    kind: "Job",
    apiVersion: "batch/v1",
    metadata: fields({ name: options.name, namespace: options.namespace }),
    spec: jobSpec(options),
    status: {},
  };
}

/** A job out of a cron job's template, as `create job --from=cronjob/NAME` makes it. */
export function jobFromCronJob(
  name: string,
  namespace: string | undefined,
  cronJob: { readonly name: string; readonly uid: string; readonly template: JsonObject },
): JsonObject {
  const { metadata, spec } = cronJob.template;
  const meta = metadata !== null && typeof metadata === "object" ? (metadata as JsonObject) : {};
  const annotations = { "cronjob.kubernetes.io/instantiate": "manual" };
  return fields({
    kind: "Job",
    apiVersion: "batch/v1",
    metadata: fields({
      name,
      namespace,
      labels: meta["labels"],
      annotations:
        typeof meta["annotations"] === "object" && meta["annotations"] !== null
          ? { ...annotations, ...(meta["annotations"] as JsonObject) }
          : annotations,
      ownerReferences: [
        {
          apiVersion: "batch/v1",
          kind: "CronJob",
          name: cronJob.name,
          uid: cronJob.uid,
          controller: true,
        },
      ],
    }),
    spec,
    status: {},
  });
}

export function cronJob(options: JobOptions & { readonly schedule: string }): JsonObject {
  return {
    kind: "CronJob",
    apiVersion: "batch/v1",
    metadata: fields({ name: options.name, namespace: options.namespace }),
    spec: {
      schedule: options.schedule,
      jobTemplate: { metadata: { name: options.name }, spec: jobSpec(options) },
    },
    status: {},
  };
}
