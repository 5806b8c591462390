import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
} from "react";
import type { GraphSelection } from "../../core/graph/emphasis.ts";
import { neighbour, type Heading } from "../../core/graph/navigate.ts";
import type { Picture } from "../../core/graph/picture.ts";
import type { Framing } from "./useFraming.ts";

interface GraphKeysInput {
  readonly rootRef: RefObject<HTMLDivElement | null>;
  readonly picture: Picture;
  readonly selection: GraphSelection | undefined;
  readonly onSelect: (selection: GraphSelection | undefined) => void;
  readonly onTry: ((source: string, destination: string) => void) | undefined;
  readonly onToggle: ((id: string, fold: boolean) => void) | undefined;
  readonly framing: Framing;
}

export interface GraphKeys {
  /** The one card that Tab leads to. */
  readonly tabStop: string | undefined;
  /** Source of a connection being asked for by keyboard. */
  readonly trying: string | undefined;
  /** For the live region and the banner. */
  readonly message: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onFlowClick: (event: MouseEvent) => void;
}

const HEADINGS: Readonly<Record<string, Heading>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/**
 * Keyboard of the graph, one tab stop: arrows move between cards, `f` and `F` along the flows of
 * the focused card, arrows on a flow to its ends, Enter selects, `t` tries a connection, `e` folds
 * or opens, Escape steps back.
 */
export function useGraphKeys(input: GraphKeysInput): GraphKeys {
  const { rootRef, picture, selection, onSelect, onTry, onToggle, framing } = input;
  const [focused, setFocused] = useState<string>();
  const [trying, setTrying] = useState<string>();
  const [message, setMessage] = useState("");
  const wanted = useRef<string>(undefined);
  const { cards } = picture.model;
  const rects = picture.layout.cards;
  const tabStop = focused !== undefined && cards.has(focused) ? focused : [...cards.keys()][0];
  const nameOf = (id: string): string => cards.get(id)?.name ?? id;

  const focus = useCallback(
    (attribute: "card" | "flow", id: string): boolean => {
      const selector = `[data-${attribute}="${CSS.escape(id)}"]`;
      const element = rootRef.current?.querySelector<HTMLElement>(selector);
      if (element === undefined || element === null) return false;
      element.focus({ preventScroll: true });
      return true;
    },
    [rootRef],
  );

  // A card outside the view is drawn only after the view has moved to it.
  useEffect(() => {
    if (wanted.current === undefined) return;
    const timer = setInterval(() => {
      if (wanted.current === undefined || focus("card", wanted.current)) {
        wanted.current = undefined;
        clearInterval(timer);
      }
    }, 30);
    const stop = setTimeout(() => {
      clearInterval(timer);
    }, 1000);
    return () => {
      clearInterval(timer);
      clearTimeout(stop);
    };
  });

  const goTo = (id: string): void => {
    const rect = rects.get(id);
    if (rect !== undefined) framing.show(rect);
    setFocused(id);
    if (!focus("card", id)) wanted.current = id;
    if (trying !== undefined) {
      setMessage(`From ${nameOf(trying)} to ${nameOf(id)}? Enter tries, Escape cancels.`);
    }
  };

  const flowsOf = (card: string) =>
    picture.paths.filter(({ flow }) => flow.source === card || flow.destination === card);

  const alongFlows = (card: string, current: string | undefined, step: number): void => {
    const flows = flowsOf(card);
    if (flows.length === 0) {
      setMessage(`No flows of ${nameOf(card)} are shown.`);
      return;
    }
    const at = flows.findIndex(({ flow }) => flow.id === current);
    const first = step > 0 ? 0 : flows.length - 1;
    const next = at === -1 ? first : (at + step + flows.length) % flows.length;
    focus("flow", flows[next]?.flow.id ?? "");
  };

  const onCardKey = (event: KeyboardEvent, card: string): boolean => {
    const heading = HEADINGS[event.key];
    if (heading !== undefined) {
      const next = neighbour(rects, card, heading);
      if (next !== undefined) goTo(next);
      return true;
    }
    const model = cards.get(card);
    switch (event.key) {
      case "Enter":
      case " ":
        if (trying !== undefined) {
          if (trying !== card) onTry?.(trying, card);
          setTrying(undefined);
          setMessage(trying === card ? "" : `Trying ${nameOf(trying)} to ${nameOf(card)}.`);
        } else if (model !== undefined && "pods" in model) {
          onToggle?.(model.kind === "namespace" ? model.region : model.id, false);
        } else if (model !== undefined) {
          onSelect({ kind: model.kind === "pod" ? "pod" : "address", id: card });
        }
        return true;
      case "f":
      case "F":
        alongFlows(card, undefined, event.key === "f" ? 1 : -1);
        return true;
      case "t":
        if (onTry === undefined || model === undefined || "pods" in model) return false;
        setTrying(card);
        setMessage(
          `From ${nameOf(card)}: choose a destination with the arrows, Enter tries, Escape cancels.`,
        );
        return true;
      case "e":
        if (model === undefined) return false;
        onToggle?.(model.region, model.kind !== "namespace");
        return true;
      default:
        return false;
    }
  };

  const onFlowKey = (event: KeyboardEvent, id: string): boolean => {
    const flow = picture.paths.find((path) => path.flow.id === id)?.flow;
    if (flow === undefined) return false;
    switch (event.key) {
      case "ArrowLeft":
      case "ArrowUp":
        goTo(flow.source);
        return true;
      case "ArrowRight":
      case "ArrowDown":
        goTo(flow.destination);
        return true;
      case "f":
      case "F":
        alongFlows(tabStop ?? flow.source, id, event.key === "f" ? 1 : -1);
        return true;
      case "Enter":
      case " ":
        selectFlow(id);
        return true;
      default:
        return false;
    }
  };

  const selectFlow = (id: string): void => {
    const flow = picture.paths.find((path) => path.flow.id === id)?.flow;
    const only = flow?.members.length === 1 ? flow.members[0] : undefined;
    onSelect({ kind: "flow", id: only?.id ?? id });
  };

  const onEscape = (card: string | undefined, flow: string | undefined): boolean => {
    if (trying !== undefined) {
      setTrying(undefined);
      setMessage("Cancelled.");
      return true;
    }
    if (flow !== undefined && tabStop !== undefined && selection?.kind !== "flow") {
      goTo(tabStop);
      return true;
    }
    if (selection === undefined) return false;
    onSelect(undefined);
    if (card === undefined && tabStop !== undefined) goTo(tabStop);
    return true;
  };

  return {
    tabStop,
    trying,
    message,
    onFocus: (event) => {
      const id = idOf(event.target, "card");
      if (id !== undefined) setFocused(id);
    },
    onFlowClick: (event) => {
      const id = idOf(event.target, "flow") ?? idOf(event.target, "label-of");
      if (id !== undefined) selectFlow(id);
    },
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const card = idOf(event.target, "card");
      const flow = idOf(event.target, "flow");
      const done =
        event.key === "Escape"
          ? onEscape(card, flow)
          : card !== undefined
            ? onCardKey(event, card)
            : flow !== undefined && onFlowKey(event, flow);
      if (done) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
  };
}

function idOf(target: EventTarget, attribute: "card" | "flow" | "label-of"): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest(`[data-${attribute}]`)?.getAttribute(`data-${attribute}`) ?? undefined;
}
