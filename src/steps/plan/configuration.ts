import path from "node:path";
import type { Home } from "../../core/config/default-registry.ts";
import { type Configuration, type OpenConfiguration, openConfiguration } from "../../core/config/index.ts";
import { similarConfigurations } from "../../core/config/similar.ts";
import { capabilitiesOf } from "../../core/events/capabilities.ts";
import { Failure, failure } from "../../core/lib/problems/problem.ts";
import type { Files } from "../../ports/files.ts";
import type { Repository } from "../../ports/repository.ts";
import { inTree } from "./checkout/work-tree.ts";
import { filesAt, filesIn } from "./sources/source-files.ts";

/**
 * The facts about a repository, `owner/name`, that its configuration needs. Without a forge the
 * repository has no owner.
 * @param source the repository's page
 * @param at the moment whose day decides which tests are waived; undefined: every test binds
 */
export function homeOf(
  {
    repository,
    source,
    defaultBranch,
    gitTag,
    intent,
  }: {
    repository: string;
    source?: string | undefined;
    defaultBranch?: string | undefined;
    gitTag?: string | undefined;
    intent?: string;
  },
  today: string | undefined,
): Home {
  const known = intent === undefined ? undefined : capabilitiesOf(intent);
  const isTaggedCommit = known?.versions === true && known.needsEventCommit;
  const owner = repository.startsWith("local/") ? undefined : repository.split("/")[0];
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(source === undefined ? {} : { server: source }),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
    ...(gitTag === undefined ? {} : { gitTag }),
    ...(isTaggedCommit ? { oneSource: true } : {}),
    ...(today === undefined ? {} : { today }),
  };
}

/**
 * The configuration in the work tree, including edits. Streams with `from` have no source here.
 * @throws Failure `config-missing`, and all its faults (`config-…`)
 */
export async function readConfiguration(tree: Repository, file: string, home: Home, files: Files): Promise<Configuration> {
  const opened = await openConfigurationIn(tree, file, home, files);
  return opened.load(await filesIn(tree, files, opened.valueFiles));
}

/**
 * The text of the configuration in the work tree, including edits, before any path is looked up.
 * @throws Failure `config-missing`
 */
export async function openConfigurationIn(tree: Repository, file: string, home: Home, files: Files): Promise<OpenConfiguration> {
  if (files.kindOf(inTree(tree, file)) !== "file") throw failure("config-missing", await missingMessage(tree, file, files));
  const text = await files.read(inTree(tree, file));
  return openConfiguration({ text, file, ...home });
}

/** The fault and, if a file with a similar name exists, the remedy. */
async function missingMessage(tree: Repository, file: string, files: Files): Promise<string> {
  if (files.kindOf(inTree(tree, file)) === "folder") return `${file} is a folder. Set the input \`config\` to a file.`;
  const [first, ...others] = await similarFiles(tree, file, files);
  if (first === undefined) {
    const shortest = "images: { NAME: { context: . } }";
    return `There is no configuration ${file}. \`tagstream init\` proposes one. The shortest one, for a Dockerfile at the repository's root, is \`${shortest}\`.`;
  }
  const found = [first, ...others].join(", ");
  return `There is no configuration ${file}, but there is ${found}. Rename it to ${file}, or set the input \`config\` to \`${first}\`.`;
}

/**
 * Files of the work tree, committed or not, that people may have meant. Empty for an unreadable
 * tree: this only adds to a message.
 */
async function similarFiles(tree: Repository, file: string, files: Files): Promise<string[]> {
  const none = () => [];
  const committed = tree.head().then(async (head) => (await tree.tree(head)).map(({ path }) => path));
  const untracked = tree.changes().then((changes) => changes.map(({ path }) => path));
  const folders = [...new Set([".github", path.dirname(file)])].filter((folder) => folder !== ".");
  const listed = folders.map(async (folder) =>
    (await files.find(inTree(tree, folder), /\.(ya?ml|json)$/i, none)).map((found) => path.relative(tree.root, found)),
  );
  const found = await Promise.all([committed, untracked, ...listed].map((paths) => paths.catch(none)));
  return similarConfigurations(
    file,
    found.flat().filter((one) => files.kindOf(inTree(tree, one)) === "file"),
  );
}

/** The configuration at a commit; undefined if it is absent or invalid. */
export async function configurationAt(
  commit: string,
  tree: Repository,
  file: string,
  home: Home,
): Promise<Configuration | undefined> {
  const text = await tree.read(commit, file);
  if (text === undefined) return undefined;
  try {
    const opened = openConfiguration({ text, file, ...home });
    return opened.load(await filesAt(commit, tree, opened.valueFiles));
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
