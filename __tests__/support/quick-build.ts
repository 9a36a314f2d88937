/** A stand-in for `tools/build.mjs`: the last release's bundle, with the version of `src/version.ts`. */
export const quickBuild = `import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
const [, version] = /version = "(.+)"/.exec(readFileSync("src/version.ts", "utf8"));
const before = execFileSync("node", ["dist/cli.cjs", "--version"], { encoding: "utf8" }).trim();
const [, , , outdir = "dist"] = process.argv;
mkdirSync(outdir, { recursive: true });
for (const name of readdirSync("dist")) {
  const text = readFileSync("dist/" + name, "utf8");
  writeFileSync(outdir + "/" + name, text.replaceAll(JSON.stringify(before), JSON.stringify(version)));
}
`;
