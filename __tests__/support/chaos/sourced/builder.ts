import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { redactorOf } from "../../../../src/adapters/process/redaction.ts";
import type { BakeTarget } from "../../../../src/core/build/bake.ts";
import type { Builder } from "../../../../src/ports/builder.ts";
import { pushBuilt } from "../built-image.ts";
import type { KnownBuild } from "./history-rule.ts";

/** Builds that push to real registries, and what each received. */
export interface KnownBuilds {
  builder: Builder;
  /** By digest. */
  builds: Map<string, KnownBuild>;
}

const prefix = "io.github.tagstream.";

/** All files of a folder, as one text. */
export function contentOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => path.join(parentPath, name)).sort();
  return paths.map((file) => `${path.relative(folder, file)}: ${readFileSync(file, "utf8")}`).join("");
}

/**
 * A builder that pushes what it finds in the context, past all proxies. The file `packages` of a context becomes a label.
 * @param realOf the repository behind a proxy's
 */
export function knownBuilds(realOf: (repository: string) => string): KnownBuilds {
  const builds = new Map<string, KnownBuild>();
  let count = 0;
  const builder: Builder = {
    check: async () => ({ name: "known", driver: "known", platforms: [], nodes: [], buildx: "known" }),
    missingSecrets: async () => [],
    print: async () => ({ fault: "there is no buildx here" }),
    redactor: redactorOf,
    layout: () => Promise.reject(new TypeError("nothing stays here")),
    async bake({ definition, target }, workTree) {
      const wanted = (definition as { target: Record<string, BakeTarget> }).target[target];
      if (!wanted) throw new TypeError(`no target ${target}`);
      const folder = path.join(workTree, wanted.context);
      const annotations = Object.fromEntries(
        wanted.annotations.map((text) => text.replace("index,manifest:", "").split(/=(.*)/s).slice(0, 2)),
      ) as Record<string, string>;
      const labels = { ...wanted.labels, packages: readFileSync(path.join(folder, "packages"), "utf8").trim() };
      const content = `${++count} ${contentOf(folder)}`;
      const { digest } = await pushBuilt(realOf(wanted.output[0]?.["name"] ?? ""), { content, annotations, labels });
      const [inputs, version, proposal] = ["inputs", "version", "pull-request"].map((name) => annotations[`${prefix}${name}`]);
      builds.set(digest, {
        received: `${contentOf(folder)}${JSON.stringify(wanted.args)}`,
        labels,
        ...(inputs === undefined ? {} : { inputs }),
        ...(version === undefined ? {} : { version }),
        ...(proposal === undefined ? {} : { proposal }),
      });
      return digest;
    },
  };
  return { builder, builds };
}
