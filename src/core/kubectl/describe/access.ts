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
  /** As shown: `daemonsets.apps/status`. */
  readonly resource: string;
  /** As the rule has them. */
  readonly group: string;
  readonly plain: string;
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
  const add = (target: Omit<SimpleRule, "verbs">, verbs: readonly string[]): void => {
    const key = JSON.stringify([target.resource, target.urls, target.names]);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { ...target, verbs: [...verbs] });
    else for (const verb of verbs) if (!known.verbs.includes(verb)) known.verbs.push(verb);
  };
  for (const rule of rules) {
    const verbs = strings(rule, "verbs");
    const listed = strings(rule, "resourceNames");
    const groups = listed.length === 0 ? [[]] : listed.map((name) => [name]);
    for (const group of strings(rule, "apiGroups")) {
      for (const plain of strings(rule, "resources")) {
        const resource = combine(group, plain);
        for (const names of groups) add({ resource, group, plain, urls: [], names }, verbs);
      }
    }
    for (const url of strings(rule, "nonResourceURLs")) {
      add({ resource: "", group: "", plain: "", urls: [url], names: [] }, verbs);
    }
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

/** Rules are sorted by their text in Go: `Verbs:[…],APIGroups:[…],Resources:[…]…`. */
function ruleKey(rule: SimpleRule): string {
  const list = (items: readonly string[]): string => `[${items.join(" ")}]`;
  const resources = rule.urls.length > 0 ? [] : [rule.plain];
  const groups = rule.urls.length > 0 ? [] : [rule.group];
  return `Verbs:${list(rule.verbs)},APIGroups:${list(groups)},Resources:${list(resources)},ResourceNames:${list(rule.names)},NonResourceURLs:${list(rule.urls)}`;
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
