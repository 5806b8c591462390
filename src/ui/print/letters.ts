/** `A` for the first place. */
export function letter(place: number): string {
  return String.fromCharCode(65 + place);
}

/** A cell of a matrix question, `reach A -> B:PORT allow`, as a person reads it. */
export function cellText(cell: string): { readonly flow: string; readonly passes: boolean } {
  return {
    flow: cell
      .replace(/^(reach|try)\s+/, "")
      .replace(/\s+(allow|deny|ok|timeout|refused)$/, "")
      .replace("->", "→"),
    passes: /\s(allow|ok)$/.test(cell),
  };
}
