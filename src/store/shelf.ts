/**
 * Saved labs on this device. A lab has the name of its scenario (or of its import), so opening
 * another scenario never overwrites one. A second tab on the same lab gets a copy under `NAME~2`:
 * each tab owns what it shows, held by a lock for as long as the tab lives.
 */
export interface KeyValue {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  keys(): Promise<readonly string[]>;
}

/** Tries to hold a name for this tab; false when another tab holds it. */
export type Hold = (name: string) => Promise<boolean>;

export interface SavedLab {
  readonly id: string;
  readonly title: string;
  /** Wall time, milliseconds since the epoch. */
  readonly savedAt: number;
  /** The session's snapshot; whatever it holds is validated by whoever opens it. */
  readonly snapshot: unknown;
}

export interface OpenedLab {
  /** The name under which this tab saves. */
  readonly id: string;
  readonly saved: SavedLab | undefined;
  /** True when another tab owns the lab that was asked for. */
  readonly copy: boolean;
}

const PREFIX = "lab/";
const ASIDE = "aside/";
const MAX_COPIES = 20;

function isSavedLab(value: unknown): value is SavedLab {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    typeof value.id === "string" &&
    "title" in value &&
    typeof value.title === "string" &&
    "savedAt" in value &&
    typeof value.savedAt === "number" &&
    "snapshot" in value
  );
}

export class Shelf {
  readonly #store: KeyValue;
  readonly #hold: Hold;

  constructor(store: KeyValue, hold: Hold) {
    this.#store = store;
    this.#hold = hold;
  }

  /** Opens the lab of that name, or a copy of it when another tab has it. */
  async open(name: string): Promise<OpenedLab> {
    for (let n = 1; n <= MAX_COPIES; n++) {
      const id = n === 1 ? name : `${name}~${n}`;
      if (!(await this.#hold(id))) continue;
      const own = await this.read(id);
      return { id, saved: own ?? (n === 1 ? undefined : await this.read(name)), copy: n > 1 };
    }
    return { id: `${name}~${MAX_COPIES + 1}`, saved: await this.read(name), copy: true };
  }

  async read(id: string): Promise<SavedLab | undefined> {
    const value = await this.#store.get(PREFIX + id);
    return isSavedLab(value) ? value : undefined;
  }

  async save(lab: SavedLab): Promise<void> {
    await this.#store.set(PREFIX + lab.id, lab);
  }

  async remove(id: string): Promise<void> {
    await this.#store.delete(PREFIX + id);
  }

  /** Keeps a save that cannot be read under another name, so that nothing is thrown away. */
  async setAside(lab: SavedLab): Promise<string> {
    const key = `${ASIDE}${lab.id}/${lab.savedAt}`;
    await this.#store.set(key, lab);
    await this.remove(lab.id);
    return key;
  }

  /** Names of all saved labs. */
  async names(): Promise<readonly string[]> {
    const keys = await this.#store.keys();
    return keys.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  }
}

/** A shelf in memory, for tests and for browsers that refuse to store. */
export function memoryStore(): KeyValue {
  const map = new Map<string, unknown>();
  return {
    get: (key) => Promise.resolve(map.get(key)),
    set: (key, value) => {
      map.set(key, value);
      return Promise.resolve();
    },
    delete: (key) => {
      map.delete(key);
      return Promise.resolve();
    },
    keys: () => Promise.resolve([...map.keys()]),
  };
}
