// The module `tagstream:page` for tests: the status page without its data, made from src/page. A
// process of its own makes it: esbuild does not run inside Jest's sandbox. The first test file of a
// run that needs it keeps it for the others.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.dirname(fileURLToPath(import.meta.url));
const program = `import("${new URL("./page/template.mjs", import.meta.url)}").then(async ({ pageTemplate }) => process.stdout.write((await pageTemplate()).html));`;
const kept = path.join(process.env.TAGSTREAM_TEST_SHARED, "page.html");

if (!existsSync(kept)) {
  const made = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: folder,
    maxBuffer: 16 * 1024 * 1024,
  });
  const part = `${kept}.${process.pid}`;
  writeFileSync(part, made);
  renameSync(part, kept); // two workers may make it at once: both make the same
}

export default readFileSync(kept, "utf8");
