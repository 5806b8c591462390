#!/usr/bin/env node
// The lab's engine without a browser: `npm run --silent netpol -- help`
import { load } from "./bundle.mjs";

const { main } = await load("src/cli/main.ts");
process.exitCode = await main(process.argv.slice(2));
