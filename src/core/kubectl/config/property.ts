/** `contexts.NAME.namespace`: the paths of `config set` and `config unset`. Names may hold dots. */
import { CommandError } from "../errors.ts";
import type { KubeConfig, Section } from "./kubeconfig.ts";
import { FIELD_ORDER } from "./view.ts";

export type Property =
  | { readonly kind: "current-context" }
  | {
      readonly kind: "entry";
      readonly section: Section;
      readonly name: string;
      /** Absent: the entry as a whole. */
      readonly field: string | undefined;
    }
  | { readonly kind: "section"; readonly section: Section };

const SECTIONS: readonly Section[] = ["clusters", "users", "contexts"];
const BOOLEAN_FIELDS = ["insecure-skip-tls-verify", "disable-compression"];

/** @throws CommandError for a path that leads nowhere */
export function parseProperty(path: string, config: KubeConfig): Property {
  if (path === "current-context") return { kind: "current-context" };
  const [first = "", ...rest] = path.split(".");
  const section = SECTIONS.find((name) => name === first);
  if (section === undefined) {
    throw new CommandError(`unable to parse ${path} after []: api.Config`);
  }
  const tail = rest.join(".");
  if (tail === "") return { kind: "section", section };
  if (config[section].has(tail)) return { kind: "entry", section, name: tail, field: undefined };
  const field = FIELD_ORDER[section].find((name) => tail.endsWith(`.${name}`));
  if (field === undefined) return { kind: "entry", section, name: tail, field: undefined };
  return { kind: "entry", section, name: tail.slice(0, -field.length - 1), field };
}

/** The value as the field stores it. @throws CommandError for a bool that is none */
export function propertyValue(field: string, text: string): string | boolean {
  if (!BOOLEAN_FIELDS.includes(field)) return text;
  if (text === "true" || text === "false") return text === "true";
  throw new CommandError(`strconv.ParseBool: parsing "${text}": invalid syntax`);
}
