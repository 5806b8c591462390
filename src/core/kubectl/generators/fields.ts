/** What all generators share: objects without absent fields, and the checks kubectl does itself. */
import type { Json, JsonObject } from "../../api/json.ts";
import { CommandError } from "../errors.ts";

/** An object of the given fields in their order, those that are undefined left out. */
export function fields(
  entries:
    Readonly<Record<string, Json | undefined>> | readonly (readonly [string, Json | undefined])[],
): JsonObject {
  const pairs = Array.isArray(entries)
    ? (entries as readonly (readonly [string, Json | undefined])[])
    : Object.entries(entries);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

/** The list, or undefined when it is empty (Go's omitempty). */
export function someOf<T extends Json>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** The text, or undefined when it is empty (Go's omitempty). */
export function someText(text: string): string | undefined {
  return text === "" ? undefined : text;
}

/** The number in the text, as Go's strconv.ParseUint(text, 10, 16). @throws CommandError */
export function parsePort(text: string): number {
  const name = `strconv.ParseUint: parsing ${JSON.stringify(text)}`;
  if (!/^[0-9]+$/.test(text)) throw new CommandError(`${name}: invalid syntax`);
  const port = Number(text);
  if (port > 65535) throw new CommandError(`${name}: value out of range`);
  return port;
}

/** Go's strconv.Atoi. @throws CommandError */
export function atoi(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) {
    throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`);
  }
  return value;
}

/** Why the text cannot be the name of a port; empty when it can (validation.IsValidPortName). */
export function portNameErrors(name: string): string[] {
  const errors: string[] = [];
  if (name.length > 15) errors.push("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(name)) {
    errors.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  }
  if (!/[a-z]/.test(name)) errors.push("must contain at least one letter (a-z)");
  if (name.includes("--")) errors.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-")) {
    errors.push("must not begin or end with a hyphen");
  }
  return errors;
}

const REFERENCE =
  /^(?:(?:localhost|[\w.-]+(?::[0-9]+)?|\[[0-9a-fA-F:.]+\](?::[0-9]+)?)\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

/** True for an image reference that the distribution grammar accepts. */
export function isImageReference(image: string): boolean {
  return image.length <= 512 && REFERENCE.test(image);
}

/** The name of a container made from its image, as `kubectl create deployment` names it. */
export function containerName(image: string, suffix: () => string): string {
  const last = image.split("/").at(-1) ?? "";
  const name = (last.split(":")[0] ?? "").split("@")[0] ?? "";
  return /[_.]/.test(name) ? `${name.replaceAll(/[_.]/g, "-")}-${suffix()}` : name;
}

/**
 * `KEY=VALUE` pairs separated by commas, as `--labels` takes them (generate.ParseLabels).
 * @throws CommandError
 */
export function parseLabels(text: string): Record<string, string> {
  if (text === "") throw new CommandError("no label spec passed");
  const pairs = text.split(",").map((spec): [string, string] => {
    const parts = spec.split("=");
    const [key = "", value = ""] = parts;
    if (parts.length !== 2) throw new CommandError(`unexpected label spec: ${spec}`);
    if (key === "") throw new CommandError(`unexpected empty label key`);
    return [key, value];
  });
  return Object.fromEntries(pairs);
}
