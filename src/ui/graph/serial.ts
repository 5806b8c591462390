const serials = new WeakMap<object, number>();
let last = 0;

/** A number of its own for every object, so that a new one can restart what the last one showed. */
export function serialOf(object: object): number {
  const known = serials.get(object);
  if (known !== undefined) return known;
  last += 1;
  serials.set(object, last);
  return last;
}
