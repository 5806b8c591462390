/** ConfigMap and Secret: what they hold. */
import { decodeBase64Bytes } from "../../api/base64.ts";
import type { JsonObject } from "../../api/json.ts";
import { at, objectAt, stringAt, stringsAt } from "../../cluster/values.ts";
import { sortedKeys } from "../printers/go-values.ts";
import { writeEvents, writeHead } from "./common.ts";
import type { DescribeContext } from "./context.ts";
import { DescribeWriter } from "./writer.ts";

function byteCount(encoded: string): number {
  return decodeBase64Bytes(encoded)?.length ?? encoded.length;
}

export function describeConfigMap(map: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  writeHead(out, map);
  out.line(0, "\nData\n====");
  const data = stringsAt(map, "data");
  for (const key of Object.keys(data).sort()) {
    out.line(0, `${key}:\n----`);
    out.line(0, data[key] ?? "");
    out.line(0, "");
  }
  out.line(0, "\nBinaryData\n====");
  const binary = objectAt(map, "binaryData");
  for (const key of sortedKeys(binary)) {
    out.line(0, `${key}: ${byteCount(stringAt(binary, key))} bytes`);
  }
  out.line(0, "");
  writeEvents(out, map, context);
  return out.finish();
}

export function describeSecret(secret: JsonObject): string {
  const out = new DescribeWriter();
  writeHead(out, secret);
  out.line(0, `\nType:\t${stringAt(secret, "type")}`);
  out.line(0, "\nData\n====");
  const data = objectAt(secret, "data");
  const isToken = stringAt(secret, "type") === "kubernetes.io/service-account-token";
  for (const key of sortedKeys(data)) {
    const value = at(data, key);
    const encoded = typeof value === "string" ? value : "";
    if (isToken && key === "token") out.line(0, `${key}:\t${encoded}`);
    else out.line(0, `${key}:\t${byteCount(encoded)} bytes`);
  }
  return out.finish();
}
