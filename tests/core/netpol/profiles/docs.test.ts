import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { details, overview } from "../../../support/pluginsTable.ts";

const PAGE = new URL("../../../../docs/plugins.md", import.meta.url);

/** The page with what stands between two markers made anew. */
function withTables(page: string): string {
  const between = (text: string, name: string, made: string): string => {
    const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
    const from = text.indexOf(start);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/plugins.md lacks the markers of ${name}`);
    return `${text.slice(0, from + start.length)}\n${made}\n\n${text.slice(to)}`;
  };
  return between(between(page, "overview", overview()), "details", details());
}

/** `UPDATE_DOCS=1 npx vitest run tests/core/netpol/profiles/docs.test.ts` writes the tables. */
describe("docs/plugins.md", () => {
  it("holds the tables that the data gives", () => {
    const page = readFileSync(PAGE, "utf8");
    const wanted = withTables(page);
    if (process.env["UPDATE_DOCS"] === "1") writeFileSync(PAGE, wanted);
    else expect(page).toBe(wanted);
  });

  it("and would notice a value that is another", () => {
    const page = readFileSync(PAGE, "utf8");
    expect(withTables(page.replace("waits in vain", "waits"))).not.toBe(
      page.replace("waits in vain", "waits"),
    );
  });
});
