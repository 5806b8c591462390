/** Go's `%#v` of untyped YAML, which some of go-yaml's messages show. */
import type { YamlValue } from "./compose.ts";

export function goSyntax(value: YamlValue): string {
  if (value === null) return "interface {}(nil)";
  if (value instanceof Map) {
    const entries = [...value].map(([key, member]) => `${goSyntax(key)}:${goSyntax(member)}`);
    return `map[interface {}]interface {}{${entries.sort().join(", ")}}`;
  }
  if (typeof value === "object") return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
