import type { Home } from "../core/config/default-registry.ts";
import { type Configuration, loadConfiguration } from "../core/config/index.ts";
import { Failure, failure } from "../core/problem.ts";
import type { Files, Repository } from "../ports.ts";
import { inTree } from "./work-tree.ts";

/**
 * What a configuration has to know of its repository, `owner/name`; it has no owner where it is on no forge.
 * @param source the repository's page
 */
export function homeOf({ repository, source }: { repository: string; source?: string | undefined }): Home {
  const owner = repository.startsWith("local/") ? undefined : repository.split("/")[0];
  return { ...(owner === undefined ? {} : { owner }), ...(source === undefined ? {} : { server: source }) };
}

/**
 * The configuration as the work tree has it, edits included.
 * @throws Failure `config-missing`, and everything that is wrong with it (`config-…`)
 */
export async function readConfiguration(tree: Repository, file: string, home: Home, files: Files): Promise<Configuration> {
  if (files.kindOf(inTree(tree, file)) !== "file") {
    const shortest = "images: { NAME: { context: . } }";
    throw failure(
      "config-missing",
      `There is no configuration ${file}. The shortest one, for a Dockerfile at the repository's root, is \`${shortest}\`.`,
    );
  }
  const text = await files.read(inTree(tree, file));
  return loadConfiguration({
    text,
    file,
    ...home,
    kindOf: (path) => files.kindOf(inTree(tree, path)),
  });
}

/** The configuration as a commit has it; undefined when it has none, or one that is not valid. */
export async function configurationAt(
  commit: string,
  tree: Repository,
  file: string,
  home: Home,
): Promise<Configuration | undefined> {
  const text = await tree.read(commit, file);
  if (text === undefined) return undefined;
  const kinds = kindsOf((await tree.tree(commit)).map(({ path }) => path));
  try {
    return loadConfiguration({ text, file, ...home, kindOf: (path) => kinds.get(path) });
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Every path of a commit, and the folders that they are in. */
function kindsOf(paths: readonly string[]): Map<string, "file" | "folder"> {
  const kinds = new Map<string, "file" | "folder">([[".", "folder"]]);
  for (const path of paths) {
    kinds.set(path, "file");
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      const folder = path.slice(0, slash);
      if (kinds.has(folder)) break;
      kinds.set(folder, "folder");
    }
  }
  return kinds;
}
