// Serves the built lab on this machine only.
import { preview } from "vite";

const server = await preview({ preview: { host: "127.0.0.1", port: 4173, strictPort: true } });
console.log(`Netpol Lab is at ${server.resolvedUrls?.local[0] ?? "http://127.0.0.1:4173/"}`);
