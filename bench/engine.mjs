// What is measured, as one entry to bundle.
export { buildAllPorts } from "../src/core/netpol/anyPort.ts";
export { compileNetwork, recompile } from "../src/core/netpol/compile.ts";
export { explain } from "../src/core/netpol/explain.ts";
export { buildMatrix, updateMatrix } from "../src/core/netpol/matrix.ts";
export { normaliseObjects } from "../src/core/netpol/normalise.ts";
