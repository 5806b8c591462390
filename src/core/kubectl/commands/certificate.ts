import type { JsonObject } from "../../api/json.ts";
import { findResource } from "../../api/scheme.ts";
import { json, objectsAt, stringAt, timestamp } from "../../cluster/values.ts";
import { completeNames } from "../candidates.ts";
import type { Command, CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { filenameFlags, printFlags } from "../flagsets.ts";
import { resourcePath } from "../paths.ts";
import { fetchInfos } from "../resources.ts";

const CSR = findResource("certificates.k8s.io", "v1", "certificatesigningrequests");

/** Adds an Approved or Denied condition unless the request has it. */
function decide(context: CommandContext, condition: string, done: string): Promise<number> {
  const { args, process } = context;
  if (args.length === 0 || CSR === undefined) {
    throw new CommandError("one or more CSRs must be specified as <name> or -f <filename>");
  }
  const connection = context.kube();
  for (const name of args) {
    const [info] = fetchInfos(connection, { type: CSR, namespace: "", name });
    if (info === undefined) continue;
    const object = json(info.object);
    const conditions = objectsAt(object, "status", "conditions");
    if (!conditions.some((one) => stringAt(one, "type") === condition)) {
      const now = timestamp(process.clock.now());
      const added: JsonObject = {
        type: condition,
        status: "True",
        reason: `Kubectl${done === "approved" ? "Approve" : "Deny"}`,
        message: `This CSR was ${done} by kubectl certificate ${done === "approved" ? "approve" : "deny"}.`,
        lastUpdateTime: now,
      };
      connection.request({
        method: "PUT",
        path: resourcePath(CSR, "", name, "approval"),
        contentType: "application/json",
        body: { ...object, status: { conditions: [...conditions, added] } },
      });
    }
    process.stdout.write(`certificatesigningrequest.certificates.k8s.io/${name} ${done}\n`);
  }
  return Promise.resolve(0);
}

function decision(name: string, condition: string, done: string): Command {
  const verb = name === "approve" ? "Approve" : "Deny";
  return {
    name,
    use: `${name} (-f FILENAME | NAME)`,
    short: `${verb} a certificate signing request`,
    long: `${verb} a certificate signing request, so that its signer knows what to do with it.`,
    examples: `# One request\nkubectl certificate ${name} csr-sqgzp`,
    flags: [
      ...filenameFlags("Files, folders or URLs that name the requests."),
      {
        name: "force",
        type: "bool",
        usage: "Write the decision even when it has been made before.",
      },
      ...printFlags(),
    ],
    complete: completeNames("certificatesigningrequests"),
    run: (context) => decide(context, condition, done),
  };
}

export const certificate: Command = {
  name: "certificate",
  use: "certificate SUBCOMMAND",
  short: "Modify certificate resources",
  long: "Decide on certificate signing requests.",
  flags: [],
  subcommands: [decision("approve", "Approved", "approved"), decision("deny", "Denied", "denied")],
};
