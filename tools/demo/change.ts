import { readFileSync } from "node:fs";
import path from "node:path";

const edits: Record<string, [before: RegExp, after: string]> = {
  "frontier-squid/Dockerfile": [/SQUID_CACHE_MEM="128 MB"/, 'SQUID_CACHE_MEM="128"'],
  "frontier-squid/etc/osg/image-init.d/20-squid.sh": [/\$\{SQUID_CACHE_MEM:-128 MB\}/, "$((SQUID_CACHE_MEM)) MB"],
};

/** The files of the pull request. Its tests pass, because they use the image's own setting. */
export function changedFiles(folder: string): Record<string, string> {
  const files = Object.entries(edits).map(([name, [before, after]]) => {
    const text = readFileSync(path.join(folder, name), "utf8");
    if (!before.test(text)) throw new Error(`${name} of examples/osg does not match ${before}: adapt tools/demo/change.ts`);
    return [name, text.replace(before, () => after)];
  });
  return Object.fromEntries(files);
}
