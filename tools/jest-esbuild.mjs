// Jest's transform: esbuild strips the types. ts-jest needs a compiler API that TypeScript 7 does
// not have.
import { createHash } from "node:crypto";
import { transformSync, version } from "esbuild";

const options = { loader: "ts", format: "esm", target: "node20", sourcemap: "inline" };

export default {
  process: (source, file) => transformSync(source, { ...options, sourcefile: file }),
  getCacheKey: (source, file) =>
    createHash("sha256")
      .update(JSON.stringify([version, options, file, source]))
      .digest("hex"),
};
