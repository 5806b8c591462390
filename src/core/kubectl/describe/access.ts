/** ServiceAccount and the RBAC kinds. */
import type { JsonObject } from "../../api/json.ts";
import { arrayAt, objectsAt, stringAt } from "../../cluster/values.ts";
import { formatValue } from "../printers/go-values.ts";
import { writeEvents, writeHead } from "./common.ts";
import type { DescribeContext } from "./context.ts";
import { DescribeWriter } from "./writer.ts";

function names(object: JsonObject, field: string): string[] {
  return objectsAt(object, field).map((item) => stringAt(item, "name"));
}

/** A list one below the other, the title before the first. */
function writeList(out: DescribeWriter, title: string, items: readonly string[]): void {
  if (items.length === 0) out.line(0, `${title}:\t<none>`);
  items.forEach((item, i) => {
    out.line(0, `${i === 0 ? `${title}:` : ""}\t${item}`);
  });
}

export function describeServiceAccount(account: JsonObject, context: DescribeContext): string {
  const out = new DescribeWriter();
  writeHead(out, account);
  writeList(out, "Image pull secrets", names(account, "imagePullSecrets"));
  const mountable = names(account, "secrets");
  if (mountable.length > 0) writeList(out, "Mountable secrets", mountable);
  writeEvents(out, account, context);
  return out.finish();
}

interface SimpleRule {
  readonly resource: string;
  readonly urls: readonly string[];
  readonly names: readonly string[];
  readonly verbs: string[];
}

function strings(rule: JsonObject, field: string): string[] {
  return arrayAt(rule, field).map((item) => formatValue(item));
}

/** `deployments.apps/scale` for resource `deployments/scale` of group `apps`. */
function combine(group: string, resource: string): string {
  if (group === "") return resource;
  const [name = "", ...sub] = resource.split("/");
  return `${name}.${group}${sub.length === 0 ? "" : `/${sub.join("/")}`}`;
}

/** One rule a resource, verbs of the same target together (rbac validation, BreakdownRule). */
function breakDown(rules: readonly JsonObject[]): SimpleRule[] {
  const merged = new Map<string, SimpleRule>();
  const add = (resource: string, urls: string[], list: string[], verbs: string[]): void => {
    const key = JSON.stringify([resource, urls, list]);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { resource, urls, names: list, verbs: [...verbs] });
    else for (const verb of verbs) if (!known.verbs.includes(verb)) known.verbs.push(verb);
  };
  for (const rule of rules) {
    const verbs = strings(rule, "verbs");
    const listed = strings(rule, "resourceNames");
    for (const group of strings(rule, "apiGroups")) {
      for (const resource of strings(rule, "resources")) {
        if (listed.length === 0) add(combine(group, resource), [], [], verbs);
        for (const name of listed) add(combine(group, resource), [], [name], verbs);
      }
    }
    for (const url of strings(rule, "nonResourceURLs")) add("", [url], [], verbs);
  }
  return [...merged.values()];
}

export function describeRole(role: JsonObject): string {
  const out = new DescribeWriter();
  const rules = breakDown(objectsAt(role, "rules"));
  writeHeadWithoutNamespace(out, role);
  out.line(0, "PolicyRule:");
  out.line(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs");
  out.line(1, "---------\t-----------------\t--------------\t-----");
  const ordered = [...rules].sort((a, b) => {
    const [x, y] = [ruleKey(a), ruleKey(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  });
  for (const rule of ordered) {
    out.line(
      1,
      `${rule.resource}\t[${rule.urls.join(" ")}]\t[${rule.names.join(" ")}]\t[${rule.verbs.join(" ")}]`,
    );
  }
  return out.finish();
}

/** The text that kubectl sorts rules by: groups before names. */
function ruleKey(rule: SimpleRule): string {
  const dot = rule.resource.indexOf(".");
  const group = dot < 0 ? "" : rule.resource.slice(dot + 1).replace(/\/.*$/, "");
  const name = dot < 0 ? rule.resource : rule.resource.slice(0, dot);
  const sub = rule.resource.includes("/") ? rule.resource.slice(rule.resource.indexOf("/")) : "";
  return JSON.stringify([rule.verbs, rule.urls, group, rule.names, name + (dot < 0 ? "" : sub)]);
}

export function describeRoleBinding(binding: JsonObject): string {
  const out = new DescribeWriter();
  writeHeadWithoutNamespace(out, binding);
  out.line(0, "Role:");
  out.line(1, `Kind:\t${stringAt(binding, "roleRef", "kind")}`);
  out.line(1, `Name:\t${stringAt(binding, "roleRef", "name")}`);
  out.line(0, "Subjects:");
  out.line(1, "Kind\tName\tNamespace");
  out.line(1, "----\t----\t---------");
  for (const subject of objectsAt(binding, "subjects")) {
    const cells = ["kind", "name", "namespace"].map((field) => stringAt(subject, field));
    out.line(1, cells.join("\t"));
  }
  return out.finish();
}

function writeHeadWithoutNamespace(out: DescribeWriter, object: JsonObject): void {
  writeHead(out, object, { namespace: false });
}
