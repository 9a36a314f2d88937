// Writes schema/*.json from the schemas that the program itself validates with: `npm run schema`.
import { writeFileSync } from "node:fs";
import { jsonSchemas } from "./json-schemas.ts";

for (const { file, text } of jsonSchemas()) {
  writeFileSync(file, text);
  console.log(`${file}: ${text.length} characters`);
}
