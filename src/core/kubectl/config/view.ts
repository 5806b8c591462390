/** The kubeconfig as `config view` prints it: Go's field order, secrets left out. */
import type { Json, JsonObject } from "../../api/json.ts";
import { CommandError } from "../errors.ts";
import type { KubeConfig, Section } from "./kubeconfig.ts";
import { writeKubeConfig } from "./kubeconfig.ts";

/** Fields in the order of client-go's structs; others follow in the order of the alphabet. */
export const FIELD_ORDER: Readonly<Record<Section, readonly string[]>> = {
  clusters: [
    "server",
    "tls-server-name",
    "insecure-skip-tls-verify",
    "certificate-authority",
    "certificate-authority-data",
    "proxy-url",
    "disable-compression",
    "extensions",
  ],
  users: [
    "client-certificate",
    "client-certificate-data",
    "client-key",
    "client-key-data",
    "token",
    "tokenFile",
    "as",
    "as-uid",
    "as-groups",
    "as-user-extra",
    "username",
    "password",
    "auth-provider",
    "exec",
    "extensions",
  ],
  contexts: ["cluster", "user", "namespace", "extensions"],
};

const SECRET_FIELDS: ReadonlyMap<string, string> = new Map([
  ["certificate-authority-data", "DATA+OMITTED"],
  ["client-certificate-data", "DATA+OMITTED"],
  ["client-key-data", "DATA+OMITTED"],
  ["token", "REDACTED"],
  ["password", "REDACTED"],
]);

function ordered(section: Section, body: JsonObject, raw: boolean): JsonObject {
  const order = FIELD_ORDER[section];
  const keys = [
    ...order.filter((key) => Object.hasOwn(body, key)),
    ...Object.keys(body)
      .filter((key) => !order.includes(key))
      .sort(),
  ];
  const out: Record<string, Json | undefined> = {};
  for (const key of keys) {
    const value = body[key];
    if (value === undefined || value === "" || value === null) continue;
    out[key] = raw ? value : (SECRET_FIELDS.get(key) ?? value);
  }
  return out;
}

/** The document that is printed; `raw` shows certificates and tokens. */
export function viewDocument(config: KubeConfig, raw: boolean): JsonObject {
  const section = (name: Section): ReadonlyMap<string, JsonObject> =>
    new Map([...config[name]].map(([key, body]) => [key, ordered(name, body, raw)]));
  return writeKubeConfig({
    clusters: section("clusters"),
    users: section("users"),
    contexts: section("contexts"),
    currentContext: config.currentContext,
  });
}

/**
 * Only what the current context uses (`--minify`).
 * @throws CommandError when there is no current context
 */
export function minified(config: KubeConfig): KubeConfig {
  const { currentContext } = config;
  if (currentContext === "") {
    throw new CommandError("current-context must exist in order to minify");
  }
  const context = config.contexts.get(currentContext);
  if (context === undefined) {
    throw new CommandError(`cannot locate context ${currentContext}`);
  }
  const pick = (section: Section, name: Json | undefined): ReadonlyMap<string, JsonObject> => {
    const body = typeof name === "string" ? config[section].get(name) : undefined;
    return typeof name === "string" && body !== undefined ? new Map([[name, body]]) : new Map();
  };
  return {
    clusters: pick("clusters", context["cluster"]),
    users: pick("users", context["user"]),
    contexts: new Map([[currentContext, context]]),
    currentContext,
  };
}
