// Bundles the two entry points, src/action.ts and src/cli.ts, into dist: `npm run build`, or
// `node tools/build.mjs --outdir FOLDER`. The result is committed, so it must be the same, byte for
// byte, on every machine: without paths, dates and the order of the file system.
// `--metafile FILE` also writes which file has which sources, as esbuild says it.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { licenses } from "./licenses.mjs";
import { pageModule, pageTemplate } from "./page/template.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * The toolkit imports undici (a third of its size) at start, and needs it only for proxies. This
 * replaces it by a small module that loads dist/undici.cjs when a proxy is used. The toolkit needs it
 * at once, so an `import()` will not do. Our own imports of undici get the real one.
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
 * badge-maker measures texts by four tables of 220 kB, one for each font. Our badges have the style
 * `flat`, which measures in one font, and Latin letters: the widths of others are guessed, as those
 * of letters that no table has.
 */
const latinWidths = {
  name: "latin-widths",
  setup(build) {
    build.onLoad({ filter: /[\\/]anafanafo[\\/]data[\\/].*\.json$/ }, ({ path: file }) => {
      const isOurs = path.basename(file) === "verdana-11px-normal.json";
      const widths = JSON.parse(readFileSync(file, "utf8")).filter(([first]) => first < (isOurs ? 0x250 : 0x6e));
      return { contents: JSON.stringify(widths), loader: "json" };
    });
  },
};

const common = {
  absWorkingDir: root,
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  write: false,
  metafile: true,
  bundle: true,
  platform: "node",
  // The command line runs on Node 20 as well as on the action's Node 24.
  target: "node20",
  minify: true,
  // Names of functions and classes, for stacks in bug reports.
  keepNames: true,
  legalComments: "external",
  plugins: [undiciOnDemand, pageModule, latinWidths],
  logLevel: "warning",
};

/** Both entry points share their code, and each `import()` loads a file of its own. */
const programs = {
  ...common,
  entryPoints: [
    { in: "src/action.ts", out: "index" },
    { in: "src/cli.ts", out: "cli" },
  ],
  // esbuild splits no other format.
  format: "esm",
  splitting: true,
  chunkNames: "[name]-[hash]",
};

const undici = { ...common, entryPoints: ["tools/undici.cjs"], format: "cjs" };

/** The files of one bundle, the notices in its code, and its metafile. Throws on warnings, too. */
async function bundle(options) {
  const { warnings, outputFiles, metafile } = await esbuild.build(options);
  refuse(warnings);
  const all = outputFiles.map(({ path: file, text }) => ({ file: path.basename(file), text }));
  const isNotice = ({ file }) => file.endsWith(".LEGAL.txt");
  const code = all.filter((one) => !isNotice(one));
  const files = options.format === "cjs" ? code : await Promise.all(code.map(asCommonJs));
  return { files, notices: all.filter(isNotice).map(({ text }) => text), metafile };
}

/**
 * The same file in CommonJS: yaml and tunnel call `require`, and Node starts it 15 ms sooner than ES
 * modules. They are strict, and CommonJS has to say so.
 */
async function asCommonJs({ file, text }) {
  const { target, minify, platform, logLevel } = common;
  const supported = { "dynamic-import": false }; // a promise of a `require` instead
  const { banner, body } = withShortExports(text);
  const options = { target, minify, platform, logLevel, supported, format: "cjs", banner: `"use strict";${banner}` };
  const { warnings, code } = await esbuild.transform(body, options);
  refuse(warnings);
  return { file, text: code };
}

/**
 * A file whose exports are one line of our own. esbuild's own line has 500 bytes, for `export *` and for
 * ES modules that import the file. No file here needs it, and a start loads a hundred of them. Files
 * that export otherwise keep esbuild's line.
 */
function withShortExports(text) {
  const [clause, names] = /export\{([^{}]*)\};\s*$/.exec(text) ?? [];
  if (clause === undefined || names === "") return { banner: "", body: text };
  const getters = names.split(",").map((name) => {
    const [local, exported = local] = name.split(" as ");
    return `${exported}:()=>${local}`;
  });
  return { banner: exportAll, body: `$export({${getters.join(",")}});${text.slice(0, -clause.length)}` };
}

/** `$export` is a name that esbuild leaves alone: no code declares it. */
const exportAll =
  "var $export=t=>{for(var n in t)Object.defineProperty(exports,n,{get:t[n],enumerable:!0})};exports.__esModule=!0;";

function refuse(warnings) {
  if (warnings.length > 0) throw new Error("esbuild warns, see above: a bundle with warnings is not written.");
}

/** Empties our own dist, so that no stale file stays. Any other folder must be new or empty. */
function prepare(folder) {
  if (folder === path.join(root, "dist")) rmSync(folder, { recursive: true, force: true });
  else if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`${folder} is not empty.`);
  mkdirSync(folder, { recursive: true });
}

const { values } = parseArgs({
  options: { outdir: { type: "string", default: path.join(root, "dist") }, metafile: { type: "string" } },
});
const outdir = path.resolve(values.outdir);
const bundles = await Promise.all([programs, undici].map(bundle)).catch((error) => {
  if (!error.errors) throw error;
  process.exit(1); // esbuild has printed the error
});
const page = (await pageTemplate()).metafiles.map((metafile) => ({ metafile, notices: [] }));
const notices = licenses(root, [...bundles, ...page]);
prepare(outdir);
for (const { file, text } of bundles.flatMap(({ files }) => files)) {
  const target = path.join(outdir, file);
  writeFileSync(target, text);
  if (text.startsWith("#!")) chmodSync(target, 0o755);
  console.log(`${file}  ${(Buffer.byteLength(text) / 1000).toFixed(0)} kB`);
}
writeFileSync(path.join(outdir, "licenses.txt"), notices);
if (values.metafile) writeFileSync(values.metafile, JSON.stringify(bundles[0].metafile));
