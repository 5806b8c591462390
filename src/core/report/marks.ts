/** The marks that plain text uses for a verdict; the page draws its own. */
export const MARK = { yes: "✓", no: "✗", info: "·" } as const;
