/** Numbers as Go writes them. */

/** Go's FormatFloat(x, 'g', -1, 64): an exponent below 1e-4 and from 1e6 on, of two digits. */
export function formatG(value: number): string {
  const [mantissa = "", power = "0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return plainDecimal(value);
  const sign = exponent < 0 ? "-" : "+";
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** JavaScript writes 0.0001 without an exponent, and nothing smaller gets here. */
function plainDecimal(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
