/** The functions of jq that are written in jq. Order does not matter: all see each other. */
import type { Definition } from "./ast.ts";
import { parseProgram } from "./parser.ts";

const SOURCE = String.raw`
def map(f): [.[] | f];
def map_values(f): .[] |= f;
def select(f): if f then . else empty end;
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type | . == "array" or . == "object");
def scalars: select(type | . != "array" and . != "object");
def normals: select(isnormal);
def recurse: ..;
def recurse(f; cond): def r: ., (f | select(cond) | r); r;
def recurse_down: ..;
def to_entries: [keys_unsorted[] as $k | {key: $k, value: .[$k]}];
def from_entries:
  reduce .[] as $x ({};
    . + { ($x | if type == "object"
        then (if has("key") then .key elif has("k") then .k elif has("name") then .name
              elif has("Name") then .Name elif has("Key") then .Key elif has("K") then .K else null end)
        else . end
        | if type == "string" then . elif type == "null" then "null" else tojson end):
      ($x | if type == "object"
        then (if has("value") then .value elif has("v") then .v elif has("Value") then .Value
              elif has("V") then .V else null end)
        else null end) });
def with_entries(f): to_entries | map(f) | from_entries;
def del(f): delpaths([path(f)]);
def toarray: if type == "array" then . else [.] end;
def pick(pathexps): . as $top | reduce path(pathexps) as $p (null; setpath($p; $top | getpath($p)));
def paths: path(..) | select(length > 0);
def paths(node_filter): . as $dot | paths | select(. as $p | $dot | getpath($p) | node_filter);
def leaf_paths: paths(scalars);
def add: reduce .[] as $x (null; . + $x);
def add(f): reduce f as $x (null; . + $x);
def any: any(.[]; .);
def all: all(.[]; .);
def any(f): any(.[]; f);
def all(f): all(.[]; f);
def any(generator; condition): isempty(first(generator | condition | select(.))) | not;
def all(generator; condition): isempty(first(generator | condition | select(. | not)));
def isvalid(f): try (f | true) catch false;
def in(xs): . as $x | xs | has($x);
def inside(xs): . as $x | xs | contains($x);
def first(f): label $out | (f | ., break $out);
def nth($n): .[$n];
def nth($n; f): if $n < 0 then error("Out of bounds negative array index") else last(limit($n + 1; f)) end;
def first: .[0];
def last: .[-1];
def last(f): reduce f as $x (null; $x);
def isempty(g): label $go | (g | false, break $go), true;
def combinations:
  if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;
def combinations(n): . as $dot | [range(n)] | map($dot) | combinations;
def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w;
def env: $ENV;
def todate: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdate: fromdateiso8601;
def date: todate;
def dateadd(u; n): . + n;
def datesub(u; n): . - n;
def finites: select(isinfinite or isnan | not);
def match(re): match(re; null);
def match(re; flags): _match(re; flags; false) | .[];
def test(re): test(re; null);
def test(re; flags): _match(re; flags; true);
def capture(re): capture(re; null);
def capture(re; flags): match(re; flags) | [.captures | .[] | select(.name != null) | { key: .name, value: .string }] | from_entries;
def scan(re): scan(re; null);
def scan(re; flags):
  match(re; "g" + flags) | if (.captures | length) > 0 then [.captures | .[] | .string] else .string end;
def split(re; flags): . as $s
  | [foreach ((match(re; flags + "g") | [.offset, .length]), null) as $m
      ([0, null]; if $m == null then [.[0], $s[.[0]:]] else [$m[0] + $m[1], $s[.[0]:$m[0]]] end; .[1])];
def splits(re): splits(re; null);
def splits(re; flags): split(re; flags) | .[];
def sub(re; str): sub(re; str; "");
def gsub(re; str): sub(re; str; "g");
def gsub(re; str; flags): sub(re; str; flags + "g");
def ascii: [.] | implode;
def tostream: path(def r: (.[]?|r), .; r) as $p | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q]);
def fromstream(f): { x: null, e: false } as $init
  | foreach f as $i ($init;
      if .e then $init else . end
      | if $i | length == 2
        then setpath(["e"]; $i[0] | length == 0) | setpath(["x"] + $i[0]; $i[1])
        else setpath(["e"]; $i[0] | length == 1) end;
      if .e then .x else empty end);
def truncate_stream(stream): . as $n | null | stream | . as $input
  | if (.[0] | length) > $n then setpath([0]; .[0][$n:]) else empty end;
def index($i): indices($i) | .[0];
def rindex($i): indices($i) | .[-1:][0];
def IN(s): any(s == .; .);
def IN(src; s): any(src == s; .);
def INDEX(stream; idx_expr): reduce stream as $row ({}; .[$row | idx_expr | tostring] |= $row);
def INDEX(idx_expr): INDEX(.[]; idx_expr);
def halt_error: halt_error(5);
def debug(msg): (msg | debug | empty), .;
def have_literal_numbers: true;
def have_decnum: false;
def min_by(f): _by(f; "min");
def max_by(f): _by(f; "max");
def sort_by(f): _by(f; "sort");
def group_by(f): _by(f; "group");
def unique_by(f): _by(f; "unique");
def _by(f; $what): _by([.[] | [f]]; $what; null);
`;

let loaded: ReadonlyMap<string, Definition> | undefined;

/** By `name/arity`. */
export function prelude(): ReadonlyMap<string, Definition> {
  loaded ??= new Map(
    parseProgram(SOURCE).definitions.map((definition) => [
      `${definition.name}/${definition.parameters.length}`,
      definition,
    ]),
  );
  return loaded;
}
