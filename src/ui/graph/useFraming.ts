import { useCallback, useEffect, useMemo, useRef, type RefObject } from "react";
import { useReactFlow, type Viewport } from "@xyflow/react";
import { contains, type Rect } from "../../core/graph/geometry.ts";
import type { Picture } from "../../core/graph/picture.ts";

export interface Framing {
  /** The whole picture in view. */
  readonly fit: () => void;
  /** Pans as little as needed for a rectangle of the picture to be seen. */
  readonly show: (rect: Rect) => void;
  readonly onInit: () => void;
  readonly onMove: (event: unknown, viewport: Viewport) => void;
}

/** How much can be read at this zoom: all, no labels of flows, no text at all. */
export type Distance = "near" | "away" | "far";

/** Below this width of the canvas the picture is laid out for a phone. */
const NARROW = 560;
/** Room for the legend and the buttons below the picture. */
const FOOT = 52;
/** Smaller than this type is hard to read: a picture that needs it is panned at first. */
const READABLE = 0.7;
/** Little below it all is shown still: a column cut off is worse than type a tenth smaller. */
const NEARLY_READABLE = 0.58;
/** A picture that would be much larger than its place is shown whole: panning would not help. */
const OVERVIEW = 0.36;

/** A small picture is drawn so much larger at most. */
const CLOSEST = 1.15;

/** What the layout depends on. Steps of the aspect are coarse, so that resizing rarely moves a pod. */
export interface Place {
  readonly narrow: boolean;
  readonly aspect: number;
}
export const WIDE_PLACE: Place = { narrow: false, aspect: 1.6 };
const ASPECTS = [0.6, 0.8, 1, 1.25, 1.6, 2, 2.6, 3.4] as const;

function placeOf(width: number, height: number): Place {
  const aspect = (width - 32) / Math.max(1, height - FOOT - 24);
  const distance = (step: number): number => Math.abs(Math.log(aspect / step));
  return {
    narrow: width < NARROW,
    aspect: ASPECTS.reduce((best, step) => (distance(step) < distance(best) ? step : best)),
  };
}

const quietly = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * What is in view. The picture is fitted when it appears and when its layout changes, until a
 * person pans or zooms: from then on the view is theirs.
 */
export function useFraming(
  rootRef: RefObject<HTMLDivElement | null>,
  picture: Picture,
  onPlace: (change: (place: Place) => Place) => void,
  onDistance: (distance: Distance) => void,
  closest = CLOSEST,
): Framing {
  const flow = useReactFlow();
  const moved = useRef(false);
  const ready = useRef(false);
  const content = useRef(picture.content);

  const fit = useCallback(
    (duration = 0, whole = false) => {
      const place = rootRef.current?.getBoundingClientRect();
      if (place === undefined || place.width === 0) return;
      const { x, y, width, height } = content.current;
      const margin = place.width < NARROW ? 14 : 24;
      const zoom = Math.min(
        closest,
        (place.width - 2 * margin) / Math.max(1, width),
        (place.height - margin - FOOT) / Math.max(1, height),
      );
      // who only watches cannot pan: a room sees it whole
      const pans = !whole && closest === CLOSEST && zoom < NEARLY_READABLE && zoom > OVERVIEW;
      const used = pans ? READABLE : Math.max(0.08, zoom);
      const start = (room: number, size: number): number =>
        pans && size > room - margin ? margin : (room - size) / 2;
      void flow.setViewport(
        {
          zoom: used,
          x: start(place.width, width * used) - x * used,
          // Hangs from the top when it is small, as text does
          y: Math.min(margin, start(place.height - FOOT, height * used) + margin / 2) - y * used,
        },
        { duration },
      );
    },
    [flow, rootRef, closest],
  );

  const { layout } = picture;
  useEffect(() => {
    content.current = picture.content;
  }, [picture]);
  useEffect(() => {
    if (ready.current && !moved.current) fit(quietly() ? 0 : 200);
  }, [layout, fit]);

  useEffect(() => {
    const element = rootRef.current;
    if (element === null || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      if (width > 0 && height > 0) {
        const next = placeOf(width, height);
        onPlace((old) => (old.narrow === next.narrow && old.aspect === next.aspect ? old : next));
      }
      if (ready.current && !moved.current) fit();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [rootRef, fit, onPlace]);

  const onMove = useCallback(
    (event: unknown, { zoom }: Viewport) => {
      if (event !== null) moved.current = true;
      onDistance(zoom < 0.3 ? "far" : zoom < 0.55 ? "away" : "near");
    },
    [onDistance],
  );

  const show = useCallback(
    (rect: Rect) => {
      const place = rootRef.current?.getBoundingClientRect();
      if (place === undefined) return;
      const { x, y, zoom } = flow.getViewport();
      const inView: Rect = {
        x: rect.x * zoom + x,
        y: rect.y * zoom + y,
        width: rect.width * zoom,
        height: rect.height * zoom,
      };
      const free: Rect = {
        x: 16,
        y: 16,
        width: place.width - 32,
        height: place.height - FOOT - 16,
      };
      if (contains(free, inView)) return;
      void flow.setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, {
        zoom: Math.max(zoom, 0.5),
        duration: quietly() ? 0 : 150,
      });
    },
    [flow, rootRef],
  );

  return useMemo(
    () => ({
      fit: () => {
        moved.current = false;
        fit(quietly() ? 0 : 200, true);
      },
      show,
      onInit: () => {
        ready.current = true;
        fit();
      },
      onMove,
    }),
    [fit, show, onMove],
  );
}
