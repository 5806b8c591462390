/** The shell's variables: scalars, indexed and associative arrays, with dynamic scope for `local`. */

export interface Variable {
  /** Of a scalar; undefined when only declared. */
  readonly value?: string | undefined;
  /** Of an array: by index (as decimal text) or key. */
  readonly items?: ReadonlyMap<string, string> | undefined;
  readonly associative?: boolean | undefined;
  readonly exported?: boolean | undefined;
  readonly readonly?: boolean | undefined;
  /** `declare -i`: assignments are arithmetic. */
  readonly integer?: boolean | undefined;
}

/** An assignment to a readonly variable. */
export class ReadonlyVariableError extends Error {
  override readonly name = "ReadonlyVariableError";
  readonly variable: string;
  constructor(variable: string) {
    super(variable);
    this.variable = variable;
  }
}

/** An index that is no index: `a[-9]` of a short array. */
export class SubscriptError extends Error {
  override readonly name = "SubscriptError";
}

export class Variables {
  readonly #all: Map<string, Variable>;
  /** For each function call in progress what its locals hid; undefined for "was not set". */
  readonly #frames: Map<string, Variable | undefined>[] = [];

  constructor(all: ReadonlyMap<string, Variable> = new Map()) {
    this.#all = new Map(all);
  }

  /** A copy for a subshell; its locals stay as they are. */
  clone(): Variables {
    const copy = new Variables(this.#all);
    for (const frame of this.#frames) copy.#frames.push(new Map(frame));
    return copy;
  }

  get(name: string): Variable | undefined {
    return this.#all.get(name);
  }

  names(): readonly string[] {
    return [...this.#all.keys()].sort();
  }

  /** The value as `$name` gives it: element 0 of an array. */
  text(name: string): string | undefined {
    const variable = this.#all.get(name);
    return variable?.items === undefined ? variable?.value : variable.items.get("0");
  }

  isSet(name: string): boolean {
    const variable = this.#all.get(name);
    return variable?.value !== undefined || variable?.items !== undefined;
  }

  /** Sets a scalar (element 0 of an array); throws {@link ReadonlyVariableError}. */
  set(name: string, value: string): void {
    const old = this.#writable(name);
    if (old?.items === undefined) {
      this.#all.set(name, { ...old, value });
      return;
    }
    this.setItem(name, "0", value);
  }

  setItem(name: string, key: string, value: string): void {
    const old = this.#writable(name);
    const items = new Map(old?.items ?? (old?.value === undefined ? [] : [["0", old.value]]));
    items.set(key, value);
    this.#all.set(name, { ...old, value: undefined, items });
  }

  setArray(name: string, items: ReadonlyMap<string, string>, associative: boolean): void {
    const old = this.#writable(name);
    this.#all.set(name, { ...old, value: undefined, items, associative });
  }

  /** Changes attributes, making the variable when there is none. */
  mark(name: string, change: Partial<Variable>): void {
    this.#all.set(name, { ...this.#all.get(name), ...change });
  }

  unset(name: string): void {
    this.#writable(name);
    this.#all.delete(name);
  }

  unsetItem(name: string, key: string): void {
    const old = this.#writable(name);
    if (old?.items === undefined) return;
    const items = new Map(old.items);
    items.delete(key);
    this.#all.set(name, { ...old, items });
  }

  #writable(name: string): Variable | undefined {
    const old = this.#all.get(name);
    if (old?.readonly === true) throw new ReadonlyVariableError(name);
    return old;
  }

  /** The keys of an array in order: numbers ascending, or as they were added. */
  keys(name: string): readonly string[] {
    const variable = this.#all.get(name);
    if (variable?.items === undefined) return variable?.value === undefined ? [] : ["0"];
    const keys = [...variable.items.keys()];
    return variable.associative === true ? keys : keys.sort((a, b) => Number(a) - Number(b));
  }

  /** All elements in the order of their keys. */
  items(name: string): readonly string[] {
    const variable = this.#all.get(name);
    if (variable?.items === undefined) return variable?.value === undefined ? [] : [variable.value];
    return this.keys(name).map((key) => variable.items?.get(key) ?? "");
  }

  /** What programs get. */
  environment(): Map<string, string> {
    const env = new Map<string, string>();
    for (const [name, variable] of this.#all) {
      if (variable.exported === true && variable.value !== undefined) env.set(name, variable.value);
    }
    return env;
  }

  get inFunction(): boolean {
    return this.#frames.length > 0;
  }

  pushFrame(): void {
    this.#frames.push(new Map());
  }

  /** Ends a function call: what its locals hid comes back. */
  popFrame(): void {
    const frame = this.#frames.pop();
    for (const [name, old] of frame ?? []) {
      if (old === undefined) this.#all.delete(name);
      else this.#all.set(name, old);
    }
  }

  /** Makes `name` local to the function that runs: unset, until assigned. */
  declareLocal(name: string): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined || frame.has(name)) return;
    const old = this.#all.get(name);
    frame.set(name, old);
    this.#all.set(name, { exported: old?.exported });
  }
}
