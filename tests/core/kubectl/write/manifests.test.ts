import { describe, expect, test } from "vitest";
import { readText } from "../../../../src/core/kubectl/manifests.ts";
import { decodeGoJson, parseGoJson } from "../../../../src/core/kubectl/write/go-json.ts";

const told = (text: string, validate = true): string[] =>
  readText(text, "f.yaml", validate).map((event) =>
    event.kind === "error"
      ? event.error.message
      : `${event.manifest.type.name} ${event.manifest.namespace}/${event.manifest.name}`,
  );

const MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

describe("readText", () => {
  test.each([
    [
      "several documents, empty ones left out",
      `# x\n${MAP}---\n---\n# only a remark\n---\n${MAP}`,
      ["configmaps /a", "configmaps /a"],
    ],
    [
      "JSON, one value after the other",
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}} {"apiVersion":"v1","kind":"Pod","metadata":{"name":"q","namespace":"n"}}',
      ["pods /p", "pods n/q"],
    ],
    [
      "JSON with a trailing comma is YAML",
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},}',
      ["pods /p"],
    ],
    [
      "a List is its items",
      `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: p}}\n`,
      ["pods /p"],
    ],
    [
      "items of a PodList need no kind",
      "apiVersion: v1\nkind: PodList\nitems: [{metadata: {name: p}}]\n",
      ["pods /p"],
    ],
    [
      "those before a broken one count",
      `${MAP}---\nmetadata: {name: q\n`,
      [
        "configmaps /a",
        "error parsing f.yaml: error converting YAML to JSON: yaml: line 1: did not find expected ',' or '}'",
      ],
    ],
    ["a text that is cut short", '{"apiVersion":"v1"\n', ["error parsing f.yaml: unexpected EOF"]],
    [
      "no object at all",
      "just text\n",
      [
        'error validating "f.yaml": error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false',
      ],
    ],
    [
      "neither kind nor apiVersion",
      "a: b\n",
      [
        'error validating "f.yaml": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these errors, turn validation off with --validate=false',
      ],
    ],
    [
      "a kind there is not",
      "apiVersion: v1\nkind: Pods\nmetadata: {name: a, namespace: b}\n",
      [
        'resource mapping not found for name: "a" namespace: "b" from "f.yaml": no matches for kind "Pods" in version "v1"\nensure CRDs are installed first',
      ],
    ],
    [
      "metadata of a wrong type",
      "apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: 1}}\n",
      [
        'unable to decode "f.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
      ],
    ],
    [
      "something behind the dashes",
      `--- foo\n${MAP}`,
      ["error parsing f.yaml: invalid Yaml document separator: foo"],
    ],
  ])("%s", (_what, text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test("without validation a missing kind is found out when the object is decoded", () => {
    expect(told("a: b\n", false)).toEqual([
      `unable to decode "f.yaml": Object 'Kind' is missing in '{"a":"b"}'`,
    ]);
  });
});

describe("Go's JSON", () => {
  test.each([
    ["{bad json", "invalid character 'b' looking for beginning of object key string"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ["[1 2]", "invalid character '2' after array element"],
    ["nul", "unexpected end of JSON input"],
    ["tru3", "invalid character '3' in literal true (expecting 'e')"],
    ["01", "invalid character '1' after top-level value"],
    ["1.x", "invalid character 'x' after decimal point in numeric literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ["[".repeat(5000), "exceeded max depth"],
  ])("%# is refused", (text, message) => {
    expect(parseGoJson(text)).toMatchObject({ error: message });
  });

  test("a value is read up to its end", () => {
    expect(decodeGoJson(' {"a":[1,true,null,"x"]} rest')).toMatchObject({
      value: { a: [1, true, null, "x"] },
      end: 24,
    });
  });
});
