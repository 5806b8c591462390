/** What a writing verb prints of an object: a line with what was done, or the object under `-o`. */
import type { Json, JsonObject } from "../../api/json.ts";
import type { ResourceType } from "../../api/scheme.ts";
import { stringAt } from "../../cluster/values.ts";
import type { CommandContext } from "../command.ts";
import { outputFormat, toPrinter } from "../printers/printer.ts";
import { kindWord } from "./deletion.ts";
import type { DryRun } from "./flags.ts";
import { inGoOrder } from "./go-order.ts";

export interface Printed {
  readonly type: ResourceType;
  readonly object: JsonObject;
}

export interface ResultPrinter {
  /** True when `-o` asks for the object and not for a line. */
  readonly wholeObjects: boolean;
  /** @param operation what was done: `created`, `labeled`, `patched (no change)` … */
  print(printed: Printed, operation: string): void;
  /** Several objects at once: as a List under `-o`, else a line each. */
  printAll(printed: readonly Printed[], operation: string): void;
}

export interface ResultPrinterOptions {
  readonly dryRun?: DryRun;
  /** The command holds its objects as Go structs: JSON comes in their order. */
  readonly typed?: boolean;
  /** A line is printed whatever `-o` says, which then means something else. */
  readonly lineOnly?: boolean;
}

/**
 * The printer that the command's `-o` asks for.
 * @throws CommandError for a format there is none for
 */
export function resultPrinter(
  context: CommandContext,
  options: ResultPrinterOptions = {},
): ResultPrinter {
  const { dryRun = "none", typed = false, lineOnly = false } = options;
  const { process, flags } = context;
  const write = (text: string): void => {
    process.stdout.write(text);
  };
  const tail = dryRun === "none" ? "" : dryRun === "client" ? " (dry run)" : " (server dry run)";
  const printer = toPrinter({ process, flags, keepOrder: typed });
  const format = lineOnly ? "" : outputFormat(flags);
  if (format === "" || format === "name") {
    const print = ({ type, object }: Printed, operation: string): void => {
      const subject = `${kindWord({ type })}/${stringAt(object, "metadata", "name")}`;
      write(format === "name" ? `${subject}\n` : `${subject} ${operation}${tail}\n`);
    };
    return {
      wholeObjects: false,
      print,
      printAll: (all, operation) => {
        for (const printed of all) print(printed, operation);
      },
    };
  }
  const show = (object: JsonObject): void => {
    printer.print(typed ? inGoOrder(object) : object, write);
  };
  return {
    wholeObjects: true,
    print: ({ object }) => {
      show(object);
    },
    printAll: (all) => {
      const [only, ...more] = all;
      if (only !== undefined && more.length === 0) show(only.object);
      else if (only !== undefined) show(listOf(all.map(({ object }) => object)));
    },
  };
}

function listOf(items: readonly Json[]): JsonObject {
  return { apiVersion: "v1", items, kind: "List", metadata: { resourceVersion: "" } };
}
