// The module `tagstream:page` for tests: the status page without its data, made from src/page. A
// process of its own makes it: esbuild does not run inside Jest's sandbox.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.dirname(fileURLToPath(import.meta.url));
const program = `import("${new URL("./page/template.mjs", import.meta.url)}").then(async ({ pageTemplate }) => process.stdout.write((await pageTemplate()).html));`;

export default execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
  cwd: folder,
  encoding: "utf8",
  maxBuffer: 16 * 1024 * 1024,
});
