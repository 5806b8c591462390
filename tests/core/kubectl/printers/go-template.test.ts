import { describe, expect, it } from "vitest";
import { GoTemplate } from "../../../../src/core/kubectl/printers/go-template.ts";

const DATA = {
  kind: "List",
  items: [
    { name: "a", n: 1, on: true, labels: { x: "1", y: "2" }, secret: "aGVsbG8=" },
    { name: "b", n: 2, on: false },
  ],
  empty: [],
};
const run = (template: string) => new GoTemplate(template).execute(DATA);

describe("Go templates", () => {
  it.each([
    ["{{.kind}}", "List"],
    ["{{.nope}}", "<no value>"],
    ["{{.nope.deeper}}", "<no value>"],
    ["{{range .items}}{{.name}} {{end}}", "a b "],
    ["{{range $i, $e := .items}}{{$i}}={{$e.name}};{{end}}", "0=a;1=b;"],
    ["{{range $k, $v := (index .items 0).labels}}{{$k}}{{$v}}{{end}}", "x1y2"],
    ["{{range .empty}}x{{else}}none{{end}}", "none"],
    ["{{range .items}}{{if .on}}{{.name}}{{else}}-{{end}}{{end}}", "a-"],
    ['{{range .items}}{{if eq .name "b"}}{{break}}{{end}}{{.name}}{{end}}', "a"],
    ["{{with .kind}}<{{.}}>{{end}}", "<List>"],
    ["{{if and .kind (not .nope)}}yes{{end}}", "yes"],
    ["{{if or .nope false}}yes{{else if .kind}}kind{{end}}", "kind"],
    ["{{len .items}} {{len .kind}}", "2 4"],
    ['{{index .items 1 "name"}}', "b"],
    ['{{.kind | printf "%s-%5s|%-4s|" "x"}}', "x- List|%!s(MISSING)|"],
    ['{{printf "%v %q %d" true "a" 7}}', 'true "a" 7'],
    ["{{(index .items 0).secret | base64decode}}", "hello"],
    ["a  {{- /* note */ -}}  b", "ab"],
    ["x {{- .kind -}} y", "xListy"],
    ["{{$x := 1}}{{$x = 2}}{{$x}}", "2"],
    ['{{define "t"}}[{{.}}]{{end}}{{template "t" .kind}}', "[List]"],
    ['{{gt 2 1}} {{le 1 1}} {{ne "a" "b"}}', "true true true"],
    ["{{(index .items 0).labels}}", "map[x:1 y:2]"],
    ['{{println "a" 1}}', "a 1\n"],
  ])("%s prints %j", (template, text) => {
    expect(run(template)).toEqual({ text });
  });

  it.each([
    ["{{range .items}", "template: output:1: bad character U+007D '}'"],
    ["{{.kind", "template: output:1: unclosed action"],
    ["{{foo}}", 'template: output:1: function "foo" not defined'],
    ["{{$x}}", 'template: output:1: undefined variable "$x"'],
    ["{{if .kind}}", "template: output:1: unexpected EOF"],
    ["a\n{{end}}", "template: output:2: unexpected {{end}}"],
  ])("does not parse %s", (template, message) => {
    expect(() => new GoTemplate(template)).toThrow(message);
  });

  it("says where a field cannot be had, after what was printed before", () => {
    const { text, error } = run("ok {{.items.nope}}");
    expect(text).toBe("ok ");
    expect(error?.message).toBe(
      'template: output:1:11: executing "output" at <.items.nope>: can\'t evaluate field nope in type interface {}',
    );
  });

  it("compares numbers of the data with floats only", () => {
    expect(run("{{eq (index .items 0).n 1}}").error?.message).toContain(
      "error calling eq: incompatible types for comparison",
    );
  });

  it("minds missing keys when told to", () => {
    const { error } = new GoTemplate("{{.nope}}", false).execute(DATA);
    expect(error?.message).toContain('map has no entry for key "nope"');
  });

  it("ends on templates that call themselves", () => {
    expect(run('{{define "t"}}{{template "t"}}{{end}}{{template "t"}}').error).toBeDefined();
  });
});
