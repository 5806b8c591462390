export interface Difference {
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}
export function compareRecords(expected: object, actual: object): Difference[];
export function normalise(text: string): string;
