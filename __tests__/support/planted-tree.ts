import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "./workflow-files.ts";

/** A file of a planted tree, and the rule that it breaks. */
export interface Found {
  file: string;
  rule: string;
  message: string;
}

export interface PlantedTree {
  /** What `biome lint` finds with our configuration, errors alone. */
  lint(): Found[];
  /** What `tools/check.ts`, the last part of `npm run check`, prints, and its exit status. */
  check(): { status: number | null; output: string };
  remove(): void;
}

/** Writes files into a temporary folder that is checked as this repository is. */
export function plantTree(files: Readonly<Record<string, string>>): PlantedTree {
  const folder = mkdtempSync(path.join(tmpdir(), "tagstream-rules-"));
  const settings = JSON.parse(readFileSync(path.join(root, "biome.json"), "utf8"));
  // The folder is no git repository; everything else is as it is.
  writeFileSync(path.join(folder, "biome.json"), JSON.stringify({ ...settings, vcs: { enabled: false } }));
  copyFileSync(path.join(root, "package.json"), path.join(folder, "package.json"));
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return {
    lint: () => lint(folder),
    check: () => {
      const args = [path.join(root, "tools/run.mjs"), "tools/check.ts", folder];
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
      return { status, output: stderr };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

interface Diagnostic {
  category: string;
  severity: string;
  message: string;
  location: { path: string };
}

function lint(folder: string): Found[] {
  const biome = path.join(root, "node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "lint", "--reporter=json", "--max-diagnostics=none", "."];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  const start = stdout.indexOf("{");
  if (start < 0) throw new Error(stderr);
  const { diagnostics } = JSON.parse(stdout.slice(start)) as { diagnostics: Diagnostic[] };
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ category, message, location }) => ({ file: location.path, rule: category.replace(/^lint\/\w+\//, ""), message }));
}
