/** Stands in for Node's zlib, which a browser has not: the shell's text tools need none of it. */
function missing(): never {
  throw new Error("compression is not available in the browser");
}

export const constants = {};
export const gunzipSync = missing;
export const gzipSync = missing;
export const inflateSync = missing;
export const deflateSync = missing;
export const brotliDecompressSync = missing;
export default { constants, gunzipSync, gzipSync };
