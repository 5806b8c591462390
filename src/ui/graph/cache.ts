import { gridLayout, type GraphLayout, type LayoutOptions } from "../../core/graph/layout.ts";
import type { GraphCard, GraphModel } from "../../core/graph/types.ts";
import type { CardNode } from "./nodes.tsx";

/**
 * The same layout object while the same cards stand in the same regions, whatever else changed:
 * the view is then left as it is.
 */
export class LayoutCache {
  #key = "";
  #layout: GraphLayout | undefined;

  layoutOf(model: GraphModel, options: LayoutOptions): GraphLayout {
    const key = [
      JSON.stringify(options),
      ...model.regions.map(
        ({ id, blocks }) => `${id}:${blocks.map((block) => block.join(",")).join(";")}`,
      ),
    ].join("|");
    if (this.#layout === undefined || key !== this.#key) {
      this.#layout = gridLayout(model, options);
      this.#key = key;
    }
    return this.#layout;
  }
}

/**
 * A node whose facts did not change is the same object as before, so that a key press or a
 * selection draws two cards anew and not five hundred.
 */
export class NodeCache {
  #nodes = new Map<string, CardNode>();

  reconcile(nodes: readonly CardNode[]): CardNode[] {
    const kept = nodes.map((node) => {
      const old = this.#nodes.get(node.id);
      return old !== undefined && sameNode(old, node) ? old : node;
    });
    this.#nodes = new Map(kept.map((node) => [node.id, node]));
    return kept;
  }
}

/** Equal in everything that is drawn. */
function sameNode(a: CardNode, b: CardNode): boolean {
  return (
    a.position.x === b.position.x &&
    a.position.y === b.position.y &&
    a.data.state === b.data.state &&
    a.data.tabStop === b.data.tabStop &&
    a.data.change === b.data.change &&
    a.data.enforced === b.data.enforced &&
    a.data.onActivate === b.data.onActivate &&
    a.data.text === b.data.text &&
    sameCard(a.data.card, b.data.card)
  );
}

/** An unchanged pod may come as a new object: cards are made anew with every state. */
function sameCard(a: GraphCard, b: GraphCard): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
