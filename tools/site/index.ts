// `npm run site` builds the documentation site into `.site`; `npm run site -- FOLDER` into another
// folder. `npm run site -- dev` shows it while you write, `npm run site -- preview` what was built.
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { build, createServer, serve } from "vitepress";

const source = "docs";
const [command = ".site"] = process.argv.slice(2);
if (command === "dev") {
  const server = await createServer(source);
  await server.listen();
  server.printUrls();
} else if (command === "preview") {
  await serve({ root: source });
} else {
  await buildInto(command);
}

/** Builds the site. Its intermediate files are where no search for our own files finds them. */
async function buildInto(outDir: string): Promise<void> {
  const tempDir = mkdtempSync(path.resolve("node_modules/.site-"));
  try {
    await build(source, {
      outDir,
      onAfterConfigResolve: (config) => {
        config.tempDir = tempDir;
      },
    });
  } finally {
    rmSync(tempDir, { recursive: true, force: true });
  }
}
