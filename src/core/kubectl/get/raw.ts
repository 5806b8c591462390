import type { CommandContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { quote } from "../gotext.ts";
import { indentTwo, marshalInOrder } from "../printers/go-values.ts";

/** `get --raw URI`: the server's answer as it comes. */
export function printRaw(context: CommandContext, uri: string): number {
  if (!uri.startsWith("/")) {
    throw new CommandError(
      `--raw must be a valid URL path: parse ${quote(uri)}: invalid URI for request`,
    );
  }
  const question = uri.indexOf("?");
  const path = question < 0 ? uri : uri.slice(0, question);
  const query = question < 0 ? {} : parseQuery(uri.slice(question + 1));
  const body = context.kube().request({ method: "GET", path, query });
  const { text } = body;
  const isPlain = typeof text === "string" && Object.keys(body).length === 1;
  if (path === "/version") {
    // the one document that the server indents, without a newline at its end
    context.process.stdout.write(indentTwo(body));
    return 0;
  }
  context.process.stdout.write(isPlain ? text : `${marshalInOrder(body)}\n`);
  return 0;
}

function parseQuery(text: string): Record<string, string> {
  const entries = text.split("&").flatMap((pair) => {
    const [key = "", ...rest] = pair.split("=");
    return key === "" ? [] : [[decode(key), decode(rest.join("="))] as const];
  });
  return Object.fromEntries(entries);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
