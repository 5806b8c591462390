/** The shelf of a real browser: IndexedDB, and Web Locks between tabs. */
import { createStore, del, get, keys, set } from "idb-keyval";
import { Shelf, memoryStore, type Hold, type KeyValue } from "./shelf.ts";

function indexedStore(): KeyValue {
  const store = createStore("netpol-lab", "labs");
  return {
    get: (key) => get<unknown>(key, store),
    set: (key, value) => set(key, value, store),
    delete: (key) => del(key, store),
    keys: () => keys<string>(store),
  };
}

const held = new Set<string>();

/** Holds a lock until the tab closes; browsers without Web Locks count every name as free. */
const hold: Hold = (name) => {
  if (held.has(name)) return Promise.resolve(true);
  if (!("locks" in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`netpol-lab/${name}`, { ifAvailable: true }, (lock) => {
      if (lock === null) {
        resolve(false);
        return undefined;
      }
      held.add(name);
      resolve(true);
      return new Promise<never>(() => undefined); // until the tab is gone
    });
  });
};

/** Where nothing can be stored, labs last as long as the page. */
let memory: KeyValue | undefined;

/** The device's shelf; `durable` is false when the browser refuses to store (private windows). */
export async function openShelf(): Promise<{ shelf: Shelf; durable: boolean }> {
  try {
    const store = indexedStore();
    await store.keys();
    return { shelf: new Shelf(store, hold), durable: true };
  } catch {
    memory ??= memoryStore();
    return { shelf: new Shelf(memory, hold), durable: false };
  }
}
