// Runs a TypeScript file of this repository on any Node that we support: `node tools/run.mjs
// tools/schema.ts`. Node 24 would run it as it is; Node 20 cannot strip types.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { pageModule } from "./page/template.mjs";

const [entry, ...args] = process.argv.slice(2);
if (!entry) throw new Error("usage: node tools/run.mjs FILE.ts [ARG ...]");
/** CommonJS of this repository stays where it is: it asks for its own place. */
const commonJs = {
  name: "commonjs",
  setup({ onResolve }) {
    onResolve({ filter: /^\..*\.cjs$/ }, ({ path: asked, resolveDir }) => ({
      path: pathToFileURL(path.resolve(resolveDir, asked)).href,
      external: true,
    }));
  },
};
// Inside node_modules, so that packages left out of the bundle still resolve, and nothing shows up
// in git.
const folder = mkdtempSync(path.resolve("node_modules/.run-"));
try {
  const outfile = path.join(folder, "main.mjs");
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: "external",
    plugins: [pageModule, commonJs],
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
  });
  process.exitCode = spawnSync(process.execPath, ["--enable-source-maps", outfile, ...args], { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
