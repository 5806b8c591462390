// What is measured, as one entry to bundle.
export { compileNetwork, recompile } from "../src/core/netpol/compile.ts";
export { buildMatrix, updateMatrix } from "../src/core/netpol/matrix.ts";
export { normaliseObjects } from "../src/core/netpol/normalise.ts";
