import type { Inline } from "../../../core/lessons/prose.ts";
import { InlineCommand } from "./CommandLine.tsx";
import { Term } from "./Term.tsx";

/** Words of a paragraph with their marks. */
export function Inlines({ inlines }: { readonly inlines: readonly Inline[] }) {
  return inlines.map((inline, index) => <One key={index} inline={inline} />);
}

function One({ inline }: { readonly inline: Inline }) {
  switch (inline.kind) {
    case "text":
      return inline.text;
    case "code":
      return inline.command ? <InlineCommand command={inline.text} /> : <code>{inline.text}</code>;
    case "strong":
      return (
        <strong>
          <Inlines inlines={inline.children} />
        </strong>
      );
    case "emphasis":
      return (
        <em>
          <Inlines inlines={inline.children} />
        </em>
      );
    case "term":
      return <Term term={inline.term} text={inline.text} />;
    case "link": {
      const away = !inline.href.startsWith("#");
      return (
        <a href={inline.href} {...(away ? { target: "_blank", rel: "noreferrer" } : {})}>
          <Inlines inlines={inline.children} />
        </a>
      );
    }
  }
}
