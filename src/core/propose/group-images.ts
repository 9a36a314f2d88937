import { repositoryKey } from "../oci/reference.ts";
import { channelKey, type Patterned, type PatternedBuild } from "./patterned.ts";

/** The builds of one image: they share repositories. */
export interface ImageGroup {
  name: string;
  builds: readonly PatternedBuild[];
  /** Each of its repositories, with the keys of the channels that are published there. */
  repositories: readonly { repository: string; channels: readonly string[] }[];
}

/** Groups the builds that publish into images by repository. Each has a name of its own. */
export function groupImages({ builds }: Pick<Patterned, "builds">): ImageGroup[] {
  const groups: { keys: Set<string>; builds: PatternedBuild[] }[] = [];
  for (const build of builds) {
    const keys = new Set(build.references.map(({ repository }) => repositoryKey(repository)));
    if (keys.size === 0) continue;
    const own = groups.filter((group) => [...keys].some((key) => group.keys.has(key)));
    const [first] = own;
    if (!first) {
      groups.push({ keys, builds: [build] });
      continue;
    }
    for (const other of own) {
      for (const key of [...other.keys, ...keys]) first.keys.add(key);
      if (other === first) continue;
      first.builds.push(...other.builds);
      groups.splice(groups.indexOf(other), 1);
    }
    first.builds.push(build);
  }
  const names = new Set<string>();
  return groups.map((group) => {
    const repositories = repositoriesOf(group.builds);
    const name = freeName(repositories[0]?.repository ?? "", names);
    names.add(name);
    return { name, builds: withPlatforms(group.builds, builds), repositories };
  });
}

function repositoriesOf(builds: readonly PatternedBuild[]): ImageGroup["repositories"] {
  const found = new Map<string, { repository: string; channels: Set<string> }>();
  for (const { repository, channel } of builds.flatMap(({ references }) => references)) {
    const key = repositoryKey(repository);
    const entry = found.get(key) ?? { repository, channels: new Set() };
    found.set(key, entry);
    entry.channels.add(channelKey(channel));
  }
  return [...found.values()].map(({ repository, channels }) => ({ repository, channels: [...channels] }));
}

/** The last part of a repository's name, or as many parts as make it unique. */
function freeName(repository: string, taken: ReadonlySet<string>): string {
  const parts = repository.split("/").slice(1);
  for (let from = parts.length - 1; from >= 0; from -= 1) {
    const name = parts.slice(from).join("/");
    if (!taken.has(name)) return name;
  }
  return repository.replaceAll(/[^a-z0-9]+/g, "-");
}

/** Builds with the platforms of those that build the same for other platforms, and name no tag. */
function withPlatforms(own: readonly PatternedBuild[], all: readonly PatternedBuild[]): PatternedBuild[] {
  const silent = all.filter(({ references }) => references.length === 0);
  return own.map((build) => {
    const same = silent.filter(({ recipe }) => recipeKey(recipe) === recipeKey(build.recipe));
    const platforms = [...new Set([build, ...same].flatMap(({ recipe }) => recipe.platforms))];
    return { ...build, recipe: { ...build.recipe, platforms } };
  });
}

function recipeKey({ context, dockerfile, target }: PatternedBuild["recipe"]): string {
  return JSON.stringify([context, dockerfile, target]);
}
