// The search for near misses, bundled apart: its code is no part of a first evaluation.
export { compileNetwork } from "../src/core/netpol/compile.ts";
export { normaliseObjects } from "../src/core/netpol/normalise.ts";
export { nearMisses } from "../src/core/nearmiss/search.ts";
