/** Going to places whose address has a seed behind a question mark, which the router would move. */

/** The address of a quiz within the page. */
export const hrefOf = (place: string): string => `#/quiz/${place}`;

export function goTo(place: string): void {
  window.location.hash = hrefOf(place);
}

/** Without a step back to where the address had no seed. */
export function putAddress(place: string): void {
  window.location.replace(hrefOf(place));
}

/** Six letters and digits. */
export function newSeed(): string {
  const numbers = crypto.getRandomValues(new Uint32Array(6));
  return Array.from(numbers, (number) => (number % 36).toString(36)).join("");
}
