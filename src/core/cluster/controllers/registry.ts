/** The controllers, in the order in which they run in a round. */
import type { Controller } from "./controller.ts";

export const CONTROLLERS: readonly Controller[] = [];
