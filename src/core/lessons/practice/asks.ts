/** The connections of a scene that a target's belief can err on. */
import type { Random } from "./random.ts";
import type { Target } from "./targets.ts";
import { podName, portOf, renumbered, type Ask, type World } from "./world.ts";

export const dnsAsk = (from: string): Ask => ({ from, to: "dns", port: 53, protocol: "UDP" });

/** Into one end: from every other pod, by the way that the kind says. */
export function asksInto({ scene }: World, to: string, kind: Target["kind"]): readonly Ask[] {
  const names = scene.pods.map(podName).filter((name) => name !== to);
  if (kind === "dns") return names.map(dnsAsk);
  const port = portOf(scene, to);
  if (port === undefined) return [];
  if (kind === "node") {
    const pod = scene.pods.find((one) => podName(one) === to);
    const node = pod?.spec.nodeName;
    return node === undefined ? [] : [{ from: `node:${node}`, to, port, protocol: "TCP" }];
  }
  const service = kind === "service" ? renumbered(scene, to) : undefined;
  if (kind === "service" && service === undefined) return [];
  return names.map((from) => ({ from, to, port, protocol: "TCP", ...(service && { service }) }));
}

/** Ends that can be asked about, in the order of the seed. */
export function targetsOf({ scene }: World, kind: Target["kind"], random: Random): string[] {
  if (kind === "dns") return ["dns"];
  return random.shuffle(
    scene.pods.map(podName).filter((name) => portOf(scene, name) !== undefined),
  );
}

/** Out of a pod: to every other pod that serves, and to DNS. */
export function asksFrom(world: World, from: string): readonly Ask[] {
  const { scene } = world;
  const pods = scene.pods.map(podName).flatMap((to): Ask[] => {
    const port = portOf(scene, to);
    return to === from || port === undefined ? [] : [{ from, to, port, protocol: "TCP" }];
  });
  return [...pods, dnsAsk(from)];
}

/** All of a kind, in the order of the seed. */
export function allAsks(world: World, kind: Target["kind"], random: Random): Ask[] {
  return random.shuffle(targetsOf(world, kind, random).flatMap((to) => asksInto(world, to, kind)));
}
