/** The policies of a question as texts, to be looked at. */
import { isObject } from "../../api/json.ts";
import { splitDocuments } from "../../yaml/documents.ts";
import { parseYaml } from "../../yaml/parse.ts";

/** Each document by `NAMESPACE/NAME`, as it was written. */
export function policyTexts(yaml: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { text } of splitDocuments(yaml).documents) {
    const parsed = parseYaml(text);
    if (!parsed.ok || !isObject(parsed.value)) continue;
    const { metadata } = parsed.value;
    if (!isObject(metadata)) continue;
    const { namespace = "default", name } = metadata;
    if (typeof namespace === "string" && typeof name === "string") {
      texts.set(`${namespace}/${name}`, text.trim());
    }
  }
  return texts;
}
