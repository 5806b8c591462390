/**
 * Working on an immutable state: a Draft collects writes, copies a kind's objects at the first
 * write to it, and gives a new state at the end. A draft that is dropped has changed nothing,
 * which is what dry runs and refused requests rely on.
 */
import type { KubeObject } from "../api/objects.ts";
import { createRandom, type Random } from "./random.ts";
import { compareKeys } from "./names.ts";
import { DEFAULT_PLUGIN } from "./types.ts";
import type {
  ClusterEnv,
  ClusterState,
  GroupKind,
  KubeletState,
  NamespacedKey,
  PodRuntime,
  WatchEvent,
} from "./types.ts";
import { equal, json, kube, withAt } from "./values.ts";

type Objects = Map<NamespacedKey, KubeObject>;

const NO_OBJECTS: ReadonlyMap<NamespacedKey, KubeObject> = new Map();

/** The key under which an object is stored. */
export function keyOf(namespace: string | undefined, name: string): NamespacedKey {
  return `${namespace ?? ""}/${name}`;
}

/** An empty cluster without nodes or namespaces; `seed` decides every generated name. */
export function emptyState(seed: number): ClusterState {
  return {
    resourceVersion: 1,
    objects: new Map(),
    seed,
    ipam: { nextPodHost: {}, scheduled: 0 },
    kubelet: { images: {}, pods: new Map() },
    plugin: DEFAULT_PLUGIN,
  };
}

/** The objects of a kind in order, all of them and by namespace. */
interface Ordered {
  readonly all: readonly KubeObject[];
  readonly byNamespace: ReadonlyMap<string, readonly KubeObject[]>;
}

function order(objects: ReadonlyMap<NamespacedKey, KubeObject>): Ordered {
  const all = sorted(objects);
  const byNamespace = new Map<string, KubeObject[]>();
  for (const object of all) {
    const namespace = object.metadata.namespace ?? "";
    const list = byNamespace.get(namespace);
    if (list === undefined) byNamespace.set(namespace, [object]);
    else list.push(object);
  }
  return { all, byNamespace };
}

/** Committed maps never change, so their order is worked out once. */
const ordered = new WeakMap<ReadonlyMap<NamespacedKey, KubeObject>, Ordered>();

function orderedOnce(objects: ReadonlyMap<NamespacedKey, KubeObject>): Ordered {
  let found = ordered.get(objects);
  if (found === undefined) {
    found = order(objects);
    ordered.set(objects, found);
  }
  return found;
}

function sorted(objects: ReadonlyMap<NamespacedKey, KubeObject>): readonly KubeObject[] {
  return [...objects.entries()].sort(([a], [b]) => compareKeys(a, b)).map(([, object]) => object);
}

export class Draft {
  readonly env: ClusterEnv;
  readonly #base: ClusterState;
  readonly #written = new Map<GroupKind, Objects>();
  /** Orders of written kinds, until the next write to them. */
  readonly #orders = new Map<GroupKind, Ordered>();
  readonly #events: WatchEvent[] = [];
  readonly #random: Random;
  #resourceVersion: number;
  #ipam: ClusterState["ipam"];
  #images: KubeletState["images"];
  #pods: Map<string, PodRuntime> | undefined;
  readonly #dryRun: boolean;

  /** @param dryRun nothing will be committed: what is stored gets no new resourceVersion */
  constructor(base: ClusterState, env: ClusterEnv, dryRun = false) {
    this.#base = base;
    this.#dryRun = dryRun;
    this.env = env;
    this.#random = createRandom(base.seed);
    this.#resourceVersion = base.resourceVersion;
    this.#ipam = base.ipam;
    this.#images = base.kubelet.images;
  }

  /** Seeded; what is drawn advances the state's seed when the draft is committed. */
  get random(): Random {
    return this.#random;
  }

  get resourceVersion(): number {
    return this.#resourceVersion;
  }

  /** Changes so far, in order. */
  get events(): readonly WatchEvent[] {
    return this.#events;
  }

  get ipam(): ClusterState["ipam"] {
    return this.#ipam;
  }

  setIpam(ipam: ClusterState["ipam"]): void {
    this.#ipam = ipam;
  }

  get images(): KubeletState["images"] {
    return this.#images;
  }

  setImages(images: KubeletState["images"]): void {
    this.#images = images;
  }

  get runtimes(): ReadonlyMap<string, PodRuntime> {
    return this.#pods ?? this.#base.kubelet.pods;
  }

  setRuntime(uid: string, runtime: PodRuntime | undefined): void {
    this.#pods ??= new Map(this.#base.kubelet.pods);
    if (runtime === undefined) this.#pods.delete(uid);
    else this.#pods.set(uid, runtime);
  }

  /** The kinds that have objects. */
  get kinds(): readonly GroupKind[] {
    return [...new Set([...this.#base.objects.keys(), ...this.#written.keys()])].sort();
  }

  objects(kind: GroupKind): ReadonlyMap<NamespacedKey, KubeObject> {
    return this.#written.get(kind) ?? this.#base.objects.get(kind) ?? NO_OBJECTS;
  }

  /** All objects of a kind in the order of their keys, or those of one namespace. */
  list(kind: GroupKind, namespace?: string): readonly KubeObject[] {
    const objects = this.objects(kind);
    const { all, byNamespace } = this.#written.has(kind)
      ? this.#order(kind, objects)
      : orderedOnce(objects);
    return namespace === undefined ? all : (byNamespace.get(namespace) ?? []);
  }

  get(kind: GroupKind, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.objects(kind).get(keyOf(namespace, name));
  }

  /**
   * Stores an object under a new resourceVersion and notes the change. An object equal to the
   * stored one is left alone, as etcd3's store does with writes that change nothing.
   */
  put(kind: GroupKind, object: KubeObject): KubeObject {
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const before = this.objects(kind).get(key);
    if (before !== undefined) {
      const version = before.metadata.resourceVersion;
      if (equal(before, withAt(json(object), ["metadata", "resourceVersion"], version))) {
        return before;
      }
    }
    this.#resourceVersion += 1;
    const version = this.#dryRun ? before?.metadata.resourceVersion : String(this.#resourceVersion);
    const stored = kube(withAt(json(object), ["metadata", "resourceVersion"], version));
    this.#writable(kind).set(key, stored);
    this.#events.push({ type: before === undefined ? "ADDED" : "MODIFIED", object: stored });
    return stored;
  }

  /** Takes an object out; answers its last form under the resourceVersion of the deletion. */
  remove(kind: GroupKind, object: KubeObject): KubeObject {
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    if (!this.objects(kind).has(key)) return object;
    this.#resourceVersion += 1;
    this.#writable(kind).delete(key);
    const last = kube(
      withAt(json(object), ["metadata", "resourceVersion"], String(this.#resourceVersion)),
    );
    this.#events.push({ type: "DELETED", object: last });
    return last;
  }

  /** The new state; the old one itself when nothing was written. */
  commit(): ClusterState {
    const changed =
      this.#written.size > 0 ||
      this.#pods !== undefined ||
      this.#ipam !== this.#base.ipam ||
      this.#images !== this.#base.kubelet.images;
    if (!changed) return this.#base;
    const objects = new Map(this.#base.objects);
    for (const [kind, map] of this.#written) objects.set(kind, map);
    return {
      ...this.#base,
      resourceVersion: this.#resourceVersion,
      objects,
      seed: this.#random.seed,
      ipam: this.#ipam,
      kubelet: { images: this.#images, pods: this.#pods ?? this.#base.kubelet.pods },
    };
  }

  #order(kind: GroupKind, objects: ReadonlyMap<NamespacedKey, KubeObject>): Ordered {
    let found = this.#orders.get(kind);
    if (found === undefined) {
      found = order(objects);
      this.#orders.set(kind, found);
    }
    return found;
  }

  #writable(kind: GroupKind): Objects {
    this.#orders.delete(kind);
    let objects = this.#written.get(kind);
    if (objects === undefined) {
      objects = new Map(this.#base.objects.get(kind) ?? []);
      this.#written.set(kind, objects);
    }
    return objects;
  }
}
