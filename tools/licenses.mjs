// Makes dist/licenses.txt: the packages in the bundles, and their terms.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * `node_modules/a/node_modules/@b/c/index.js` → `node_modules/a/node_modules/@b/c`; undefined for
 * our own files.
 */
function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

/**
 * One package's name, version, licence id and licence text. Throws if the package names no licence.
 */
function notice(root, folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
  const texts = readdirSync(path.join(root, folder))
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file) && !/\.[cm]?[jt]s$/i.test(file))
    .sort()
    .map((file) =>
      readFileSync(path.join(root, folder, file), "utf8")
        .replaceAll("\r\n", "\n")
        .trim(),
    );
  if (texts.length === 0 && !license) throw new Error(`${name} ${version} names no licence: it must not be bundled.`);
  const text = texts.length > 0 ? texts.join("\n\n") : `No licence file in the package; its package.json says: ${license}`;
  return { name, version, text: `${name} ${version} (${license ?? "see below"})\n\n${text}\n` };
}

/**
 * The same text on every machine.
 * @param bundles esbuild's metafile of each, and the notices in the code of each file
 */
export function licenses(root, bundles) {
  const inputs = bundles.flatMap(({ metafile }) =>
    Object.values(metafile.outputs).flatMap((output) =>
      Object.entries(output.inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([input]) => input),
    ),
  );
  const folders = [...new Set(inputs.map(packageFolder))].filter((folder) => folder !== undefined);
  const packages = new Map(folders.map((folder) => notice(root, folder)).map((one) => [`${one.name}@${one.version}`, one.text]));
  const inCode = new Set(
    bundles.flatMap(({ notices }) => notices).flatMap((text) => text.split(/\n\n(?=\S)/).filter((part) => /^\S+:\n/.test(part))),
  );
  const rule = `${"-".repeat(80)}\n\n`;
  return [
    "The files in this folder contain the packages below.\n\n",
    ...[...packages.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => `${rule}${text}\n`),
    ...(inCode.size > 0
      ? [`${rule}Notices in the packages' code\n\n`, ...[...inCode].sort().map((part) => `${part.trim()}\n\n`)]
      : []),
  ].join("");
}
