import { groupBy } from "../lib/group-by.ts";
import { channelKey, hasVersion, type PatternedBuild, type PatternedReference } from "./patterned.ts";

/** The builds of an image that are built in the same way: one variant of it. */
export interface Row {
  name: string;
  matrix: Readonly<Record<string, string>>;
  recipe: PatternedBuild["recipe"];
  references: readonly PatternedReference[];
  /** Arguments that only the builds of one channel have, by its key. */
  channelArgs: ReadonlyMap<string, Readonly<Record<string, string>>>;
  values: PatternedBuild["values"];
}

/** The variants of an image: one for each way in which it is built. */
export function rowsOf(builds: readonly PatternedBuild[]): Row[] {
  const rows = [...groupBy(builds, signature).values()].flatMap((group) => {
    const [first] = group;
    return first ? [rowOf(first, group)] : [];
  });
  if (areOfOwnChannels(rows)) return united(rows);
  return [...groupBy(rows, variantKey).values()].flatMap((group) => (areOfOwnChannels(group) ? united(group) : group));
}

/** What the builds of one variant share, whatever started them: all but arguments and platforms. */
function variantKey({ matrix, recipe: { args: _, platforms: __, ...rest } }: Row): string {
  return JSON.stringify([Object.entries(matrix).toSorted(), rest]);
}

function rowOf(first: PatternedBuild, group: readonly PatternedBuild[]): Row {
  const platforms = [...new Set(group.flatMap(({ recipe }) => recipe.platforms))];
  const references = group.flatMap((build) => build.references);
  const isOfReleases = references.every(({ channel }) => channel.is === "releases");
  const { fixed, versioned } = splitArgs(Object.assign({}, ...group.map(({ recipe }) => recipe.args)));
  const releases = references.flatMap(({ channel }) => (channel.is === "releases" ? [channelKey(channel)] : []));
  const channelArgs = Object.keys(versioned).length === 0 || isOfReleases ? [] : releases.map((key) => [key, versioned] as const);
  const args = isOfReleases ? { ...fixed, ...versioned } : fixed;
  const { name, matrix, values } = first;
  return { name, matrix, values, recipe: { ...first.recipe, platforms, args }, references, channelArgs: new Map(channelArgs) };
}

type Args = Record<string, string>;

function splitArgs(args: Args): { fixed: Args; versioned: Args } {
  const [fixed, versioned]: [Args, Args] = [{}, {}];
  for (const [name, text] of Object.entries(args)) (hasVersion(text) ? versioned : fixed)[name] = text;
  return { fixed, versioned };
}

/** Arguments with a version do not tell variants apart: they tell releases from other builds. */
function signature({ recipe: { args, platforms: _, ...rest } }: PatternedBuild): string {
  const fixed = Object.entries(args).filter(([, text]) => !hasVersion(text) && !text.includes("{built}"));
  return JSON.stringify([rest, fixed.toSorted()]);
}

/** Whether no two rows are of one channel: they are the same variant, from several sources. */
function areOfOwnChannels(rows: readonly Row[]): boolean {
  const channels = rows.flatMap((row) => channelsOf(row));
  return new Set(channels).size === channels.length;
}

function channelsOf({ references }: Row): string[] {
  return [...new Set(references.map(({ channel }) => channelKey(channel)))];
}

/** One variant of rows that differ by channel. What only one of them has as an argument is its channel's. */
function united(rows: readonly Row[]): Row[] {
  const [first, ...others] = rows;
  if (!first || others.length === 0) return [...rows];
  const isShared = ([name, text]: [string, string]) => rows.every(({ recipe }) => recipe.args[name] === text);
  const args = Object.fromEntries(Object.entries(first.recipe.args).filter(isShared));
  const channelArgs = rows.flatMap((row) => {
    const own = Object.fromEntries(Object.entries(row.recipe.args).filter((entry) => !isShared(entry)));
    return channelsOf(row).map((key) => [key, { ...own, ...row.channelArgs.get(key) }] as const);
  });
  return [
    {
      ...first,
      recipe: { ...first.recipe, args, platforms: [...new Set(rows.flatMap(({ recipe }) => recipe.platforms))] },
      references: rows.flatMap(({ references }) => references),
      channelArgs: new Map(channelArgs.filter(([, own]) => Object.keys(own).length > 0)),
    },
  ];
}

/** The part that all tags of a row end with: `debug` of `main-debug` and `{version}-debug`. */
export function endingOf({ references }: Pick<Row, "references">): string | undefined {
  const endings = references.map(({ pattern }) => /-([A-Za-z0-9_.]+)$/.exec(pattern)?.[1]);
  const [first] = endings;
  return endings.every((one) => one === first) ? first : undefined;
}
