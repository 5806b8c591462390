/** The policy that a worked example shows, which may begin at `spec`, and where its parts stand. */
import { isObject, type Json } from "../../../core/api/json.ts";
import type { NetworkPolicy } from "../../../core/api/objects.ts";
import { normaliseObjects } from "../../../core/netpol/normalise.ts";
import type { PartsOfFlow } from "../../../core/session/lightPart.ts";
import { parseYaml } from "../../../core/yaml/parse.ts";
import type { YamlLine } from "../../../core/lessons/prose.ts";
import type { LitPart } from "./proseLab.ts";

function policyOf(value: Json | undefined, namespace?: string): NetworkPolicy | undefined {
  if (value === undefined || !isObject(value)) return undefined;
  const metadata =
    value["metadata"] !== undefined && isObject(value["metadata"]) ? value["metadata"] : {};
  const { policies } = normaliseObjects([
    {
      ...value,
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: {
        name: "example",
        ...(namespace === undefined ? {} : { namespace }),
        ...metadata,
      },
    },
  ]);
  return policies[0];
}

/** The first policy of a text; undefined where there is none that can be read. */
export function policyInText(text: string, namespace?: string): NetworkPolicy | undefined {
  const parsed = parseYaml(text);
  return parsed.ok ? policyOf(parsed.value, namespace) : undefined;
}

/**
 * @param files of the lesson: an example that names no namespace lives where the file with the same
 * target does
 */
export function workedPolicy(
  lines: readonly YamlLine[],
  files: Readonly<Record<string, string>>,
): NetworkPolicy | undefined {
  const text = lines.map((line) => line.text).join("\n");
  const policy = policyInText(text);
  if (policy === undefined || /^\s+namespace:/m.test(text)) return policy;
  const target = JSON.stringify(policy.spec?.podSelector);
  for (const file of Object.values(files)) {
    const other = policyInText(file);
    if (other !== undefined && JSON.stringify(other.spec?.podSelector) === target)
      return policyInText(text, other.metadata.namespace);
  }
  return policy;
}

/** Which peer a label speaks of, counted from the top; of other parts undefined. */
export function peerIndex({ lines, part, line }: LitPart): number | undefined {
  if (part !== "peer") return undefined;
  return lines.slice(0, line).filter((one) => one.part === "peer").length;
}

/** The labelled lines that have to do with a connection. */
export function litLines(lines: readonly YamlLine[], parts: PartsOfFlow): ReadonlySet<number> {
  const lit = new Set<number>();
  let peer = 0;
  for (const [index, { part }] of lines.entries()) {
    if (part === undefined) continue;
    const matches =
      part === "peer" ? parts.peers.has(peer++) : part === "port" ? parts.passes : parts.target;
    if (matches) lit.add(index);
  }
  return lit;
}
