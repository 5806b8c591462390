import { useEffect, useRef, type RefObject } from "react";

/**
 * The question that the learner went to gets the focus, since the button that led there is gone.
 * Nothing moves when the page is opened.
 */
export function useTurn(at: number): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(at);
  useEffect(() => {
    if (before.current === at) return;
    before.current = at;
    place.current?.focus();
  }, [at]);
  return place;
}
