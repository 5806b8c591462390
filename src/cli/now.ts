/** Lab time of the command: a fixed hour, so that the same input gives the same output. */
export const NOW = Date.UTC(2026, 0, 1, 12);
