// `npm run site` builds the documentation site into `.site`, `npm run site -- build FOLDER` into
// another folder. `npm run site -- dev` shows it while you write; `npm run site -- preview` shows
// what was built.
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { build, createServer, serve } from "vitepress";

const source = "docs";
const commands: Record<string, (folder?: string) => Promise<void>> = {
  build: (folder = ".site") => buildInto(folder),
  dev: async () => {
    const server = await createServer(source);
    await server.listen();
    server.printUrls();
  },
  preview: async () => {
    await serve({ root: source });
  },
};

const [name = "build", folder] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  console.error(`There is no ${name}. Use one of: ${Object.keys(commands).join(", ")}.`);
  process.exitCode = 1;
} else {
  await command(folder);
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
