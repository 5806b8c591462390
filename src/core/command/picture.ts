/** What was judged as the lab's graph draws it. */
import type { Namespace, Pod } from "../api/objects.ts";
import { podId } from "../graph/ids.ts";
import { FOLD_ABOVE } from "../graph/input.ts";
import { networkJudge } from "../graph/judge.ts";
import { gridLayout } from "../graph/layout.ts";
import { buildGraph } from "../graph/model.ts";
import { composePicture } from "../graph/picture.ts";
import { renderSvg } from "../graph/svg.ts";
import type { CardId } from "../graph/types.ts";
import type { Cluster } from "./cluster.ts";
import type { End, JudgedFlow } from "./flows.ts";

function cardOf({ endpoint }: End): CardId {
  return endpoint.kind === "pod"
    ? podId(endpoint.namespace, endpoint.name)
    : `outside/${endpoint.ip}`;
}

/** The selected ends with all flows between them, as an SVG file. */
export function reachSvg(
  cluster: Cluster,
  flows: readonly JudgedFlow[],
  ends: readonly End[],
): string {
  const { objects } = cluster.network;
  const shown = ends.flatMap(({ endpoint }) => (endpoint.kind === "pod" ? endpoint : []));
  const pods = shown.flatMap((pod): Pod[] => {
    const object = cluster.podOf(pod);
    return object === undefined ? [] : [object];
  });
  const used = new Set(shown.map(({ namespace }) => namespace));
  const addresses = ends.flatMap(({ endpoint }) =>
    endpoint.kind === "address" ? endpoint.ip : [],
  );
  const model = buildGraph({
    namespaces: namespacesNamed(objects.namespaces, used),
    pods,
    policies: objects.policies.filter(({ metadata }) => used.has(metadata.namespace ?? "default")),
    outside: addresses.map((ip) => ({ name: ip, address: ip })),
    judge: networkJudge(cluster.network, {
      addressOf: (card) => card.slice(card.indexOf("/") + 1),
    }),
    watched: flows.map(({ source, destination, port, protocol }) => ({
      source: cardOf(source),
      destination: cardOf(destination),
      port,
      protocol,
    })),
    foldAbove: FOLD_ABOVE,
  });
  return `${renderSvg(composePicture(model, gridLayout(model)), { title: "netpol reach" })}\n`;
}

/** A namespace exists even where nobody wrote it down. */
function namespacesNamed(
  known: readonly Namespace[],
  names: ReadonlySet<string>,
): readonly Namespace[] {
  const written = known.filter(({ metadata }) => names.has(metadata.name));
  const missing = [...names].filter((name) => !written.some((n) => n.metadata.name === name));
  return [
    ...written,
    ...missing.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
  ];
}
