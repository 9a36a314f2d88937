// Writes the status page of sample repositories, to look at: `node tools/run.mjs
// tools/page/preview.ts FOLDER`. They are small, large (100 units and a
// year), hostile, empty, and one whose registries did not answer.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import template from "tagstream:page";
import { pack } from "../../src/core/status/packed.ts";
import type { Status, UnitStatus } from "../../src/core/status/status.ts";
import { statusPage } from "../../src/render/status/page.ts";
import { pageData } from "../../src/steps/status/page-data.ts";
import { sampleStatus } from "./sample.ts";

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node tools/run.mjs tools/page/preview.ts FOLDER");

const small = sampleStatus({ units: 16, weeks: 16, seed: 1 });
function silent({ shows: _, ...unit }: UnitStatus): UnitStatus {
  const reasons = unit.repositories.map((repository) => `${repository}: no answer within 30 s`);
  return { ...unit, unknown: reasons, freshness: { state: "unknown", unknown: reasons.join("; ") }, tags: [], publications: [] };
}

const samples: Record<string, Status> = {
  small,
  large: sampleStatus({ units: 100, weeks: 52, seed: 1 }),
  hostile: sampleStatus({ units: 20, weeks: 16, seed: 1, hostile: true }),
  empty: { ...small, units: [], notes: [] },
  silent: { ...small, units: small.units.map(silent) },
};

for (const [name, status] of Object.entries(samples)) {
  const target = path.join(folder, name);
  mkdirSync(target, { recursive: true });
  const page = statusPage(status, await pageData(JSON.stringify(pack(status))), template);
  writeFileSync(path.join(target, "index.html"), page);
  writeFileSync(path.join(target, "status.json"), JSON.stringify(status));
  console.log(`${path.join(target, "index.html")}  ${(Buffer.byteLength(page) / 1000).toFixed(0)} kB`);
}
