/** The flags of a command line as a command reads them; asking for one it has not throws. */
export interface FlagValues {
  /** False when the command has no such flag. */
  has(name: string): boolean;
  /** True when the flag was given, whatever the value. */
  changed(name: string): boolean;
  bool(name: string): boolean;
  string(name: string): string;
  /** The values of a repeatable flag; empty when it was not given and has no default. */
  list(name: string): readonly string[];
  number(name: string): number;
  /** Milliseconds. */
  duration(name: string): number;
}
