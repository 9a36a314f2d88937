import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { notesOf } from "./changelog.ts";
import { manifestOf, read, statedVersions } from "./places.ts";
import { attempt, run } from "./programs.ts";
import { parseVersion } from "./version.ts";

/** What keeps the checkout from being released: all of it, in words. */
export function findProblems(root: string): string[] {
  const { version } = manifestOf(root);
  const others = Object.entries(statedVersions(root)).filter(([, stated]) => stated !== version);
  return [
    ...(parseVersion(version) ? [] : [`package.json: "${version}" is no version.`]),
    ...others.map(([place, stated]) => `${place} says ${stated ?? "nothing"}, and package.json ${version}.`),
    ...(notesOf(read(root, "CHANGELOG.md"), version) ? [] : [`CHANGELOG.md has no section "## ${version} - DATE".`]),
    ...staleBundle(root),
    ...bundledVersion(root, version),
  ];
}

/** Users run the committed bundle: it must be what the sources give. */
function staleBundle(root: string): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "tagstream-release-"));
  try {
    const fresh = path.join(folder, "dist");
    run(root, ["node", "tools/build.mjs", "--outdir", fresh]);
    const dist = path.join(root, "dist");
    const names = [...new Set([...readdirSync(dist), ...readdirSync(fresh)])].sort();
    const differing = names.filter((name) => textOf(dist, name) !== textOf(fresh, name));
    return differing.length === 0 ? [] : [`dist is not what the sources give: ${differing.join(", ")}. Run \`npm run build\`.`];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function textOf(folder: string, name: string): string | undefined {
  return readdirSync(folder).includes(name) ? readFileSync(path.join(folder, name), "utf8") : undefined;
}

function bundledVersion(root: string, version: string): string[] {
  const { stdout, stderr } = attempt(root, ["node", "dist/cli.cjs", "--version"]);
  return stdout.split("\n")[0]?.includes(version)
    ? []
    : [`dist/cli.cjs says it is ${stdout || stderr}, and package.json ${version}.`];
}
