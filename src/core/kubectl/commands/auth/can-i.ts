import type { JsonObject } from "../../../api/json.ts";
import { arrayAt, at, objectsAt, stringAt } from "../../../cluster/values.ts";
import type { Command, CommandContext } from "../../command.ts";
import { CommandError, ExitError } from "../../errors.ts";
import { ALL_NAMESPACES_FLAG } from "../../flagsets.ts";
import { formatValue } from "../../printers/go-values.ts";
import { alignTabs, GET_LAYOUT } from "../../printers/tabwriter.ts";
import { matchType } from "../../types.ts";
import { STANDARD_VERBS } from "../create/rules.ts";

const KNOWN_VERBS = new Set([...STANDARD_VERBS, "approve", "sign", "attest"]);
const URL_VERBS = new Set(["get", "put", "post", "head", "options", "delete", "patch", "*"]);

const NEEDS_TWO =
  "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.";

/** What is asked for: a resource or a path of the server. */
function attributes(context: CommandContext): JsonObject {
  const { flags, process, args } = context;
  const [verb = "", what = ""] = args;
  const warn = (text: string): void => {
    process.stderr.write(`Warning: ${text}\n`);
  };
  if (what.startsWith("/")) {
    if (!URL_VERBS.has(verb)) warn(`verb '${verb}' is not a known verb\n`);
    return { nonResourceAttributes: { verb, path: what } };
  }
  const [word = "", ...rest] = what.split("/");
  const isSubresource = flags.string("subresource") === "" && rest.length > 0;
  const name = isSubresource ? rest.join("/") : rest.join("/");
  const type = matchType(word)?.type;
  if (!KNOWN_VERBS.has(verb)) warn(`verb '${verb}' is not a known verb\n`);
  const namespace = flags.bool("all-namespaces") ? "" : context.kube().namespace;
  const [, ...groupParts] = word.split(".");
  if (type === undefined && word !== "*") {
    const [plain = ""] = word.split(".");
    const where = groupParts.length > 0 ? ` in group '${groupParts.join(".")}'` : "";
    warn(`the server doesn't have a resource type '${plain}'${where}\n`);
  }
  if (type !== undefined && !type.namespaced && namespace !== "") {
    const where = type.group === "" ? "" : ` in group '${type.group}'`;
    warn(`resource '${type.name}' is not namespace scoped${where}\n`);
  }
  return {
    resourceAttributes: {
      namespace,
      verb,
      group: type?.group ?? (word === "*" ? "*" : groupParts.join(".")),
      resource: type?.name ?? word.split(".")[0] ?? "",
      subresource: flags.string("subresource"),
      name,
    },
  };
}

function ask(context: CommandContext): Promise<number> {
  const { flags, process } = context;
  const body = context.kube().request({
    method: "POST",
    path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    contentType: "application/json",
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: attributes(context),
    },
  });
  const allowed = at(body, "status", "allowed") === true;
  if (!flags.bool("quiet")) {
    const reason = stringAt(body, "status", "reason");
    const problem = stringAt(body, "status", "evaluationError");
    const words = [allowed ? "yes" : "no"];
    if (!allowed && reason !== "") words.push(`- ${reason}`);
    if (problem !== "") words.push(`- ${problem}`);
    process.stdout.write(`${words.join(" ")}\n`);
  }
  if (!allowed) throw new ExitError(1);
  return Promise.resolve(0);
}

function list(context: CommandContext): Promise<number> {
  const { flags, process } = context;
  const connection = context.kube();
  const body = connection.request({
    method: "POST",
    path: "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
    contentType: "application/json",
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectRulesReview",
      spec: { namespace: connection.namespace },
    },
  });
  const strings = (rule: JsonObject, field: string): string[] =>
    arrayAt(rule, field).map((item) => formatValue(item));
  const rows: string[] = [];
  for (const rule of objectsAt(body, "status", "resourceRules")) {
    const groups = strings(rule, "apiGroups");
    const resources = strings(rule, "resources").flatMap((resource) =>
      groups.map((group) => (group === "" ? resource : `${resource}.${group}`)),
    );
    for (const resource of resources) {
      rows.push(
        `${resource}\t[]\t[${strings(rule, "resourceNames").join(" ")}]\t[${strings(rule, "verbs").join(" ")}]\n`,
      );
    }
  }
  for (const rule of objectsAt(body, "status", "nonResourceRules")) {
    for (const url of strings(rule, "nonResourceURLs")) {
      rows.push(`\t[${url}]\t[]\t[${strings(rule, "verbs").join(" ")}]\n`);
    }
  }
  const header = "Resources\tNon-Resource URLs\tResource Names\tVerbs\n";
  const text = (flags.bool("no-headers") ? "" : header) + rows.join("");
  process.stdout.write(alignTabs(text, GET_LAYOUT));
  return Promise.resolve(0);
}

export const canI: Command = {
  name: "can-i",
  use: "can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]",
  short: "Check whether an action is allowed",
  long: `Ask whether an action is allowed.

 VERB is a verb of the API such as get, list, watch, delete. TYPE is a resource type; short names and groups are looked up. NONRESOURCEURL is part of a path that begins with "/". NAME is the name of one object.

 Exit status 0 means yes, 1 means no.`,
  examples: `# May I create pods anywhere?
kubectl auth can-i create pods --all-namespaces

# May I list NetworkPolicies here?
kubectl auth can-i list networkpolicies

# May a service account?
kubectl auth can-i list pods --as=system:serviceaccount:dev:default

# Everything I may do here
kubectl auth can-i --list`,
  flags: [
    { ...ALL_NAMESPACES_FLAG, usage: "Ask about the action in all namespaces." },
    { name: "list", type: "bool", usage: "Print everything that is allowed." },
    { name: "no-headers", type: "bool", usage: "Leave the headers away." },
    {
      name: "quiet",
      shorthand: "q",
      type: "bool",
      usage: "Print nothing, answer by exit status only.",
    },
    {
      name: "subresource",
      type: "string",
      usage: "Subresource, such as pods/log or deployments/scale.",
    },
  ],
  run: (context) => {
    const { flags, args } = context;
    if (flags.bool("list")) {
      if (args.length > 0)
        throw new CommandError("list option must be specified with no arguments");
      return list(context);
    }
    if (args.length !== 2) throw new CommandError(NEEDS_TWO);
    return ask(context);
  },
};
