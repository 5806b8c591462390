/**
 * The shells that the interpreter speaks: bash (the learner's), busybox ash (`sh` in busybox and
 * alpine images) and dash (`sh` in Debian images). They differ in syntax and in their messages.
 */
export type Dialect = "bash" | "busybox" | "dash";

export interface Features {
  /** `[[ … ]]` */
  readonly doubleBracket: boolean;
  /** `a=(x y)` */
  readonly arrays: boolean;
  /** `<(…)` */
  readonly processSubstitution: boolean;
  /** `<<<` */
  readonly hereString: boolean;
  /** `$'…'` and `$"…"` */
  readonly dollarQuotes: boolean;
  /** `&>` */
  readonly ampersandRedirect: boolean;
  /** `{a,b}` and `{1..3}` */
  readonly braces: boolean;
  /** The word `function`. */
  readonly functionWord: boolean;
  /** `((…))` */
  readonly arithmeticCommand: boolean;
}

export const FEATURES: Readonly<Record<Dialect, Features>> = {
  bash: {
    doubleBracket: true,
    arrays: true,
    processSubstitution: true,
    hereString: true,
    dollarQuotes: true,
    ampersandRedirect: true,
    braces: true,
    functionWord: true,
    arithmeticCommand: true,
  },
  busybox: {
    doubleBracket: true,
    arrays: false,
    processSubstitution: true,
    hereString: false,
    dollarQuotes: true,
    ampersandRedirect: true,
    braces: false,
    functionWord: true,
    arithmeticCommand: false,
  },
  dash: {
    doubleBracket: false,
    arrays: false,
    processSubstitution: false,
    hereString: false,
    dollarQuotes: false,
    ampersandRedirect: false,
    braces: false,
    functionWord: false,
    arithmeticCommand: false,
  },
};
