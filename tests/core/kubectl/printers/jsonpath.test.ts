import { describe, expect, it } from "vitest";
import { CommandError } from "../../../../src/core/kubectl/errors.ts";
import { JsonPath } from "../../../../src/core/kubectl/printers/jsonpath.ts";

const DATA = {
  kind: "List",
  items: [
    {
      name: "a",
      size: 1,
      labels: { "app.io/x": "one", role: "r" },
      ports: [{ n: 80 }, { n: 443 }],
    },
    { name: "b", size: 2, labels: { app: "two" }, ports: [{ n: 8080 }] },
    { name: "c", size: 3, nothing: null },
  ],
};

describe("kubectl's JSONPath", () => {
  it.each([
    ["{.items[0].name}", "a"],
    ["{.items[-1].name}", "c"],
    ["{.items[0:2].name}", "a b"],
    ["{.items[::2].name}", "a c"],
    ["{.items[*].name}", "a b c"],
    ["{.items[0,2].name}", "a c"],
    ["{.items[*]['name','size']}", "a b c 1 2 3"],
    ["{..n}", "80 443 8080"],
    ["{.items[*].ports[*].n}", "80 443 8080"],
    ["{.items[?(@.size>1)].name}", "b c"],
    ['{.items[?(@.name=="b")].size}', "2"],
    ["{.items[?(@.name!='b')].size}", "1 3"],
    ["{.items[?(@.labels.role)].name}", "a"],
    ["{.items[0].labels.app\\.io/x}", "one"],
    ["{.items[0].labels['app\\.io/x']}", "one"],
    ["{range .items[*]}{.name}={.size}{'\\n'}{end}", "a=1\nb=2\nc=3\n"],
    ["{range .items[*]}[{range .ports[*]}{.n},{end}]{end}!", "[80,443,][8080,][]!"],
    ["{range .items[*]}{.name}", "abc"],
    ["plain text", "plain text"],
    ["{.nope}", ""],
    ["{.items[0].nope.deeper}", ""],
    ["{.items[1].labels}", '{"app":"two"}'],
    ["{.items[2].nothing}", "<nil>"],
    ["{.kind} is a {.items[1:1]}list", "List is a list"],
    ["{$.kind}{@.kind}", "ListList"],
  ])("%s prints %j", (template, text) => {
    expect(new JsonPath(template).execute(DATA)).toBe(text);
  });

  it("prints results as indented JSON when asked to", () => {
    expect(new JsonPath("{.items[*].size}").execute(DATA, true)).toBe(
      "[\n    1,\n    2,\n    3\n]\n",
    );
  });

  it.each([
    ["{.items[0", "unterminated array"],
    ["{.items", "unclosed action"],
    ["{.items[abc]}", "invalid array index abc"],
    ['{"x', "unterminated quoted string"],
    ["{.items[?(@.a]}", "unterminated filter"],
    ["{.a.....b}", "invalid multiple recursive descent"],
    ["{(}", "unrecognized character in action: U+0028 '('"],
  ])("does not parse %s", (template, message) => {
    expect(() => new JsonPath(template)).toThrow(new CommandError(message));
  });

  it.each([
    ["{.items[7].name}", "array index out of bounds: index 7, length 3"],
    ["{.kind[0]}", "string is not array or slice"],
    ["{end}", "not in range, nothing to end"],
    ["{foo}", "unrecognized identifier foo"],
    ['{.items[?(@.size=="x")]}', "incompatible types for comparison"],
  ])("fails over %s", (template, message) => {
    expect(() => new JsonPath(template).execute(DATA)).toThrow(new CommandError(message));
  });

  it("minds missing keys when told to", () => {
    expect(() => new JsonPath("{.nope}", false).execute(DATA)).toThrow("nope is not found");
  });

  it("ends on hostile templates", () => {
    expect(() => new JsonPath(`{${"[?(@".repeat(200)}`)).toThrow(CommandError);
    expect(new JsonPath("{.__proto__}").execute(DATA)).toBe("");
  });
});
