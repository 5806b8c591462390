/**
 * All verbs, in the order and under the headings of kubectl's help. The order counts: completion
 * sorts by name, but "Did you mean this?" proposes in this order.
 */
import type { Command } from "./command.ts";
import type { CommandGroup } from "./help.ts";
import { cordon, uncordon } from "./commands/cordon.ts";
import { cp } from "./commands/cp.ts";
import { debug } from "./commands/debug.ts";
import { drain } from "./commands/drain.ts";
import { portForward } from "./commands/port-forward.ts";
import { taint } from "./commands/taint.ts";
import { annotate } from "./commands/annotate.ts";
import { apply } from "./commands/apply/apply.ts";
import { attach } from "./commands/attach.ts";
import { autoscale } from "./commands/autoscale.ts";
import { create } from "./commands/create/create.ts";
import { deleteCommand } from "./commands/delete.ts";
import { diff } from "./commands/diff.ts";
import { edit } from "./commands/edit.ts";
import { exec } from "./commands/exec.ts";
import { expose } from "./commands/expose.ts";
import { label } from "./commands/label.ts";
import { patch } from "./commands/patch.ts";
import { replace } from "./commands/replace.ts";
import { rollout } from "./commands/rollout/rollout.ts";
import { run } from "./commands/run.ts";
import { scale } from "./commands/scale.ts";
import { set } from "./commands/set/set.ts";
import { wait } from "./commands/wait.ts";
import { apiResources } from "./commands/api-resources.ts";
import { apiVersions } from "./commands/api-versions.ts";
import { auth } from "./commands/auth/auth.ts";
import { clusterInfo } from "./commands/cluster-info.ts";
import { completion } from "./commands/completion.ts";
import { config } from "./commands/config/config.ts";
import { events } from "./commands/events.ts";
import { explain } from "./commands/explain.ts";
import { logs } from "./commands/logs.ts";
import { help, options } from "./commands/options.ts";
import { top } from "./commands/top/top.ts";
import { version } from "./commands/version.ts";
import { alpha } from "./commands/alpha.ts";
import { certificate } from "./commands/certificate.ts";
import { kustomize } from "./commands/kustomize.ts";
import { plugin } from "./commands/plugin.ts";
import { proxy } from "./commands/proxy.ts";
import { describe } from "./commands/describe.ts";
import { get } from "./commands/get.ts";

export const COMMAND_GROUPS: readonly CommandGroup[] = [
  { title: "Basic Commands (Beginner)", commands: [create, expose, run, set] },
  { title: "Basic Commands (Intermediate)", commands: [explain, get, edit, deleteCommand] },
  { title: "Deploy Commands", commands: [rollout, scale, autoscale] },
  {
    title: "Cluster Management Commands",
    commands: [certificate, clusterInfo, top, cordon, uncordon, drain, taint],
  },
  {
    title: "Troubleshooting and Debugging Commands",
    commands: [describe, logs, attach, exec, portForward, proxy, cp, auth, debug, events],
  },
  { title: "Advanced Commands", commands: [diff, apply, patch, replace, wait, kustomize] },
  { title: "Settings Commands", commands: [label, annotate, completion] },
  { title: "Subcommands provided by plugins", commands: [] },
  {
    title: "Other Commands",
    commands: [alpha, apiResources, apiVersions, config, plugin, version],
  },
];

/** Commands that no heading lists. */
const UNLISTED: readonly Command[] = [help, options];

export const ROOT: Command = {
  name: "kubectl",
  use: "kubectl [flags]",
  short: "kubectl controls the Kubernetes cluster manager.",
  long: "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/",
  flags: [],
  subcommands: [...COMMAND_GROUPS.flatMap((group) => group.commands), ...UNLISTED],
};
