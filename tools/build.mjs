// Bundles the two entry points, src/action.ts and src/cli.ts, into dist: `npm run build`, or
// `node tools/build.mjs --outdir FOLDER`. The result is committed, so it must be the same, byte for
// byte, on every machine: without paths, dates and the order of the file system.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { licenses } from "./licenses.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const entrypoints = [
  { entry: "src/action.ts", file: "index.cjs" },
  { entry: "src/cli.ts", file: "cli.cjs", hashbang: "#!/usr/bin/env node" },
  // Loaded by both, on demand.
  { entry: "tools/undici.cjs", file: "undici.cjs" },
];

/**
 * The toolkit imports undici (a third of its size) at start, and needs it only for proxies. This
 * replaces it by a small module that loads dist/undici.cjs when a proxy is used. Our own imports of
 * undici get the real one.
 */
const undiciOnDemand = {
  name: "undici-on-demand",
  setup(build) {
    const toolkit = /[\\/]node_modules[\\/]@actions[\\/]/;
    build.onResolve({ filter: /^undici$/ }, ({ importer }) =>
      toolkit.test(importer) ? { path: "undici", namespace: "on-demand" } : undefined,
    );
    build.onResolve({ filter: /^\.\/undici\.cjs$/, namespace: "on-demand" }, () => ({ path: "./undici.cjs", external: true }));
    build.onLoad({ filter: /.*/, namespace: "on-demand" }, () => ({
      contents: `
        export class ProxyAgent { constructor(...args) { return new (require("./undici.cjs").ProxyAgent)(...args); } }
        export const fetch = (...args) => require("./undici.cjs").fetch(...args);
      `,
    }));
    // undici has its HTTP parser with and without SIMD instructions. Every processor runs the
    // second, so it replaces both.
    build.onResolve({ filter: /\/llhttp_simd-wasm\.js$/ }, ({ path: file, importer, resolveDir }) =>
      build.resolve(file.replace("llhttp_simd-wasm", "llhttp-wasm"), { importer, resolveDir, kind: "require-call" }),
    );
  },
};

/**
 * One entry point's bundle: its text, the notices in its code, and its files. Throws on warnings,
 * too.
 */
async function bundle({ entry, file, hashbang }) {
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: path.join("dist", file),
    write: false,
    metafile: true,
    bundle: true,
    platform: "node",
    // The command line runs on Node 20 as well as on the action's Node 24.
    target: "node20",
    // undici and yaml call `require`, which an ESM bundle does not have.
    format: "cjs",
    minify: true,
    // Names of functions and classes, for stacks in bug reports.
    keepNames: true,
    legalComments: "external",
    ...(hashbang ? { banner: { js: hashbang } } : {}),
    plugins: [undiciOnDemand],
    logLevel: "warning",
  });
  if (result.warnings.length > 0) throw new Error(`${entry}: esbuild warns, see above: a bundle with warnings is not written.`);
  const text = (suffix) => result.outputFiles.find((output) => output.path.endsWith(suffix))?.text;
  return { file, text: text(file), notices: text(".LEGAL.txt") ?? "", metafile: result.metafile, executable: Boolean(hashbang) };
}

/** Empties our own dist, so that no stale file stays. Any other folder must be new or empty. */
function prepare(folder) {
  if (folder === path.join(root, "dist")) rmSync(folder, { recursive: true, force: true });
  else if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`${folder} is not empty.`);
  mkdirSync(folder, { recursive: true });
}

const { values } = parseArgs({ options: { outdir: { type: "string", default: path.join(root, "dist") } } });
const outdir = path.resolve(values.outdir);
const bundles = await Promise.all(entrypoints.map(bundle)).catch((error) => {
  if (!error.errors) throw error;
  process.exit(1); // esbuild has printed the error
});
const notices = licenses(root, bundles);
prepare(outdir);
for (const { file, text, executable } of bundles) {
  const target = path.join(outdir, file);
  writeFileSync(target, text);
  if (executable) chmodSync(target, 0o755);
  console.log(`${file}  ${(Buffer.byteLength(text) / 1000).toFixed(0)} kB`);
}
writeFileSync(path.join(outdir, "licenses.txt"), notices);
