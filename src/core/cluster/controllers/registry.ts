/** The controllers, in the order in which they run in a round. */
import type { Controller } from "./controller.ts";
import { daemonSets } from "./daemonSets.ts";
import { deployments } from "./deployments.ts";
import { endpoints } from "./endpoints.ts";
import { garbageCollector } from "./garbage.ts";
import { jobs } from "./jobs.ts";
import { kubelet } from "./kubelet.ts";
import { namespaceDefaults, namespaceTermination } from "./namespaces.ts";
import { replicaSets } from "./replicaSets.ts";
import { scheduler } from "./scheduler.ts";
import { statefulSets } from "./statefulSets.ts";

export const CONTROLLERS: readonly Controller[] = [
  namespaceDefaults,
  deployments,
  replicaSets,
  daemonSets,
  statefulSets,
  jobs,
  scheduler,
  kubelet,
  endpoints,
  garbageCollector,
  namespaceTermination,
];
