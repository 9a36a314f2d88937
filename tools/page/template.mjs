// Makes the status page without its data: src/page in one HTML text, which asks for nothing else.
// A policy (CSP) allows its own script and style by their hashes, and no other: whatever a stranger
// wrote can neither run nor load anything.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

const options = {
  absWorkingDir: root,
  bundle: true,
  write: false,
  metafile: true,
  minify: true,
  legalComments: "none", // dist/licenses.txt has them
  logLevel: "warning",
  target: "es2023",
};

/** One file of src/page, bundled, with esbuild's metafile. Throws on warnings, too. */
async function bundled(file, more) {
  const { warnings, outputFiles, metafile } = await esbuild.build({ ...options, ...more, entryPoints: [`src/page/${file}`] });
  if (warnings.length > 0) throw new Error("esbuild warns, see above: a page with warnings is not made.");
  return { text: outputFiles[0].text.trim(), metafile };
}

/** `'sha256-…'`, as a policy names a script or style. */
function source(text) {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/**
 * The page, with `%title%`, `%overview%` and `%data%` where they go, and esbuild's metafiles. The
 * same text on every machine.
 */
export async function pageTemplate() {
  const [script, style] = await Promise.all([
    bundled("main.tsx", { format: "iife", platform: "browser", jsx: "automatic", jsxImportSource: "preact" }),
    bundled("style.css", {}),
  ]);
  if (/<\/script|<!--/i.test(script.text)) throw new Error("The page's script must not contain what ends or hides a script.");
  const policy = [
    "default-src 'none'",
    `script-src ${source(script.text)}`,
    `style-src ${source(style.text)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const parts = { policy, style: style.text, script: script.text };
  const html = readFileSync(path.join(root, "src/page/shell.html"), "utf8").replace(
    /%(policy|style|script)%/g,
    (_, name) => parts[name],
  );
  return { html, metafiles: [script.metafile, style.metafile] };
}

/** The module `tagstream:page`, whose default export is the page without its data. */
export const pageModule = {
  name: "status-page",
  setup(build) {
    build.onResolve({ filter: /^tagstream:page$/ }, () => ({ path: "status-page", namespace: "status-page" }));
    build.onLoad({ filter: /.*/, namespace: "status-page" }, async () => ({
      contents: `export default ${JSON.stringify((await pageTemplate()).html)};`,
    }));
  },
};
