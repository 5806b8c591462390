import { describe, expect, it } from "vitest";
import { Shelf, memoryStore, type Hold } from "../../src/store/shelf.ts";

/** Locks as several tabs share them; a tab keeps what it holds. */
function tabs(): () => Hold {
  const owners = new Map<string, number>();
  let next = 0;
  return () => {
    const me = next++;
    return (name) => {
      const owner = owners.get(name) ?? me;
      owners.set(name, owner);
      return Promise.resolve(owner === me);
    };
  };
}

const lab = (id: string, snapshot: unknown = {}) => ({ id, title: id, savedAt: 7, snapshot });

describe("Shelf", () => {
  it("gives a lab back by its name", async () => {
    const shelf = new Shelf(memoryStore(), tabs()());
    expect(await shelf.open("day26")).toEqual({ id: "day26", saved: undefined, copy: false });
    await shelf.save(lab("day26", { a: 1 }));
    expect((await shelf.open("day26")).saved?.snapshot).toEqual({ a: 1 });
  });

  it("gives a second tab a copy, and neither overwrites the other", async () => {
    const store = memoryStore();
    const tab = tabs();
    const first = new Shelf(store, tab());
    const second = new Shelf(store, tab());
    await first.open("flat");
    await first.save(lab("flat", "first"));
    const opened = await second.open("flat");
    expect(opened).toMatchObject({ id: "flat~2", copy: true, saved: { snapshot: "first" } });
    await second.save(lab("flat~2", "second"));
    expect((await first.read("flat"))?.snapshot).toBe("first");
    expect((await second.open("flat")).saved?.snapshot).toBe("second");
  });

  it("takes a malformed record for none, and sets an unreadable one aside", async () => {
    const store = memoryStore();
    const shelf = new Shelf(store, tabs()());
    await store.set("lab/x", { id: 3 });
    expect(await shelf.read("x")).toBeUndefined();
    await shelf.save(lab("y", "broken"));
    const key = await shelf.setAside(lab("y", "broken"));
    expect(await shelf.read("y")).toBeUndefined();
    expect(await store.get(key)).toMatchObject({ snapshot: "broken" });
    expect(await shelf.names()).toEqual(["x"]);
  });
});
