import type { ReactNode } from "react";

/**
 * A line of prose with the two marks that authored texts may use: `code` and **strong**.
 * Everything else is shown as it stands; no HTML is ever made from text.
 */
export function Prose({ text }: { readonly text: string }) {
  const parts: ReactNode[] = [];
  const pattern = /`([^`]+)`|\*\*([^*]+)\*\*/g;
  let last = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(last, match.index));
    const [whole, code, strong] = match;
    parts.push(
      code !== undefined ? (
        <code key={match.index}>{code}</code>
      ) : (
        <strong key={match.index}>{strong}</strong>
      ),
    );
    last = match.index + whole.length;
  }
  parts.push(text.slice(last));
  return <>{parts}</>;
}
