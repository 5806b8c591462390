import { RESOURCES } from "../../api/scheme.ts";

/** The plural of a resource as kubectl takes it on the command line: `po`, `pod`, `Pods`. */
export function findByArgument(word: string): string | undefined {
  const name = word.toLowerCase();
  return RESOURCES.find(
    (type) => type.name === name || type.singularName === name || type.shortNames.includes(name),
  )?.name;
}
