// Writes src/api/schema.ts from the document of the admin API; with --check, tells whether it fits.
import { readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const SOURCE = new URL("../docs/reference/admin-openapi.json", import.meta.url);
const TARGET = new URL("src/api/schema.ts", import.meta.url);

const types = `// Made by "npm run types" from docs/reference/admin-openapi.json.\n${astToString(await openapi(SOURCE))}`;
if (!process.argv.includes("--check")) {
  writeFileSync(TARGET, types);
} else if (readFileSync(TARGET, "utf8") !== types) {
  console.error("src/api/schema.ts does not fit the admin API: npm run types");
  process.exit(1);
}
