/**
 * Prose of lessons and questions as data: what authored Markdown comes down to when the project is
 * built. The set is closed; nothing in it can become HTML.
 */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  /** `command`: typed into the terminal when it is clicked. */
  | { readonly kind: "code"; readonly text: string; readonly command?: true }
  | { readonly kind: "strong" | "emphasis"; readonly children: readonly Inline[] }
  /** A word of the glossary, as the text has it. */
  | { readonly kind: "term"; readonly term: string; readonly text: string }
  /** `href` is a place of the page (`#/…`) or an https address. */
  | { readonly kind: "link"; readonly href: string; readonly children: readonly Inline[] };

export type PolicyPart = "target" | "direction" | "peer" | "port";

/** A line of YAML of a worked example, with the part of the policy that it says. */
export interface YamlLine {
  readonly text: string;
  readonly part?: PolicyPart;
}

export type Block =
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  | {
      readonly kind: "list";
      readonly ordered: boolean;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  /** ```` ```yaml parts ```` */
  | { readonly kind: "yaml"; readonly lines: readonly YamlLine[] }
  | {
      readonly kind: "table";
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: "note"; readonly children: readonly Block[] }
  /** Something to do now; the command is typed on click. */
  | { readonly kind: "try"; readonly command?: string; readonly children: readonly Block[] }
  /** Where the step's prediction stands, after these words; without one it follows the text. */
  | { readonly kind: "predict"; readonly children: readonly Block[] }
  /** The gates of a pod, `NAMESPACE/POD`, as they are now. */
  | { readonly kind: "gates"; readonly pod: string }
  /** The small matrix of the cluster at a port, e.g. `8080` or `53/UDP`. */
  | { readonly kind: "matrix"; readonly port: string }
  /** Two files side by side. */
  | { readonly kind: "compare"; readonly left: string; readonly right: string };

/** The prose of a lesson by step id. */
export type Prose = Readonly<Record<string, readonly Block[]>>;
