/** All plugins, in the order in which they are offered. A new one is a file and a line here. */
import type { Profile } from "../profile.ts";
import { ANTREA } from "./antrea.ts";
import { AWS_STANDARD, AWS_STRICT } from "./aws.ts";
import { AZURE_NPM } from "./azure.ts";
import { CALICO } from "./calico.ts";
import { CILIUM } from "./cilium.ts";
import { FLANNEL } from "./flannel.ts";
import { KINDNET, KINDNET_OLD } from "./kindnet.ts";
import { KUBE_ROUTER } from "./kubeRouter.ts";
import { OVN_KUBERNETES } from "./ovn.ts";
import type { Plugin } from "./plugin.ts";
import { SPEC } from "./spec.ts";
import { WEAVE } from "./weave.ts";

export const PLUGINS: readonly Plugin[] = [
  SPEC,
  CALICO,
  CILIUM,
  ANTREA,
  OVN_KUBERNETES,
  AWS_STANDARD,
  AWS_STRICT,
  AZURE_NPM,
  KUBE_ROUTER,
  KINDNET,
  KINDNET_OLD,
  WEAVE,
  FLANNEL,
];

/** The plugins' values alone, as the evaluator takes them; `name` is the id. */
export const PROFILES: readonly Profile[] = PLUGINS.map(({ profile }) => profile);

/** The plugin of a lab that names none. */
export const DEFAULT_PLUGIN = SPEC.id;

/** Undefined for a name that no plugin has. */
export function pluginNamed(id: string): Plugin | undefined {
  return PLUGINS.find((plugin) => plugin.id === id);
}

/** The values of the plugin of that name; always the same object for the same name. */
export function profileNamed(id: string): Profile | undefined {
  return pluginNamed(id)?.profile;
}
