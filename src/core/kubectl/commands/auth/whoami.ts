import { isObject } from "../../../api/json.ts";
import { arrayAt, at, objectAt, stringAt } from "../../../cluster/values.ts";
import type { Command } from "../../command.ts";
import { printFlags } from "../../flagsets.ts";
import { outputFormat, toPrinter } from "../../printers/printer.ts";
import { formatValue, sortedKeys } from "../../printers/go-values.ts";
import { alignTabs, GET_LAYOUT } from "../../printers/tabwriter.ts";

export const whoami: Command = {
  name: "whoami",
  use: "whoami",
  short: "Experimental: Check self subject attributes",
  long: "Show who the server takes you for: name, groups and further attributes.",
  examples: "# Who am I?\nkubectl auth whoami\n\n# The same as JSON\nkubectl auth whoami -o json",
  flags: printFlags(),
  run: (context) => {
    const { process, flags } = context;
    const body = context.kube().request({
      method: "POST",
      path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
      contentType: "application/json",
      body: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
    });
    if (outputFormat(flags) !== "") {
      toPrinter({ process, flags }).print(body, (text) => {
        process.stdout.write(text);
      });
      return Promise.resolve(0);
    }
    const user = objectAt(body, "status", "userInfo");
    const rows: [string, string][] = [["ATTRIBUTE", "VALUE"]];
    const field = (label: string, text: string): void => {
      if (text !== "") rows.push([label, text]);
    };
    field("Username", stringAt(user, "username"));
    field("UID", stringAt(user, "uid"));
    const groups = arrayAt(user, "groups");
    if (groups.length > 0) field("Groups", formatValue(groups));
    const extra = at(user, "extra");
    for (const key of isObject(extra) ? sortedKeys(extra) : []) {
      field(`Extra: ${key}`, formatValue(at(extra, key)));
    }
    const text = rows.map(([label, value]) => `${label}\t${value}\n`).join("");
    process.stdout.write(alignTabs(text, GET_LAYOUT));
    return Promise.resolve(0);
  },
};
