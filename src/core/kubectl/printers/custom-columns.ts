/** `-o custom-columns=HEADER:PATH,…` (kubectl `pkg/cmd/get/customcolumn.go`). */
import type { Json, JsonObject } from "../../api/json.ts";
import { CommandError } from "../errors.ts";
import { formatValue } from "./go-values.ts";
import { JsonPath } from "./jsonpath.ts";
import { alignTabs, GET_LAYOUT } from "./tabwriter.ts";

interface CustomColumn {
  readonly header: string;
  readonly path: JsonPath;
}

/**
 * `x.y`, `.x.y`, `{x.y}` and `{.x.y}` all mean `{.x.y}`.
 * @throws CommandError
 */
export function relaxedPath(text: string): string {
  if (text === "") return text;
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  if (match === null) {
    throw new CommandError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  }
  return `{.${match[1] ?? match[2] ?? ""}}`;
}

/** Prints rows of chosen fields. */
export class CustomColumns {
  readonly #columns: readonly CustomColumn[];
  readonly #headers: boolean;

  constructor(columns: readonly CustomColumn[], headers: boolean) {
    this.#columns = columns;
    this.#headers = headers;
  }

  /** @param spec `HEADER:PATH,HEADER:PATH`. @throws CommandError */
  static fromSpec(spec: string, headers: boolean): CustomColumns {
    const columns = spec.split(",").map((part) => {
      const colon = part.indexOf(":");
      if (colon < 0) {
        throw new CommandError(
          `unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`,
        );
      }
      return column(part.slice(0, colon), part.slice(colon + 1));
    });
    return new CustomColumns(columns, headers);
  }

  /** @param text a line of headers above a line of paths. @throws CommandError */
  static fromTemplate(text: string, headers: boolean): CustomColumns {
    const [first = "", second = ""] = text.split("\n");
    const words = (line: string): string[] => line.split(/\s+/).filter((word) => word !== "");
    const names = words(first);
    const paths = words(second);
    if (names.length === 0) throw new CommandError("EOF");
    if (names.length !== paths.length) {
      throw new CommandError(
        `number of headers (${names.length}) and field specifications (${paths.length}) don't match`,
      );
    }
    return new CustomColumns(
      names.map((name, i) => column(name, paths[i] ?? "")),
      headers,
    );
  }

  /** A row an object, aligned, under the headers unless those are off. */
  print(objects: readonly JsonObject[], withHeaders = true): string {
    const rows = objects.map((object) => this.#columns.map(({ path }) => cell(path, object)));
    if (this.#headers && withHeaders) rows.unshift(this.#columns.map(({ header }) => header));
    return alignTabs(rows.map((row) => `${row.join("\t")}\n`).join(""), GET_LAYOUT);
  }
}

function column(header: string, path: string): CustomColumn {
  return { header, path: new JsonPath(relaxedPath(path)) };
}

function cell(path: JsonPath, object: Json): string {
  const results = path.find(object);
  const first = results[0];
  const values = results.flat().map(formatValue);
  return (first === undefined || first.length === 0 ? ["<none>", ...values] : values).join(",");
}
