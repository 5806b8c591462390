/** The address of a place of the page, to be given to somebody: the page's own, without its hash. */
export function linkTo(path: string): string {
  return `${location.href.replace(/#.*$/s, "")}#${path}`;
}
