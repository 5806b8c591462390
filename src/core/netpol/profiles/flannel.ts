import { idlePlugin } from "./plugin.ts";

export const FLANNEL = idlePlugin(
  {
    id: "flannel",
    title: "flannel",
    version: "without a policy engine beside it",
    about: "A network and nothing else: it enforces no policy.",
  },
  "flannel",
);
